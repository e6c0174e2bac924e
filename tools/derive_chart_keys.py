"""Derives the tables of chart keys from the charts' own default values and schemas.

    python -m tools.derive_chart_keys CONTRACTS

CONTRACTS holds `cilium/<version>/values.json` (and `values.schema.json` where the chart has
one) and `ako/<version>/values.json`. Keys that only templates read are no defaults: they stand,
with the template's path, in `catalogue/*/chart_keys/templates.tsv`, by hand. One more minor is
added by `python -m tools.new_minor`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cilium_ako.catalogue.release import Release
from tools.chart_key_tables import HEADING, TABLES, typed_keys
from tools.minor_rows import MinorRow, table_text, with_minor


def derived_table(chart: Path) -> list[MinorRow]:
    """The table of a chart, from a folder with a folder for each version of it."""
    rows: list[MinorRow] = []
    previous: Release | None = None
    versions = {Release.parse(folder.name): folder for folder in chart.iterdir()}
    for version in sorted(each for each in versions if each is not None):
        folder = versions[version]
        schema_file = folder / "values.schema.json"
        schema = json.loads(schema_file.read_text("utf-8")) if schema_file.exists() else None
        values = json.loads((folder / "values.json").read_text("utf-8"))
        minor = version.minor_release
        rows = with_minor(rows, previous, minor, typed_keys(values, schema))
        previous = minor
    return rows


def main() -> None:
    """Writes both tables."""
    contracts = Path(sys.argv[1])
    for chart in ("cilium", "ako"):
        file = TABLES / chart / "chart_keys" / "values.tsv"
        file.write_text(table_text(HEADING, derived_table(contracts / chart)), "utf-8")


if __name__ == "__main__":
    main()
