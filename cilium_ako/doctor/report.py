"""What was found, for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from cilium_ako.catalogue.faults import BY_ID
from cilium_ako.doctor.finding import DoctorFinding, Level
from cilium_ako.doctor.run import AKO_ROUTE, POOL_USAGE, Diagnosis
from cilium_ako.doctor.runbook import runbooks
from cilium_ako.terminal import PLAIN, Span, Terminal

_MOST_OBJECTS: Final = 10
"""Objects of one fault that are listed before the rest is only counted."""
_MOST_FIXES: Final = 3
"""Fixes of one fault that are listed: where each object has its own, the first show the pattern."""
_MOST_ROUTES: Final = 50
"""Routes that are listed before the rest is only counted; JSON has them all."""
_WORDS: Final[Mapping[Level, Span]] = {
    "fail": Span("FAIL", "bad", strong=True),
    "warn": Span("WARN", "warn", strong=True),
    "ok": Span("ok", "good"),
}


def as_json(diagnoses: Iterable[Diagnosis], *, runbook: bool = False) -> list[dict[str, Any]]:
    """One object per stack; with `runbook` each has the steps for what was found."""
    return [_json(each, runbook=runbook) for each in diagnoses]


def _json(diagnosis: Diagnosis, *, runbook: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "stack": diagnosis.stack,
        "findings": [
            {
                "check": each.check,
                "level": each.level,
                "object": each.object,
                "message": each.message,
                "fix": each.fix,
            }
            for each in diagnosis.findings
        ],
        "faults": [
            {
                "check": fault.id,
                "evidence": fault.evidence,
                "why": fault.why,
                "source": fault.source,
            }
            for fault in map(BY_ID.get, dict.fromkeys(each.check for each in _bad(diagnosis)))
            if fault is not None
        ],
    }
    if runbook:
        found["runbook"] = [
            {"check": each.check, "steps": list(each.steps)}
            for each in runbooks(diagnosis.findings)
        ]
    return found


def text(diagnosis: Diagnosis, terminal: Terminal = PLAIN, *, runbook: bool = False) -> str:
    """For a person: the worst first, one paragraph per fault, pools and routes at the end."""
    return "\n".join(_lines(diagnosis, terminal, runbook=runbook)) + "\n"


def _bad(diagnosis: Diagnosis) -> list[DoctorFinding]:
    return [each for each in diagnosis.findings if each.level != "ok"]


def _lines(diagnosis: Diagnosis, terminal: Terminal, *, runbook: bool) -> Iterator[str]:
    bad = _bad(diagnosis)
    good = [each for each in diagnosis.findings if each.level == "ok"]
    fine = [each for each in good if each.check not in (POOL_USAGE, AKO_ROUTE)]
    yield from terminal.line(
        Span(diagnosis.stack, strong=True),
        f": {_count(bad, 'fail')} failed, {_count(bad, 'warn')} warned, {len(fine)} fine,"
        f" {len(diagnosis.observation.nodes):,} nodes",
    )
    for (level, check), group in groupby(bad, key=lambda each: (each.level, each.check)):
        yield ""
        yield from _fault(level, check, list(group), terminal)
    if fine:
        yield ""
        rows = [(_WORDS["ok"], each.check, each.message) for each in fine]
        yield from terminal.columns(rows, indent="  ")
    yield from _pools(good, terminal)
    yield from _routes(good, terminal)
    if runbook:
        yield from _runbooks(bad, terminal)


def _count(findings: Iterable[DoctorFinding], level: Level) -> int:
    return len({each.check for each in findings if each.level == level})


def _fault(
    level: Level, check: str, group: list[DoctorFinding], terminal: Terminal
) -> Iterator[str]:
    indent = " " * 8
    yield from terminal.line(_WORDS[level], f"  {check}", indent="  ")
    for each in group[:_MOST_OBJECTS]:
        yield from terminal.wrap(f"{each.object}: {each.what}", indent=indent, hanging="  ")
    if len(group) > _MOST_OBJECTS:
        yield f"{indent}… and {len(group) - _MOST_OBJECTS:,} more"
    yield from terminal.wrap(f"why: {group[0].why}", indent=indent, hanging="     ")
    for fix in list(dict.fromkeys(each.fix for each in group if each.fix))[:_MOST_FIXES]:
        yield from terminal.verbatim(fix, indent=indent, label="fix: ")


def _pools(good: list[DoctorFinding], terminal: Terminal) -> Iterator[str]:
    pools = [each for each in good if each.check == POOL_USAGE]
    if pools:
        yield ""
        yield terminal.style("Pools", strong=True)
        yield from terminal.columns([(each.object, each.message) for each in pools], indent="  ")


def _routes(good: list[DoctorFinding], terminal: Terminal) -> Iterator[str]:
    routes = [each for each in good if each.check == AKO_ROUTE]
    if routes:
        yield ""
        yield terminal.style("Routes that AKO writes: range, next hop, node", strong=True)
        rows = [(each.message, each.node) for each in routes[:_MOST_ROUTES]]
        yield from terminal.columns(rows, indent="  ")
        if len(routes) > _MOST_ROUTES:
            yield f"  … and {len(routes) - _MOST_ROUTES:,} more; --format json has all"


def _runbooks(bad: list[DoctorFinding], terminal: Terminal) -> Iterator[str]:
    for book in runbooks(bad):
        fault = BY_ID[book.check]
        yield ""
        yield terminal.style(f"Runbook for {book.check} (nothing of it was run)", strong=True)
        yield from terminal.wrap(f"evidence: {fault.evidence}", indent="  ", hanging="  ")
        yield from terminal.wrap(f"source: {fault.source}", indent="  ", hanging="  ")
        for position, step in enumerate(book.steps, start=1):
            yield from terminal.wrap(f"{position}. {step}", indent="  ", hanging="   ")
