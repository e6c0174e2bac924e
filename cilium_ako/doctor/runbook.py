"""The way back from what was found, step by step. Nothing here is ever run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from cilium_ako.catalogue.faults import BY_ID
from cilium_ako.doctor.finding import DoctorFinding
from cilium_ako.shell import quoted

_MOST_NODES: Final = 10
"""How many nodes are named before the rest is only counted."""


class Runbook(NamedTuple):
    """The steps for one fault."""

    check: str
    steps: tuple[str, ...]


def runbooks(findings: Iterable[DoctorFinding]) -> Iterator[Runbook]:
    """A runbook for each fault that was found, in the order of the findings.

    A fault without steps of its own has those of its findings, else their fixes, each once.
    """
    by_check: dict[str, list[DoctorFinding]] = {}
    for finding in findings:
        if finding.level != "ok" and finding.check in BY_ID:
            by_check.setdefault(finding.check, []).append(finding)
    for check, found in by_check.items():
        nodes = list(dict.fromkeys(each.node for each in found if each.node))
        steps = (
            BY_ID[check].steps
            or tuple(dict.fromkeys(step for each in found for step in each.steps))
            or tuple(dict.fromkeys(each.fix for each in found))
        )
        yield Runbook(check, tuple(_with_nodes(step, nodes) for step in steps))


def _with_nodes(step: str, nodes: list[str]) -> str:
    nodes = [quoted(each) for each in nodes]
    listed = ", ".join(nodes[:_MOST_NODES])
    if len(nodes) > _MOST_NODES:
        listed += f" and {len(nodes) - _MOST_NODES:,} more"
    # no str.format: steps hold the braces of patches and JSON paths
    return step.replace("{nodes}", listed or "the nodes").replace(
        "{node}", nodes[0] if nodes else "NODE"
    )
