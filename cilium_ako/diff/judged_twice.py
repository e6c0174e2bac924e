"""Both judgements of a stack as one: that of this program, and that of the base's own.

A pull request may change how it is judged itself. So the worse of the two counts, change by change,
in the status and in the verdict, and the report says where it is the base's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from cilium_ako.catalogue.transitions.row import IMPACTS
from cilium_ako.changes.verdict import ClassifiedChange, UnknownChange, Verdict
from cilium_ako.diff.comparison import Comparison
from cilium_ako.diff.model import StackReport
from cilium_ako.diff.requested_stacks import RequestedStack
from cilium_ako.diff.value_changes import hidden_verdict
from cilium_ako.rules.problem import Problem

if TYPE_CHECKING:
    from cilium_ako.diff.snapshots.base_judgement import BaseJudgement
    from cilium_ako.diff.snapshots.base_judging import JudgedByBase

_Judged: TypeAlias = ClassifiedChange | UnknownChange


def all_judged_twice(
    entries: Sequence[StackReport], comparisons: Sequence[Comparison], judged: JudgedByBase | None
) -> list[StackReport]:
    """The entries of all stacks, each with what the base's program says where that is worse.

    `judged` is None where that program is the one that runs.
    """
    return [
        judged_twice(
            entry,
            None if judged is None else judged.judgements[comparison.request.path],
            comparison,
        )
        if isinstance(comparison.request, RequestedStack)
        else entry
        for entry, comparison in zip(entries, comparisons, strict=True)
    ]


def judged_twice(
    entry: StackReport, judgement: BaseJudgement | str | None, comparison: Comparison
) -> StackReport:
    """The entry of a stack with what the base's program says where that is worse.

    A judgement that is a text is none, and says why. One that is None is that of this program,
    which is the base's.
    """
    if judgement is None:
        return replace(entry, judged_by_base=True)
    if isinstance(judgement, str):
        return replace(entry, judged_by_base=False, not_judged=judgement)
    verdict = worse_of(entry.verdict, _shown(judgement.verdict, comparison))
    problems = _not_found(entry.problems, judgement.problems)
    return replace(
        entry,
        verdict=verdict,
        status=max(entry.status, judgement.status),
        base_impact=judgement.impact,
        base_status=judgement.status,
        base_problems=problems,
        judged_by_base=not judgement.problem,
        not_judged=judgement.problem,
        notes=(*_notes(verdict, problems), *entry.notes),
    )


def not_judged_twice(entries: Iterable[StackReport]) -> Iterator[str]:
    """What the base's program did not judge, each reason said once, with the stacks."""
    stacks: dict[str, list[str]] = {}
    judged = False
    for each in entries:
        if each.judged_by_base is False:
            stacks.setdefault(each.not_judged, []).append(each.stack)
        judged = judged or each.judged_by_base is True
    for reason, names in stacks.items():
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        which = ", ".join(names[:_NAMED]) + more if judged or len(stacks) > 1 else "it"
        yield (
            "Not judged twice: what judges changes has changed, and the base's own program, whose"
            f" verdict counts where it is worse, did not judge {which}: {reason.rstrip('.')}."
        )


_NAMED: Final = 5
"""How many stacks are named with a reason."""


def worse_of(ours: Verdict, theirs: Verdict) -> Verdict:
    """Both verdicts as one, in which no change is better than in either.

    What the other one says worse of a change stands in the place of what this one says, or beside
    it where neither is worse in everything: a class, and whether it stops.
    """
    found: list[_Judged] = [*ours.changes, *ours.unknown]
    judged: list[_Judged] = [*theirs.changes, *theirs.unknown]
    for each in judged:
        there = [other for other in found if other.path == each.path]
        if any(_covers(other, each) for other in there):
            continue
        replaced = [
            other for other in there if _facts(other) == _facts(each) and _covers(each, other)
        ]
        said = ", ".join(map(_said, replaced)) or "nothing"
        place = found.index(replaced[0]) if replaced else len(found)
        found = [other for other in found if other not in replaced]
        found.insert(place, replace(each, overruled=said))
    return Verdict(
        tuple(each for each in found if isinstance(each, ClassifiedChange)),
        tuple(each for each in found if isinstance(each, UnknownChange)),
    )


def _covers(one: _Judged, other: _Judged) -> bool:
    """Whether one is at least as bad as the other in everything that counts."""
    return _weight(one) >= _weight(other) and one.stops >= other.stops


def _weight(change: _Judged) -> int:
    return IMPACTS.index(change.impact)


def _class(change: _Judged) -> str:
    return "unknown" if isinstance(change, UnknownChange) else change.impact


def _said(change: _Judged) -> str:
    """What is said of a change in a few words, with the row where its name is one."""
    named = re.fullmatch(r"[a-z0-9-]{1,80}", change.rule)
    return f"{_class(change)} ({change.rule})" if named else _class(change)


def _facts(change: _Judged) -> tuple[str, ...]:
    return (change.fact,) if isinstance(change, UnknownChange) else change.facts


def _shown(verdict: Verdict, comparison: Comparison) -> Verdict:
    """A verdict without secrets; without any value where it is not known here which are."""
    before, after = comparison.before, comparison.after
    if after is None and comparison.is_there:
        return Verdict(
            tuple(replace(each, old=None, new=None) for each in verdict.changes),
            tuple(replace(each, old=None, new=None) for each in verdict.unknown),
        )
    sides = [each for each in (before, after) if each is not None]
    return hidden_verdict(verdict, *sides)


def _not_found(ours: Sequence[Problem], theirs: Iterable[Problem]) -> tuple[Problem, ...]:
    """What stops for the base's program, and for this one does not."""
    stopped = {(each.rule, each.path) for each in ours if each.stops}
    return tuple(each for each in theirs if each.stops and (each.rule, each.path) not in stopped)


def _notes(verdict: Verdict, problems: Sequence[Problem]) -> Iterable[str]:
    found: Sequence[_Judged] = (*verdict.changes, *verdict.unknown)
    worse = sum(bool(each.overruled) for each in found)
    if worse:
        yield (
            f"The base's own program judges {_count(worse, 'change')} worse than the program of"
            " this change does, and its verdict counts."
        )
    if problems:
        yield (
            f"The base's own rules find {_count(len(problems), 'error')} in the config that those"
            " of this change do not, and these count."
        )


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
