"""The tables of default values, `catalogue/*/chart_defaults.tsv`, as rows that can be added to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from cilium_ako.catalogue.release import Release
from tools.chart_key_tables import OPEN

HEADING: Final = "# key\tfirst minor\tlast minor\tvalue"
_OF_A_PATCH: Final = ("tag", "digest")
"""Last names of keys that change with every patch."""


class DefaultRow(NamedTuple):
    """A key of a chart, in a run of minors in which it has one default."""

    key: str
    first: Release
    last: Release
    text: str
    """The default as JSON."""

    def __str__(self) -> str:
        return f"{self.key}\t{self.first}\t{self.last}\t{self.text}"


def default_texts(values: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every default of a chart by its dotted key, as JSON.

    A mapping of a person's own names, and one whose keys have dots, is one value.
    """
    for key, value in values.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, Mapping) and value and key not in OPEN and not _has_dots(value):
            yield from default_texts(value, path)
        elif key not in _OF_A_PATCH:
            yield path, json.dumps(value, sort_keys=True, separators=(",", ":"))


def _has_dots(mapping: Mapping[str, object]) -> bool:
    return any("." in key for key in mapping)


def with_minor(
    rows: list[DefaultRow], previous: Release | None, minor: Release, defaults: Mapping[str, str]
) -> list[DefaultRow]:
    """A table with one more minor in it. `previous` is the minor before it, None in an empty one.

    A row that reached up to it goes on where the default is the same.
    """
    going_on = {row.key: row for row in rows if row.last == previous}
    result = [
        row._replace(last=minor)
        if row is going_on.get(row.key) and defaults.get(row.key) == row.text
        else row
        for row in rows
    ]
    result += [
        DefaultRow(key, minor, minor, text)
        for key, text in defaults.items()
        if key not in going_on or going_on[key].text != text
    ]
    return sorted(result)


def table_text(rows: list[DefaultRow]) -> str:
    """What the table holds."""
    return "\n".join([HEADING, *map(str, rows)]) + "\n"


def table_rows(text: str) -> list[DefaultRow]:
    """The rows of a table."""
    rows = []
    for line in text.splitlines():
        if not line.startswith("#"):
            key, first, last, value = line.split("\t")
            rows.append(DefaultRow(key, Release.of_minor(first), Release.of_minor(last), value))
    return rows


def with_chart(text: str, previous: Release, minor: Release, values: Mapping[str, object]) -> str:
    """A table's text with one more minor, whose default values these are."""
    rows = [row for row in table_rows(text) if row.first < minor]
    rows = [row._replace(last=previous) if row.last >= minor else row for row in rows]
    return table_text(with_minor(rows, previous, minor, dict(default_texts(values))))
