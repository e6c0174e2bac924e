"""The two sides of a comparison: what a stack is before, and what it is after."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.decisions import decisions
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.stack import Stack, parse
from cilium_ako.config.stack_files import raw_config
from cilium_ako.documents.error import DocumentError

if TYPE_CHECKING:
    from cilium_ako.changes.from_state import State
    from cilium_ako.diff.snapshots.base_program import Derived

CHARTS: Final[tuple[Chart, ...]] = ("cilium", "ako")
"""Both charts, in the order in which they are installed."""


class Installed(NamedTuple):
    """A chart as one side installs it."""

    version: Release
    given: str
    """The config's `chart` key."""


class Side(NamedTuple):
    """What one side of a comparison says of a stack. `side_facts` has its facts."""

    values: Mapping[str, Mapping[str, object]]
    """Helm values by chart, secrets included."""
    decisions: Mapping[str, str] | None
    """None where there are none, or they are not known."""
    charts: Mapping[Chart, Installed]
    kubernetes: Release | None
    """The API server's version; None where the side does not say it."""
    project: Path
    """Where relative chart paths start."""
    stack: Stack | None = None
    """What parsed of its config; None where it comes from a state, or could not be read."""
    problem: str = ""
    """Why it could not be read, as the end of a sentence."""
    derived: Derived | None = None
    """What another version of this program derived from the config."""
    state: State | None = None
    """The export that it was read from."""


def nothing(project: Path) -> Side:
    """The side on which a stack does not exist."""
    return Side({}, None, {}, None, project)


def of_stack(stack: Stack, project: Path, derived: Derived | None = None) -> Side:
    """The side that a config describes, with the values of this program or of another version."""
    return Side(
        helm_values(stack) if derived is None else derived.values,
        _decided(stack) if derived is None else derived.decisions,
        _charts(stack),
        None if stack.cluster is None else stack.cluster.kubernetes_version,
        project,
        stack,
        derived=derived,
    )


def of_text(name: str, text: str | None, project: Path, derived: Derived | None = None) -> Side:
    """The side that a stack file's text describes; it is read without rules.

    A text that is None is no text. `derived` is what the program of that time made of it.
    """
    if text is None:
        return _unreadable("the stack file at the base is not UTF-8 text", project)
    try:
        stack, errors = parse(name, raw_config(text), offline=True)
    except DocumentError as error:
        return _unreadable(f"the stack file at the base {error.message}", project)
    if derived is None and (stack.cluster is None or stack.cilium is None):
        places = ", ".join(each.path for each in errors[:3])
        return _unreadable(f"the stack file at the base does not fit: {places}", project)
    return of_stack(stack, project, derived)


def _unreadable(reason: str, project: Path) -> Side:
    return Side({}, None, {}, None, project, problem=reason)


def of_state(state: State, after: Side) -> Side:
    """The side that a `pulumi stack export` describes; the cluster is that of the head."""
    charts: dict[Chart, Installed] = {}
    for chart in CHARTS:
        release = Release.parse(str(state.facts.get(f"{chart}.version") or ""), full=True)
        if release is not None:
            charts[chart] = Installed(release, "")
    return Side(state.values, state.decisions, charts, after.kubernetes, after.project, state=state)


def has_hidden(value: object) -> bool:
    """Whether a part of the values cannot be read, so that no chart can be given them."""
    if isinstance(value, Mapping):
        return any(has_hidden(each) for each in value.values())
    if isinstance(value, list | tuple):
        return any(has_hidden(each) for each in value)
    return type(value).__name__ == "Hidden"  # whose module is imported by states alone


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
