"""What a change does between stacks: each right alone, and what they are to each other.

All stacks of a project are held against each other on both sides, whichever are reported: a change
of one stack can be in another's way that did not change. Only what appears or goes is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from cilium_ako.config.stack import RawConfig, Stack, parse
from cilium_ako.config.stack_files import StackFile, raw_config, read
from cilium_ako.diff.comparison import Comparison
from cilium_ako.diff.model import StackReport
from cilium_ako.diff.requested_stacks import MissingStack, RequestedStack, requested_stacks
from cilium_ako.documents.error import DocumentError
from cilium_ako.exit_status import ExitStatus
from cilium_ako.repository import Commit
from cilium_ako.rules.problem import Problem


class _Sides(NamedTuple):
    """A stack at the base and now; None where it was or is none, or cannot be read."""

    then: Stack | None = None
    now: Stack | None = None


def with_shared_changes(
    entries: Sequence[StackReport],
    comparisons: Sequence[Comparison],
    directory: Path,
    base: Commit,
) -> list[StackReport]:
    """The entries, with what appears and goes between each stack and others.

    Raises RepositoryError and DocumentError.
    """
    every = _every_stack(comparisons, directory, base)
    if len(every) < 2 or all(each.then is each.now for each in every.values()):
        return list(entries)
    then = _problems({path: each.then for path, each in every.items()})
    now = _problems({path: each.now for path, each in every.items()})
    done = []
    for entry, comparison in zip(entries, comparisons, strict=True):
        if isinstance(comparison.request, MissingStack):
            done.append(entry)
            continue
        path = comparison.request.path.resolve()
        old, new = then.get(path, ()), now.get(path, ())
        done.append(_with(entry, _without(new, old), _without(old, new)))
    return done


def _with(entry: StackReport, new: tuple[Problem, ...], gone: tuple[Problem, ...]) -> StackReport:
    stops = any(each.stops for each in new)
    return replace(
        entry,
        shared_new=new,
        shared_gone=gone,
        status=max(entry.status, ExitStatus.INVALID if stops else ExitStatus.FINE),
    )


def _without(some: Iterable[Problem], others: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that the others have not, whatever words they are told in."""
    known = {(each.rule, each.path, each.others, each.stops) for each in others}
    return tuple(
        each for each in some if (each.rule, each.path, each.others, each.stops) not in known
    )


def _every_stack(
    comparisons: Sequence[Comparison], directory: Path, base: Commit
) -> dict[Path, _Sides]:
    """The stacks of the project on either side, and those that are asked for, by their paths."""
    # one that is asked for may have its config from elsewhere
    asked = {
        each.request.path.resolve(): _compared(each)
        for each in comparisons
        if isinstance(each.request, RequestedStack)
    }
    try:
        project = requested_stacks((), directory, base)
    except DocumentError:  # no project here: they were given by their paths
        project = []
    # a Stack object that is asked for by its path is the stack of its name, and no second one
    named = {each.request.name for each in comparisons}
    beside = {
        path: each
        for each in project
        if isinstance(each, RequestedStack)
        and ((path := each.path.resolve()) in asked or each.name not in named)
    }
    unread = [each for path, each in beside.items() if path not in asked]
    return dict.fromkeys(beside, _Sides()) | _read(unread, base) | asked


def _compared(comparison: Comparison) -> _Sides:
    """A stack that was read for its report; without cluster or Cilium it is nothing to others."""
    before, after = comparison.before, comparison.after
    return _Sides(None if before is None else before.stack, None if after is None else after.stack)


def _read(stacks: Sequence[RequestedStack], base: Commit) -> dict[Path, _Sides]:
    """The stacks that nobody asked for."""
    files = base.files([each.path for each in stacks]) if stacks else {}
    texts = {path: file.text for path, file in files.items()}
    return {
        each.path.resolve(): _Sides(
            _parsed(each.name, texts.get(each.path)), _parsed(each.name, each.file)
        )
        for each in stacks
    }


def _parsed(name: str, given: str | StackFile | None) -> Stack | None:
    if given is None:
        return None
    try:
        raw: RawConfig = raw_config(given) if isinstance(given, str) else read(given)
    except DocumentError:
        return None
    return parse(name, raw, offline=True)[0]


def _problems(stacks: Mapping[Path, Stack | None]) -> dict[Path, list[Problem]]:
    from cilium_ako.fleet.judge import shared_problems  # noqa: PLC0415 - start-up time

    paths = list(stacks)
    found = shared_problems(list(stacks.values()))
    return {paths[at]: problems for at, problems in found.items()}
