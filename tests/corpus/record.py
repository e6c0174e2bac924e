"""Writes `recorded.json`: by how much each install differs from what its owner runs.

    CILIUM_AKO_CHARTS=… python -m tests.corpus.record

Needs `helm` on PATH and the charts of every version that an install has.
"""

from __future__ import annotations

import json
import sys

from tests.charts.real_charts import why_not_rendered
from tests.corpus.installs import RECORDED, installs


def main() -> None:
    """Renders both sides of each install, and writes what differs."""
    document = {}
    for install in installs():
        reason = why_not_rendered("cilium", install.version)
        if reason:
            sys.exit(reason)
        document[install.name] = {
            "digest": install.digest(),
            "difference": install.rendered_difference(),
        }
    RECORDED.write_text(f"{json.dumps(document, indent=1, sort_keys=True)}\n", "utf-8")


if __name__ == "__main__":
    main()
