"""The report: both sides of every stack, judged, rendered and compared."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cilium_ako.changes.classify import classify, taken_down
from cilium_ako.changes.verdict import Verdict
from cilium_ako.check import Checked, check_file
from cilium_ako.preview.diff_base import GitError, base_at
from cilium_ako.preview.report.address_plan import address_plan
from cilium_ako.preview.report.base_side import Asked, BaseSides, base_sides
from cilium_ako.preview.report.chart_diffs import Pair, chart_diffs, left_out_notes
from cilium_ako.preview.report.model import ChartDiff, EnginePreview, Report, StackReport
from cilium_ako.preview.report.sides import Side, nothing, of_stack, of_state
from cilium_ako.preview.report.value_changes import hidden_verdict, value_changes
from cilium_ako.settings.stack_file import (
    StackFile,
    UnreadableError,
    all_stacks,
    find_project,
    locate,
)

if TYPE_CHECKING:
    from cilium_ako.changes.from_state import State

FINE, FAILED, INVALID, DISRUPTIVE, FORBIDDEN = range(5)
"""Exit statuses: fine, could not do it, invalid config, disruptive, forbidden."""

_NOTHING: Final = Verdict((), ())
_ALIKE: Final = 0.7
"""How much of two stack files must be equal for one to be called the other, renamed."""


def report_against_base(
    stacks: Sequence[str],
    directory: Path,
    reference: str,
    engines: Mapping[str, EnginePreview],
    environment: Mapping[str, str] = os.environ,
) -> Report:
    """The report of stacks (all of the project where none is named) against a git ref.

    `engines` are engine previews by stack. Whatever goes wrong with one stack stands in its entry.
    """
    try:
        slots = _asked(stacks, directory, reference)
        with base_sides(
            reference, directory, [each for each in slots if isinstance(each, Asked)]
        ) as base:
            found = [_against(each, base, engines) for each in slots]
            done, notes = _with_charts(found, environment)
    except GitError as error:
        entries = tuple(_failed(each, error.message, error.fix) for each in stacks or ("-",))
        return Report(reference, entries)
    except UnreadableError as error:
        return Report(reference, (_failed("-", error.message, error.fix),))
    label = f"{reference} ({base.commit[:12]})"
    return Report(label, tuple(_renamed(done)), (*base.notes, *notes))


def report_against_state(
    name: str,
    directory: Path,
    path: Path,
    engines: Mapping[str, EnginePreview],
    environment: Mapping[str, str] = os.environ,
) -> Report:
    """The report of one stack against a `pulumi stack export`."""
    from cilium_ako.changes.from_state import (  # noqa: PLC0415 - start-up time
        UnreadableStateError,
        read_state,
    )

    label = f"the state in {path}"
    try:
        file = locate(name, directory)
    except UnreadableError as error:
        return Report(label, (_failed(name, error.message, error.fix, INVALID),))
    try:
        state = read_state(path)
    except UnreadableStateError as error:
        return Report(label, (_failed(file.name, error.message, error.fix),))
    if state.stack != file.name:
        message = f"{path} is of the stack {state.stack}, not of {file.name}"
        fix = f"pulumi stack export --stack {file.name} --file {path}"
        return Report(label, (_failed(file.name, message, fix),))
    found = [_compared_state(file, state, engines)]
    done, notes = _with_charts(found, environment)
    return Report(label, tuple(done), tuple(notes))


class _Found(NamedTuple):
    """A stack's entry before its charts are rendered, and what to render for it."""

    report: StackReport
    pair: Pair | None = None


def _name_of(stack: str) -> str:
    if "/" in stack or stack.endswith((".yaml", ".yml")):
        return re.sub(r"^Pulumi\.|\.ya?ml$", "", Path(stack).name)
    return stack


def _asked(stacks: Sequence[str], directory: Path, reference: str) -> list[Asked | StackReport]:
    """The stacks to compare; all that are on either side where none is named.

    One that is on neither is an entry that says so. Raises GitError and UnreadableError.
    """
    if not stacks:
        project = find_project(directory)
        files = all_stacks(directory)
        assert project is not None  # noqa: S101 - all_stacks raises where there is none
        all_of = [Asked(each.name, each.path, each.project, each) for each in files]
        gone = set(base_at(reference, directory).stack_files(project))
        gone -= {each.path.name for each in files}
        for name in sorted(gone):
            stack = name[len("Pulumi.") : -len(".yaml")]
            all_of.append(Asked(stack, project / name, project, None))
        return [*sorted(all_of, key=lambda each: each.name)]
    found: list[Asked | StackReport] = []
    for each in dict.fromkeys(stacks):
        try:
            file = locate(each, directory)
            found.append(Asked(file.name, file.path, file.project, file))
        except UnreadableError as error:
            former = _former(each, directory, reference)
            missing = _failed(_name_of(each), error.message, error.fix, INVALID)
            found.append(missing if former is None else former)
    return found


def _former(stack: str, directory: Path, reference: str) -> Asked | None:
    """A stack whose file is no longer there, and was at the base."""
    project = find_project(directory)
    path = directory / stack
    if "/" not in stack and not stack.endswith((".yaml", ".yml")):
        if project is None:
            return None
        path = project / f"Pulumi.{stack}.yaml"
    base = base_at(reference, directory)
    try:
        there = base.text(path) is not None
    except UnicodeDecodeError:
        there = True
    except GitError:
        return None
    return Asked(_name_of(stack), path, project or path.parent, None) if there else None


def _against(
    slot: Asked | StackReport, base: BaseSides, engines: Mapping[str, EnginePreview]
) -> _Found:
    if isinstance(slot, StackReport):
        return _Found(slot)
    before, engine = base.sides.get(slot.path), engines.get(slot.name)
    if slot.file is None:
        return _Found(_deleted(slot, before, engine))
    if slot.path in base.unchanged:
        return _Found(_unchanged(slot.file, before, engine))
    return _compared(slot.file, before, engine)


def _unchanged(file: StackFile, side: Side | None, engine: EnginePreview | None) -> StackReport:
    """A stack whose file and program are the same on both sides: nothing is derived anew."""
    checked = check_file(file)
    decided = None if side is None else side.decisions
    report = StackReport(
        file.name,
        "change",
        _NOTHING,
        FINE if checked.ok else INVALID,
        before=decided,
        after=decided,
        problems=checked.problems,
        engine=engine,
    )
    return _with_engine(report)


def _deleted(each: Asked, before: Side | None, engine: EnginePreview | None) -> StackReport:
    assert before is not None  # noqa: S101 - it is there on one side at least
    verdict = taken_down(before.facts)
    report = StackReport(
        each.name,
        "deleted",
        verdict,
        verdict.exit_status,
        before=before.decisions,
        values=tuple(value_changes(before, nothing(each.project))),
        notes=(before.problem,) if before.problem else (),
        plan_before=address_plan(before.stack),
        engine=engine,
    )
    return _with_engine(report)


def _compared(file: StackFile, before: Side | None, engine: EnginePreview | None) -> _Found:
    checked = check_file(file)
    stack = checked.stack
    if stack is None or stack.cluster is None or stack.cilium is None:
        return _Found(_does_not_fit(file, checked, before, engine))
    after = of_stack(stack, file.project)
    if before is None:
        empty = nothing(file.project)
        report = _report(file, checked, empty, after, _NOTHING, engine)
        return _Found(replace(report, occasion="new"), Pair(empty, after))
    verdict = classify(before.facts, after.facts, stack.acknowledge)
    report = _report(file, checked, before, after, verdict, engine)
    return _Found(report, Pair(before, after))


def _compared_state(file: StackFile, state: State, engines: Mapping[str, EnginePreview]) -> _Found:
    checked, engine = check_file(file), engines.get(file.name)
    stack = checked.stack
    if stack is None or stack.cluster is None or stack.cilium is None:
        return _Found(_does_not_fit(file, checked, None, engine))
    after = of_stack(stack, file.project)
    before = of_state(state, after)
    verdict = classify(before.facts, after.facts, stack.acknowledge)
    report = _report(file, checked, before, after, verdict, engine)
    return _Found(report, Pair(before, after))


def _does_not_fit(
    file: StackFile, checked: Checked, before: Side | None, engine: EnginePreview | None
) -> StackReport:
    return StackReport(
        file.name,
        "new" if before is None else "change",
        _NOTHING,
        INVALID,
        before=None if before is None else before.decisions,
        problems=checked.problems,
        message=f"the config of {file.name} does not fit, so it cannot be compared",
        fix=f"cilium-ako check {file.name}",
        engine=engine,
    )


def _report(
    file: StackFile,
    checked: Checked,
    before: Side,
    after: Side,
    verdict: Verdict,
    engine: EnginePreview | None,
) -> StackReport:
    report = StackReport(
        file.name,
        "change",
        hidden_verdict(verdict, before, after),
        max(verdict.exit_status, FINE if checked.ok else INVALID),
        before=before.decisions,
        after=after.decisions,
        values=tuple(value_changes(before, after)) if not before.problem else (),
        problems=checked.problems,
        notes=(f"Nothing could be compared with: {before.problem}.",) if before.problem else (),
        plan_before=address_plan(before.stack),
        plan_after=address_plan(after.stack),
        engine=engine,
    )
    return _with_engine(report)


_TAKEN: Final = ("delete", "replace", "discard")
_GUARDED: Final = ("kubernetes:helm.sh/v3:Release",)


def _with_engine(report: StackReport) -> StackReport:
    """With what the engine adds: a preview that failed, a release that it would take away."""
    engine = report.engine
    if engine is None:
        return report
    status = max(report.status, FAILED) if engine.failed else report.status
    taken = [
        step.name for step in engine.steps if step.operation in _TAKEN and step.type in _GUARDED
    ]
    notes = report.notes
    if taken and report.occasion != "deleted":
        notes += (
            f"The engine would delete or replace {', '.join(sorted(taken))}: the network goes away"
            " with it.",
        )
        status = max(status, DISRUPTIVE)
    return replace(report, status=status, notes=notes)


def _with_charts(
    found: Sequence[_Found], environment: Mapping[str, str]
) -> tuple[list[StackReport], list[str]]:
    pairs = [each.pair for each in found if each.pair is not None]
    diffs = chart_diffs(pairs, environment)
    remaining = iter(diffs)
    done = []
    for each in found:
        charts = next(remaining) if each.pair is not None else ()
        done.append(_with_diffs(each.report, charts))
    return done, left_out_notes(diffs)


def _with_diffs(report: StackReport, charts: tuple[ChartDiff, ...]) -> StackReport:
    status, notes = report.status, list(report.notes)
    if any(each.rejected for each in charts):
        status = max(status, INVALID)
    objects = any(each.diff is not None and each.diff.objects for each in charts)
    judged = report.verdict.changes or report.verdict.unknown
    if objects and not judged and not report.values and report.occasion == "change":
        notes.append(
            "Objects change although no Helm value does: the chart's own content or the Kubernetes"
            " version did. Pulumi updates a release only when its version or values change."
        )
    return replace(report, charts=charts, status=status, notes=tuple(notes))


def _renamed(entries: Sequence[StackReport]) -> Iterator[StackReport]:
    """Says of a new and of a deleted stack that they may be one that was renamed."""
    gone = {each.stack: each for each in entries if each.occasion == "deleted"}
    new = {each.stack: each for each in entries if each.occasion == "new"}
    pairs = {
        old: name
        for old, before in gone.items()
        for name, after in new.items()
        if _alike(before, after)
    }
    for each in entries:
        if each.stack in pairs and each.occasion == "deleted":
            note = (
                f"This may be {pairs[each.stack]} under its former name. To the engine that is"
                " another stack with a state of its own: `pulumi stack rename` keeps the state."
            )
            yield replace(each, notes=(*each.notes, note))
        elif each.stack in pairs.values() and each.occasion == "new":
            old = next(key for key, name in pairs.items() if name == each.stack)
            note = f"This may be {old} under a new name; that one is reported as deleted."
            yield replace(each, notes=(*each.notes, note))
        else:
            yield each


def _alike(before: StackReport, after: StackReport) -> bool:
    one, two = (
        [f"{name}={value}" for name, value in sorted((decided or {}).items())]
        for decided in (before.before, after.after)
    )
    return bool(one) and SequenceMatcher(None, one, two, autojunk=False).ratio() >= _ALIKE


def _failed(stack: str, message: str, fix: str, status: int = FAILED) -> StackReport:
    return StackReport(stack, "change", _NOTHING, status, message=message, fix=fix)
