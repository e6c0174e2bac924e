"""What is written down of a fault that a live cluster can have."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["warn", "fail"]


class Fault(NamedTuple):
    """One fault: what shows it, what it does, what mends it."""

    id: str
    """kebab-case; the `check` of a finding."""
    level: Level
    """How bad it is where a finding says nothing else."""
    object: str
    """The kind of object that shows it."""
    evidence: str
    """What stands there, and what that means."""
    why: str
    """What it does to the cluster."""
    fix: str
    """What to do about it."""
    fine: str
    """What a person reads where it was looked for and not found."""
    source: str
    """Where the fact is from: paths of the Cilium repository, `AKO:` of the AKO one."""
    steps: tuple[str, ...] = ()
    """The way back, in order, where one command is not enough. `{nodes}` stands for the nodes
    concerned, `{node}` for the first of them."""
    hidden_by: tuple[str, ...] = ()
    """Faults that explain this one wherever they are: then this one is not told."""
    hidden_beside: tuple[str, ...] = ()
    """Faults that explain this one when the same node or object has them."""
