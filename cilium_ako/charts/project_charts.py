"""The charts of a project: those that its stacks pin, held against its lock.

What `cilium-ako charts` and `make charts` do, without how it is printed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from cilium_ako.charts.chart_download import (
    PinnedChart,
    PullResult,
    checked,
    locked,
    pinned_charts,
    pull,
    replace_command,
)
from cilium_ako.charts.charts_lock import (
    LOCK_FILE,
    ChartsLock,
    disagreements,
    lock_text,
    parsed_lock,
    read_lock,
)
from cilium_ako.config.stack import Stack, parse
from cilium_ako.config.stack_files import (
    StackFile,
    all_stacks,
    find_project,
    is_stack_file,
    locate,
    raw_config,
    read,
)
from cilium_ako.documents.error import DocumentError
from cilium_ako.message import Message
from cilium_ako.repository import RepositoryError, commit_at

_CHECK: Final = "cilium-ako check"


class ProjectCharts(NamedTuple):
    """What became of a project's charts."""

    results: tuple[PullResult, ...] = ()
    """Chart by chart."""
    messages: tuple[Message, ...] = ()
    """What is not about one chart: errors, and warnings."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return all(each.ok for each in self.results) and not any(
            each.level == "error" for each in self.messages
        )


class _Pinned(NamedTuple):
    project: Path
    charts: list[PinnedChart]
    messages: list[Message]
    all_read: bool
    """Whether every stack file could be read."""


def pull_charts(
    directory: Path,
    stacks: Sequence[str],
    base: str | None = None,
    *,
    record: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> ProjectCharts:
    """Pulls what stacks (all where none is named) pin, also at a git ref, into the cache.

    With `record` a chart whose digest nobody knows is accepted.
    """
    try:
        pinned = _pinned(directory, stacks)
        lock = _lock(pinned.project) or ChartsLock()
        charts = set(pinned.charts)
        if base is not None:
            then, older, messages = _at(base, pinned.project)
            charts |= set(pinned_charts(then))
            pinned.messages.extend(messages)
            lock = _with_older(lock, older)
    except _CannotError as error:
        return ProjectCharts(messages=(error.said,))
    results = pull(sorted(charts), lock=lock, record=record, environment=environment)
    return ProjectCharts(tuple(results), tuple(pinned.messages))


def lock_charts(
    directory: Path,
    stacks: Sequence[str],
    replace: Sequence[str] = (),
    environment: Mapping[str, str] = os.environ,
) -> ProjectCharts:
    """Pulls what stacks pin, and writes `charts.lock`.

    Rows of charts that nobody pins stay where stacks are named, or one could not be read. A chart
    that was refused keeps its row. `replace` has charts (`cilium-1.2.3`) that may be others.
    """
    try:
        pinned = _pinned(directory, stacks)
        old = _lock(pinned.project) or ChartsLock()
    except _CannotError as error:
        return ProjectCharts(messages=(error.said,))
    unknown = sorted(set(replace) - {each.name for each in pinned.charts})
    if unknown:
        names = ", ".join(each.name for each in pinned.charts) or "none"
        said = Message(
            f"no stack pins {unknown[0]:.60}, so it cannot be replaced",
            f"--replace takes one of the charts that are pinned: {names}",
        )
        return ProjectCharts(messages=(said,))
    found = locked(
        pinned.charts,
        old,
        all_stacks=not stacks and pinned.all_read,
        replace=frozenset(replace),
        environment=environment,
    )
    messages = list(pinned.messages)
    for each in disagreements(found.lock):
        if each.published:
            messages.append(Message(each.message, replace_command(each.row.name)))
        else:
            messages.append(Message(each.message, level="warning"))
    if not found.lock.rows and not (pinned.project / LOCK_FILE).exists():
        return ProjectCharts(tuple(found.results), tuple(messages))
    try:
        _write(pinned.project / LOCK_FILE, lock_text(found.lock.rows))
    except OSError as error:
        what = f"{LOCK_FILE} cannot be written: {error.strerror}"
        messages.append(Message(what, f"check the permissions of {pinned.project}"))
    return ProjectCharts(tuple(found.results), tuple(messages))


def check_charts(
    directory: Path, stacks: Sequence[str], environment: Mapping[str, str] = os.environ
) -> ProjectCharts:
    """What is wrong with `charts.lock` for the charts that stacks pin; nothing is pulled."""
    try:
        pinned = _pinned(directory, stacks)
        lock = _lock(pinned.project)
    except _CannotError as error:
        return ProjectCharts(messages=(error.said,))
    if lock is None:
        said = Message(
            f"there is no {LOCK_FILE} beside Pulumi.yaml, so nobody has said which archives the"
            " charts are",
            "cilium-ako charts lock",
        )
        return ProjectCharts(messages=(*pinned.messages, said))
    results = checked(pinned.charts, lock, environment)
    return ProjectCharts(tuple(results), tuple(pinned.messages))


class _CannotError(Exception):
    """Nothing can be done at all; `said` is why."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.said = Message(what, fix)


def _pinned(directory: Path, stacks: Sequence[str]) -> _Pinned:
    """What stacks pin, with a warning for each file that could not be read. Raises _CannotError."""
    try:
        files = [locate(each, directory) for each in stacks] if stacks else all_stacks(directory)
    except DocumentError as error:
        raise _CannotError(error.message, error.fix) from None
    projects = {each.project.resolve() for each in files} or {_project(directory)}
    if len(projects) > 1:
        raise _CannotError(
            "these stacks are of several projects, and each has its own lock",
            "name stacks of one project, or run this in each",
        )
    found: list[Stack] = []
    messages: list[Message] = []
    for file in files:
        stack, message = _parsed(file)
        found += [] if stack is None else [stack]
        messages += [] if message is None else [message]
    return _Pinned(projects.pop(), pinned_charts(found), messages, len(found) == len(files))


def _project(directory: Path) -> Path:
    return (find_project(directory) or directory).resolve()


def _parsed(file: StackFile) -> tuple[Stack | None, Message | None]:
    try:
        return parse(file.name, read(file), offline=True)[0], None
    except DocumentError as error:
        return None, _left_out(file.path.name, error.message)


def _left_out(name: str, why: str) -> Message:
    return Message(f"{name} {why}; its charts are left out", _CHECK, level="warning")


def _lock(project: Path) -> ChartsLock | None:
    """The lock of a project. Raises _CannotError."""
    try:
        return read_lock(project)
    except DocumentError as error:
        raise _CannotError(f"{LOCK_FILE} {error.message}", error.fix) from None


def _at(base: str, project: Path) -> tuple[list[Stack], ChartsLock, list[Message]]:
    """The stacks and the lock of a project at a commit, but what could not be read."""
    try:
        commit = commit_at(base, project)
        names = sorted(each for each in commit.names(project) if is_stack_file(each))
        files = commit.files([project / each for each in (*names, LOCK_FILE)])
    except RepositoryError as error:
        raise _CannotError(error.message, error.fix) from None
    stacks: list[Stack] = []
    messages: list[Message] = []
    lock = ChartsLock()
    for path, file in files.items():
        name = f"{path.name} at {base}"
        if file.text is None:
            messages.append(_left_out(name, file.problem or "is not UTF-8 text"))
            continue
        try:
            if path.name == LOCK_FILE:
                lock = parsed_lock(file.text)
            else:
                stacks.append(parse(path.name, raw_config(file.text), offline=True)[0])
        except DocumentError as error:
            messages.append(_left_out(name, error.message))
    return stacks, lock, messages


def _with_older(lock: ChartsLock, older: ChartsLock) -> ChartsLock:
    """A lock with the rows of an older one for the charts that it says nothing of."""
    names = {each.name for each in lock.rows}
    more = (each for each in older.rows if each.name not in names)
    return ChartsLock(tuple(sorted({*lock.rows, *more})))


def _write(path: Path, text: str) -> None:
    """Writes a file as a whole or not at all. Raises OSError."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, "utf-8")
    part.replace(path)
