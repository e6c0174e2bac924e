"""The two sides of a comparison: what a stack is before, and what it is after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cilium_ako.catalogue.chart_keys import Chart
from cilium_ako.changes.facts import ALL_OF_AKO, ALL_OF_CILIUM, NO_FACTS, Facts, Hidden
from cilium_ako.changes.from_config import (
    AKO_RELEASE,
    CILIUM_RELEASE,
    facts_from_config,
    helm_values,
)
from cilium_ako.changes.from_values import facts_from_values
from cilium_ako.charts.decisions import decisions
from cilium_ako.preview.report.worktree import Derived
from cilium_ako.settings.shape import Version
from cilium_ako.settings.stack import Stack, parse
from cilium_ako.settings.stack_file import UnreadableError, raw_config

if TYPE_CHECKING:
    from cilium_ako.changes.from_state import State

CHARTS: Final[tuple[Chart, ...]] = ("cilium", "ako")
"""Both charts, in the order in which they are installed."""


class Installed(NamedTuple):
    """A chart as one side installs it."""

    version: Version
    given: str
    """The config's `chart` key."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of a comparison says of a stack."""

    facts: Facts
    values: Mapping[str, Mapping[str, object]]
    """Helm values by chart, secrets included."""
    decisions: Mapping[str, str] | None
    """None where there are none, or they are not known."""
    charts: Mapping[Chart, Installed]
    kubernetes: Version | None
    """The API server's version; None where the side does not say it."""
    project: Path
    """Where relative chart paths start."""
    stack: Stack | None = None
    """What parsed of its config; None where it comes from a state, or could not be read."""
    problem: str = ""
    """Why it could not be read, as the end of a sentence."""
    notes: tuple[str, ...] = field(default=())


def nothing(project: Path) -> Side:
    """The side on which a stack does not exist."""
    return Side(NO_FACTS, {}, None, {}, None, project)


def of_stack(stack: Stack, project: Path) -> Side:
    """The side that a config describes, with the values of this program."""
    return Side(
        facts_from_config(stack),
        helm_values(stack),
        _decided(stack),
        _charts(stack),
        None if stack.cluster is None else stack.cluster.kubernetes_version,
        project,
        stack,
    )


def of_text(name: str, text: str | None, project: Path, derived: Derived | None = None) -> Side:
    """The side that a stack file's text describes; it is read without rules.

    A text that is None is no text. `derived` is what the program of that time made of it. What
    cannot be read makes every fact unknown.
    """
    if text is None:
        return _unreadable("the stack file at the base is not UTF-8 text", project)
    try:
        stack, errors = parse(name, raw_config(text), offline=True)
    except UnreadableError as error:
        return _unreadable(f"the stack file at the base {error.message}", project)
    if derived is not None:
        return _as_derived(stack, derived, project)
    side = of_stack(stack, project)
    if side.facts.unknown.get(ALL_OF_CILIUM) and errors:
        places = ", ".join(each.path for each in errors[:3])
        return _unreadable(f"the stack file at the base does not fit: {places}", project)
    return side


def _unreadable(reason: str, project: Path) -> Side:
    facts = Facts({}, {ALL_OF_CILIUM: reason, ALL_OF_AKO: reason})
    return Side(facts, {}, None, {}, None, project, problem=reason)


def _as_derived(stack: Stack, derived: Derived, project: Path) -> Side:
    """The side with the values that another version of this program derived from its config.

    Facts that values do not show, as the ranges of another's IPAM, are the config's.
    """
    today = facts_from_config(stack)
    own, shown = NO_FACTS, NO_FACTS
    for chart, installed in _charts(stack).items():
        release = CILIUM_RELEASE if chart == "cilium" else AKO_RELEASE
        version = str(installed.version)
        own = own.joined(facts_from_values(chart, derived.values.get(chart, {}), version, release))
        values = helm_values(stack).get(chart, {})
        shown = shown.joined(facts_from_values(chart, values, version, release))
    beside = {name: value for name, value in today.known.items() if name not in shown.known}
    not_shown = {name: why for name, why in today.unknown.items() if name not in shown.unknown}
    return Side(
        Facts({**own.known, **beside}, {**own.unknown, **not_shown}),
        derived.values,
        derived.decisions,
        _charts(stack),
        None if stack.cluster is None else stack.cluster.kubernetes_version,
        project,
        stack,
    )


def of_state(state: State, after: Side) -> Side:
    """The side that a `pulumi stack export` describes; the cluster is that of the head."""
    charts: dict[Chart, Installed] = {}
    for chart in CHARTS:
        numbers = str(state.facts.get(f"{chart}.version") or "").split(".")
        if len(numbers) == 3 and all(each.isdigit() for each in numbers):
            charts[chart] = Installed(Version(*(int(each) for each in numbers)), "")
    return Side(state.facts, state.values, state.decisions, charts, after.kubernetes, after.project)


def has_hidden(value: object) -> bool:
    """Whether a part of the values cannot be read, so that no chart can be given them."""
    if isinstance(value, Mapping):
        return any(has_hidden(each) for each in value.values())
    if isinstance(value, list | tuple):
        return any(has_hidden(each) for each in value)
    return isinstance(value, Hidden)


def _charts(stack: Stack) -> dict[Chart, Installed]:
    if stack.cluster is None or stack.cilium is None:
        return {}
    found: dict[Chart, Installed] = {"cilium": Installed(stack.cilium.version, stack.cilium.chart)}
    if stack.ako is not None:
        found["ako"] = Installed(stack.ako.version, stack.ako.chart)
    return found


def _decided(stack: Stack) -> dict[str, str] | None:
    if stack.cluster is None or stack.cilium is None:
        return None
    found = decisions(stack.cluster, stack.cilium, stack.ako)
    return {each.name: each.value for each in found}
