"""How long `adopt` takes for a values file, beside `check` of the stack that it writes.

Both run in turns, by processor time, without a chart at hand: rendering is the chart's time.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Final

import yaml

from benchmarks.start_up import ROUNDS, Figures, processor_seconds
from tests.corpus.installs import installs

ADOPT: Final = 1.5
"""`adopt` of the largest values file of the corpus, against `check` of its stack."""


def main() -> int:
    """Measures, prints, and tells whether the limit is kept."""
    install = max(installs(), key=lambda each: len(repr(each.owner)))
    tool = str(Path(sys.executable).parent / "cilium-ako")
    cluster = install.config["cluster"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["CILIUM_AKO_CACHE"] = name
        os.environ.pop("CILIUM_AKO_CHARTS", None)
        (folder / "Pulumi.yaml").write_text("name: cilium-ako\n", "utf-8")
        (folder / "values.yaml").write_text(yaml.safe_dump(dict(install.owner)), "utf-8")
        (folder / "Pulumi.other.yaml").write_text(
            yaml.safe_dump({"config": {"cilium-ako:cluster": cluster}}), "utf-8"
        )
        pods = install.config["cilium"]["ipam"].get("podCidrs", [])
        adopt = [tool, "adopt", "big", "--helm-values", "values.yaml", "--force"]
        adopt += ["--chart-version", install.version, "--cluster", "Pulumi.other.yaml"]
        adopt += ["--pod-cidrs", ",".join(pods)]
        check = [tool, "check", "big"]
        for command in (adopt, check):
            processor_seconds(command, folder)
        rounds = [
            (processor_seconds(adopt, folder), processor_seconds(check, folder))
            for _ in range(ROUNDS)
        ]
    figures = Figures()
    ratio = statistics.median(one for one, _ in rounds) / statistics.median(
        other for _, other in rounds
    )
    figures.add("adopt of a values file, against check of its stack", ratio, ADOPT, "x")
    return 1 if figures.broken else 0


if __name__ == "__main__":
    sys.exit(main())
