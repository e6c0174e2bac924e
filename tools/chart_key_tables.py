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


class KeyRow(NamedTuple):
    """A row of `values.tsv`: a key of a chart, in a run of minors that take the same types."""

    key: str
    first: Release
    last: Release
    types: str
    """JSON types with `|` between them, or `any`."""

    def __str__(self) -> str:
        return f"{self.key}\t{self.first}\t{self.last}\t{self.types}"


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


def with_minor(
    rows: list[KeyRow], previous: Release | None, minor: Release, keys: Mapping[str, str]
) -> list[KeyRow]:
    """A table with one more minor in it, which knows these keys.

    `previous` is the minor before it, None in an empty table. A row that reached up to it goes on
    where the key still takes the same types.
    """
    going_on = {row.key: row for row in rows if row.last == previous}
    result = [
        row._replace(last=minor)
        if row is going_on.get(row.key) and keys.get(row.key) == row.types
        else row
        for row in rows
    ]
    result += [
        KeyRow(key, minor, minor, types)
        for key, types in keys.items()
        if key not in going_on or going_on[key].types != types
    ]
    return sorted(result)


def table_text(rows: list[KeyRow]) -> str:
    """What `values.tsv` holds."""
    return "\n".join([HEADING, *map(str, rows)]) + "\n"


def table_rows(text: str) -> list[KeyRow]:
    """The rows of `values.tsv`. Raises ValueError where a line is none."""
    rows = []
    for line in text.splitlines():
        if not line.startswith("#"):
            key, first, last, types = line.split("\t")
            rows.append(KeyRow(key, _minor(first), _minor(last), types))
    return rows


def _minor(text: str) -> Release:
    release = Release.parse(text)
    if release is None:
        raise ValueError(f"{text} is no minor")
    return release.minor_release


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
    return KeyTables(table_text(values), "\n".join(lines) + "\n")


def keys_in(tables: KeyTables, minor: Release) -> dict[str, str]:
    """Every key that the tables know in a minor, with its types."""
    rows = table_rows(tables.values)
    for line in tables.templates.splitlines():
        if not line.startswith("#"):
            key, first, last, types, _ = line.split("\t")
            rows.append(KeyRow(key, _minor(first), _minor(last), types))
    return {row.key: row.types for row in rows if row.first <= minor <= row.last}
