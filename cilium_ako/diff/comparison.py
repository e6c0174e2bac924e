"""The report: both sides of every stack, rendered, judged and compared.

Rendering is what takes long, so Helm starts as soon as the values are known; everything that a
verdict needs is imported and done while it runs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cilium_ako.config.stack_files import StackFile, locate
from cilium_ako.diff.chart_diffs import Pair, left_out_notes, start_chart_diffs
from cilium_ako.diff.model import EnginePreview, Report, StackReport
from cilium_ako.diff.requested_stacks import Asked, Missing, asked_stacks
from cilium_ako.diff.snapshots.base_snapshots import BaseSides, base_sides
from cilium_ako.diff.snapshots.snapshot import Side, nothing, of_state, of_text
from cilium_ako.documents.error import DocumentError
from cilium_ako.exit_status import ExitStatus
from cilium_ako.repository import RepositoryError, commit_at

if TYPE_CHECKING:
    from cilium_ako.changes.from_state import State

Engines = Mapping[str, EnginePreview]
"""What the engine says, by stack."""
_NO_ENGINES: Final[Engines] = {}


class Draft(NamedTuple):
    """A stack that is to be reported, before anything is judged."""

    slot: Asked | Missing
    before: Side | None = None
    """None where it did not exist."""
    after: Side | None = None
    """None where it does not exist any more, or its config does not fit."""
    unchanged: bool = False
    """Whether both sides are known to be the same."""

    @property
    def pair(self) -> Pair | None:
        """What to render; None where there is nothing to compare."""
        if self.unchanged or self.after is None:
            return None
        return Pair(self.before or nothing(self.after.project), self.after)


def report_against_base(
    stacks: Sequence[str],
    directory: Path,
    reference: str,
    engines: Engines = _NO_ENGINES,
    environment: Mapping[str, str] = os.environ,
) -> Report:
    """The report of stacks (all of the project where none is named) against a git ref.

    Whatever goes wrong with one stack stands in its entry.
    """
    try:
        base = commit_at(reference, directory)
        slots = asked_stacks(stacks, directory, base)
        with base_sides(base, [each for each in slots if isinstance(each, Asked)]) as sides:
            drafts = [_draft(each, sides) for each in slots]
            done, notes = _completed(drafts, engines, environment)
    except RepositoryError as error:
        return _nothing_done(reference, stacks, error.message, error.fix)
    except DocumentError as error:
        return _nothing_done(reference, (), error.message, error.fix)
    return Report(f"{reference} ({base.id[:12]})", tuple(done), (*sides.notes, *notes))


def report_against_state(
    name: str,
    directory: Path,
    path: Path,
    engines: Engines = _NO_ENGINES,
    environment: Mapping[str, str] = os.environ,
) -> Report:
    """The report of one stack against a `pulumi stack export`."""
    from cilium_ako.changes.from_state import (  # noqa: PLC0415 - start-up time
        read_state,
    )

    label = f"the state in {path}"
    try:
        file = locate(name, directory)
    except DocumentError as error:
        return _nothing_done(label, (name,), error.message, error.fix, ExitStatus.INVALID)
    try:
        state = read_state(path)
    except DocumentError as error:
        return _nothing_done(label, (file.name,), error.message, error.fix)
    if state.stack != file.name:
        message = f"{path} is of the stack {state.stack}, not of {file.name}"
        fix = f"pulumi stack export --stack {file.name} --file {path}"
        return _nothing_done(label, (file.name,), message, fix)
    done, notes = _completed([_draft_of_state(file, state)], engines, environment)
    return Report(label, tuple(done), tuple(notes))


def _draft(slot: Asked | Missing, base: BaseSides) -> Draft:
    if isinstance(slot, Missing):
        return Draft(slot)
    before = base.sides.get(slot.path)
    if slot.file is None:
        return Draft(slot, before)
    if slot.path in base.unchanged:
        return Draft(slot, before, before, unchanged=True)
    return Draft(slot, before, _after(slot.file))


def _draft_of_state(file: StackFile, state: State) -> Draft:
    slot = Asked(file.name, file.path, file.project, file)
    after = _after(file)
    return Draft(slot, None if after is None else of_state(state, after), after)


def _after(file: StackFile) -> Side | None:
    """The side of the working tree; None where the config does not fit."""
    try:
        side = of_text(file.name, file.path.read_text("utf-8"), file.project)
    except (OSError, UnicodeDecodeError):
        return None
    return None if side.problem else side


def _completed(
    drafts: Sequence[Draft], engines: Engines, environment: Mapping[str, str]
) -> tuple[list[StackReport], list[str]]:
    """The entries of all stacks, with what was left out of them."""
    pairs = [each.pair for each in drafts]
    started = start_chart_diffs([each for each in pairs if each is not None], environment)
    # while Helm runs
    from cilium_ako.diff.stack_report import (  # noqa: PLC0415 - see above
        entry_of,
        renamed,
        with_charts,
    )

    entries = [entry_of(each, engines) for each in drafts]
    diffs = started()
    remaining = iter(diffs)
    done = [
        with_charts(entry, () if pair is None else next(remaining))
        for entry, pair in zip(entries, pairs, strict=True)
    ]
    return list(renamed(done)), left_out_notes(diffs)


def _nothing_done(
    label: str,
    stacks: Sequence[str],
    message: str,
    fix: str,
    status: ExitStatus = ExitStatus.FAILED,
) -> Report:
    from cilium_ako.diff.stack_report import failed  # noqa: PLC0415 - start-up time

    entries = [failed(each, message, fix, status) for each in stacks or ("-",)]
    return Report(label, tuple(entries))
