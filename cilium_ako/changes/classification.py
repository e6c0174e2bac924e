"""From two states of a cluster to a verdict, by the table of transitions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Final, Literal, NamedTuple

from cilium_ako.catalogue.facts import BY_NAME, OTHER_AKO, OTHER_CILIUM, FactDefinition, Value
from cilium_ako.catalogue.transitions import BY_ID, TRANSITIONS
from cilium_ako.catalogue.transitions.row import IMPACTS, Transition
from cilium_ako.changes.conditions import COMBINATIONS, CONDITIONS, Change
from cilium_ako.changes.fact_keys import helm_key
from cilium_ako.changes.facts import ALL_OF_AKO, ALL_OF_CILIUM, Facts
from cilium_ako.changes.verdict import ClassifiedChange, UnknownChange, Verdict
from cilium_ako.config.acknowledge import Acknowledgement
from cilium_ako.config.stack import key_path

_NONE: Final[Mapping[str, Acknowledgement]] = {}
_NOT_KNOWN: Final = "it is in no row of the table of changes"


class _Difference(NamedTuple):
    fact: str
    old: Value | None
    new: Value | None
    reason: str | None
    """Why it is not known, where it is not."""


def classify(old: Facts, new: Facts, acknowledge: Mapping[str, Acknowledgement] = _NONE) -> Verdict:
    """What going from one state to the other does, with what a person has acknowledged.

    Total: every change of a fact gets a row or is unknown. The facts of nothing at all (a stack
    that begins or ends) are no change of anything: ask `taken_down` for the end.
    """
    differences = list(_differences(old, new))
    found: list[ClassifiedChange] = []
    unknown: list[UnknownChange] = []
    changed: set[str] = set()
    for each in differences:
        row = None
        if each.reason is None:
            changed.add(each.fact)
            row = _row(Change(each.fact, each.old, each.new, old, new))
        if row is None:
            unknown.append(
                UnknownChange(
                    each.fact,
                    path_of(each.fact),
                    each.old,
                    each.new,
                    each.reason or _NOT_KNOWN,
                    _unknown_rule(each.fact),
                    "",
                    acknowledged=False,
                )
            )
        else:
            found.append(_classified(row, (each.fact,), each.old, each.new))
    for row in TRANSITIONS:
        if row.combination and changed & set(row.facts) and COMBINATIONS[row.when](old, new):
            first = next(fact for fact in row.facts if fact in changed)
            found.append(_classified(row, row.facts, old.get(first), new.get(first), first))
    return _acknowledged(found, unknown, new, acknowledge)


def taken_down(old: Facts, acknowledge: Mapping[str, Acknowledgement] = _NONE) -> Verdict:
    """What taking away a whole stack does; nothing where nothing of ours was there."""
    if not old.known and not old.unknown:
        return Verdict((), ())
    row = BY_ID["cluster-taken-down"]
    change = _classified(row, row.facts, None, None)
    taken = row.id in acknowledge
    return Verdict((replace(change, acknowledged=taken),), ())


def path_of(fact: str) -> str:
    """Where a stack's config says a fact; the fact's name where it cannot."""
    if fact in (ALL_OF_CILIUM, ALL_OF_AKO, "cluster"):
        return key_path("ako" if fact == ALL_OF_AKO else "cilium")
    for beginning, part in ((OTHER_AKO, "ako"), (OTHER_CILIUM, "cilium")):
        if fact.startswith(beginning):
            return key_path(part, "values", *fact.removeprefix(beginning).split("."))
    watched = BY_NAME.get(fact)
    if watched is not None and watched.path:
        return key_path(*watched.path.split("."))
    part_of: Literal["cilium", "ako"] = "ako" if fact.startswith("ako.") else "cilium"
    key = helm_key(part_of, fact, None)
    return key_path(part_of, "values", *key.split(".")) if key else fact


def _differences(old: Facts, new: Facts) -> Iterator[_Difference]:
    for whole, installed in _WHOLES.items():
        reason = old.unknown.get(whole) or new.unknown.get(whole)
        if reason is not None and not _came_or_went(installed, old, new):
            yield _Difference(whole, None, None, reason)
    for fact in _in_order({*old.known, *new.known, *old.unknown, *new.unknown}):
        if fact in _WHOLES:
            continue
        watched = _watched(fact)
        before, after = old.get(fact), new.get(fact)
        reason = old.why_unknown(fact) or new.why_unknown(fact)
        if reason is not None:
            if _counts_as_unknown(fact, watched, old, new):
                yield _Difference(fact, before, after, reason)
        elif before != after:
            comes_or_goes = before is None or after is None
            if watched.config_only and (comes_or_goes or _depends_on_changed(watched, old, new)):
                continue
            if comes_or_goes and _depends_on_changed(watched, old, new):
                continue
            yield _Difference(fact, before, after, None)


_WHOLES: Final = {ALL_OF_CILIUM: "cilium.installed", ALL_OF_AKO: "ako.installed"}


def _came_or_went(installed: str, old: Facts, new: Facts) -> bool:
    """A part that is known to be there on one side only is one change, whatever is in it."""
    known = old.why_unknown(installed) is None and new.why_unknown(installed) is None
    return known and old.get(installed) != new.get(installed)


def _counts_as_unknown(fact: str, watched: FactDefinition, old: Facts, new: Facts) -> bool:
    """Whether a fact that is not known on a side is to be said, and was not said already."""
    if _depends_on_changed(watched, old, new):
        return False
    if fact in old.unknown or fact in new.unknown:
        if not watched.config_only:
            return True
        if any(each.why_unknown(other) for each in (old, new) for other in watched.depends_on):
            return False  # what it stands for is not known either, and is said
        # not missed where a side has nothing to compare it with
        return all(fact in each.unknown or fact in each.known for each in (old, new))
    # said once for the whole part, or out of a source's sight
    whole = ALL_OF_AKO if fact.startswith("ako.") else ALL_OF_CILIUM
    return not watched.config_only and whole not in old.unknown and whole not in new.unknown


def _watched(fact: str) -> FactDefinition:
    known = BY_NAME.get(fact)
    if known is not None:
        return known
    return FactDefinition(
        fact,
        "json",
        depends_on=("ako.installed" if fact.startswith("ako.") else "cilium.installed",),
    )


def _depends_on_changed(watched: FactDefinition, old: Facts, new: Facts) -> bool:
    """Whether a fact that decides whether this one applies has changed itself."""
    return any(
        old.why_unknown(fact) is None
        and new.why_unknown(fact) is None
        and old.get(fact) != new.get(fact)
        for fact in watched.depends_on
    )


def _in_order(facts: Iterable[str]) -> list[str]:
    order = {name: index for index, name in enumerate(BY_NAME)}
    return sorted(facts, key=lambda fact: (order.get(fact, len(order)), fact))


@cache
def _rows_of(fact: str) -> tuple[Transition, ...]:
    """The rows of a fact; those of the longest pattern that fits where it has none of its own."""
    exact = tuple(row for row in TRANSITIONS if not row.combination and fact in row.facts)
    if exact:
        return exact
    patterns = [
        (len(name), row)
        for row in TRANSITIONS
        for name in row.facts
        if not row.combination and name.endswith("*") and fact.startswith(name[:-1])
    ]
    longest = max((length for length, _ in patterns), default=0)
    return tuple(row for length, row in patterns if length == longest)


def _row(change: Change) -> Transition | None:
    """The worst row whose condition holds; None where none does."""
    fitting = [row for row in _rows_of(change.fact) if CONDITIONS[row.when](change)]
    return max(fitting, key=lambda row: IMPACTS.index(row.impact), default=None)


def _classified(
    row: Transition,
    facts: tuple[str, ...],
    old: Value | None,
    new: Value | None,
    first: str | None = None,
) -> ClassifiedChange:
    return ClassifiedChange(
        facts,
        path_of(first or facts[0]),
        old,
        new,
        row.impact,
        row.id,
        row.consequence,
        row.runbook,
        "",
        acknowledged=False,
        acknowledgeable=row.acknowledgeable,
    )


def _unknown_rule(fact: str) -> str:
    if fact.startswith("ako."):
        return "unknown-ako-change"
    return "unknown-key-change" if fact.startswith("ipsec.") else "unknown-cilium-change"


def _acknowledged(
    found: list[ClassifiedChange],
    unknown: list[UnknownChange],
    new: Facts,
    acknowledge: Mapping[str, Acknowledgement],
) -> Verdict:
    """The digests of the new facts, rule by rule, and whether an acknowledgement names them."""
    facts_of: dict[str, set[str]] = {}
    for change in found:
        facts_of.setdefault(change.rule, set()).update(change.facts)
    for each in unknown:
        facts_of.setdefault(each.rule, set()).add(each.fact)
    digests = {rule: digest_of(facts, new) for rule, facts in facts_of.items()}

    def taken(rule: str) -> bool:
        entry = acknowledge.get(rule)
        if entry is None or entry.to is None:
            return False
        return BY_ID[rule].acknowledgeable and digests[rule].startswith(entry.to)

    return Verdict(
        tuple(
            replace(change, digest=digests[change.rule], acknowledged=taken(change.rule))
            for change in found
        ),
        tuple(
            replace(each, digest=digests[each.rule], acknowledged=taken(each.rule))
            for each in unknown
        ),
    )


_LETTERS: Final = "abcdf"
"""No digit, and not the e that makes a number of digits: YAML must read a digest as a text."""


def digest_of(facts: Iterable[str], new: Facts) -> str:
    """Eight hex digits that stand for the new values of some facts; the first is a letter."""
    said = {
        fact: new.known.get(fact, "\0unknown" if fact in new.unknown else None) for fact in facts
    }
    text = json.dumps(said, sort_keys=True, default=list)
    found = hashlib.sha256(text.encode()).hexdigest()
    return _LETTERS[int(found[0], 16) % len(_LETTERS)] + found[1:8]
