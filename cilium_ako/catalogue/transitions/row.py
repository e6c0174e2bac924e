"""The row type of the tables that say what a change does to a running cluster."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Impact = Literal["none", "safe", "rolling", "disruptive", "forbidden"]
"""What a change does.

none: nothing. safe: nothing that anyone notices. rolling: agents restart, and established traffic
stays. disruptive: connections break, or nodes must be recycled. forbidden: the cluster does not
survive it.
"""

IMPACTS: Final[tuple[Impact, ...]] = ("none", "safe", "rolling", "disruptive", "forbidden")
"""From harmless to fatal."""


class Transition(NamedTuple):
    """What one change, or one combination of changes, does to a running cluster."""

    id: str
    """Its name in reports, such as `pool-replaced`: what `acknowledge` names. No rule has it."""
    facts: tuple[str, ...]
    """The facts that change, by their names in `catalogue.facts`: each alone, or in a combination
    any of them. A `*` at the end stands for any rest of the name."""
    when: str
    """The condition that tells this row from others of the same facts: the name of a function in
    the file of this subject in `cilium_ako.changes.conditions`."""
    impact: Impact
    """What it does. Where the sources leave it open, the worse one."""
    consequence: str
    """What happens to the cluster, in sentences, for whoever has to decide."""
    runbook: tuple[str, ...]
    """What to do, step by step; empty where there is nothing to do."""
    source: str
    """Where it is known from: paths in the Cilium repository, with `AKO:` or `kOps:` before them in
    those, with semicolons between them."""
    acknowledgeable: bool = True
    """Whether a person may take it upon themselves."""
    combination: bool = False
    """Judged once over all facts before and after the change, and told beside what each single
    fact's change does."""
