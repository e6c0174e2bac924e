"""The facts of a snapshot: from its config, from what another commit derived, or from a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cilium_ako.changes.facts import ALL_OF_AKO, ALL_OF_CILIUM, NO_FACTS, Facts
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.changes.with_values import ReleaseValues, facts_with_values
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.stack import Stack
from cilium_ako.diff.snapshots.snapshot import Snapshot

if TYPE_CHECKING:
    from cilium_ako.diff.snapshots.base_program import Derived


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
    """The facts with the values that the program of another commit derived from the config."""
    today = helm_values(stack)
    own, theirs = (
        {
            chart: ReleaseValues(str(installed.version), values.get(chart, {}))
            for chart, installed in snapshot.charts.items()
        }
        for values in (today, derived.values)
    )
    return facts_with_values(facts_from_stack(stack, today), own, theirs)
