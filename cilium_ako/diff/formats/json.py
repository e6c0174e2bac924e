"""The report for a program: a list with one object for each stack, in the order asked for."""

from __future__ import annotations

from collections.abc import Mapping

from cilium_ako.changes.messages import unknown_consequence, unknown_runbook
from cilium_ako.diff.model import ChartDiff, EnginePreview, JudgingChange, Report, StackReport


def report_json(report: Report) -> list[dict[str, object]]:
    """What `diff --format json` prints."""
    return [_stack(report, each) for each in report.stacks]


def _stack(report: Report, stack: StackReport) -> dict[str, object]:
    found: dict[str, object] = {
        "stack": stack.stack,
        "verdict": stack.impact,
        "changes": [
            {
                "path": each.path,
                "old": _plain(each.old),
                "new": _plain(each.new),
                "class": each.impact,
                "rule": each.rule,
                "consequence": each.consequence,
                "runbook": list(each.runbook),
                "acknowledged": each.acknowledged,
                **_judged_by(each.overruled),
            }
            for each in stack.verdict.changes
        ],
        "unknown": [
            {
                "path": each.path,
                "old": _plain(each.old),
                "new": _plain(each.new),
                "reason": each.reason,
                "class": each.impact,
                "rule": each.rule,
                "consequence": unknown_consequence(each),
                "runbook": list(unknown_runbook(each)),
                "acknowledged": each.acknowledged,
                **_judged_by(each.overruled),
            }
            for each in stack.verdict.unknown
        ],
        "decisions": {"before": _decided(stack.before), "after": _decided(stack.after)},
        "values": [each._asdict() for each in stack.values],
        "manifests": [_chart(each) for each in stack.charts],
        "defaults": [
            {
                "chart": each.chart,
                "key": each.key,
                "old": each.old,
                "new": each.new,
                "class": each.impact or "unknown",
                "rule": each.rule or None,
                "acknowledged": each.acknowledged,
                "consequence": each.consequence,
            }
            for each in stack.defaults
        ],
        "acknowledged": stack.acknowledged,
        "occasion": stack.lifecycle,
        "base": report.base,
        "judgedByBase": stack.judged_by_base,
        "judgingChange": _judging(report.judging),
        "problems": [
            *(each.as_json() for each in stack.problems),
            *({**each.as_json(), "judgedBy": "base"} for each in stack.base_problems),
        ],
        "others": [
            *({"change": "appears", **each.as_json()} for each in stack.shared_new),
            *({"change": "goes", **each.as_json()} for each in stack.shared_gone),
        ],
        "notes": [*report.notes, *stack.notes],
        "preview": _engine(stack.engine),
    }
    if stack.message:
        found["error"] = {"message": stack.message, "fix": stack.fix}
    return found


def _judged_by(overruled: str) -> dict[str, str]:
    """Whose verdict it is, where it is not that of the program of the change."""
    return {"judgedBy": "base", "overruled": overruled} if overruled else {}


def _judging(judging: JudgingChange | None) -> dict[str, object] | None:
    if judging is None:
        return None
    return {
        "rows": [each._asdict() for each in judging.rows],
        "rowsLeftOut": judging.left_out,
        "files": list(judging.files),
        "notCompared": judging.not_compared or None,
    }


def _chart(chart: ChartDiff) -> dict[str, object]:
    return {
        "chart": chart.chart,
        "before": chart.old_version or None,
        "after": chart.new_version or None,
        "objects": None
        if chart.diff is None
        else [
            {
                "kind": each.key.kind,
                "namespace": each.key.namespace,
                "name": each.key.name,
                "change": each.change,
                "paths": [path._asdict() for path in each.paths],
            }
            for each in chart.diff.objects
        ],
        "permissions": [
            {**each.permission._asdict(), "given": each.given} for each in chart.permissions
        ],
        "noise": {} if chart.diff is None else dict(chart.diff.noise),
        "rejected": chart.rejected or None,
        "leftOut": chart.left_out or None,
    }


def _engine(engine: EnginePreview | None) -> dict[str, object] | None:
    if engine is None:
        return None
    return {
        "failed": engine.failed,
        "totals": dict(engine.totals),
        "steps": [
            {
                "operation": each.operation,
                "urn": each.urn,
                "type": each.type,
                "name": each.name,
                "changed": list(each.changed),
                "replacedFor": list(each.replaced_for),
            }
            for each in engine.steps
        ],
        "policies": [each._asdict() for each in engine.policies] if engine.policies_known else None,
        "errors": list(engine.errors),
    }


def _decided(given: Mapping[str, str] | None) -> dict[str, str] | None:
    return None if given is None else dict(given)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
