"""A stack's report in the order in which it is read, free of any format.

What stops comes first, then what a reviewer looks for: new permissions. The manifests are last.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from cilium_ako.catalogue.facts import Value
from cilium_ako.catalogue.transitions.row import IMPACTS
from cilium_ako.changes.messages import (
    acknowledge_lines,
    unknown_runbook,
    unknown_text,
    value_text,
)
from cilium_ako.charts.manifests_diff import ObjectChange
from cilium_ako.charts.manifests_permissions import title
from cilium_ako.charts.yaml_text import yaml_text
from cilium_ako.diff.formats.line_diff import line_diff
from cilium_ako.diff.formats.pieces import (
    TONES,
    Change,
    Code,
    Piece,
    Section,
    Table,
    Words,
    with_mark,
)
from cilium_ako.diff.model import ChartDiff, EnginePreview, JudgingChange, Report, StackReport
from cilium_ako.terminal import Tone

if TYPE_CHECKING:
    from cilium_ako.changes.default_changes import DefaultChanged
    from cilium_ako.changes.verdict import ClassifiedChange, UnknownChange
    from cilium_ako.rules.problem import Problem


def verdict(report: StackReport) -> str:
    """The worst that happens to a stack, and whether somebody has acknowledged all of it."""
    return with_mark(report.impact, acknowledged=report.acknowledged)


def summary(report: StackReport) -> str:
    """What there is to say of a stack in one line, without its verdict."""
    if report.message:
        return report.message
    parts = []
    if report.lifecycle == "new":
        parts.append("a new stack")
    elif report.lifecycle == "deleted":
        parts.append("the stack is deleted")
    number = len(report.verdict.changes)
    if number and report.lifecycle != "deleted":
        parts.append(_count(number, "change"))
    if report.verdict.unknown:
        parts.append(f"{len(report.verdict.unknown)} not known")
    objects = sum(len(each.diff.objects) for each in report.charts if each.diff is not None)
    if objects:
        parts.append(_count(objects, "object"))
    if report.rejected:
        parts.append("the chart refuses the values")
    stopped = sum(problem.stops for problem in report.problems) + len(report.base_problems)
    if stopped:
        parts.append(_count(stopped, "error") + " in the config")
    shared = sum(problem.stops for problem in report.shared_new)
    if shared:
        parts.append(_count(shared, "error") + " with other stacks")
    if report.engine is not None and report.engine.failed:
        parts.append("the engine's preview failed")
    return ", ".join(parts) or ("nothing changes" if not report.values else "values change")


def report_sections(report: Report) -> list[Section]:
    """What is said of all stacks, before each of them."""
    return [] if report.judging is None else [_judging(report.judging)]


def _judging(judging: JudgingChange) -> Section:
    pieces: list[Piece] = [
        Words(
            "What is judged by another program than at the base is worth reading first. The base's"
            " own program judges the change too where it can, and the worse of the two counts."
        )
    ]
    if judging.rows:
        rows = tuple(
            (each.what, each.table, each.row, each.field, each.old, each.new)
            for each in judging.rows
        )
        headers = ("what", "table", "row", "field", "before", "after")
        tones: tuple[Tone, ...] = tuple(_WEIGHTS.get(each.what, "warn") for each in judging.rows)
        pieces.append(Table(headers, rows, tones))
    if judging.left_out:
        pieces.append(Words(f"{judging.left_out} more rows are not shown."))
    if judging.not_compared:
        pieces.append(Words(f"Rows of tables could not be compared: {judging.not_compared}."))
    if judging.files:
        pieces.append(Code("Other files", judging.files))
    kinds = [each.what for each in judging.rows]
    totals = [f"{kinds.count(each)} {each}" for each in dict.fromkeys(kinds)]
    if judging.left_out:
        totals.append(f"{judging.left_out} more")
    if judging.files:
        totals.append(_count(len(judging.files), "other file"))
    return Section("This change alters how changes are judged", ", ".join(totals), tuple(pieces))


_WEIGHTS: Final[Mapping[str, Tone]] = {"removed": "bad", "weakened": "bad", "stricter": "good"}


def sections(report: StackReport) -> list[Section]:
    """Everything about a stack."""
    return [each for each in _sections(report) if each.pieces]


def _sections(report: StackReport) -> Iterator[Section]:
    if report.notes:
        yield Section("Notes", "", tuple(Words(note) for note in report.notes))
    if report.message:
        message = Words(f"{report.message}: {report.fix}" if report.fix else report.message)
        yield Section("Not compared", "", (message,))
    for each in report.charts:
        if each.rejected:
            yield Section(
                "The chart refuses the values",
                f"{each.chart} {each.new_version}",
                (Code(f"{each.chart} {each.new_version}", tuple(each.rejected.splitlines())),),
            )
    for about, problems in (
        ("What is wrong with the config", [each for each in report.problems if each.stops]),
        ("What is wrong with the config for the base's own rules", report.base_problems),
    ):
        yield Section(about, _count(len(problems), "error"), _problems(problems))
    yield from _between_stacks(report)
    yield from _verdict(report)
    yield from _defaults(report)
    yield from _permissions(report)
    yield from _decisions(report)
    yield from _values(report)
    yield from _manifests(report)
    if report.engine is not None:
        yield from _engine(report.engine)


def _problems(problems: Sequence[Problem]) -> tuple[Table, ...]:
    """Problems as one table; none where there are none."""
    rows = tuple((each.rule, each.path, each.message, each.fix) for each in problems)
    return (Table(("rule", "where", "what", "fix"), rows, sentences=True),) if rows else ()


def _between_stacks(report: StackReport) -> Iterator[Section]:
    told = sorted(report.shared_new, key=lambda each: (not each.stops, each.rule, each.path))
    gone = tuple(
        Words(f"{each.rule} with {', '.join(each.others)} is no more ({each.path}).")
        for each in report.shared_gone
    )
    totals = f"{len(told)} new, {len(gone)} gone"
    yield Section("What it is to other stacks", totals, (*_problems(told), *gone))


def _verdict(report: StackReport) -> Iterator[Section]:
    changes = sorted(
        report.verdict.changes, key=lambda each: (-IMPACTS.index(each.impact), each.path)
    )
    pieces: list[Piece] = [
        Change(
            each.impact,
            _tone(each),
            each.path,
            each.rule,
            *_values_of(each.old, each.new),
            _overruling(each.overruled) + each.consequence,
            each.runbook,
            each.acknowledged,
        )
        for each in changes
    ]
    totals = [
        f"{number} {impact}"
        for impact in reversed(IMPACTS)
        if (number := sum(each.impact == impact for each in changes))
    ]
    pieces += [
        Change(
            "unknown",
            _tone(each),
            each.path,
            each.rule,
            *_values_of(each.old, each.new),
            _overruling(each.overruled) + unknown_text(each),
            unknown_runbook(each),
            each.acknowledged,
        )
        for each in report.verdict.unknown
    ]
    if report.verdict.unknown:
        totals.append(f"{len(report.verdict.unknown)} not known")
    yield Section("What it does to the cluster", ", ".join(totals), tuple(pieces))
    if report.verdict.stops and report.lifecycle != "deleted":
        lines = tuple(acknowledge_lines(report.verdict, report.stack))
        about = Words("When what is said above is done, this opens these changes and no later one:")
        yield Section("To go on", "", (about, Code("", lines, "shell")))


def _overruling(overruled: str) -> str:
    if not overruled:
        return ""
    return f"So says the base's own program; that of this change says: {overruled}. "


def _defaults(report: StackReport) -> Iterator[Section]:
    """What changes because a chart's defaults do: what means the same is listed by itself."""
    changed = [each for each in report.defaults if each.impact != "none"]
    pieces: list[Piece] = [
        Change(
            each.impact or "unknown",
            _tone(each),
            f"{each.chart}: {each.key}",
            each.rule or "default",
            _said(each.old),
            _said(each.new),
            each.consequence,
            (),
            each.acknowledged,
        )
        for each in changed
    ]
    same = [each for each in report.defaults if each.impact == "none"]
    rows = tuple(
        (each.chart, each.key, each.consequence, _said(each.old), _said(each.new)) for each in same
    )
    if rows:
        pieces.append(Table(("chart", "key", "means the same", "before", "after"), rows))
    found: list[str] = [each.impact or "not known" for each in report.defaults]
    totals = [f"{found.count(each)} {each}" for each in ("not known", *reversed(IMPACTS))]
    shown = ", ".join(each for each in totals if not each.startswith("0 "))
    heavy = any(each.impact in (None, "disruptive", "forbidden") for each in changed)
    yield Section("What the defaults change", shown, tuple(pieces), open=heavy)


def _tone(change: ClassifiedChange | UnknownChange | DefaultChanged) -> Tone:
    if change.acknowledged:
        return "quiet"
    return "bad" if change.impact is None else TONES[change.impact]


def _said(value: str | None) -> str:
    return "not said" if value is None else value or '""'


def _values_of(old: Value | None, new: Value | None) -> tuple[str, str]:
    return ("", "") if old is None and new is None else (value_text(old), value_text(new))


def _permissions(report: StackReport) -> Iterator[Section]:
    found = [change for each in report.charts for change in each.permissions]
    given = sum(change.given for change in found)
    rows = tuple(
        (
            "+" if change.given else "-",
            title(change.permission.kind),
            change.permission.where,
            change.permission.what,
        )
        for change in sorted(found, key=lambda each: not each.given)
    )
    tones: tuple[Tone, ...] = tuple("bad" if row[0] == "+" else "quiet" for row in rows)
    table = (Table(("", "what", "object", "may"), rows, tones),) if rows else ()
    totals = f"{given} new, {len(rows) - given} gone"
    yield Section("Permissions", totals, table, open=report.lifecycle == "change")


def _decisions(report: StackReport) -> Iterator[Section]:
    before, after = report.before or {}, report.after or {}
    if report.after is None and report.lifecycle == "change":
        return
    rows = tuple(
        (name, _decided(before.get(name)), _decided(after.get(name)))
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    )
    table = (Table(("decision", "before", "after"), rows),) if rows else ()
    yield Section("Decisions", _count(len(rows), "decision"), table)


def _values(report: StackReport) -> Iterator[Section]:
    rows = tuple((each.chart, each.key, _json(each.old), _json(each.new)) for each in report.values)
    table = (Table(("chart", "value", "before", "after"), rows),) if rows else ()
    few = report.lifecycle == "change" and len(rows) <= 20
    yield Section("Helm values", _count(len(rows), "value"), table, open=few)


def _manifests(report: StackReport) -> Iterator[Section]:
    for each in report.charts:
        if each.diff is None or not (each.diff.objects or any(each.diff.noise.values())):
            if each.left_out and not each.missing:
                about = f"The manifests of {each.chart} are left out: {each.left_out}."
                yield Section("Manifests", each.chart, (Words(about),))
            continue
        pieces = [_object(change) for change in each.diff.objects]
        added = sum(_signs(piece, "+") for piece in pieces)
        gone = sum(_signs(piece, "-") for piece in pieces)
        version = each.new_version or each.old_version
        if each.old_version and each.new_version and each.old_version != each.new_version:
            version = f"{each.old_version} → {each.new_version}"
        totals = f"{_count(len(pieces), 'object')}, +{added} −{gone} lines"
        noise = [f"{number} × {kind}" for kind, number in sorted(each.diff.noise.items()) if number]
        if noise:
            totals += f"; left out as noise: {', '.join(noise)}"
        words = _crds(each)
        about = f"Manifests of {each.chart} {version}"
        yield Section(about, totals, (*words, *pieces), open=False)


def _crds(chart: ChartDiff) -> tuple[Words, ...]:
    """Helm installs what is in a chart's `crds/` once, and never changes it again."""
    kinds = [
        each
        for each in (chart.diff.objects if chart.diff is not None else ())
        if each.key.kind == "CustomResourceDefinition" and each.change != "added"
    ]
    if not kinds or not chart.old_version:
        return ()
    return (
        Words(
            "Helm does not change CustomResourceDefinitions that are there: apply the chart's own"
            " crds/ with kubectl before the release is updated."
        ),
    )


def _signs(piece: Code, sign: str) -> int:
    return sum(line.startswith(sign) and not line.startswith(sign * 3) for line in piece.lines)


def _object(change: ObjectChange) -> Code:
    old, new = ("" if each is None else yaml_text(each) for each in (change.old, change.new))
    lines = line_diff(old.splitlines(), new.splitlines())
    added = sum(line.startswith("+") for line in lines)
    gone = sum(line.startswith("-") for line in lines)
    return Code(
        str(change.key), tuple(lines), "diff", f"{change.change}, +{added} −{gone}", (old, new)
    )


def _engine(engine: EnginePreview) -> Iterator[Section]:
    totals = ", ".join(f"{number} {name}" for name, number in sorted(engine.totals.items()))
    pieces: list[Piece] = [Code("error", tuple(each.splitlines())) for each in engine.errors]
    rows, tones = [], list[Tone]()
    order = ("delete", "replace", "discard", "update", "create")
    for step in sorted(engine.steps, key=lambda each: (_place(each.operation, order), each.urn)):
        why = ", ".join(step.changed)
        if step.replaced_for:
            why = f"replaced for {', '.join(step.replaced_for)}"
        rows.append((step.operation, step.type, step.name, why))
        heavy = step.operation in ("delete", "replace", "discard")
        tones.append("bad" if heavy else "warn" if step.operation == "update" else "good")
    if rows:
        headers = ("operation", "type", "name", "what changes")
        pieces.append(Table(headers, tuple(rows), tuple(tones)))
    if engine.policies:
        rows = [(each.level, each.pack, each.policy, each.urn) for each in engine.policies]
        headers = ("level", "pack", "policy", "resource")
        pieces.append(Table(headers, tuple(rows)))
        pieces.append(
            Words("Messages of policies stay in the engine's own log: policies see secrets.")
        )
    elif not engine.policies_known:
        pieces.append(
            Words(
                "This form of the preview has no policy results; with"
                " PULUMI_ENABLE_STREAMING_JSON_PREVIEW=1 it has."
            )
        )
    ended = "failed; " if engine.failed else ""
    yield Section("What the engine says", ended + (totals or "nothing changes"), tuple(pieces))


def _place(word: str, order: Sequence[str]) -> int:
    return order.index(word) if word in order else len(order)


def _decided(value: str | None) -> str:
    return "" if value is None else value or "(empty)"


def _json(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
