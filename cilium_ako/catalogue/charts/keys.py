"""Which Helm keys each chart's minor knows, and the JSON types that fit them.

In `cilium/chart_keys/` and `ako/chart_keys/` beside this folder, `values.tsv` is derived from the
charts' default values and JSON schemas (by `tools/derive_chart_keys.py`); `templates.tsv` names
keys that those do not show and a template reads all the same. A key whose type is `object` is open:
what stands below is a person's own.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

from cilium_ako.catalogue.release import Release

Chart = Literal["cilium", "ako"]
"""A chart, which is also what its release and its part of a stack's config are called."""

_TABLES: Final = ("values.tsv", "templates.tsv")

_SCHEMA_SINCE: Final[dict[str, Release]] = {"cilium": Release(1, 16)}
"""First minor with a JSON schema; AKO's chart has none. Without one types are a hint."""


def has_schema(chart: Chart, minor: Release) -> bool:
    """Whether Helm refuses a value of another type in this minor."""
    return chart in _SCHEMA_SINCE and minor >= _SCHEMA_SINCE[chart]


class ChartKey(NamedTuple):
    """One key in a range of minors."""

    first: Release
    last: Release
    types: frozenset[str]
    """JSON types: array boolean integer null number object string, or any."""


@cache
def chart_keys(chart: Chart) -> dict[str, tuple[ChartKey, ...]]:
    """Every key that a chart has had, with the minors it is in."""
    rows: dict[str, list[ChartKey]] = {}
    folder = files("cilium_ako.catalogue") / chart / "chart_keys"
    for table in _TABLES:
        for line in (folder / table).read_text("utf-8").splitlines():
            if not line.startswith("#"):
                key, first, last, types, *_ = line.split("\t")
                rows.setdefault(key, []).append(
                    ChartKey(
                        Release.of_minor(first), Release.of_minor(last), frozenset(types.split("|"))
                    )
                )
    return {key: tuple(found) for key, found in rows.items()}


def newest(chart: Chart) -> Release:
    """The newest minor in a chart's tables."""
    return max(row.last for rows in chart_keys(chart).values() for row in rows)


def types_of(chart: Chart, minor: Release, key: str) -> frozenset[str] | None:
    """The types that fit a key in a minor; None where that minor does not know the key.

    A key below an open one has the type `any`. So has a key that leads to others: it is a
    mapping, and what stands in it is asked for key by key.
    """
    table = chart_keys(chart)
    found = _in_minor(table.get(key, ()), minor)
    if found is not None:
        return found.types
    parts = key.split(".")
    for length in range(len(parts) - 1, 0, -1):
        parent = _in_minor(table.get(".".join(parts[:length]), ()), minor)
        if parent is not None and parent.types & {"object", "any"}:
            return frozenset({"any"})
    return None


def _in_minor(rows: tuple[ChartKey, ...], minor: Release) -> ChartKey | None:
    for row in rows:
        if row.first <= minor <= row.last:
            return row
    return None


def minors_with(chart: Chart, key: str) -> tuple[Release, Release] | None:
    """First and last minor that know a key, as far as the tables go; None where none does."""
    rows = chart_keys(chart).get(key, ())
    if not rows:
        return None
    return (min(row.first for row in rows), max(row.last for row in rows))
