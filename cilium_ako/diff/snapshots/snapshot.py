"""What a stack is at one point: in the working tree, at a commit, or in an exported state."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.decisions import decisions
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.stack import RawConfig, Stack, parse
from cilium_ako.config.stack_files import StackFile, raw_config, read
from cilium_ako.documents.error import DocumentError

if TYPE_CHECKING:
    from cilium_ako.changes.from_state import State
    from cilium_ako.diff.snapshots.base_program import Derived

CHARTS: Final[tuple[Chart, ...]] = ("cilium", "ako")
"""Both charts, in the order in which they are installed."""


class InstalledChart(NamedTuple):
    """A chart as a snapshot installs it."""

    version: Release
    source: str
    """The config's `chart` key: a path or a URL; empty for the public chart."""


class Snapshot(NamedTuple):
    """A stack at one point. `snapshot_facts` has its facts."""

    values: Mapping[str, Mapping[str, object]]
    """Helm values by chart, secrets included."""
    decisions: Mapping[str, str] | None
    """None where there are none, or they are not known."""
    charts: Mapping[Chart, InstalledChart]
    kubernetes: Release | None
    """The API server's version; None where it is not known."""
    project: Path
    """Where relative chart paths start."""
    stack: Stack | None = None
    """What parsed of its config; None where it comes from a state, or could not be read."""
    problem: str = ""
    """Why its facts are not known, as the end of a sentence."""
    note: str = ""
    """What a reviewer should know of how its values were found, as a sentence."""
    derived: Derived | None = None
    """What the program of another commit derived from the config."""
    state: State | None = None
    """The export that it was read from."""

    @property
    def hidden(self) -> bool:
        """Whether so much of the config may come from an environment that nothing is derived."""
        stack = self.stack
        if stack is None or stack.unseen is None or self.state is not None:
            return False
        return stack.cluster is None or stack.cilium is None


def absent_snapshot(project: Path) -> Snapshot:
    """Of a stack that does not exist."""
    return Snapshot({}, None, {}, None, project)


def snapshot_of_file(file: StackFile) -> Snapshot:
    """What a stack file of the working tree describes; no rule is asked."""
    try:
        return _snapshot(file.name, read(file), file.project)
    except DocumentError as error:
        return unreadable_snapshot(f"the stack file {error.message}", file.project)


def snapshot_of_text(
    name: str, text: str | None, project: Path, derived: Derived | None = None
) -> Snapshot:
    """What a stack file's text at the base describes; no rule is asked.

    A text that is None is no text. `derived` is what the program of the base made of it; where
    that could make nothing of it, the values are those of this program, with a note.
    """
    if text is None:
        return unreadable_snapshot("the stack file at the base is not UTF-8 text", project)
    note = ""
    if derived is not None and derived.problem:
        note = (
            f"The base's own program derives nothing from the stack file as it was"
            f" ({derived.problem}): the base's values are those of the program as it is now."
        )
        derived = None
    try:
        found = _snapshot(name, raw_config(text), project, derived)
    except DocumentError as error:
        return unreadable_snapshot(f"the stack file at the base {error.message}", project, derived)
    return found if found.problem else found._replace(note=note)


def _snapshot(name: str, raw: RawConfig, project: Path, derived: Derived | None = None) -> Snapshot:
    stack, errors = parse(name, raw, offline=True)
    if stack.cluster is None or stack.cilium is None:
        if stack.unseen is not None and not errors:
            return Snapshot({}, None, {}, None, project, stack)
        places = ", ".join(each.path for each in errors[:3])
        return unreadable_snapshot(
            f"the stack file at the base does not fit: {places}", project, derived
        )
    return Snapshot(
        helm_values(stack) if derived is None else derived.values,
        _decided(stack) if derived is None else derived.decisions,
        _installed(stack),
        stack.cluster.kubernetes_version,
        project,
        stack,
        derived=derived,
    )


def unreadable_snapshot(problem: str, project: Path, derived: Derived | None = None) -> Snapshot:
    """Of a stack file that cannot be read; `problem` says why, as the end of a sentence.

    It has no facts, but the values that the program of its own commit derived, where that could.
    """
    if derived is None:
        return Snapshot({}, None, {}, None, project, problem=problem)
    return Snapshot(derived.values, derived.decisions, {}, None, project, problem=problem)


def snapshot_of_state(state: State, after: Snapshot) -> Snapshot:
    """What a `pulumi stack export` describes; the cluster is that of the working tree."""
    charts: dict[Chart, InstalledChart] = {}
    for chart in CHARTS:
        release = Release.parse(str(state.facts.get(f"{chart}.version") or ""), full=True)
        if release is not None:
            charts[chart] = InstalledChart(release, "")
    return Snapshot(
        state.values, state.decisions, charts, after.kubernetes, after.project, state=state
    )


def has_hidden(value: object) -> bool:
    """Whether a part of the values cannot be read, so that no chart can be given them."""
    if isinstance(value, Mapping):
        return any(has_hidden(each) for each in value.values())
    if isinstance(value, list | tuple):
        return any(has_hidden(each) for each in value)
    return type(value).__name__ == "Hidden"  # whose module is imported by states alone


def _installed(stack: Stack) -> dict[Chart, InstalledChart]:
    found: dict[Chart, InstalledChart] = {}
    if stack.cilium is not None:
        found["cilium"] = InstalledChart(stack.cilium.version, stack.cilium.chart)
    if stack.ako is not None:
        found["ako"] = InstalledChart(stack.ako.version, stack.ako.chart)
    return found


def _decided(stack: Stack) -> dict[str, str] | None:
    if stack.cluster is None or stack.cilium is None:
        return None
    found = decisions(stack.cluster, stack.cilium, stack.ako)
    return {each.name: each.value for each in found}
