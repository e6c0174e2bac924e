"""What keeps AWS from giving a stack's operator what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.aws.operator_policy import operator_policy
from cilium_ako.config.stack import Stack
from cilium_ako.rules.problem import Finding


def policy_findings(stack: Stack) -> Iterator[tuple[str, Finding]]:
    """Rules about the operator's policy that a stack breaks, with the rule's id."""
    if stack.cluster is None or not stack.cluster.region:
        return  # `operator-policy-region` tells
    policy = operator_policy(stack)
    if policy is not None and policy.too_long is not None:
        said = policy.too_long
        yield "operator-policy-length", Finding(policy.longest, said.what, said.fix)
