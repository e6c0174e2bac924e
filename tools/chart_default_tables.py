"""The tables of default values, `catalogue/*/chart_defaults.tsv`, as rows that can be added to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from cilium_ako.catalogue.release import Release
from tools.chart_key_tables import OPEN
from tools.minor_rows import table_rows, table_text, with_minor

HEADING: Final = "# key\tfirst minor\tlast minor\tvalue"
_OF_A_PATCH: Final = ("tag", "digest")
"""Last names of keys that change with every patch."""


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


def with_chart(text: str, previous: Release, minor: Release, values: Mapping[str, object]) -> str:
    """A table's text with one more minor, whose default values these are."""
    rows = [row for row in table_rows(text) if row.first < minor]
    rows = [row._replace(last=previous) if row.last >= minor else row for row in rows]
    return table_text(HEADING, with_minor(rows, previous, minor, dict(default_texts(values))))
