"""Stacks with IPAM eni, one for each thing that is switched: the changes in `switches.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cilium_ako.aws.operator_policy import OperatorPolicy, operator_policy
from cilium_ako.check.checked_stack import CheckedStack, check_config
from tests.data_files import data_of
from tests.rules.cases import base_case, patched, raw_of

DIRECTORY = Path(__file__).parent
VPC = "vpc-0123456789abcdef0"


@cache
def switches() -> Mapping[str, Mapping[str, Any]]:
    """Every case, by name."""
    loaded: Mapping[str, Mapping[str, Any]] = data_of(DIRECTORY / "switches.yaml")
    return loaded


def checked(
    change: Mapping[str, Any], base: str = "prod-aws", role: Mapping[str, Any] | None = None
) -> CheckedStack:
    """A stack in a VPC that is named, changed; `role` gives its operator another role."""
    found = base_case(base)
    in_vpc = patched(found.config, {"cluster": {"vpcId": VPC}})
    raw = raw_of(patched(patched(in_vpc, change), role or {}), found.secrets)
    return check_config(base, raw, DIRECTORY, offline=True)


def policy(
    change: Mapping[str, Any] | None = None,
    base: str = "prod-aws",
    role: Mapping[str, Any] | None = None,
) -> OperatorPolicy:
    """The policy of such a stack."""
    stack = checked(change or {}, base, role)
    assert stack.ok, [each for each in stack.problems if each.stops]
    assert stack.stack is not None
    found = operator_policy(stack.stack)
    assert found is not None
    return found


@cache
def policy_of(name: str) -> OperatorPolicy:
    """The policy of a case."""
    case = switches()[name]
    return policy(case.get("change"), case.get("base", "prod-aws"))
