"""A verdict in words, for someone who has to decide what to do now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from cilium_ako.catalogue.facts import Value
from cilium_ako.catalogue.transitions import BY_ID
from cilium_ako.catalogue.transitions.row import Impact
from cilium_ako.changes.verdict import ClassifiedChange, UnknownChange, Verdict, worse
from cilium_ako.config.stack import key_path
from cilium_ako.shell import set_to

_INDENT = "    "


def value_text(value: Value | None) -> str:
    """A value for a person; `-` where there is none."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return json.dumps(list(value))
    return str(value) if value != "" else '""'


def change_lines(change: ClassifiedChange) -> Iterator[str]:
    """One change: what, from and to what, what it does, and what to do."""
    mark = " (acknowledged)" if change.acknowledged else ""
    yield f"{change.impact}: {change.path} ({change.rule}){mark}"
    if change.old is not None or change.new is not None:
        yield f"{_INDENT}{value_text(change.old)} -> {value_text(change.new)}"
    yield f"{_INDENT}{change.consequence}"
    yield from _steps(change.runbook)


def unknown_lines(change: UnknownChange) -> Iterator[str]:
    """One thing that could not be compared, and why."""
    mark = " (acknowledged)" if change.acknowledged else ""
    yield f"unknown: {change.path} ({change.rule}){mark}"
    if change.old is not None or change.new is not None:
        yield f"{_INDENT}{value_text(change.old)} -> {value_text(change.new)}"
    yield f"{_INDENT}{unknown_text(change)}"
    yield from _steps(unknown_runbook(change))


def unknown_text(change: UnknownChange) -> str:
    """Why something is not known, and what it may do."""
    return f"Not known, and so not safe: {change.reason}. {unknown_consequence(change)}".rstrip()


def unknown_consequence(change: UnknownChange) -> str:
    """What something that is not known may do; empty where another program's row says it."""
    row = BY_ID.get(change.rule)
    return "" if row is None else row.consequence


def unknown_runbook(change: UnknownChange) -> tuple[str, ...]:
    """What to do about it; empty where another program's row says it."""
    row = BY_ID.get(change.rule)
    return () if row is None else row.runbook


def _steps(runbook: Iterable[str]) -> Iterator[str]:
    for number, step in enumerate(runbook, start=1):
        yield f"{_INDENT}{number}. {step}"


def acknowledge_lines(verdict: Verdict, stack: str, least: Impact = "disruptive") -> Iterator[str]:
    """The commands that open exactly the changes that stop, and no later ones.

    `least` is the least impact that stops.
    """
    seen: set[str] = set()
    found: tuple[ClassifiedChange | UnknownChange, ...] = (*verdict.changes, *verdict.unknown)
    for change in found:
        if not _stops(change, least) or change.rule in seen:
            continue
        seen.add(change.rule)
        row = BY_ID.get(change.rule)
        if row is None:
            yield f"# {change.rule[:80]} cannot be acknowledged: no program but the base's knows it"
            continue
        may = isinstance(change, UnknownChange) or change.acknowledgeable
        if not (may and row.acknowledgeable):
            yield f"# {change.rule} cannot be acknowledged"
            continue
        yield acknowledge_command(stack, change.rule, "reason", "TICKET and why")
        if change.digest:
            yield acknowledge_command(stack, change.rule, "to", change.digest)


def acknowledge_command(stack: str, rule: str, key: str, value: str) -> str:
    """The command that sets one key of an acknowledgement."""
    return set_to(key_path("acknowledge", rule, key), value, stack=stack)


def _stops(change: ClassifiedChange | UnknownChange, least: Impact) -> bool:
    return not change.acknowledged and worse(least, change.impact) == change.impact


def refusal(verdict: Verdict, stack: str, what: str, least: Impact = "disruptive") -> str:
    """Why an update is refused, with everything that a person needs to go on or to go back.

    `least` is the least impact that stops. Empty where nothing does.
    """
    found: tuple[ClassifiedChange | UnknownChange, ...] = (*verdict.changes, *verdict.unknown)
    if not any(_stops(each, least) for each in found):
        return ""
    lines = [f"{what} was not changed. The change is {verdict.impact}:", ""]
    for change in verdict.changes:
        if _stops(change, least):
            lines += [*change_lines(change), ""]
    for unknown in verdict.unknown:
        if _stops(unknown, least):
            lines += [*unknown_lines(unknown), ""]
    lines.append("To go back, undo the change in the stack's config. To go on, when you have done")
    lines.append(
        "what is said above, acknowledge it (this opens this one change and no later one):"
    )
    lines.append("")
    lines += [f"{_INDENT}{line}" for line in acknowledge_lines(verdict, stack, least)]
    return "\n".join(lines)


def warnings(verdict: Verdict) -> list[str]:
    """What an acknowledgement let pass, to be shown all the same."""
    passed = ["\n".join(change_lines(change)) for change in verdict.changes if change.acknowledged]
    return passed + [
        "\n".join(unknown_lines(each)) for each in verdict.unknown if each.acknowledged
    ]
