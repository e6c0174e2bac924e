"""What changes, against a state or against a git ref, and what each change does to the cluster.

A base is read without rules: it may be wrong in a way that the head mends, and what it installed
is there all the same. The head is read with them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NamedTuple

from cilium_ako.catalogue import secret_values
from cilium_ako.changes.classify import classify, taken_down
from cilium_ako.changes.facts import ALL_OF_AKO, ALL_OF_CILIUM, NO_FACTS, Facts, Hidden
from cilium_ako.changes.from_config import facts_from_config, helm_values
from cilium_ako.changes.from_state import UnreadableStateError, read_state
from cilium_ako.changes.verdict import Verdict
from cilium_ako.charts.decisions import decisions
from cilium_ako.charts.spelling import leaves
from cilium_ako.check import Checked, check_file
from cilium_ako.preview.diff_base import Base, GitError, base_at
from cilium_ako.settings.acknowledge import Acknowledgement
from cilium_ako.settings.stack import Stack, parse
from cilium_ako.settings.stack_file import (
    StackFile,
    UnreadableError,
    all_stacks,
    find_project,
    locate,
    raw_config,
)

FINE, FAILED, INVALID = 0, 1, 2
"""Exit statuses beside those of a verdict: fine, could not do it, invalid config."""

Occasion = Literal["change", "new", "deleted"]
"""Whether a stack is there before and after, only after, or only before."""


class ValueChange(NamedTuple):
    """One Helm value that changes."""

    chart: str
    key: str
    old: object
    """None where it is not set."""
    new: object


@dataclass(frozen=True, slots=True)
class StackDiff:
    """What changes in one stack, or why that could not be said."""

    stack: str
    verdict: Verdict
    before: Mapping[str, str] | None = None
    """Decisions before; None where they are not known, or there were none."""
    after: Mapping[str, str] | None = None
    values: tuple[ValueChange, ...] = ()
    occasion: Occasion = "change"
    status: int = FINE
    """The exit status of this stack."""
    message: str = ""
    """Why it could not be compared; empty where it could."""
    fix: str = ""
    """What to do about that."""
    checked: Checked | None = None
    """What the rules say of the head, for those who want to print it."""


_NOTHING: Final = Verdict((), ())


def diff_stacks(
    stacks: Sequence[str], directory: Path, *, base: str | None = None, state: Path | None = None
) -> list[StackDiff]:
    """The differences of stacks (all of the project where none is named), in that order.

    Exactly one of `base` (a git ref) and `state` (a `pulumi stack export`) is compared with; a
    state is of one stack, so exactly one must be named with it. Raises ValueError otherwise.
    Whatever else goes wrong stands in the stack's entry.
    """
    if (base is None) == (state is None):
        raise ValueError("give one of --base REF and --state FILE")
    if state is not None:
        if len(stacks) != 1:
            raise ValueError("a state is of one stack: name exactly one with --state")
        return [_against_state(stacks[0], directory, state)]
    assert base is not None  # noqa: S101 - one of the two is given
    try:
        at = base_at(base, directory)
        names = list(stacks) or _all_names(directory, at)
    except GitError as error:
        return [_failed(each, error.message, error.fix) for each in stacks or ("-",)]
    except UnreadableError as error:
        return [_failed("-", error.message, error.fix)]
    return [_against_base(each, directory, at) for each in names]


def exit_status(diffs: Sequence[StackDiff]) -> int:
    """The worst of all stacks."""
    return max((each.status for each in diffs), default=FINE)


def _all_names(directory: Path, base: Base) -> list[str]:
    project = find_project(directory)
    found = {each.name for each in all_stacks(directory)}
    if project is not None:
        found |= {name[len("Pulumi.") : -len(".yaml")] for name in base.stack_files(project)}
    return sorted(found)


def _against_state(name: str, directory: Path, path: Path) -> StackDiff:
    try:
        file = locate(name, directory)
    except UnreadableError as error:
        return _failed(name, error.message, error.fix, INVALID)
    try:
        state = read_state(path)
    except UnreadableStateError as error:
        return _failed(file.name, error.message, error.fix)
    if state.stack != file.name:
        return _failed(
            file.name,
            f"{path} is of the stack {state.stack}, not of {file.name}",
            f"pulumi stack export --stack {file.name} --file {path}",
        )
    return _compared(file, _Before(state.facts, state.values, state.decisions), "change")


class _Before(NamedTuple):
    facts: Facts
    values: Mapping[str, Mapping[str, object]]
    decisions: Mapping[str, str] | None
    acknowledge: Mapping[str, Acknowledgement] = {}


def _against_base(name: str, directory: Path, base: Base) -> StackDiff:
    file: StackFile | None
    try:
        file = locate(name, directory)
        path, stack = file.path, file.name
    except UnreadableError as error:
        file = None
        missing = _failed(name, error.message, error.fix, INVALID)
        found = _former_path(name, directory)
        if found is None:
            return missing
        path, stack = found
    try:
        text = base.text(path)
    except GitError as error:
        return _failed(stack, error.message, error.fix)
    except UnicodeDecodeError:
        text = "\0"  # there was a file, and it is not readable
    if file is None:
        if text is None:
            return missing
        before = _of_text(stack, text)
        # the file that could acknowledge it is gone: what it said last counts
        verdict = taken_down(before.facts, before.acknowledge)
        return StackDiff(
            stack,
            verdict,
            before.decisions,
            None,
            tuple(value_changes(before.values, {})),
            "deleted",
            verdict.exit_status,
        )
    if text is None:
        return _compared(file, _Before(NO_FACTS, {}, None), "new")
    return _compared(file, _of_text(stack, text), "change")


def _former_path(name: str, directory: Path) -> tuple[Path, str] | None:
    """Where the file of a stack stood that is no longer there."""
    if "/" in name or name.endswith((".yaml", ".yml")):
        path = directory / name
        return path, re.sub(r"^Pulumi\.|\.ya?ml$", "", path.name)
    project = find_project(directory)
    return None if project is None else (project / f"Pulumi.{name}.yaml", name)


def _of_text(name: str, text: str) -> _Before:
    try:
        stack, _ = parse(name, raw_config(text), offline=True)
    except UnreadableError as error:
        reason = f"the stack file at the base {error.message}"
        return _Before(Facts({}, {ALL_OF_CILIUM: reason, ALL_OF_AKO: reason}), {}, None)
    return _Before(facts_from_config(stack), helm_values(stack), _decided(stack), stack.acknowledge)


def _compared(file: StackFile, before: _Before, occasion: Occasion) -> StackDiff:
    checked = check_file(file)
    stack = checked.stack
    if stack is None or stack.cluster is None or stack.cilium is None:
        return StackDiff(
            file.name,
            _NOTHING,
            before=before.decisions,
            status=INVALID,
            message=f"the config of {file.name} does not fit, so it cannot be compared",
            fix=f"cilium-ako check {file.name}",
            checked=checked,
        )
    verdict = _NOTHING
    if occasion == "change":
        verdict = classify(before.facts, facts_from_config(stack), stack.acknowledge)
    return StackDiff(
        file.name,
        verdict,
        before.decisions,
        _decided(stack),
        tuple(value_changes(before.values, helm_values(stack))),
        occasion,
        max(verdict.exit_status, FINE if checked.ok else INVALID),
        checked=checked,
    )


def _failed(stack: str, message: str, fix: str, status: int = FAILED) -> StackDiff:
    return StackDiff(stack, _NOTHING, status=status, message=message, fix=fix)


def _decided(stack: Stack) -> dict[str, str] | None:
    if stack.cluster is None or stack.cilium is None:
        return None
    found = decisions(stack.cluster, stack.cilium, stack.ako)
    return {each.name: each.value for each in found}


_SECRET: Final = re.compile(r"(?i)(password|passwd|token|secret)$|\.key$|(^|\.)extraEnv$")


def value_changes(
    before: Mapping[str, Mapping[str, object]], after: Mapping[str, Mapping[str, object]]
) -> Iterator[ValueChange]:
    """Every Helm value that is set otherwise, by chart and key; secrets are not shown."""
    for chart in ("cilium", "ako"):
        old, new = dict(leaves(before.get(chart, {}))), dict(leaves(after.get(chart, {})))
        for key in sorted({*old, *new}):
            was, becomes = _plain(old.get(key)), _plain(new.get(key))
            if key.startswith("avicredentials"):
                continue
            if key in secret_values.CILIUM or _SECRET.search(key):
                was, becomes = (None if each is None else "[secret]" for each in (was, becomes))
            if _text(was) != _text(becomes):
                yield ValueChange(chart, key, was, becomes)


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _plain(value: object) -> object:
    """A value as JSON has it: the engine writes every number as a float."""
    if isinstance(value, Hidden):
        return "[secret]"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
