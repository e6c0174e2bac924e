"""The stacks as they were at a commit, derived by the program as it was."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cilium_ako.charts.chart_source import chart_source
from cilium_ako.config.stack import parse
from cilium_ako.config.stack_files import raw_config
from cilium_ako.diff.requested_stacks import RequestedStack
from cilium_ako.diff.snapshots.judging_files import changed_program
from cilium_ako.diff.snapshots.snapshot import (
    Snapshot,
    snapshot_of_file,
    snapshot_of_text,
    unreadable_snapshot,
)
from cilium_ako.documents.error import DocumentError
from cilium_ako.repository import Commit, FileThen, RepositoryError

if TYPE_CHECKING:
    from cilium_ako.diff.snapshots.base_judging import BaseJudging
    from cilium_ako.diff.snapshots.base_program import Derived


class BaseSnapshots(NamedTuple):
    """What the base says of every stack that was asked for."""

    snapshots: Mapping[Path, Snapshot]
    """By the stack file's path; absent where it did not exist."""
    unchanged: frozenset[Path]
    """Stack files for which both sides are the same: file, program and charts."""
    heads: Mapping[Path, Snapshot]
    """The stacks as they are now, by path, where that had to be known already."""
    judging: BaseJudging | None
    """The change as the program of the base judges it; None where that is the one that runs."""
    notes: tuple[str, ...]


_BY_ITS_OWN: Final = "The program itself changed: the base's values come from its own code."
_NOT_BY_ITS_OWN: Final = (
    "The program itself changed, and that of the base could not be used: both sides have the values"
    " of the program as it is now, so what its own changes do is not shown."
)
_NOT_FROM_ITS_OWN_CHART: Final = (
    "A chart in the repository changed, and that of the base could not be used: {}. Both sides are"
    " rendered from the chart as it is now, so what its own changes do is not shown."
)


@contextlib.contextmanager
def base_snapshots(
    base: Commit,
    requested: Sequence[RequestedStack],
    environment: Mapping[str, str] = os.environ,
    *,
    run_base: bool = False,
) -> Iterator[BaseSnapshots]:
    """The base's snapshot of every stack, as long as its files are needed.

    The code of the base is run where the program changed since, and only where `run_base` says so
    if it is nobody's that is trusted (`trusted_commit`). Raises RepositoryError.
    """
    files = base.files([each.path for each in requested])
    charts = {each.path: _charts(base, each, files.get(each.path)) for each in requested}
    all_charts = sorted({chart for found in charts.values() for chart in found})
    charts_changed = bool(all_charts) and bool(
        base.changed_paths(all_charts) or base.untracked_paths(all_charts)
    )
    program = changed_program(base)
    unchanged = _same_files(requested, files)
    if program.deciding or charts_changed:
        unchanged = frozenset()
    heads = {
        each.path: snapshot_of_file(each.file)
        for each in requested
        if program.deciding and each.file is not None
    }
    notes: list[str] = []
    tree: Path | None = None
    derived: Mapping[Path, Derived] = {}
    with contextlib.ExitStack() as stack:
        judging: BaseJudging | None = None
        if program.judging:
            from cilium_ako.diff.snapshots.base_judging import (  # noqa: PLC0415 - start-up
                StackSides,
                ask_base,
            )

            sides = StackSides(requested, files, heads)
            ask = ask_base(base, sides, program, environment, run_base=run_base)
            judging = stack.enter_context(ask)
            derived = judging.derived
            if program.deciding:
                notes.append(_BY_ITS_OWN if judging.process is not None else _NOT_BY_ITS_OWN)
        if charts_changed:
            try:
                tree = stack.enter_context(base.exported(all_charts))
            except RepositoryError as error:
                notes.append(_NOT_FROM_ITS_OWN_CHART.format(error.message))
        snapshots = {
            each.path: _snapshot(
                each,
                files[each.path],
                _project_then(base, tree, each.project, charts[each.path]),
                derived.get(each.path),
            )
            for each in requested
            if each.path in files
        }
        yield BaseSnapshots(snapshots, unchanged, heads, judging, tuple(notes))


def _snapshot(
    requested: RequestedStack, file: FileThen, project: Path, derived: Derived | None
) -> Snapshot:
    if file.problem:
        return unreadable_snapshot(f"the stack file at the base {file.problem}", project)
    return snapshot_of_text(requested.name, file.text, project, derived)


def _same_files(
    requested: Sequence[RequestedStack], files: Mapping[Path, FileThen]
) -> frozenset[Path]:
    """The stack files whose bytes are what they were, whatever git's index takes them for."""
    return frozenset(
        each.path
        for each in requested
        if each.file is not None
        and each.file.config is None
        and (file := files.get(each.path)) is not None
        and not file.problem
        and _holds(each.path, file.data)
    )


def _holds(path: Path, data: bytes) -> bool:
    try:
        alike = path.is_file() and path.stat().st_size == len(data)
        return alike and path.read_bytes() == data
    except OSError:
        return False


def _charts(base: Commit, requested: RequestedStack, file: FileThen | None) -> tuple[Path, ...]:
    """The charts that a stack installed from paths inside the repository."""
    text = None if file is None else file.text
    if text is None or "chart" not in text:
        return ()
    try:
        stack, _ = parse(requested.name, raw_config(text), offline=True)
    except DocumentError:
        return ()
    given = []
    if stack.cilium is not None and stack.cilium.chart:
        given.append(chart_source("cilium", stack.cilium.version, stack.cilium.chart))
    if stack.ako is not None and stack.ako.chart:
        given.append(chart_source("ako", stack.ako.version, stack.ako.chart))
    paths = (requested.project / each.chart for each in given if each.local)
    return tuple(each for each in paths if base.relative(each) is not None)


def _project_then(base: Commit, tree: Path | None, project: Path, charts: Sequence[Path]) -> Path:
    """Where a stack's chart paths start: in the export, where its charts are in that."""
    inside = base.relative(project)
    if tree is None or inside is None:
        return project
    if not any((tree / (base.relative(each) or ".")).exists() for each in charts):
        return project
    then = tree / inside
    then.mkdir(parents=True, exist_ok=True)  # a relative path may begin with `..`
    return then
