"""What was found, for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from textwrap import fill
from typing import Any, Final

from cilium_ako.doctor.examine import AKO_ROUTE, POOL_USAGE, Examination
from cilium_ako.doctor.finding import Finding
from cilium_ako.doctor.runbook import runbooks

_SHOWN: Final = 10
"""Objects of one fault that are listed before the rest is only counted."""
_ROUTES: Final = 50
"""Routes that are listed before the rest is only counted; JSON has them all."""
_WIDTH: Final = 100
_WORDS: Final = {"fail": "FAIL", "warn": "WARN", "ok": "ok"}


def as_json(examinations: Iterable[Examination], *, runbook: bool = False) -> list[dict[str, Any]]:
    """One object per stack; with `runbook` each has the steps for what was found."""
    return [_object(each, runbook=runbook) for each in examinations]


def _object(examination: Examination, *, runbook: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "stack": examination.stack,
        "findings": [
            {
                "check": each.check,
                "level": each.level,
                "object": each.object,
                "message": each.message,
                "fix": each.fix,
            }
            for each in examination.findings
        ],
    }
    if runbook:
        found["runbook"] = [
            {"check": each.check, "steps": list(each.steps)}
            for each in runbooks(examination.findings)
        ]
    return found


def text(examination: Examination, *, runbook: bool = False) -> str:
    """For a person: the worst first, one paragraph per fault, pools and routes at the end."""
    return "\n".join(_lines(examination, runbook=runbook)) + "\n"


def _lines(examination: Examination, *, runbook: bool) -> Iterator[str]:
    findings = examination.findings
    faults = [each for each in findings if each.level != "ok"]
    checked = [each for each in findings if each.level == "ok"]
    fine = [each for each in checked if each.check not in (POOL_USAGE, AKO_ROUTE)]
    count = {
        level: len({each.check for each in faults if each.level == level})
        for level in ("fail", "warn")
    }
    yield (
        f"{examination.stack}: {count['fail']} failed, {count['warn']} warned, {len(fine)} fine,"
        f" {len(examination.seen.nodes):,} nodes"
    )
    for (level, check), group in groupby(faults, key=lambda each: (each.level, each.check)):
        yield ""
        yield from _fault(level, check, list(group))
    if fine:
        yield ""
        for each in fine:
            yield f"{_WORDS['ok']:4}  {each.check}: {each.message}"
    pools = [each for each in checked if each.check == POOL_USAGE]
    if pools:
        yield ""
        yield "Pools"
        width = max(len(each.object) for each in pools)
        for each in pools:
            yield f"  {each.object:{width}}  {each.message}"
    routes = [each for each in checked if each.check == AKO_ROUTE]
    if routes:
        yield ""
        yield "Routes that AKO writes: range, next hop, node"
        for each in routes[:_ROUTES]:
            yield f"  {each.message}  {each.node}"
        if len(routes) > _ROUTES:
            yield f"  … and {len(routes) - _ROUTES:,} more; --format json has all"
    if runbook:
        yield from _runbook(faults)


def _fault(level: str, check: str, group: list[Finding]) -> Iterator[str]:
    yield f"{_WORDS[level]}  {check}"
    for each in group[:_SHOWN]:
        yield _filled(f"{each.object}: {each.what}", "      ")
    if len(group) > _SHOWN:
        yield f"      … and {len(group) - _SHOWN:,} more"
    yield _filled(f"why: {group[0].why}", "      ")
    for fix in _fixes(group):
        yield _filled(f"fix: {fix}", "      ")


def _fixes(group: list[Finding]) -> list[str]:
    fixes = list(dict.fromkeys(each.fix for each in group if each.fix))
    # a command per object: the first shows the pattern
    return fixes[:3]


def _runbook(faults: list[Finding]) -> Iterator[str]:
    for book in runbooks(faults):
        yield ""
        yield f"Runbook for {book.check} (nothing of it was run)"
        for position, step in enumerate(book.steps, start=1):
            yield _filled(f"{position}. {step}", "  ", "     ")


def _filled(line: str, first: str, rest: str | None = None) -> str:
    # a command that is broken in two cannot be copied, so long words stay whole
    return fill(
        line,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=first + "  " if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
