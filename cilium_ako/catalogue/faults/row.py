"""The row type of the tables of faults."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["warn", "fail"]
"""A fault that fails gives exit status 3, one that warns does not."""


class Fault(NamedTuple):
    """A fault of a live cluster: what shows it, what it does, what mends it."""

    id: str
    """Its name in reports, such as `pool-exhausted`; the `check` of a finding."""
    severity: Severity
    """How bad it is where a finding says nothing else."""
    object: str
    """The object that shows it, or its kind."""
    evidence: str
    """What stands there, and what that means, as sentences."""
    why: str
    """What it does to the cluster; stands behind a colon in a finding."""
    fix: str
    """What to do about it, where the check has nothing more precise to say."""
    healthy: str
    """What a person reads where it was looked for and not found."""
    source: str
    """Where it is known from: paths in the Cilium repository, with `AKO:` before them in AKO's,
    or issues such as `cilium/cilium#21657`, with commas between them."""
    steps: tuple[str, ...] = ()
    """The way back, in order, where one command is not enough. `{nodes}` stands for the nodes
    concerned, `{node}` for the first of them."""
    explained_by: tuple[str, ...] = ()
    """Faults that explain this one wherever they are: then this one is not told."""
    explained_beside: tuple[str, ...] = ()
    """Faults that explain this one where the same node or object has them."""
