"""Which key of a chart, and of its ConfigMap, says which fact.

The facts that a stack's config decides have their keys in `catalogue.cilium.value_keys` and
`catalogue.ako.value_keys`; the facts that are only watched have theirs in `catalogue.facts.cilium`
and `catalogue.facts.ako`. Here both tables are one, read upwards: from a key to a fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from cilium_ako.catalogue.ako import value_keys as ako_values
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.charts.value_key import ValueKey
from cilium_ako.catalogue.cilium import value_keys as cilium_values
from cilium_ako.catalogue.facts import BY_NAME, FactDefinition, Value
from cilium_ako.catalogue.facts import ako as ako_facts
from cilium_ako.catalogue.facts import cilium as cilium_facts
from cilium_ako.catalogue.release import Release

_TABLES: Final[Mapping[Chart, tuple[ValueKey, ...]]] = {
    "cilium": (*cilium_values.VALUE_KEYS, *cilium_facts.WATCHED_KEYS),
    "ako": (*ako_values.VALUE_KEYS, *ako_facts.WATCHED_KEYS),
}
_PREFIX: Final[Mapping[Chart, str]] = {"cilium": "", "ako": "ako."}
"""What a fact's name has before the name in these tables."""


class FactKey(NamedTuple):
    """One Helm key that says one fact, in a range of minors."""

    fact: FactDefinition
    """The fact."""
    value_key: ValueKey
    """The key, its minors, and the key of the ConfigMap that the chart makes of it."""
    meaning: Mapping[object, object] | None
    """The chart's value to the fact's: the row's `value_map` turned round; None where both are
    the same."""


@cache
def fact_keys(chart: Chart) -> tuple[FactKey, ...]:
    """Every key of every fact of a chart, of all minors."""
    found = []
    for value_key in _TABLES[chart]:
        fact = BY_NAME.get(_PREFIX[chart] + value_key.fact)
        if fact is not None:
            meaning = None
            if value_key.value_map is not None:
                meaning = {given: value for value, given in value_key.value_map.items()}
            found.append(FactKey(fact, value_key, meaning))
    return tuple(found)


@cache
def fact_keys_of(chart: Chart, minor: Release) -> tuple[FactKey, ...]:
    """Every key that a minor of a chart has."""
    return tuple(each for each in fact_keys(chart) if each.value_key.applies_to(minor))


@cache
def by_option(chart: Chart, minor: Release) -> Mapping[str, FactKey]:
    """The first key of a minor that each key of the chart's ConfigMap is made of."""
    found: dict[str, FactKey] = {}
    for each in fact_keys_of(chart, minor):
        if each.value_key.config:
            found.setdefault(each.value_key.config, each)
    return found


@cache
def config_keys(chart: Chart) -> frozenset[str]:
    """Every key of a chart's ConfigMap that says a fact, of all minors."""
    return frozenset(each.value_key.config for each in fact_keys(chart) if each.value_key.config)


@cache
def helm_keys(chart: Chart) -> frozenset[str]:
    """The dotted Helm key of every row of a chart, of all minors."""
    return frozenset(value_key.key for value_key in _TABLES[chart])


@cache
def decided_config_keys() -> frozenset[str]:
    """Every key of `cilium-config` that a stack decides or that is watched.

    Those of the rows, and those that a chart derives from several facts (`ipsec-key-file`).
    """
    own = {each.value_key.config for each in fact_keys("cilium")} - {""}
    return frozenset(own | cilium_values.CONFIG_BESIDE.keys())


def definitions(chart: Chart) -> tuple[FactDefinition, ...]:
    """The facts of a chart, in the order of the catalogue."""
    return cilium_facts.FACTS if chart == "cilium" else ako_facts.FACTS


@cache
def defaults(
    chart: Chart, minor: Release | None, compatibility: Release | None
) -> dict[str, Value]:
    """What is in effect where nothing is said, by the fact's name.

    `minor` is the chart's; None where it is not known, and then facts whose default hangs on it
    are left out. `compatibility` is what the chart's `upgradeCompatibility` names, None without.
    """
    found = {fact.name: fact.default for fact in definitions(chart) if fact.default is not None}
    with_key = {
        each.fact.name
        for each in fact_keys(chart)
        if minor is not None and each.value_key.applies_to(minor)
    }
    for fact in definitions(chart):
        by_version = f"{chart}.version" in fact.depends_on
        if by_version and (minor is None or fact.name not in with_key):
            found.pop(fact.name, None)
    if minor is None:
        return found
    table = cilium_facts if chart == "cilium" else ako_facts
    for special in table.MINOR_DEFAULTS:
        if special.since <= minor <= special.until:
            found[special.fact] = special.value
    if compatibility is not None:
        for older in table.OLDER_DEFAULTS:
            if minor >= older.since and compatibility < older.below:
                found[older.fact] = older.value
    return found


def helm_key(chart: Chart, fact: str, minor: Release | None) -> str:
    """The dotted Helm key of a fact, in a minor where that is known; empty where it has none."""
    for each in fact_keys(chart):
        if each.fact.name == fact and (minor is None or each.value_key.applies_to(minor)):
            return each.value_key.key
    return ""
