"""A stack before and after: the two snapshots that are held against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cilium_ako.config.stack_files import StackFile
from cilium_ako.diff.requested_stacks import MissingStack, RequestedStack
from cilium_ako.diff.snapshots.base_snapshots import BaseSnapshots
from cilium_ako.diff.snapshots.snapshot import (
    Snapshot,
    absent_snapshot,
    snapshot_of_file,
    snapshot_of_state,
    unreadable_snapshot,
)

if TYPE_CHECKING:
    from cilium_ako.changes.from_state import State


class SnapshotPair(NamedTuple):
    """A stack on both sides; the snapshot of a side on which it does not exist is empty."""

    before: Snapshot
    after: Snapshot


class Comparison(NamedTuple):
    """A stack that is to be reported, before anything is judged."""

    request: RequestedStack | MissingStack
    before: Snapshot | None = None
    """None where it did not exist."""
    after: Snapshot | None = None
    """None where it does not exist any more, or its config does not fit."""
    unchanged: bool = False
    """Whether both sides are known to be the same."""

    @property
    def is_there(self) -> bool:
        """Whether there is a stack file now, whatever is in it."""
        return isinstance(self.request, RequestedStack) and self.request.file is not None

    @property
    def pair(self) -> SnapshotPair | None:
        """What to render; None where there is nothing to compare."""
        if self.unchanged or self.after is None:
            return None
        return SnapshotPair(self.before or absent_snapshot(self.after.project), self.after)


_NO_FILE: Final = "the stack has no file at the base, and keeps its config elsewhere"


def compare_with_base(request: RequestedStack | MissingStack, base: BaseSnapshots) -> Comparison:
    """A stack in the working tree against what it was at a commit."""
    if isinstance(request, MissingStack):
        return Comparison(request)
    before = base.snapshots.get(request.path)
    if request.file is None:
        return Comparison(request, before)
    if before is None and request.file.config is not None:
        before = unreadable_snapshot(_NO_FILE, request.project)
    if request.path in base.unchanged:
        return Comparison(request, before, before, unchanged=True)
    after = base.heads.get(request.path) or snapshot_of_file(request.file)
    return Comparison(request, before, _fitting(after))


def compare_with_state(file: StackFile, state: State) -> Comparison:
    """A stack in the working tree against what is deployed."""
    request = RequestedStack(file.name, file.path, file.project, file)
    after = _fitting(snapshot_of_file(file))
    return Comparison(request, None if after is None else snapshot_of_state(state, after), after)


def _fitting(head: Snapshot) -> Snapshot | None:
    """The snapshot of the working tree; None where the config does not fit."""
    return None if head.problem else head
