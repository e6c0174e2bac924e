"""What a change does between stacks: each right alone, and what they are to each other.

All stacks of a project are held against each other on both sides, whichever are reported: a change
of one stack can be in another's way that did not change. Only what appears or goes is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from cilium_ako.config.stack import RawConfig, Stack, parse
from cilium_ako.config.stack_files import StackFile, raw_config, read
from cilium_ako.diff.model import StackReport
from cilium_ako.diff.requested_stacks import MissingStack, RequestedStack, requested_stacks
from cilium_ako.documents.error import DocumentError
from cilium_ako.exit_status import ExitStatus
from cilium_ako.repository import Commit
from cilium_ako.rules.problem import Problem


def with_shared_changes(
    entries: Sequence[StackReport],
    requests: Sequence[RequestedStack | MissingStack],
    directory: Path,
    base: Commit,
) -> list[StackReport]:
    """The entries, with what appears and goes between each stack and others.

    Raises RepositoryError and DocumentError.
    """
    every = _every_stack(requests, directory, base)
    if len(every) < 2:
        return list(entries)
    before, after = _before(every, base), _after(every)
    then, now = _problems(every, before), _problems(every, after)
    done = []
    for entry, request in zip(entries, requests, strict=True):
        if isinstance(request, MissingStack):
            done.append(entry)
            continue
        path = request.path.resolve()
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
    requests: Sequence[RequestedStack | MissingStack], directory: Path, base: Commit
) -> list[RequestedStack]:
    """The stacks of the project on either side, and those that are asked for."""
    try:
        beside = requested_stacks((), directory, base)
    except DocumentError:  # no project here: they were given by their paths
        beside = []
    # one that is asked for may have its config from elsewhere
    every = (each for each in (*beside, *requests) if isinstance(each, RequestedStack))
    return list({each.path.resolve(): each for each in every}.values())


def _before(every: Sequence[RequestedStack], base: Commit) -> list[Stack | None]:
    files = base.files([each.path for each in every])
    texts = [files[each.path].text if each.path in files else None for each in every]
    return [
        None if text is None else _parsed(each.name, text)
        for each, text in zip(every, texts, strict=True)
    ]


def _after(every: Sequence[RequestedStack]) -> list[Stack | None]:
    return [None if each.file is None else _parsed(each.name, each.file) for each in every]


def _parsed(name: str, given: str | StackFile) -> Stack | None:
    try:
        raw: RawConfig = raw_config(given) if isinstance(given, str) else read(given)
    except DocumentError:
        return None
    return parse(name, raw, offline=True)[0]


def _problems(
    every: Sequence[RequestedStack], stacks: Sequence[Stack | None]
) -> dict[Path, list[Problem]]:
    from cilium_ako.fleet.judge import shared_problems  # noqa: PLC0415 - start-up time

    return {every[at].path.resolve(): found for at, found in shared_problems(stacks).items()}
