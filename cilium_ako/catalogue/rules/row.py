"""The row type of the tables of rules."""

from __future__ import annotations

from typing import Literal, NamedTuple

from cilium_ako.catalogue.severity import Severity

CheckedBy = Literal["rules", "charts", "effective", "aws", "components", "fleet", "policies"]
"""The package that holds a rule's check."""

Scope = Literal["mesh", "controller", "account", "vpc", "etcd", "fleet"]
"""Which stacks a rule holds against each other: those in one cluster mesh, at one Avi
Controller, in one AWS account and region, in one VPC, at one etcd, or all."""


class Rule(NamedTuple):
    """What a rule says, why it matters, what to do about it, and where that is known from."""

    id: str
    """Its name in reports and acknowledgements, such as `pool-too-small`."""
    severity: Severity
    says: str
    """What holds of a stack that keeps the rule, as a sentence."""
    why: str
    """What happens otherwise, as a sentence."""
    fix: str
    """What to do, where the check has nothing more precise to say."""
    source: str
    """Where it is known from: a path in the Cilium repository, with `AKO:` before it in AKO's."""
    acknowledgeable: bool = False
    """Whether a person may take it upon themselves."""
    kops: str = ""
    """kOps' own words, where kOps has the same check."""
    checked_by: CheckedBy = "rules"
    """`rules` checks configs alone, `effective` what they make with raw values and flags, `aws`
    what that needs of AWS, `fleet` several stacks together, `policies` releases that another
    program declares; the others need a chart's files, or the cluster."""
    scope: Scope | None = None
    """Of a rule of `fleet`: which stacks it is about."""
    with_digest: bool = False
    """Whether its acknowledgement may have a digest as its `to`."""
