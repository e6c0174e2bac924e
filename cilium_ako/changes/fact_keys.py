"""The rows that spell a fact, of the tables of what is written and of what is only watched."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple

from cilium_ako.catalogue import facts as watched_facts
from cilium_ako.catalogue.ako import value_keys as ako_values
from cilium_ako.catalogue.charts.value_key import ValueKey
from cilium_ako.catalogue.cilium import value_keys as cilium_values
from cilium_ako.catalogue.facts import BY_NAME, FactDefinition, Value
from cilium_ako.catalogue.release import Release

Part = Literal["cilium", "ako"]
"""What a release installs."""

_TABLES: Final = {
    "cilium": (*cilium_values.VALUE_KEYS, *watched_facts.CILIUM_SPELLINGS),
    "ako": (*ako_values.VALUE_KEYS, *watched_facts.AKO_SPELLINGS),
}
_PREFIX: Final = {"cilium": "", "ako": "ako."}


class Row(NamedTuple):
    """One spelling of one fact."""

    fact: FactDefinition
    spelling: ValueKey
    meaning: Mapping[object, object] | None
    """What the chart's words mean: the spelling's own, turned round."""


@cache
def rows(part: Part) -> tuple[Row, ...]:
    """Every spelling of a fact that is watched, whatever its minor."""
    found = []
    for spelling in _TABLES[part]:
        fact = BY_NAME.get(_PREFIX[part] + spelling.fact)
        if fact is not None:
            meaning = None
            if spelling.value_map is not None:
                meaning = {word: value for value, word in spelling.value_map.items()}
            found.append(Row(fact, spelling, meaning))
    return tuple(found)


@cache
def value_keys(part: Part) -> frozenset[str]:
    """Every Helm key of any row, in any minor."""
    return frozenset(spelling.key for spelling in _TABLES[part])


def watched(part: Part) -> tuple[FactDefinition, ...]:
    """The facts of a part."""
    return watched_facts.CILIUM if part == "cilium" else watched_facts.AKO


@cache
def defaults(part: Part, minor: Release | None, compatibility: Release | None) -> dict[str, Value]:
    """What is in effect in a minor where nothing is said; the newest where that is None.

    `compatibility` is the chart's `upgradeCompatibility`.
    """
    found = {row.name: row.default for row in watched(part) if row.default is not None}
    served = {
        row.fact.name for row in rows(part) if minor is not None and row.spelling.applies_to(minor)
    }
    for fact in watched(part):
        by_version = f"{part}.version" in fact.follows
        if by_version and (minor is None or fact.name not in served):
            found.pop(fact.name, None)
    if minor is not None:
        for special in watched_facts.MINOR_DEFAULTS:
            ours = special.fact.startswith("ako.") == (part == "ako")
            if ours and special.since <= minor <= special.until:
                found[special.fact] = special.value
        for older in watched_facts.OLDER_DEFAULTS:
            asked = part == "cilium" and compatibility is not None and minor >= older.since
            if asked and compatibility is not None and compatibility < older.below:
                found[older.fact] = older.value
    return found


def value_key(part: Part, fact: str, minor: Release | None) -> str:
    """The Helm key of a fact, in a minor where that is known; empty where it has none."""
    for row in rows(part):
        if row.fact.name == fact and (minor is None or row.spelling.applies_to(minor)):
            return row.spelling.key
    return ""


@cache
def decided_config_keys() -> frozenset[str]:
    """Every key of `cilium-config` that a stack decides or that is watched, in any minor."""
    spelled = {row.spelling.config for row in rows("cilium") if row.spelling.config}
    return frozenset(spelled | cilium_values.CONFIG_BESIDE.keys())
