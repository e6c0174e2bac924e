"""What a state shows of AWS is what the stack that made it says."""

from __future__ import annotations

import pytest

from cilium_ako.changes.classification import classify
from cilium_ako.changes.facts import Facts
from cilium_ako.changes.from_aws_state import facts_of_aws
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.changes.state_export import StateExport
from cilium_ako.config.stack import parse
from tests.components.runs import run
from tests.configs import (
    ENI,
    ENI_VPC,
    IRSA,
    NODE_ROLE,
    POD_IDENTITY,
    POOL,
    Config,
    changed,
    raw,
    without,
)

FACTS = ("eni.operatorRoleSource", "eni.podSubnets")
NO_ROLE_OF_ITS_OWN = changed(
    without(ENI, "cilium", "ipam", "operatorRole"), (("cluster", "platform"), "aws")
)
STACKS: dict[str, tuple[Config, str]] = {
    "existing": (ENI, "existing"),
    "irsa": (IRSA, "irsa"),
    "pod-identity": (POD_IDENTITY, "pod-identity"),
    "node-role": (NODE_ROLE, "node-role"),
    "none": (NO_ROLE_OF_ITS_OWN, "control-plane"),
    "subnets": (ENI_VPC, "existing"),
}


def of_stack(config: Config) -> Facts:
    stack, errors = parse("dev", raw(config), offline=True)
    assert errors == []
    return facts_from_stack(stack)


def of_state(config: Config) -> Facts:
    """The facts of the state that a program's run leaves."""
    resources = tuple(
        {"urn": each.urn, "type": each.type, "inputs": each.inputs}
        for each in run(config, preview=False).resources.values()
    )
    return facts_of_aws(StateExport("a state", "dev", resources), of_stack(config))


@pytest.mark.parametrize("name", STACKS)
def test_a_state_says_the_same_as_its_stack(name: str) -> None:
    config, source = STACKS[name]
    pytest.importorskip("pulumi_aws", reason="pulumi-aws is left out of this environment")
    shown, said = of_state(config), of_stack(config)
    assert shown.get("eni.operatorRoleSource") == source
    assert {fact: shown.get(fact) for fact in FACTS} == {fact: said.get(fact) for fact in FACTS}


def test_another_source_is_a_change_of_it() -> None:
    rules = {each.rule for each in classify(of_stack(ENI), of_stack(POD_IDENTITY)).changes}
    assert rules == {"eni-role-source-changed", "eni-operator-role-changed"}


def test_a_state_without_eni_shows_nothing_of_aws() -> None:
    assert of_state(POOL) == Facts({})
