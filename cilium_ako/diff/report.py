"""The report of all stacks: both sides found, rendered, judged and compared.

Rendering is what takes long, so Helm starts as soon as the values are known; everything that a
verdict needs is imported and done while it runs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cilium_ako.config.stack_files import locate, with_config_json
from cilium_ako.diff.between_stacks import with_shared_changes
from cilium_ako.diff.chart_diffs import left_out_notes, start_chart_diffs
from cilium_ako.diff.charts_lock_notes import lock_notes, unlocked_charts
from cilium_ako.diff.comparison import Comparison, compare_with_base, compare_with_state
from cilium_ako.diff.model import EnginePreview, JudgingChange, Report, StackReport
from cilium_ako.diff.requested_stacks import RequestedStack, requested_stacks
from cilium_ako.diff.snapshots.base_snapshots import base_snapshots
from cilium_ako.documents.error import DocumentError
from cilium_ako.exit_status import ExitStatus
from cilium_ako.repository import RepositoryError, commit_at
from cilium_ako.shell import quoted

if TYPE_CHECKING:
    from cilium_ako.diff.snapshots.base_judging import BaseJudging, JudgedByBase

EnginePreviews = Mapping[str, EnginePreview]
"""What the engine says, by stack."""
_NO_PREVIEWS: Final[EnginePreviews] = {}


def report_against_base(
    stacks: Sequence[str],
    directory: Path,
    reference: str,
    previews: EnginePreviews = _NO_PREVIEWS,
    environment: Mapping[str, str] = os.environ,
    *,
    run_base: bool = False,
    config_json: Path | None = None,
) -> Report:
    """The report of stacks (all of the project where none is named) against a git ref.

    `run_base` lets the base's own code run, whoever wrote it. `config_json` is what `pulumi config
    --json` printed of the one stack that is named, as it is now. Whatever goes wrong with one stack
    stands in its entry.
    """
    try:
        base = commit_at(reference, directory)
        requests = requested_stacks(stacks, directory, base, config_json)
        there = [each for each in requests if isinstance(each, RequestedStack)]
        lock = lock_notes((each.project for each in there), base)
        with base_snapshots(base, there, environment, run_base=run_base) as found:
            comparisons = [compare_with_base(each, found) for each in requests]
            done, notes = _completed(comparisons, previews, environment)
            from cilium_ako.diff.judged_twice import (  # noqa: PLC0415 - start-up time
                all_judged_twice,
                not_judged_twice,
            )

            judged = None if found.judging is None else found.judging.collect()
            done = all_judged_twice(done, comparisons, judged)
            done = with_shared_changes(done, comparisons, directory, base)
    except RepositoryError as error:
        return _nothing_done(reference, stacks, error.message, error.fix)
    except DocumentError as error:
        named = () if config_json is None else stacks
        return _nothing_done(reference, named, error.message, error.fix)
    said = (*not_judged_twice(done), *lock.notes, *found.notes, *notes)
    label = f"{reference} ({base.id[:12]})"
    judging = _judging_change(found.judging, judged)
    return Report(label, tuple(done), said, lock.failed, judging)


def _judging_change(
    judging: BaseJudging | None, judged: JudgedByBase | None
) -> JudgingChange | None:
    if judging is None or judged is None:
        return None
    from cilium_ako.diff.judging_changes import judging_change  # noqa: PLC0415 - start-up time

    return judging_change(judging.program, judged.tables)


def report_against_state(
    name: str,
    directory: Path,
    path: Path,
    previews: EnginePreviews = _NO_PREVIEWS,
    environment: Mapping[str, str] = os.environ,
    *,
    config_json: Path | None = None,
) -> Report:
    """The report of one stack against a `pulumi stack export`; `config_json` as above."""
    from cilium_ako.changes.from_state import read_state  # noqa: PLC0415 - start-up time

    label = f"the state in {path}"
    try:
        if config_json is None:
            file = locate(name, directory)
        else:
            file = with_config_json(name, directory, config_json)
    except DocumentError as error:
        return _nothing_done(label, (name,), error.message, error.fix, ExitStatus.INVALID)
    try:
        state = read_state(path)
    except DocumentError as error:
        return _nothing_done(label, (file.name,), error.message, error.fix)
    if state.stack != file.name:
        message = f"{path} is of the stack {state.stack}, not of {file.name}"
        fix = f"pulumi stack export --stack {quoted(file.name)} --file {quoted(str(path))}"
        return _nothing_done(label, (file.name,), message, fix)
    lock = lock_notes((file.project,), None)
    done, notes = _completed([compare_with_state(file, state)], previews, environment)
    return Report(label, tuple(done), (*lock.notes, *notes), lock.failed)


def _completed(
    comparisons: Sequence[Comparison], previews: EnginePreviews, environment: Mapping[str, str]
) -> tuple[list[StackReport], list[str]]:
    """The entries of all stacks, with what was left out of them."""
    pairs = [each.pair for each in comparisons]
    known = [each for each in pairs if each is not None]
    started = start_chart_diffs(known, environment)
    # while Helm runs
    from cilium_ako.diff.stack_report import (  # noqa: PLC0415 - see above
        renamed,
        stack_report,
        with_charts,
    )

    entries = [stack_report(each, previews.get(each.request.name)) for each in comparisons]
    diffs = started()
    remaining = iter(diffs)
    done = [
        with_charts(entry, () if pair is None else next(remaining))
        for entry, pair in zip(entries, pairs, strict=True)
    ]
    return list(renamed(done)), left_out_notes(diffs, unlocked_charts(known, diffs))


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
