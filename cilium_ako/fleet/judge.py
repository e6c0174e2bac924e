"""Stacks judged together: each with what it is to the others among its problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cilium_ako.check.checked_stack import CheckedStack
from cilium_ako.config.stack import Stack
from cilium_ako.fleet import (  # noqa: F401 - importing registers their checks
    api_servers,
    aws,
    controllers,
    kvstores,
    meshes,
)
from cilium_ako.fleet.member import Member
from cilium_ako.fleet.registry import shared_findings
from cilium_ako.rules.collect import problem_of, sorted_problems
from cilium_ako.rules.problem import Finding, Problem


def judged_together(checked: Sequence[CheckedStack]) -> list[CheckedStack]:
    """Stacks in the order given, with the problems that they have with each other.

    What is found depends neither on that order nor on stacks that have nothing to do with it. A
    stack whose cluster or Cilium did not parse has no such problem, and gives none to others.
    """
    # a stack may be given by its name and by its file
    first: dict[tuple[str, Path], int] = {}
    owner = [
        first.setdefault((each.name, each.project.resolve()), at) for at, each in enumerate(checked)
    ]
    own = [each.stack if owner[at] == at else None for at, each in enumerate(checked)]
    found = shared_problems(own)
    return [
        replace(each, problems=sorted_problems((*each.problems, *found[owner[at]])))
        if owner[at] in found
        else each
        for at, each in enumerate(checked)
    ]


def shared_problems(stacks: Sequence[Stack | None]) -> dict[int, list[Problem]]:
    """What stacks have with each other alone, by their places in the order given."""
    there = [(each.name, at, each) for at, each in enumerate(stacks) if each is not None]
    members: list[Member] = []
    places: list[tuple[int, Stack]] = []
    for _, at, stack in sorted(there, key=lambda each: each[:2]):
        if stack.cluster is not None and stack.cilium is not None:
            members.append(
                Member(
                    len(members),
                    stack.name,
                    stack.cluster,
                    stack.cilium,
                    stack.ako,
                    stack.secrets,
                    stack.sealed_with,
                    stack.mesh,
                )
            )
            places.append((at, stack))
    found: defaultdict[int, list[Problem]] = defaultdict(list)
    for identity, finding in shared_findings(members):
        at, stack = places[finding.member.number]
        told = problem_of(identity, Finding(finding.path, finding.what), stack)
        told = told._replace(others=tuple(sorted(finding.others)))
        found[at].append(told._replace(severity="note") if finding.unknown else told)
    return found
