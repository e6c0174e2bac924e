"""Derives the tables of chart keys from the charts' own default values and schemas.

    python tools/derive_chart_keys.py CONTRACTS

CONTRACTS holds `cilium/<version>/values.json` (and `values.schema.json` where the chart has
one) and `ako/<version>/values.json`. Keys that only templates read are no defaults: they stand,
with the template's path, in `catalogue/*/chart_keys/templates.tsv`, by hand.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

TABLES = Path(__file__).parent.parent / "cilium_ako" / "catalogue"


OPEN = frozenset(
    {
        "affinity",
        "annotations",
        "matchLabels",
        "nodeSelector",
        "podAnnotations",
        "podLabels",
        "resources",
    }
)
"""Mappings whose keys are a person's own, whatever the default holds."""


def leaves(
    values: Mapping[str, object], schema: object, prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Every key with the types that fit it. An empty mapping is open: anything fits below it."""
    properties = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
    for key, value in values.items():
        path = f"{prefix}.{key}" if prefix else key
        below = properties.get(key)
        if isinstance(value, Mapping) and value and key not in OPEN:
            yield from leaves(value, below, path)
        else:
            yield path, types_of(value, below)


def types_of(value: object, schema: object) -> str:
    """The JSON types that a key takes, by the schema where there is one, else by its default."""
    if isinstance(schema, Mapping) and "type" in schema:
        given = schema["type"]
        types = {given} if isinstance(given, str) else set(given)
    else:
        types = {type_of(value)}
    if types <= {"null"}:
        types = {"any"}
    return "|".join(sorted(types))


def type_of(value: object) -> str:
    """The JSON type of a value."""
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "null"


def table(chart: Path) -> list[str]:
    """One line per key, first and last minor, and types."""
    minors: list[str] = []
    rows: dict[str, dict[str, str]] = {}
    for version in sorted(chart.iterdir(), key=lambda at: tuple(map(int, at.name.split(".")))):
        minor = version.name.rpartition(".")[0]
        minors.append(minor)
        schema_file = version / "values.schema.json"
        schema = json.loads(schema_file.read_text()) if schema_file.exists() else None
        values = json.loads((version / "values.json").read_text())
        for key, types in leaves(values, schema):
            rows.setdefault(key, {})[minor] = types
    lines = []
    for key in sorted(rows):
        first = ""
        for index, minor in enumerate(minors):
            types = rows[key].get(minor, "")
            before = rows[key].get(minors[index - 1], "") if index else ""
            if types and types != before:
                first = minor
            last_of_run = index + 1 == len(minors) or rows[key].get(minors[index + 1], "") != types
            if types and last_of_run:
                lines.append(f"{key}\t{first}\t{minor}\t{types}")
    return lines


def main() -> None:
    """Writes both tables."""
    contracts = Path(sys.argv[1])
    for chart in ("cilium", "ako"):
        lines = ["# key\tfirst minor\tlast minor\ttypes", *table(contracts / chart)]
        (TABLES / chart / "chart_keys" / "values.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
