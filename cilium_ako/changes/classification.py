"""From two states of a cluster to a verdict, by the table of transitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.facts import BY_NAME, OTHER_AKO, OTHER_CILIUM, Value
from cilium_ako.catalogue.runbooks import of_distribution
from cilium_ako.catalogue.transitions import BY_ID, TRANSITIONS
from cilium_ako.catalogue.transitions.row import IMPACTS, Transition
from cilium_ako.changes.acknowledged import with_acknowledgements
from cilium_ako.changes.conditions import COMBINATIONS, CONDITIONS, Change
from cilium_ako.changes.differences import Difference, differences
from cilium_ako.changes.fact_keys import helm_key
from cilium_ako.changes.facts import ALL_OF_AKO, ALL_OF_CILIUM, Facts
from cilium_ako.changes.upgrade_steps import ako_upgrade_steps
from cilium_ako.changes.verdict import ClassifiedChange, UnknownChange, Verdict
from cilium_ako.config.acknowledge import Acknowledgement
from cilium_ako.config.stack import key_path

_NONE: Final[Mapping[str, Acknowledgement]] = {}
_NO_ROW: Final = "it is in no row of the table of changes"


def classify(old: Facts, new: Facts, acknowledge: Mapping[str, Acknowledgement] = _NONE) -> Verdict:
    """What going from one state to the other does, with what a person has acknowledged.

    `acknowledge` has rules as its keys. Total: every change of a fact gets a row or is unknown.
    The facts of nothing at all (a stack that begins or ends) are no change of anything: ask
    `taken_down` for the end.
    """
    changes: list[ClassifiedChange] = []
    unknown: list[UnknownChange] = []
    changed: set[str] = set()
    name = str(new.get("cluster.distribution") or old.get("cluster.distribution") or "")
    for each in differences(old, new):
        row = None
        if each.why_unknown is None:
            changed.add(each.fact)
            row = _row(Change(each.fact, each.old, each.new, old, new))
        if row is None:
            unknown.append(_unknown(each))
        else:
            change = _classified(row, (each.fact,), each.fact, each.old, each.new, name)
            if each.fact == "ako.version":
                steps = ako_upgrade_steps(old, new)
                change = replace(change, runbook=(*steps, *change.runbook))
            changes.append(change)
    for row in TRANSITIONS:
        if row.combination and changed & set(row.facts) and COMBINATIONS[row.when](old, new):
            first = next(fact for fact in row.facts if fact in changed)
            changes.append(_classified(row, row.facts, first, old.get(first), new.get(first), name))
    return with_acknowledgements(changes, unknown, new, acknowledge)


def taken_down(old: Facts, acknowledge: Mapping[str, Acknowledgement] = _NONE) -> Verdict:
    """What taking away a whole stack does; nothing where nothing of ours was there."""
    if not old.known and not old.unknown:
        return Verdict((), ())
    row = BY_ID["cluster-taken-down"]
    change = _classified(row, row.facts, row.facts[0], None, None)
    return Verdict((replace(change, acknowledged=row.id in acknowledge),), ())


def path_of(fact: str) -> str:
    """Where a stack's config says a fact, as `pulumi config --path` takes it.

    The fact's own name where a config cannot say it.
    """
    if fact in (ALL_OF_CILIUM, ALL_OF_AKO, "cluster"):
        return key_path("ako" if fact == ALL_OF_AKO else "cilium")
    for beginning, key in ((OTHER_AKO, "ako"), (OTHER_CILIUM, "cilium")):
        if fact.startswith(beginning):
            return key_path(key, "values", *fact.removeprefix(beginning).split("."))
    definition = BY_NAME.get(fact)
    if definition is not None and definition.path:
        return key_path(*definition.path.split("."))
    chart: Chart = "ako" if fact.startswith("ako.") else "cilium"
    helm = helm_key(chart, fact, None)
    return key_path(chart, "values", *helm.split(".")) if helm else fact


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
    first: str,
    old: Value | None,
    new: Value | None,
    distribution: str = "",
) -> ClassifiedChange:
    """A change by its row; `first` is the fact whose place and values are told.

    The runbook has the steps of the distribution, where one is named.
    """
    return ClassifiedChange(
        facts=facts,
        path=path_of(first),
        old=old,
        new=new,
        impact=row.impact,
        rule=row.id,
        consequence=row.consequence,
        runbook=of_distribution(row.runbook, distribution),
        digest="",
        acknowledged=False,
        acknowledgeable=row.acknowledgeable,
    )


def _unknown(difference: Difference) -> UnknownChange:
    rule = _unknown_rule(difference.fact)
    return UnknownChange(
        fact=difference.fact,
        path=path_of(difference.fact),
        old=difference.old,
        new=difference.new,
        reason=difference.why_unknown or _NO_ROW,
        rule=rule,
        digest="",
        acknowledged=False,
        impact=BY_ID[rule].impact,
    )


def _unknown_rule(fact: str) -> str:
    definition = BY_NAME.get(fact)
    if definition is not None and definition.kind == "sealed":
        (row,) = _rows_of(fact)
        return row.id
    if fact.startswith("ako."):
        return "unknown-ako-change"
    return "unknown-key-change" if fact.startswith("ipsec.") else "unknown-cilium-change"
