"""What the check says of a policy before IAM refuses to make it."""

from __future__ import annotations

from typing import Any

import pytest

from cilium_ako.rules.problem import Problem
from tests.aws.switched import checked

PROVIDER = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/01234567"
MADE: dict[str, dict[str, Any]] = {
    "irsa": {"source": "irsa", "arn": None, "oidcProviderArn": PROVIDER},
    "pod-identity": {"source": "pod-identity", "arn": None, "clusterName": "prod-aws"},
}
MANY = [f"subnet-{number:017x}" for number in range(80)]


def ipam(**keys: object) -> dict[str, Any]:
    return {"cilium": {"ipam": keys}}


def told(change: dict[str, Any]) -> list[Problem]:
    """What is an error or a warning; of subnets only AWS knows more, which a note says."""
    found = checked(change).problems
    return [each for each in found if not each.acknowledged and each.severity != "note"]


@pytest.mark.parametrize("role", MADE.values(), ids=MADE)
def test_a_policy_that_iam_does_not_take_is_told_with_its_key(role: dict[str, Any]) -> None:
    (problem,) = told(ipam(operatorRole=role, subnetIds=MANY))
    assert problem.rule == "operator-policy-length"
    assert problem.stops
    assert problem.path == "cilium-ako:cilium.ipam.subnetIds"
    assert "IAM takes 6,144" in problem.message
    assert "ipam.subnetTags" in problem.fix


@pytest.mark.parametrize("role", MADE.values(), ids=MADE)
def test_a_policy_that_fits_is_not_spoken_of(role: dict[str, Any]) -> None:
    assert told(ipam(operatorRole=role, subnetIds=MANY[:3])) == []


def test_who_makes_the_role_may_split_the_policy() -> None:
    assert told(ipam(subnetIds=MANY)) == []
