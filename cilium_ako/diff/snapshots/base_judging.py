"""The change, judged by the program as it was, while this one judges it too."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cilium_ako.config.stack_files import StackFile
from cilium_ako.diff.requested_stacks import RequestedStack
from cilium_ako.diff.snapshots.base_program import (
    BaseProgram,
    BaseProgramError,
    Derived,
    JudgeRequest,
    Request,
    StackText,
    base_program,
)
from cilium_ako.diff.snapshots.judging_files import (
    PROGRAM,
    ChangedProgram,
    base_packages,
    program_directory,
)
from cilium_ako.diff.snapshots.snapshot import Snapshot
from cilium_ako.diff.snapshots.trusted_commit import why_not_run
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_bytes, text_of
from cilium_ako.documents.limits import CONFIG_BYTES
from cilium_ako.repository import Commit, FileThen, RepositoryError

if TYPE_CHECKING:
    from cilium_ako.diff.snapshots.base_judgement import BaseJudgement


class StackSides(NamedTuple):
    """The stacks that are compared, on both sides."""

    requested: Sequence[RequestedStack]
    before: Mapping[Path, FileThen]
    """Their files at the base, by path; absent where there was none."""
    heads: Mapping[Path, Snapshot]
    """What they are now, by path, where the program of the base may make something else of it."""


class JudgedByBase(NamedTuple):
    """What the base's program says of every stack."""

    judgements: Mapping[Path, BaseJudgement | str]
    """By the stack file's path; why there is none, as the end of a sentence, where there is none.
    Empty where its program is the one that runs."""
    tables: object = None
    """The tables of its catalogue that are in changed files; None where they are not known."""


class BaseJudging(NamedTuple):
    """The base's program, which derives what was, and may still be judging the change."""

    program: ChangedProgram
    process: BaseProgram | None
    """None where it does not run."""
    why_none: str
    """Why it does not run, as the end of a sentence."""
    derived: Mapping[Path, Derived]
    """What it derives from the stack files as they were, where that may be something else."""
    asked: Sequence[RequestedStack]
    """The stacks that it was given to judge, in this order."""
    unreadable: Sequence[RequestedStack]
    """Those whose file now cannot be read as a text, and so was not given."""

    def collect(self) -> JudgedByBase:
        """Waits for its answers."""
        found: dict[Path, BaseJudgement | str] = {
            each.path: _UNREADABLE if each.file is None or each.file.config is None else _ELSEWHERE
            for each in self.unreadable
        }
        if self.process is None:
            return JudgedByBase({each.path: self.why_none for each in self.asked} | found)
        tables: object = {}
        if self.program.tables:
            try:
                tables = self.process.tables()
            except BaseProgramError:
                tables = None  # why, each stack below says
        for each in self.asked:
            found[each.path] = _judgement(self.process)
        return JudgedByBase(found, tables)


def _judgement(process: BaseProgram) -> BaseJudgement | str:
    # what it imports is imported while Helm runs
    from cilium_ako.diff.snapshots.base_judgement import read_judgement  # noqa: PLC0415

    try:
        return read_judgement(process.judged())
    except BaseProgramError as error:
        return str(error)
    except (ValueError, TypeError, KeyError):
        return _NOT_UNDERSTOOD


_UNREADABLE: Final = "the stack file as it is now cannot be read"
_ELSEWHERE: Final = "the config as it is now is that of --config-json, and in no stack file"
_NOT_UNDERSTOOD: Final = "what it said could not be understood"


@contextlib.contextmanager
def ask_base(
    base: Commit,
    sides: StackSides,
    program: ChangedProgram,
    environment: Mapping[str, str],
    *,
    run_base: bool,
) -> Iterator[BaseJudging]:
    """The base's program at work on the stacks, if its code may be run (`trusted_commit`).

    `run_base` says that it may, whoever wrote it. Nothing is raised: where it does not run, or
    cannot derive what was, the answer says why.
    """
    texts = _texts(sides) if program.deciding else {}
    after = _texts_now(sides.requested)
    asked = [each for each in sides.requested if each.path in after]
    unreadable = [each for each in sides.requested if each.path not in after]
    none = BaseJudging(program, None, "", {}, asked, unreadable)
    request = Request(
        list(texts.values()), program.tables, [_request(each, sides, after) for each in asked]
    )
    with contextlib.ExitStack() as stack:
        try:
            why = "" if run_base else why_not_run(base, environment)
            if why:
                found = none._replace(why_none=why)
            else:
                process = _started(stack, base, request, environment)
                derived = process.derived(len(texts)) if texts else []
                found = none._replace(
                    process=process, derived=dict(zip(texts, derived, strict=True))
                )
        except RepositoryError as error:
            found = none._replace(why_none=error.message)
        except BaseProgramError as error:
            found = none._replace(why_none=str(error))
        yield found


def _started(
    stack: contextlib.ExitStack,
    base: Commit,
    request: Request,
    environment: Mapping[str, str],
) -> BaseProgram:
    """The program of the base, which runs as long as `stack` is open at the longest."""
    places = [program_directory() / each for each in PROGRAM]
    tree = stack.enter_context(base.exported(places))
    root = base_packages(base, tree)
    if not (root / PROGRAM[0]).is_dir():
        raise BaseProgramError(f"there is none in commit {base.id[:12]}")
    # not beside the packages, where their code looks
    scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="cilium-ako-base-"))
    return stack.enter_context(base_program(root, request, Path(scratch).resolve(), environment))


def _request(
    stack: RequestedStack, sides: StackSides, after: Mapping[Path, str | None]
) -> JudgeRequest:
    before = sides.before.get(stack.path)
    return JudgeRequest(
        stack.name,
        # a file that is no text says as little as one that is empty
        None if before is None else before.text or "",
        after[stack.path],
        str(stack.project.absolute()),
        _releases(sides.heads.get(stack.path)),
    )


def _releases(head: Snapshot | None) -> dict[str, dict[str, object]] | None:
    if head is None or head.problem:
        return None
    return {
        chart: {"version": str(installed.version), "values": head.values.get(chart, {})}
        for chart, installed in head.charts.items()
    }


def _texts(sides: StackSides) -> dict[Path, StackText]:
    return {
        each.path: StackText(each.name, text)
        for each in sides.requested
        if each.path in sides.before and (text := sides.before[each.path].text) is not None
    }


def _texts_now(requested: Sequence[RequestedStack]) -> dict[Path, str | None]:
    """The texts of the stack files as they are now, by path; None where there is no file any more.

    A file that cannot be read as a text is left out.
    """
    found: dict[Path, str | None] = {}
    for each in requested:
        if each.file is None:
            found[each.path] = None
        elif each.file.config is None and (text := _text(each.file)) is not None:
            found[each.path] = text
    return found


def _text(file: StackFile) -> str | None:
    try:
        return text_of(read_bytes(file.path, CONFIG_BYTES))
    except DocumentError:
        return None
