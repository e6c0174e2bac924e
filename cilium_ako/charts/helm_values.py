"""Derived facts written as Helm values, by the tables of value keys in the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import TypeAlias

from cilium_ako.catalogue.charts.value_key import ValueKey
from cilium_ako.catalogue.release import Release

Values: TypeAlias = dict[str, object]
"""Helm values: nested mappings down to scalars and lists."""
DerivedFacts: TypeAlias = Mapping[str, object]
"""What a stack's config decides: facts by the names that the tables of value keys have.

A fact that does not apply is absent. Values are those of the config's models, as texts where a
chart takes texts: unlike the facts of `cilium_ako.changes`, they are not in a normal form.
"""


def to_helm_values(facts: DerivedFacts, table: Iterable[ValueKey], minor: Release) -> Values:
    """The values that tell a chart of this minor these facts.

    A fact without a key in this minor, or with a value that its key has no word for, is left out.
    """
    values: Values = {}
    for row in table:
        if row.fact not in facts or not row.applies_to(minor):
            continue
        value = facts[row.fact]
        if row.value_map is not None:
            if value not in row.value_map:
                continue
            value = row.value_map[value]
        set_dotted(values, row.key, value)
    return values


def set_dotted(values: Values, key: str, value: object) -> None:
    """Sets a dotted key, in place, making the mappings on the way.

    Raises TypeError where something on the way is there and no mapping.
    """
    *parents, last = key.split(".")
    for parent in parents:
        inner = values.setdefault(parent, {})
        if not isinstance(inner, dict):
            raise TypeError(f"{key}: {parent} is not a mapping")
        values = inner
    values[last] = value


def flatten(values: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Every leaf with its dotted key; lists and empty mappings are leaves."""
    for key, value in values.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, Mapping) and value:
            yield from flatten(value, path)
        else:
            yield path, value


Steps: TypeAlias = tuple[str, ...]
"""The names that lead to a value; a name may have dots in it, as those of labels do."""


def leaves(values: Mapping[str, object], above: Steps = ()) -> Iterator[tuple[Steps, object]]:
    """Every leaf with the names that lead to it; lists and empty mappings are leaves."""
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from leaves(value, (*above, key))
        else:
            yield (*above, key), value


def of_leaves(found: Mapping[Steps, object]) -> Values:
    """The values of leaves by the names that lead to them; one that another bars is left out."""
    values: Values = {}
    for steps, value in found.items():
        *above, last = steps
        inner = values
        for step in above:
            below = inner.setdefault(step, {})
            if not isinstance(below, dict):
                break
            inner = below
        else:
            inner[last] = deepcopy(value)
    return values
