"""The tables of chart keys, `catalogue/*/chart_keys/`, as rows that can be added to.

`values.tsv` is derived from the charts' default values and JSON schemas. `templates.tsv` names
keys that those do not show and a template reads all the same, each with that template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cilium_ako.catalogue.release import Release
from tools.cilium_chart import Chart
from tools.minor_rows import MinorRow, table_rows, table_text, with_minor

TABLES: Final = Path(__file__).parent.parent / "cilium_ako" / "catalogue"
HEADING: Final = "# key\tfirst minor\tlast minor\ttypes"

OPEN: Final = frozenset(
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


def typed_keys(values: Mapping[str, object], schema: object, prefix: str = "") -> dict[str, str]:
    """Every key of a chart's default values, with the JSON types that fit it.

    An empty mapping is a key of its own, of the type `object`: anything fits below it.
    """
    return dict(_typed_keys(values, schema, prefix))


def _typed_keys(
    values: Mapping[str, object], schema: object, prefix: str
) -> Iterator[tuple[str, str]]:
    properties = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
    for key, value in values.items():
        path = f"{prefix}.{key}" if prefix else key
        below = properties.get(key)
        if isinstance(value, Mapping) and value and key not in OPEN:
            yield from _typed_keys(value, below, path)
        else:
            yield path, _types(value, below)


def _types(value: object, schema: object) -> str:
    """The JSON types that a key takes, by the schema where there is one, else by its default."""
    if isinstance(schema, Mapping) and "type" in schema:
        given = schema["type"]
        types = {given} if isinstance(given, str) else set(given)
    else:
        types = {json_type(value)}
    if types <= {"null"}:
        types = {"any"}
    return "|".join(sorted(types))


def json_type(value: object) -> str:
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


class KeyTables(NamedTuple):
    """The texts of both tables of a chart."""

    values: str
    templates: str


def read_tables(folder: Path) -> KeyTables:
    """Both tables, from their folder."""
    return KeyTables(
        (folder / "values.tsv").read_text("utf-8"), (folder / "templates.tsv").read_text("utf-8")
    )


def write_tables(folder: Path, tables: KeyTables) -> None:
    """Writes both tables into their folder."""
    (folder / "values.tsv").write_text(tables.values, "utf-8")
    (folder / "templates.tsv").write_text(tables.templates, "utf-8")


def extended(tables: KeyTables, previous: Release, minor: Release, chart: Chart) -> KeyTables:
    """The tables with one more minor; a key of `templates.tsv` stays while its template has it."""
    keys = typed_keys(chart.values, chart.schema)
    lines = []
    for line in tables.templates.splitlines():
        if not line.startswith("#"):
            key, first, last, types, path = line.split("\t")
            if last == str(previous) and key not in keys and chart.reads(key, path):
                line = "\t".join((key, first, str(minor), types, path))  # noqa: PLW2901
        lines.append(line)
    values = with_minor(table_rows(tables.values), previous, minor, keys)
    return KeyTables(table_text(HEADING, values), "\n".join(lines) + "\n")


def keys_in(tables: KeyTables, minor: Release) -> dict[str, str]:
    """Every key that the tables know in a minor, with its types."""
    rows = table_rows(tables.values)
    for line in tables.templates.splitlines():
        if not line.startswith("#"):
            key, first, last, types, _ = line.split("\t")
            rows.append(MinorRow(key, Release.of_minor(first), Release.of_minor(last), types))
    return {row.key: row.cell for row in rows if row.first <= minor <= row.last}
