"""What is said of one stack: what it does to the cluster, and everything that shows why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from cilium_ako.changes.classification import classify, taken_down
from cilium_ako.changes.sealed import not_shown_by_a_state
from cilium_ako.changes.verdict import Verdict
from cilium_ako.check.checked_stack import CheckedStack, check_file
from cilium_ako.diff.address_plan import address_plan
from cilium_ako.diff.changed_defaults import changed_defaults
from cilium_ako.diff.comparison import Comparison
from cilium_ako.diff.model import ChartDiff, EnginePreview, StackReport
from cilium_ako.diff.requested_stacks import MissingStack
from cilium_ako.diff.snapshots.snapshot import Snapshot, absent_snapshot
from cilium_ako.diff.snapshots.snapshot_facts import snapshot_facts
from cilium_ako.diff.value_changes import hidden_verdict, value_changes
from cilium_ako.exit_status import ExitStatus
from cilium_ako.rules.unseen import how_to_see
from cilium_ako.shell import quoted

_NOTHING: Final = Verdict((), ())
_ASK_THE_ENGINE: Final = (
    "whether one of them changes is not known here, and `pulumi preview` lists the Secret that does"
)
_ALIKE: Final = 0.7
"""How much of two stacks' decisions must be equal for one to be called the other, renamed."""


def stack_report(comparison: Comparison, engine: EnginePreview | None = None) -> StackReport:
    """What is said of a stack, without its manifests."""
    request, before, after = comparison.request, comparison.before, comparison.after
    if isinstance(request, MissingStack):
        return failed(request.name, request.message, request.fix, ExitStatus.INVALID)
    if request.file is None:
        assert before is not None  # noqa: S101 - it is there on one side at least
        return _with_engine(_deleted(request.name, before), engine)
    checked = check_file(request.file)
    if comparison.unchanged:
        report = _unchanged(checked, before)
    elif after is None:
        report = _does_not_fit(checked, before)
    elif before is None:
        absent = absent_snapshot(request.project)
        report = replace(_compared(checked, absent, after, _NOTHING), lifecycle="new")
    else:
        acknowledge = {} if checked.stack is None else checked.stack.acknowledge
        facts = snapshot_facts(after)
        verdict = classify(snapshot_facts(before), facts, acknowledge)
        report = _compared(checked, before, after, verdict)
        hidden = [] if before.state is None else not_shown_by_a_state(facts)
        if hidden:
            note = f"A state does not show what is in {', '.join(hidden)}: {_ASK_THE_ENGINE}."
            report = replace(report, notes=(*report.notes, note))
        unseen = after.stack.unseen if after.stack is not None else None
        if unseen is not None:
            note = f"What {unseen} gives this stack is not compared: {how_to_see(request.name)}."
            report = replace(report, notes=(*report.notes, note))
    return _with_engine(report, engine)


def failed(
    stack: str, message: str, fix: str, status: ExitStatus = ExitStatus.FAILED
) -> StackReport:
    """The entry of a stack that could not be compared at all."""
    return StackReport(stack, "change", _NOTHING, status, message=message, fix=fix)


def _unchanged(checked: CheckedStack, snapshot: Snapshot | None) -> StackReport:
    """A stack whose file and program are the same on both sides: nothing is derived anew."""
    decided = None if snapshot is None else snapshot.decisions
    return StackReport(
        checked.name,
        "change",
        _NOTHING,
        ExitStatus.FINE if checked.ok else ExitStatus.INVALID,
        before=decided,
        after=decided,
        problems=checked.problems,
    )


def _deleted(name: str, before: Snapshot) -> StackReport:
    verdict = taken_down(snapshot_facts(before))
    return StackReport(
        name,
        "deleted",
        verdict,
        verdict.exit_status,
        before=before.decisions,
        values=tuple(value_changes(before, absent_snapshot(before.project))),
        notes=_notes("What it was could not be read", before),
        plan_before=address_plan(before.stack),
    )


def _does_not_fit(checked: CheckedStack, before: Snapshot | None) -> StackReport:
    return StackReport(
        checked.name,
        "new" if before is None else "change",
        _NOTHING,
        ExitStatus.INVALID,
        before=None if before is None else before.decisions,
        problems=checked.problems,
        message=f"the config of {checked.name} does not fit, so it cannot be compared",
        fix=f"cilium-ako check {quoted(checked.name)}",
    )


def _compared(
    checked: CheckedStack, before: Snapshot, after: Snapshot, verdict: Verdict
) -> StackReport:
    defaults, problems = changed_defaults(before, after, verdict)
    return StackReport(
        checked.name,
        "change",
        hidden_verdict(verdict, before, after),
        max(verdict.exit_status, ExitStatus.FINE if checked.ok else ExitStatus.INVALID),
        before=before.decisions,
        after=after.decisions,
        values=tuple(value_changes(before, after)) if _have_values(before, after) else (),
        defaults=defaults,
        problems=checked.problems,
        notes=(*_notes("Nothing could be compared with", before), *problems),
        plan_before=address_plan(before.stack),
        plan_after=address_plan(after.stack),
    )


def _have_values(before: Snapshot, after: Snapshot) -> bool:
    """Whether the Helm values of both sides are known."""
    return bool(before.values or not before.problem) and not (before.hidden or after.hidden)


def _notes(about: str, before: Snapshot) -> tuple[str, ...]:
    """Why what was there before is not known, or not for certain."""
    problem = f"{about}: {before.problem}." if before.problem else ""
    return tuple(each for each in (problem, before.note) if each)


def _with_engine(report: StackReport, engine: EnginePreview | None) -> StackReport:
    """With what the engine adds: a preview that failed, a release that it would take away."""
    if engine is None:
        return report
    report = replace(report, engine=engine)
    status = max(report.status, ExitStatus.FAILED) if engine.failed else report.status
    notes = report.notes
    if report.taken_by_engine:
        names = ", ".join(report.taken_by_engine)
        notes += (f"The engine would delete or replace {names}: the network goes away with it.",)
        status = max(status, ExitStatus.DISRUPTIVE)
    return replace(report, status=status, notes=notes)


def with_charts(report: StackReport, charts: tuple[ChartDiff, ...]) -> StackReport:
    """With what happens to its objects."""
    status, notes = report.status, list(report.notes)
    if any(each.rejected for each in charts):
        status = max(status, ExitStatus.INVALID)
    if any(each.failed for each in charts):
        status = max(status, ExitStatus.FAILED)
    objects = any(each.diff is not None and each.diff.objects for each in charts)
    judged = report.verdict.changes or report.verdict.unknown
    if objects and not judged and not report.values and report.lifecycle == "change":
        notes.append(
            "Objects change although no Helm value does: the chart's own content or the Kubernetes"
            " version did. Pulumi updates a release only when its version or values change."
        )
    return replace(report, charts=charts, status=status, notes=tuple(notes))


def renamed(entries: Sequence[StackReport]) -> Iterator[StackReport]:
    """Says of a new and of a deleted stack that they may be one that was renamed."""
    gone = {each.stack: each for each in entries if each.lifecycle == "deleted"}
    new = {each.stack: each for each in entries if each.lifecycle == "new"}
    pairs = {
        old: name
        for old, before in gone.items()
        for name, after in new.items()
        if _alike(before, after)
    }
    for each in entries:
        if each.stack in pairs and each.lifecycle == "deleted":
            note = (
                f"This may be {pairs[each.stack]} under its former name. To the engine that is"
                " another stack with a state of its own: `pulumi stack rename` keeps the state."
            )
            yield replace(each, notes=(*each.notes, note))
        elif each.stack in pairs.values() and each.lifecycle == "new":
            old = next(key for key, name in pairs.items() if name == each.stack)
            note = f"This may be {old} under a new name; that one is reported as deleted."
            yield replace(each, notes=(*each.notes, note))
        else:
            yield each


def _alike(before: StackReport, after: StackReport) -> bool:
    one, two = (
        {f"{name}={value}" for name, value in (decided or {}).items()}
        for decided in (before.before, after.after)
    )
    return bool(one) and 2 * len(one & two) >= _ALIKE * (len(one) + len(two))
