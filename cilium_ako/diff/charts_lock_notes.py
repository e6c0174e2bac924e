"""What a report says of `charts.lock`: that it changed, that it cannot be read, how to get one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cilium_ako.charts.charts_lock import (
    LOCK_FILE,
    ChartsLock,
    disagreements,
    known_digest,
    lock_changes,
    parsed_lock,
    read_lock,
)
from cilium_ako.diff.comparison import SnapshotPair
from cilium_ako.diff.model import ChartDiff
from cilium_ako.documents.error import DocumentError
from cilium_ako.repository import Commit


class LockNotes(NamedTuple):
    """What there is to say of the locks of all projects."""

    notes: tuple[str, ...] = ()
    failed: bool = False
    """Whether one cannot be used, so that nobody knows whether the charts are the right ones."""


def lock_notes(projects: Iterable[Path], base: Commit | None) -> LockNotes:
    """What is wrong with the locks, and what changed in them since a commit.

    Raises RepositoryError.
    """
    notes: list[str] = []
    failed = False
    for project in sorted(set(projects)):
        try:
            now = read_lock(project)
        except DocumentError as error:
            notes.append(f"{LOCK_FILE} {error.message}. {_sentence(error.fix)}")
            failed = True
            continue
        for each in disagreements(now or ChartsLock()):
            notes.append(_sentence(each.message))
            failed = failed or each.published
        if base is not None:
            notes += _changes(project, now, base)
    return LockNotes(tuple(notes), failed)


def _changes(project: Path, now: ChartsLock | None, base: Commit) -> Iterator[str]:
    file = base.file(project / LOCK_FILE)
    if file is None:
        yield from lock_changes(None, now)
        return
    problem = file.problem or ("" if file.text is not None else "is not UTF-8 text")
    then: ChartsLock | None = None
    if file.text is not None and not problem:
        try:
            then = parsed_lock(file.text)
        except DocumentError as error:
            problem = error.message
    if problem:
        yield f"{LOCK_FILE} at the base {problem}: what changes in it is not known."
    else:
        yield from lock_changes(then, now)


def unlocked_charts(
    pairs: Sequence[SnapshotPair], diffs: Sequence[tuple[ChartDiff, ...]]
) -> list[str]:
    """The charts that are not here, and of which nobody has said which archive they are."""
    names: set[str] = set()
    for pair, found in zip(pairs, diffs, strict=True):
        try:
            lock = read_lock(pair.after.project) or ChartsLock()
        except DocumentError:
            continue  # said of the lock itself
        for each in found:
            installed = pair.after.charts.get(each.chart)
            if installed is None or not each.missing:
                continue
            known = known_digest(lock, each.chart, installed.version, installed.source)
            if not known.digest:
                names.add(f"{each.chart} {installed.version}")
    return sorted(names)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."
