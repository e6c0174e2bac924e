"""One rotation of a stack's IPsec key: asked for, held against what is there, and written."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cilium_ako.changes.classification import classify
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.changes.from_state import read_state
from cilium_ako.changes.verdict import ClassifiedChange
from cilium_ako.check.checked_stack import check_config
from cilium_ako.config.stack import Stack, parse
from cilium_ako.config.stack_files import StackFile, raw_config
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_bytes
from cilium_ako.documents.limits import CONFIG_BYTES
from cilium_ako.repository import RepositoryError, commit_at
from cilium_ako.rotation.key_rotation import (
    NotRotatedError,
    edited_stack_file,
    next_rotation,
)
from cilium_ako.rotation.report import RotationReport
from cilium_ako.rotation.standing import (
    Standing,
    key_rotation_duration,
    standing_against,
    standing_in_cluster,
)

if TYPE_CHECKING:
    from cilium_ako.doctor.run import Diagnosis

_HOW_TO_KNOW: Final = (
    "give --live (the cluster) or --state FILE (`pulumi stack export --file FILE`)"
)


def rotate(
    file: StackFile, stack: Stack, *, state: Path | None = None, diagnosis: Diagnosis | None = None
) -> RotationReport:
    """Raises the rotation of a stack whose config is fine by one, and writes its file.

    Whether the last rotation has reached the cluster is known from the doctor's `diagnosis` or
    from `state`, a file with an exported state; with neither, from the commit HEAD, where what is
    committed is taken as deployed. Nothing is written where the rotation is refused. Raises
    NotRotatedError where the key cannot be rotated here, and DocumentError where a file cannot be
    read or written.
    """
    standing, note = Standing(), ""
    if state is not None:
        standing = standing.merged(standing_against(read_state(state).facts, stack, f"{state}"))
    if diagnosis is not None:
        standing = standing.merged(standing_in_cluster(diagnosis, stack))
    rotation = next_rotation(stack, standing.key_id, standing.algorithm)
    if state is None:
        committed, note = _standing_in_head(file, stack, known=diagnosis is not None)
        standing = standing.merged(committed)
    if standing.unfinished or standing.pending:
        return RotationReport(stack.name, standing=standing)
    change = None
    if rotation.rotation is not None:
        path = file.path.resolve()
        text = _text(read_bytes(path, CONFIG_BYTES))
        edited = edited_stack_file(text, rotation.rotation)
        change = _only_change(file, stack, edited)
        _write(path, edited)
    duration = key_rotation_duration(facts_from_stack(stack))
    notes = tuple(each for each in (note, rotation.note) if each)
    return RotationReport(stack.name, rotation, change, duration, notes)


def _standing_in_head(file: StackFile, stack: Stack, *, known: bool) -> tuple[Standing, str]:
    """What differs from the commit HEAD, and what follows for the rotation before.

    `known` says that somebody has looked at the cluster, so that only other changes count.
    """
    try:
        then = commit_at("HEAD", file.project).file(file.path)
    except RepositoryError as error:
        if known:
            return Standing(), ""
        raise NotRotatedError(
            f"whether its last rotation has reached the cluster is not known: {error.message}",
            _HOW_TO_KNOW,
        ) from None
    if then is None or then.text is None:
        if known:
            return Standing(), ""
        return Standing(("its stack file is not in the commit HEAD",)), ""
    before, _ = parse(file.name, raw_config(then.text.removeprefix("\ufeff")), offline=True)
    found = standing_against(facts_from_stack(before), stack, "the commit HEAD")
    if known:
        return Standing(pending=found.pending), ""
    note = (
        "the rotation in the commit HEAD is taken as deployed and finished, since neither the"
        " cluster (--live) nor a state (--state FILE) was asked"
    )
    return found, note


def _only_change(file: StackFile, stack: Stack, edited: str) -> ClassifiedChange:
    """What the edit does to a running cluster, which must be this rotation alone."""
    checked = check_config(file.name, raw_config(_without_mark(edited)), file.project, offline=True)
    wrong = next((each for each in checked.problems if each.stops), None)
    if wrong is not None or checked.stack is None:
        why = f"{wrong.rule}: {wrong.message}" if wrong is not None else "it would not parse"
        raise NotRotatedError(
            f"with the next rotation its config would not be fit: {why}",
            "" if wrong is None else wrong.fix,
        )
    verdict = classify(facts_from_stack(stack), facts_from_stack(checked.stack))
    if verdict.unknown or [each.rule for each in verdict.changes] != ["ipsec-key-rotated"]:
        rules = ", ".join(
            [*(each.rule for each in verdict.changes), *(each.rule for each in verdict.unknown)]
        )
        raise NotRotatedError(
            f"the next rotation would not be a rotation alone: {rules}", "cilium-ako check"
        )
    return verdict.changes[0]


def _text(content: bytes) -> str:
    """A file's text with its line breaks, and a byte order mark where it has one."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise DocumentError("is not UTF-8 text", "save it as UTF-8") from None


def _without_mark(text: str) -> str:
    return text.removeprefix("\ufeff")


def _write(path: Path, text: str) -> None:
    """The file as a whole or as it was: whoever stops the command leaves no half of it."""
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(descriptor, "wb") as written:
            written.write(text.encode())
        Path(temporary).chmod(path.stat().st_mode & 0o7777)
        Path(temporary).replace(path)
    except OSError as error:
        with suppress(OSError):
            Path(temporary).unlink()
        raise DocumentError(
            f"cannot be written: {error.strerror}", "see who may write to its folder"
        ) from None
