"""A difference, for a terminal and for a program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from cilium_ako.catalogue.watched_facts import Value
from cilium_ako.changes.messages import acknowledge_lines, change_lines, unknown_lines
from cilium_ako.preview.diff import StackDiff, ValueChange

_OCCASIONS = {"new": "a new stack", "deleted": "the stack is deleted", "change": "nothing changes"}


def diff_json(diffs: Sequence[StackDiff]) -> list[dict[str, object]]:
    """One object per stack, in the order of the stacks. `error` is there where one failed."""
    return [_object(each) for each in diffs]


def _object(diff: StackDiff) -> dict[str, object]:
    found: dict[str, object] = {
        "stack": diff.stack,
        "verdict": None if diff.message else diff.verdict.effect,
        "changes": [
            {
                "path": change.path,
                "old": _plain(change.old),
                "new": _plain(change.new),
                "class": change.effect,
                "rule": change.rule,
                "consequence": change.consequence,
                "runbook": list(change.runbook),
                "acknowledged": change.acknowledged,
            }
            for change in diff.verdict.changes
        ],
        "unknown": [
            {
                "path": each.path,
                "old": _plain(each.old),
                "new": _plain(each.new),
                "reason": each.reason,
                "rule": each.rule,
                "acknowledged": each.acknowledged,
            }
            for each in diff.verdict.unknown
        ],
        "decisions": {
            "before": None if diff.before is None else dict(diff.before),
            "after": None if diff.after is None else dict(diff.after),
        },
        "values": [each._asdict() for each in diff.values],
        "manifests": None,
    }
    if diff.message:
        found["error"] = {"message": diff.message, "fix": diff.fix}
    return found


def _plain(value: Value | None) -> object:
    return list(value) if isinstance(value, tuple) else value


def diff_text(diffs: Sequence[StackDiff]) -> str:
    """All stacks, the worst first in each, with what to type to go on."""
    return "\n".join("\n".join(_lines(each)) + "\n" for each in diffs)


def _lines(diff: StackDiff) -> Iterator[str]:
    if diff.message:
        yield f"{diff.stack}: not compared"
        yield f"    {diff.message}."
        yield f"    {diff.fix}"
        return
    verdict = diff.verdict
    open_text = (
        "" if verdict.stops or verdict.effect in ("none", "safe", "rolling") else (", acknowledged")
    )
    if not verdict.changes and not verdict.unknown:
        yield f"{diff.stack}: {verdict.effect} ({_OCCASIONS[diff.occasion]})"
    else:
        yield f"{diff.stack}: {verdict.effect}{open_text}"
    order = ("forbidden", "disruptive", "rolling", "safe", "none")
    for change in sorted(verdict.changes, key=lambda each: order.index(each.effect)):
        yield ""
        yield from (f"  {line}" for line in change_lines(change))
    for unknown in verdict.unknown:
        yield ""
        yield from (f"  {line}" for line in unknown_lines(unknown))
    yield from _table("decisions", _decided(diff))
    yield from _table("values", [_value_line(each) for each in diff.values])
    if verdict.stops:
        yield ""
        yield "  To go on, when you have done what is said above:"
        yield from (f"    {line}" for line in acknowledge_lines(verdict, diff.stack))


def _decided(diff: StackDiff) -> list[str]:
    before, after = diff.before or {}, diff.after or {}
    if diff.occasion != "change" or diff.before is None:
        return []
    return [
        f"{name}: {before.get(name, '-')} -> {after.get(name, '-')}"
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    ]


def _value_line(change: ValueChange) -> str:
    old, new = (
        "-" if each is None else json.dumps(each, ensure_ascii=False, default=str)
        for each in (change.old, change.new)
    )
    return f"{change.chart} {change.key}: {old} -> {new}"


def _table(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield f"  {title}"
        yield from (f"    {line}" for line in lines)
