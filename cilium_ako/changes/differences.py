"""Which facts of two sides differ, each told once.

A fact that comes or goes with another one, as a mask with its pool, is that other one's change. A
fact that is not known on a side may differ, and is told with the reason, unless that was told
already for the whole chart or the source could never show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from cilium_ako.catalogue.facts import BY_NAME, FactDefinition, Value
from cilium_ako.changes.facts import ALL_OF_AKO, ALL_OF_CILIUM, Facts, everything_of
from cilium_ako.changes.hidden import without_hidden
from cilium_ako.changes.sealed import SEALED_WITH, same_ciphertext, why_secret_may_differ

_INSTALLED: Final = {ALL_OF_CILIUM: "cilium.installed", ALL_OF_AKO: "ako.installed"}


class Difference(NamedTuple):
    """One fact that differs, or may."""

    fact: str
    """Its name; `ALL_OF_CILIUM` or `ALL_OF_AKO` where nothing of a chart is known."""
    old: Value | None
    """Its value before; None where it is absent or not known."""
    new: Value | None
    """Its value after; None where it is absent or not known."""
    why_unknown: str | None
    """Why it is not known whether it differs, as the end of a sentence; None where it does."""


def differences(old: Facts, new: Facts) -> Iterator[Difference]:
    """Every fact that differs or may, in the order of the catalogue."""
    old, new = without_hidden(old, new)
    for everything, installed in _INSTALLED.items():
        reason = old.unknown.get(everything) or new.unknown.get(everything)
        if reason is not None and not _came_or_went(installed, old, new):
            yield Difference(everything, None, None, reason)
    for fact in _in_order({*old.known, *new.known, *old.unknown, *new.unknown}):
        if fact in _INSTALLED or fact == SEALED_WITH:
            continue
        definition = _definition(fact)
        if definition.kind == "sealed":
            reason = why_secret_may_differ(definition, old, new)
            if reason is not None:
                yield Difference(fact, None, None, reason)
            continue
        if (
            fact == "ipsec.keyId"
            and same_ciphertext("ipsec.key", old, new)
            and not all(fact in side.known for side in (old, new))
        ):
            continue  # the key is the same one, whatever its id is
        before, after = old.get(fact), new.get(fact)
        reason = old.why_unknown(fact) or new.why_unknown(fact)
        if reason is not None:
            if _counts_as_unknown(definition, old, new):
                yield Difference(fact, before, after, reason)
        elif before != after:
            comes_or_goes = before is None or after is None
            decided_elsewhere = _decider_changed(definition, old, new)
            if definition.config_only and (comes_or_goes or decided_elsewhere):
                continue
            if comes_or_goes and decided_elsewhere:
                continue
            yield Difference(fact, before, after, None)


def _came_or_went(installed: str, old: Facts, new: Facts) -> bool:
    """A chart that is known to be there on one side only is one change, whatever is in it."""
    known = old.why_unknown(installed) is None and new.why_unknown(installed) is None
    return known and old.get(installed) != new.get(installed)


def _counts_as_unknown(definition: FactDefinition, old: Facts, new: Facts) -> bool:
    """Whether a fact that is not known on a side is to be told, and was not told already."""
    fact = definition.name
    if _decider_changed(definition, old, new):
        return False
    if fact in old.unknown or fact in new.unknown:
        if not definition.config_only:
            return True
        deciders = definition.depends_on
        if any(side.why_unknown(other) for side in (old, new) for other in deciders):
            return False  # what it hangs on is not known either, and is told
        # not missed where a side has nothing to compare it with
        return all(fact in side.unknown or fact in side.known for side in (old, new))
    # told once for the whole chart, or unobservable
    everything = everything_of(fact)
    untold = everything not in old.unknown and everything not in new.unknown
    return untold and not definition.config_only


def _definition(fact: str) -> FactDefinition:
    """The definition of a fact; that of a Helm key that no fact knows is made here."""
    known = BY_NAME.get(fact)
    if known is not None:
        return known
    return FactDefinition(fact, "json", depends_on=(_INSTALLED[everything_of(fact)],))


def _decider_changed(definition: FactDefinition, old: Facts, new: Facts) -> bool:
    """Whether a fact that decides whether this one applies has changed itself."""
    return any(
        old.why_unknown(fact) is None
        and new.why_unknown(fact) is None
        and old.get(fact) != new.get(fact)
        for fact in definition.depends_on
    )


def _in_order(facts: Iterable[str]) -> list[str]:
    order = {name: index for index, name in enumerate(BY_NAME)}
    return sorted(facts, key=lambda fact: (order.get(fact, len(order)), fact))
