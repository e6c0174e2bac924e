"""Stacks judged together: each with what it is to the others among its problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from cilium_ako.check.checked_stack import CheckedStack
from cilium_ako.fleet import api_servers, aws, controllers, kvstores  # noqa: F401 - registers them
from cilium_ako.fleet.member import Member
from cilium_ako.fleet.registry import shared_findings
from cilium_ako.rules.collect import problem_of, sorted_problems
from cilium_ako.rules.problem import Finding, Problem


def judged_together(checked: Sequence[CheckedStack]) -> list[CheckedStack]:
    """Stacks in the order given, with the problems that they have with each other.

    What is found depends neither on that order nor on stacks that have nothing to do with it. A
    stack whose cluster or Cilium did not parse has no such problem, and gives none to others.
    """
    order = sorted(range(len(checked)), key=lambda at: (checked[at].name, str(checked[at].project)))
    places: list[int] = []
    members: list[Member] = []
    for at in order:
        stack = checked[at].stack
        if stack is not None and stack.cluster is not None and stack.cilium is not None:
            members.append(Member(len(members), stack.name, stack.cluster, stack.cilium, stack.ako))
            places.append(at)
    found: defaultdict[int, list[Problem]] = defaultdict(list)
    for identity, finding in shared_findings(members):
        at = places[finding.member.number]
        stack = checked[at].stack
        assert stack is not None  # noqa: S101 - it is a member
        told = problem_of(identity, Finding(finding.path, finding.what), stack)
        found[at].append(told._replace(others=tuple(sorted(finding.others))))
    return [
        replace(each, problems=sorted_problems((*each.problems, *found[at])))
        if at in found
        else each
        for at, each in enumerate(checked)
    ]
