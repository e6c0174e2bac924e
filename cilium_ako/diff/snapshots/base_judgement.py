"""What the program as it was says of a change, read from what its process answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from cilium_ako.catalogue.facts import Value
from cilium_ako.catalogue.transitions.row import IMPACTS, Impact
from cilium_ako.changes.verdict import ClassifiedChange, UnknownChange, Verdict
from cilium_ako.exit_status import ExitStatus
from cilium_ako.rules.problem import Problem


class BaseJudgement(NamedTuple):
    """What it says of one stack: its `cilium_ako.judgement.Judgement`."""

    verdict: Verdict
    impact: Impact
    status: ExitStatus
    problems: tuple[Problem, ...]
    problem: str
    """What it could not judge, as the end of a sentence; empty where it could all."""


def read_judgement(answer: Any) -> BaseJudgement:
    """The judgement in an answer. Raises ValueError, TypeError or KeyError where it is none."""
    return BaseJudgement(
        Verdict(
            tuple(_change(each) for each in answer["changes"]),
            tuple(_unknown(each) for each in answer["unknown"]),
        ),
        _impact(answer["impact"]),
        ExitStatus(answer["status"]),
        tuple(_problem(each) for each in answer["problems"]),
        _text(answer["problem"]),
    )


def _change(given: Mapping[str, object]) -> ClassifiedChange:
    return ClassifiedChange(
        facts=_texts(given["facts"]),
        path=_text(given["path"]),
        old=_value(given["old"]),
        new=_value(given["new"]),
        impact=_impact(given["impact"]),
        rule=_text(given["rule"]),
        consequence=_text(given["consequence"]),
        runbook=_texts(given["runbook"]),
        digest=_text(given["digest"]),
        acknowledged=_boolean(given["acknowledged"]),
        acknowledgeable=_boolean(given["acknowledgeable"]),
    )


def _unknown(given: Mapping[str, object]) -> UnknownChange:
    return UnknownChange(
        fact=_text(given["fact"]),
        path=_text(given["path"]),
        old=_value(given["old"]),
        new=_value(given["new"]),
        reason=_text(given["reason"]),
        rule=_text(given["rule"]),
        digest=_text(given["digest"]),
        acknowledged=_boolean(given["acknowledged"]),
        # once each of them counted as this
        impact=_impact(given.get("impact", "disruptive")),
    )


def _problem(given: Mapping[str, object]) -> Problem:
    return Problem(
        path=_text(given["path"]),
        rule=_text(given["rule"]),
        severity=_SEVERITIES[_SEVERITIES.index(given["severity"])],
        message=_text(given["message"]),
        fix=_text(given["fix"]),
        acknowledged=_boolean(given["acknowledged"]),
    )


_SEVERITIES: Final = ("error", "warning", "note")


def _impact(given: object) -> Impact:
    return IMPACTS[IMPACTS.index(given)]


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError
    return given


def _texts(given: object) -> tuple[str, ...]:
    if not isinstance(given, list):
        raise TypeError
    return tuple(_text(each) for each in given)


def _boolean(given: object) -> bool:
    if not isinstance(given, bool):
        raise TypeError
    return given


def _value(given: object) -> Value | None:
    if isinstance(given, list):
        return tuple(str(each) for each in given)
    if given is None or isinstance(given, str | int | float | bool):
        return given
    raise TypeError
