"""`make charts`: pulls the charts that the stacks pin, and checks their digests.

Run as `python -m tools.fetch_charts [--record] [--base REF]`. It is `cilium-ako charts pull`, and
with `--record` a maintainer writes digests of the public charts into the program's own table. Exit
status 1 where a chart could not be had or was refused.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cilium_ako.catalogue.charts import digests as chart_digests
from cilium_ako.charts.chart_lookup import charts_cache
from cilium_ako.charts.project_charts import pull_charts
from cilium_ako.exit_status import ExitStatus

_TABLE: Final = re.compile(r"(?s)(# begin digests[^\n]*\n).*?(# end digests)")


def main() -> ExitStatus:
    """Pulls what is pinned, and says of each chart what became of it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--record",
        action="store_true",
        help="accept digests that are not known, and write them into the program's own table",
    )
    arguments.add_argument(
        "--base", metavar="REF", help="also what the stacks pinned at this commit"
    )
    given = arguments.parse_args()
    found = pull_charts(Path.cwd(), (), given.base, record=given.record)
    for message in found.messages:
        print("\n".join(message.lines()), file=sys.stderr)
    for each in found.results:
        print(f"{each.name}: {each.message}", file=sys.stdout if each.ok else sys.stderr)
    print(f"cache: {charts_cache()}")
    new = {each.name: each.digest for each in found.results if each.ok}
    if given.record and not new.items() <= chart_digests.DIGESTS.items():
        table = Path(chart_digests.__file__)
        merged = {**chart_digests.DIGESTS, **new}
        table.write_text(with_digests(table.read_text(encoding="utf-8"), merged), encoding="utf-8")
    return ExitStatus.FINE if found.ok else ExitStatus.FAILED


def with_digests(source: str, digests: Mapping[str, str]) -> str:
    """The text of `catalogue/charts/digests.py` with another table in it."""
    rows = "".join(f'    "{name}": "{digest}",\n' for name, digest in sorted(digests.items()))
    table = f"DIGESTS: Final[dict[str, str]] = {{\n{rows}}}\n"
    return _TABLE.sub(lambda match: f"{match[1]}{table}{match[2]}", source)


if __name__ == "__main__":
    sys.exit(main())
