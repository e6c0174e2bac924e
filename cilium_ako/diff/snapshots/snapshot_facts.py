"""The facts of a snapshot: from its config, from what another commit derived, or from a state."""

from __future__ import annotations

from cilium_ako.catalogue.ako import objects as ako_objects
from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.changes.facts import ALL_OF_AKO, ALL_OF_CILIUM, NO_FACTS, Facts
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.changes.from_values import facts_from_values
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.stack import Stack
from cilium_ako.diff.snapshots.base_program import Derived
from cilium_ako.diff.snapshots.snapshot import Snapshot


def snapshot_facts(snapshot: Snapshot) -> Facts:
    """What matters to a running cluster in a snapshot; what could not be read is unknown."""
    if snapshot.problem:
        return Facts({}, {ALL_OF_CILIUM: snapshot.problem, ALL_OF_AKO: snapshot.problem})
    if snapshot.state is not None:
        return snapshot.state.facts
    if snapshot.stack is None:
        return NO_FACTS
    if snapshot.derived is not None:
        return _as_derived(snapshot, snapshot.stack, snapshot.derived)
    return facts_from_stack(snapshot.stack)


def _as_derived(snapshot: Snapshot, stack: Stack, derived: Derived) -> Facts:
    """The facts with the values that the program of another commit derived from the config.

    Facts that values do not show, as the ranges of another's IPAM, are the config's.
    """
    values = helm_values(stack)
    today = facts_from_stack(stack, values)
    own, shown = NO_FACTS, NO_FACTS
    for chart, installed in snapshot.charts.items():
        release = (cilium_objects if chart == "cilium" else ako_objects).RELEASE_NAME
        version = str(installed.version)
        own = own.merged(facts_from_values(chart, derived.values.get(chart, {}), version, release))
        shown = shown.merged(facts_from_values(chart, values.get(chart, {}), version, release))
    beside = {name: value for name, value in today.known.items() if name not in shown.known}
    not_shown = {name: why for name, why in today.unknown.items() if name not in shown.unknown}
    return Facts({**own.known, **beside}, {**own.unknown, **not_shown})
