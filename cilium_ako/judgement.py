"""What the program says of a change of a stack: the entry that other versions of it call.

`cilium-ako diff` lets the base's own code judge a change beside the code of the change itself: it
runs `judge` of the base in a process of its own (`diff/snapshots/base_program_child.py`). So this
module is a promise to later versions, as `cilium_ako.derivation` is:

- it stays at `cilium_ako.judgement`, and `judge` keeps its name and its parameters, which are given
  by name; parameters with a default may be added;
- the answer is plain data that JSON can hold, and its keys keep their names and meanings; keys may
  be added;
- what cannot be judged is an answer with a `problem`, and not an exception.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, TypedDict, get_args

from cilium_ako.changes.classification import classify, taken_down
from cilium_ako.changes.facts import ALL_OF_AKO, ALL_OF_CILIUM, NO_FACTS, Facts
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.changes.verdict import Verdict
from cilium_ako.changes.with_values import Releases, ReleaseValues, facts_with_values
from cilium_ako.charts.release_values import helm_values
from cilium_ako.check.checked_stack import check_config
from cilium_ako.config.stack import SchemaErrorKind, Stack, parse
from cilium_ako.config.stack_files import raw_config
from cilium_ako.derivation import does_not_fit
from cilium_ako.documents.error import DocumentError
from cilium_ako.exit_status import ExitStatus
from cilium_ako.rules.problem import Problem


class ReleaseGiven(TypedDict):
    """What the program of the change tells Helm of one release."""

    version: str
    values: dict[str, object]


class Judgement(TypedDict):
    """What one change of a stack does, and what is wrong with the stack as it becomes."""

    changes: list[dict[str, Any]]
    """The fields of each `changes.verdict.ClassifiedChange`."""
    unknown: list[dict[str, Any]]
    """The fields of each `changes.verdict.UnknownChange`."""
    impact: str
    """The worst that happens, acknowledged or not."""
    status: int
    """What a command would end with: 0, 2, 3 or 4."""
    problems: list[dict[str, Any]]
    """The fields of each `rules.problem.Problem` but those of a config that does not fit."""
    problem: str
    """What could not be judged, as the end of a sentence; empty where everything could."""


_UNFIT: Final = frozenset(get_args(SchemaErrorKind)) - {"clear-secret"}
"""Kinds of problem of a config whose shape is not known here: it may be a younger one."""
_DOES_NOT_FIT: Final = "the stack file as it is now does not fit it"
_NOTHING: Final = Verdict((), ())


def judge(
    *,
    name: str,
    before: str | None,
    after: str | None,
    project: str,
    releases: Mapping[str, ReleaseGiven] | None = None,
) -> Judgement:
    """What becomes of the stack `name` when its file goes from one text to another.

    A text that is None is no stack: one that begins is no change of anything, one that ends is
    taken down. `project` is the directory where relative paths of charts start. `releases` are, by
    chart, the version and the Helm values that the program of the change derives from `after`,
    where that may derive other ones: both are judged then. Nothing is raised for any text.
    """
    if after is None:
        return _answer(taken_down(NO_FACTS if before is None else _read(name, before)[1]))
    try:
        checked = check_config(name, raw_config(after), Path(project), offline=True)
    except DocumentError as error:
        return _answer(_NOTHING, problem=f"the stack file as it is now {error.message}")
    assert checked.stack is not None  # noqa: S101 - there is one of every config
    stack = checked.stack
    found = [each for each in checked.problems if each.rule not in _UNFIT]
    unfit = [each.path for each in checked.problems if each.rule in _UNFIT]
    problem = does_not_fit(unfit, _DOES_NOT_FIT) if unfit else ""
    own = _releases(stack)
    given = None if releases is None else _given(releases)
    derives_otherwise = given is not None and not _alike(own, given)
    if before is None or (before == after and not derives_otherwise):
        return _answer(_NOTHING, found, problem)
    stack_before, old = _read(name, before)
    verdicts = []
    if _is_whole(stack) or stack.unseen is not None:
        new = facts_from_stack(stack)
        verdicts.append(classify(old, new, stack.acknowledge))
        if given is not None and derives_otherwise:
            new = facts_with_values(new, own, given)
            verdicts.append(classify(old, new, stack.acknowledge))
    elif given is not None:
        # what the values do not show is taken for what it was
        own = {} if stack_before is None else _releases(stack_before)
        verdicts.append(classify(old, facts_with_values(old, own, given), stack.acknowledge))
        problem += "; only its Helm values were judged"
    return _answer(_together(verdicts), found, problem)


def _read(name: str, text: str) -> tuple[Stack | None, Facts]:
    """A stack as it was; no rule is asked, since what was deployed may break one."""
    try:
        stack, _ = parse(name, raw_config(text), offline=True)
    except DocumentError as error:
        reason = f"the stack file at the base {error.message}"
        return None, Facts({}, {ALL_OF_CILIUM: reason, ALL_OF_AKO: reason})
    return stack, facts_from_stack(stack)


def _is_whole(stack: Stack) -> bool:
    parts = stack.cluster is not None and stack.cilium is not None
    return parts and not (stack.ako_asked and stack.ako is None)


def _releases(stack: Stack) -> Releases:
    values = helm_values(stack)
    found: dict[Any, ReleaseValues] = {}
    if stack.cilium is not None and "cilium" in values:
        found["cilium"] = ReleaseValues(str(stack.cilium.version), values["cilium"])
    if stack.ako is not None and "ako" in values:
        found["ako"] = ReleaseValues(str(stack.ako.version), values["ako"])
    return found


def _given(releases: Mapping[str, ReleaseGiven]) -> Releases:
    found: dict[Any, ReleaseValues] = {
        chart: ReleaseValues(each["version"], each["values"])
        for chart, each in releases.items()
        if chart in ("cilium", "ako")
    }
    return found


def _alike(one: Releases, other: Releases) -> bool:
    texts = (json.dumps(each, sort_keys=True, default=list) for each in (one, other))
    return len(set(texts)) == 1


def _together(verdicts: Iterable[Verdict]) -> Verdict:
    """All that some verdicts say, each thing once."""
    found = list(verdicts)
    changes = dict.fromkeys(change for each in found for change in each.changes)
    unknown = dict.fromkeys(change for each in found for change in each.unknown)
    return Verdict(tuple(changes), tuple(unknown))


def _answer(verdict: Verdict, problems: Iterable[Problem] = (), problem: str = "") -> Judgement:
    listed = list(problems)
    stop = any(each.stops for each in listed)
    return {
        "changes": [asdict(each) for each in verdict.changes],
        "unknown": [asdict(each) for each in verdict.unknown],
        "impact": verdict.impact,
        "status": max(verdict.exit_status, ExitStatus.INVALID if stop else ExitStatus.FINE),
        "problems": [each._asdict() for each in listed],
        "problem": problem,
    }
