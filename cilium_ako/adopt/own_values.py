"""What of a release's values stays a stack's own: neither decided by its keys nor a default.

Left out is only what is both the chart's default and what the stack would derive. Where these two
differ, what the owner has in effect is written; what the chart does not read is dropped, and said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

from cilium_ako.adopt.told import Told
from cilium_ako.catalogue.charts.keys import minors_with, types_of
from cilium_ako.catalogue.charts.secret_names import (
    AKO_CREDENTIALS,
    holds_secret,
    variable_holds_secret,
)
from cilium_ako.catalogue.cilium.distribution_keys import DISTRIBUTION_KEYS
from cilium_ako.catalogue.facts import cilium as cilium_facts
from cilium_ako.changes.combined_values import ABSENT
from cilium_ako.changes.fact_keys import helm_key
from cilium_ako.changes.from_values import facts_from_values
from cilium_ako.charts.helm_values import Steps, leaves, of_leaves
from cilium_ako.charts.user_values import VALUE_KEYS, leads_on, refusal, says_nothing

_COMPATIBILITY: Final = "upgradeCompatibility"
_SINGLE_POOL: Final = "ipam.operator.clusterPoolIPv4PodCIDR"
_USERNAME: Final = f"{AKO_CREDENTIALS}.username"
_VARIABLES: Final = ("extraEnv", "extraVars")
"""Last names of keys whose entries are environment variables."""


class LeftOut(NamedTuple):
    """A key of the owner's that the stack does not take over, other than a default."""

    key: str
    """Dotted."""
    reason: Literal["secret", "unread", "refused", "decided"]
    why: str = ""
    """More of the reason, as the end of a sentence."""


class OwnValues(NamedTuple):
    """What stays a stack's own, and what does not."""

    values: dict[str, object]
    """For the stack's `values`."""
    left_out: tuple[LeftOut, ...]


def own_values(told: Told, derived: Mapping[str, object]) -> OwnValues:
    """What of a release's values stays, beside what the stack derives without values of its own."""
    kept: dict[Steps, object] = {}
    left_out: list[LeftOut] = []
    for steps, value in leaves(told.own):
        reason = _reason(told, steps, value, derived)
        if isinstance(reason, LeftOut):
            left_out.append(reason)
        elif reason == "keep":
            kept[steps] = _without_secret_variables(steps, value, left_out)
    for steps, value in _where_derived_differs(told, derived):
        kept.setdefault(steps, value)
    for steps, value in _flipped(told, derived):
        kept.setdefault(steps, value)
    return OwnValues(of_leaves(kept), tuple(left_out))


def _reason(
    told: Told, steps: Steps, value: object, derived: Mapping[str, object]
) -> LeftOut | Literal["keep", "same"]:
    """What becomes of one leaf of the owner's values."""
    key = ".".join(steps)
    if key == _USERNAME:
        return "same"  # it has a key of its own
    if holds_secret(told.chart, key) and value not in (None, "", {}, []):
        return LeftOut(key, "secret")
    refused = refusal(told.chart, key)
    if refused:
        quiet = key in (_COMPATIBILITY, _SINGLE_POOL) or not value
        return "same" if quiet else LeftOut(key, "refused", refused)
    if not _is_read(told, steps):
        return LeftOut(key, "unread", _unread(told, key)) if value != {} else "same"
    default = _at(told.defaults, steps)
    ours = _at(derived, steps)
    if value is None:
        return "keep" if default not in (ABSENT, None) and ours is ABSENT else "same"
    if _decided_near(steps, derived) and not _gives_way(told, key):
        return "same"  # a difference is the proof's to tell
    expected = default if ours is ABSENT else ours
    if same(value, expected) or (value == {} and expected is ABSENT):
        return "same"
    if ours is ABSENT and _owned(told, key):
        heard = _older_spelling(told, key)  # and so a key of the stack says it
        if heard or says_nothing(value):
            return "same"
        return LeftOut(key, "decided", "the config decides it, and says nothing of it here")
    return "keep"


def _is_read(told: Told, steps: Steps) -> bool:
    key = ".".join(steps)
    if types_of(told.chart, told.minor, key) is not None:
        return True
    # a dot in a name is read only where names are a person's own
    return leads_on(told.chart, told.minor, key)


def _unread(told: Told, key: str) -> str:
    span = minors_with(told.chart, key)
    if span is None:
        return f"no key of the chart {told.chart} {told.minor}"
    if span[1] < told.minor:
        return f"{told.chart} {span[1]} was the last with it"
    return f"it came with {told.chart} {span[0]}"


def same(one: object, other: object) -> bool:
    """Whether two values are one to a chart: no boolean is a number, and 1.0 is 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return one == other


def _decided_near(steps: Steps, derived: Mapping[str, object]) -> bool:
    """Whether something derived stands at, above or below a place."""
    found: object = derived
    for step in steps:
        if not isinstance(found, Mapping):
            return True
        if step not in found:
            return False
        found = found[step]
    return True


def _gives_way(told: Told, key: str) -> bool:
    """Whether what is derived under a key is only preferred, or a distribution's."""
    rows = [row for row in VALUE_KEYS[told.chart] if row.applies_to(told.minor)]
    preferred = (row.key for row in rows if row.preference)
    of_distribution: list[str] = []
    if told.chart == "cilium":
        decided = {row.key for row in rows}
        of_distribution = [row.key for row in DISTRIBUTION_KEYS if row.key not in decided]
    return any(key == each or key.startswith(f"{each}.") for each in (*preferred, *of_distribution))


def _owned(told: Told, key: str) -> bool:
    """Whether a key belongs to a fact that the config alone decides."""
    return any(
        row.key == key and not row.preference and not row.free_when_unsaid
        for row in VALUE_KEYS[told.chart]
    )


def _older_spelling(told: Told, key: str) -> bool:
    """Whether a key spells a fact in other minors than this one, whose chart still hears it."""
    rows = [row for row in VALUE_KEYS[told.chart] if row.key == key]
    return bool(rows) and not any(row.applies_to(told.minor) for row in rows)


def _where_derived_differs(
    told: Told, derived: Mapping[str, object]
) -> Iterator[tuple[Steps, object]]:
    """What the owner has in effect where the stack would derive something else, and may not."""
    facts = {row.key: row.fact for row in VALUE_KEYS[told.chart] if row.applies_to(told.minor)}
    for steps, ours in leaves(derived):
        key = ".".join(steps)
        if not _gives_way(told, key):
            continue
        theirs = _at(told.effective, steps)
        if theirs in (ABSENT, None) and key in facts:
            fact = told.fact(facts[key])
            if fact is None:
                continue
            theirs = fact
        if theirs is ABSENT:
            theirs = None  # takes out what is derived
        if not same(theirs, ours):
            yield steps, theirs


def _flipped(told: Told, derived: Mapping[str, object]) -> Iterator[tuple[Steps, object]]:
    """By name what `upgradeCompatibility` made of the chart's defaults."""
    if told.chart != "cilium" or not told.raw(_COMPATIBILITY):
        return
    values = {key: value for key, value in told.own.items() if key != _COMPATIBILITY}
    plain = facts_from_values("cilium", values, str(told.version), "")
    for fact in sorted({each.fact for each in cilium_facts.OLDER_DEFAULTS}):
        value = told.fact(fact)
        key = helm_key("cilium", fact, told.minor)
        steps = tuple(key.split("."))
        if key and value is not None and value != plain.get(fact):
            decided = _at(derived, steps) is not ABSENT and not _gives_way(told, key)
            if not decided:
                yield steps, list(value) if isinstance(value, tuple) else value


def _without_secret_variables(steps: Steps, value: object, left_out: list[LeftOut]) -> object:
    """A list of environment variables without those whose value is a secret."""
    if steps[-1] not in _VARIABLES or not isinstance(value, list):
        return value
    kept = []
    for each in value:
        name = each.get("name") if isinstance(each, Mapping) else None
        if isinstance(name, str) and variable_holds_secret(name) and each.get("value"):
            left_out.append(LeftOut(f"{'.'.join(steps)}[{name}]", "secret"))
        else:
            kept.append(each)
    return kept


def _at(values: Mapping[str, object], steps: Steps) -> object:
    """What stands at the end of the steps; `ABSENT` where nothing does."""
    found: object = values
    for step in steps:
        if not isinstance(found, Mapping) or step not in found:
            return ABSENT
        found = found[step]
    return found
