"""What keeps AWS from giving a stack's operator what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.aws.operator_policy import policy_of_release
from cilium_ako.effective.release import EffectiveRelease
from cilium_ako.rules.problem import Finding


def policy_findings(stack: str, release: EffectiveRelease | None) -> Iterator[tuple[str, Finding]]:
    """Rules about the operator's policy that a stack with this name breaks, with the rule's id."""
    if release is None or not release.cluster.region:
        return  # `operator-policy-region` tells
    policy = policy_of_release(stack, release)
    if policy is not None and policy.too_long is not None:
        said = policy.too_long
        yield "operator-policy-length", Finding(policy.longest, said.what, said.fix)
