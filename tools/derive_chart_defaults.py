"""Derives the tables of the charts' default values.

    python -m tools.derive_chart_defaults CONTRACTS

CONTRACTS holds `cilium/<version>/values.json` and `ako/<version>/values.json`. One more minor of
Cilium is added by `python -m tools.new_minor`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cilium_ako.catalogue.release import Release
from tools.chart_default_tables import HEADING, default_texts
from tools.chart_key_tables import TABLES
from tools.minor_rows import MinorRow, table_text, with_minor


def derived_table(chart: Path) -> list[MinorRow]:
    """The table of a chart, from a folder with a folder for each version of it."""
    rows: list[MinorRow] = []
    previous: Release | None = None
    versions = {Release.parse(folder.name): folder for folder in chart.iterdir()}
    for version in sorted(each for each in versions if each is not None):
        values = json.loads((versions[version] / "values.json").read_text("utf-8"))
        minor = version.minor_release
        rows = with_minor(rows, previous, minor, dict(default_texts(values)))
        previous = minor
    return rows


def main() -> None:
    """Writes both tables."""
    contracts = Path(sys.argv[1])
    for chart in ("cilium", "ako"):
        file = TABLES / chart / "chart_defaults.tsv"
        file.write_text(table_text(HEADING, derived_table(contracts / chart)), "utf-8")


if __name__ == "__main__":
    main()
