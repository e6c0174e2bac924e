"""The policy of Cilium's operator: what it allows, what it refuses, and how it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from cilium_ako.aws.operator_policy import OperatorPolicy, PolicyUnknownError, operator_policy
from cilium_ako.catalogue.aws.operator_permissions import (
    CALLS,
    MOST_CHARACTERS,
    SCOPE_WORDS,
    STATEMENTS,
)
from tests.aws.calls import OWN, World, refused
from tests.aws.evaluator import allows
from tests.aws.switched import DIRECTORY, checked, policy, policy_of, switches
from tests.data_files import data_of

WORLDS: Mapping[str, World] = {
    "china": World(region="cn-north-1", partition="aws-cn"),
    "government": World(region="us-gov-west-1", partition="aws-us-gov"),
    "other-tags": World(own={"made-by": "cilium-prod"}),
    "more-tags": World(own={**OWN, "team": "network"}),
    "no-tags": World(own={}),
    "tags-that-nobody-looks-for": World(own={"team": "network"}),
    **{
        name: World(
            own={**OWN, "io.cilium/cluster-name": "old-eni"},
            instance={"kubernetes.io/cluster/old-eni": "shared"},
        )
        for name, case in switches().items()
        if case.get("base") == "old-eni"
    },
}
"""Where another case than most runs."""

ADDRESSES = ("AssignPrivateIpAddresses", "UnassignPrivateIpAddresses", "AssignIpv6Addresses")


def actions(found: OperatorPolicy) -> set[str]:
    return {each.removeprefix("ec2:") for row in found.statements for each in row.actions}


def without(document: Mapping[str, Any], action: str) -> dict[str, Any]:
    """A document with one action taken out."""
    found = deepcopy(dict(document))
    for statement in found["Statement"]:
        statement["Action"] = [each for each in statement["Action"] if each != f"ec2:{action}"]
    return found


# --- what it says


@pytest.mark.parametrize("name", switches())
def test_a_switch_has_its_document(name: str) -> None:
    wanted = (DIRECTORY / "documents" / f"{name}.json").read_text("utf-8")
    assert policy_of(name).text + "\n" == wanted


def test_every_document_has_its_switch() -> None:
    assert {path.stem for path in (DIRECTORY / "documents").glob("*.json")} == set(switches())


NEEDED = {
    "plain": set(),
    "prefixes": set(),
    "release": {"UnassignPrivateIpAddresses"},
    "release-by-flag": {"UnassignPrivateIpAddresses"},
    "ipv6": {"AssignIpv6Addresses"},
    "instances-by-tag": {"DescribeInstances"},
    "static-addresses": {"DescribeAddresses", "AssociateAddress"},
}


@pytest.mark.parametrize("name", NEEDED)
def test_a_switch_needs_these_calls_more(name: str) -> None:
    assert actions(policy_of(name)) - actions(policy_of("plain")) == NEEDED[name]


SPARED = {
    "no-tags": {"CreateTags"},
    "interfaces-outlive-nodes": {"ModifyNetworkInterfaceAttribute"},
    "before-route-tables": {"DescribeRouteTables"},
    "oldest": {"DescribeRouteTables", "DescribeInstanceTypes"},
    "oldest-that-asks-for-limits": {"DescribeRouteTables"},
}


@pytest.mark.parametrize("name", SPARED)
def test_without_a_switch_fewer_calls_are_needed(name: str) -> None:
    assert actions(policy_of("plain")) - actions(policy_of(name)) == SPARED[name]


@pytest.mark.parametrize("name", switches())
def test_only_what_ec2_narrows_no_further_is_allowed_everywhere(name: str) -> None:
    for statement in policy_of(name).statements:
        if statement.resources == ("*",):
            assert all(each.startswith("ec2:Describe") for each in statement.actions)
            assert statement.conditions == {
                "StringEquals": {"ec2:Region": (WORLDS.get(name, World()).region,)}
            }
        for each in statement.resources:
            assert each == "*" or re.fullmatch(
                r"arn:aws[a-z-]*:ec2:[a-z0-9-]+:(\d{12}|\*):[a-z-]+/(\*|[a-z]+-[0-9a-f]+)", each
            )
        assert not any("*" in each for each in statement.actions)


@pytest.mark.parametrize("name", switches())
def test_a_managed_policy_can_hold_it(name: str) -> None:
    found = policy_of(name)
    assert found.too_long is None
    assert found.characters == len(json.dumps(found.document, separators=(",", ":")))
    assert json.loads(found.text) == found.document
    sids = [each.id for each in found.statements]
    assert len(set(sids)) == len(sids)
    assert all(re.fullmatch("[A-Za-z0-9]+", each) for each in sids)


AUTHORIZATION: Mapping[str, Mapping[str, list[str]]] = data_of(DIRECTORY / "authorization.yaml")


@pytest.mark.parametrize("name", switches())
def test_ec2_knows_every_resource_and_key(name: str) -> None:
    """A key that EC2 does not have for a resource never holds, and the call is refused."""
    for statement in policy_of(name).statements:
        types = {each.split(":")[-1].split("/")[0] for each in statement.resources}
        keys = {key for each in statement.conditions.values() for key in each}
        for action in statement.actions:
            asked = AUTHORIZATION[action.removeprefix("ec2:")]
            assert types <= set(asked), (statement.id, action)
            for each in types:
                # a tag's name stands behind the key
                known = {key.split("/")[0] for key in keys}
                assert known <= set(asked[each]), (statement.id, action, each)


def test_the_vpc_is_kept_to_wherever_ec2_knows_it() -> None:
    kept = {each.id for each in policy_of("plain").statements if "ArnEquals" in each.conditions}
    assert kept == {row.id for row in STATEMENTS if "vpc" in row.scopes} - {
        "StaticAddressesOfNodes"
    }
    assert not any("ArnEquals" in each.conditions for each in policy_of("without-a-vpc").statements)
    assert [each.what for each in policy_of("without-a-vpc").notes] == [
        "cluster.vpcId is not set, so the operator's policy is kept to no VPC"
    ]
    assert policy_of("plain").notes == ()


def test_a_reason_tells_what_a_statement_is_kept_to() -> None:
    by_id = {each.id: each.reason for each in policy_of("plain").statements}
    assert by_id["CreateInterfaces"] == (
        "makes interfaces; only in the cluster's VPC, with its own tags from the start"
    )
    apart = {each.id: each.reason for each in policy_of("without-a-vpc").statements}
    assert apart["CreateInterfaces"] == "makes interfaces; only with its own tags from the start"
    assert "those that the config chooses" in policy_of("subnets-by-id").statements[2].reason


# --- what it allows


@pytest.mark.parametrize("name", switches())
def test_every_call_of_the_operator_goes_through(name: str) -> None:
    world = WORLDS.get(name, World())
    if name == "primary-left-alone":
        # it gives no address to an interface without its tags
        world = replace(world, primary=OWN)
    found = policy_of(name)
    for action in sorted(actions(found) - {"CreateTags"}):
        assert refused(found.document, world, action) == [], action


@pytest.mark.parametrize("row", CALLS, ids=lambda row: row.action)
def test_a_call_needs_its_action(row: Any) -> None:
    name = next(each for each in switches() if row.action in actions(policy_of(each)))
    asked = "CreateNetworkInterface" if row.action == "CreateTags" else row.action
    taken = refused(without(policy_of(name).document, row.action), World(), asked)
    assert {each.action for each in taken} == {f"ec2:{row.action}"}


# --- what it refuses

PLAIN = World()
ELSEWHERE = {
    "another VPC": (
        replace(PLAIN, vpc="vpc-0fedcba9876543210"),
        ("CreateNetworkInterface", "DeleteNetworkInterface", "AttachNetworkInterface", *ADDRESSES),
    ),
    "another region": (
        replace(PLAIN, region="eu-west-1"),
        tuple(row.action for row in CALLS if row.action != "CreateTags"),
    ),
    "another account": (
        replace(PLAIN, account="999999999999"),
        ("DeleteNetworkInterface", "AttachNetworkInterface", *ADDRESSES),
    ),
    "another cluster's interface": (
        replace(PLAIN, interface={**OWN, "io.cilium/cluster-name": "staging"}),
        ("DeleteNetworkInterface", "AttachNetworkInterface", "ModifyNetworkInterfaceAttribute"),
    ),
    "an interface of nobody's": (
        replace(PLAIN, interface={}),
        ("DeleteNetworkInterface", "AttachNetworkInterface", "ModifyNetworkInterfaceAttribute"),
    ),
    "another cluster's instance": (
        replace(PLAIN, instance={"kubernetes.io/cluster/staging": "owned"}),
        ("AttachNetworkInterface", "ModifyNetworkInterfaceAttribute"),
    ),
    "without its tags in the request": (replace(PLAIN, own={}), ("CreateNetworkInterface",)),
    "with another cluster's tag in the request": (
        replace(PLAIN, own={**OWN, "io.cilium/cluster-name": "staging"}),
        ("CreateNetworkInterface",),
    ),
    "tags on what is there already": (PLAIN, ("CreateTags",)),
}


@pytest.mark.parametrize(
    ("world", "action"),
    [
        pytest.param(world, action, id=f"{name}: {action}")
        for name, (world, asked) in ELSEWHERE.items()
        for action in asked
    ],
)
def test_what_is_not_the_cluster_s_is_refused(world: World, action: str) -> None:
    assert refused(policy_of("plain").document, world, action)


CHOSEN = {
    "subnets-by-id": replace(PLAIN, subnet="subnet-0fedcba9876543210"),
    "subnets-of-nodes": replace(PLAIN, subnet="subnet-0fedcba9876543210"),
    "subnets-by-tag": replace(PLAIN, subnet_tags={"cilium.io/pods": "true", "Name": "nodes"}),
    "a-dollar-in-a-tag": replace(PLAIN, subnet_tags={"team": "admin"}),
    "groups-by-id": replace(PLAIN, group="sg-0fedcba9876543210"),
    "groups-by-tag": replace(PLAIN, group_tags={"pods": "false"}),
}


@pytest.mark.parametrize("name", CHOSEN)
def test_what_is_not_chosen_is_refused(name: str) -> None:
    (question,) = refused(policy_of(name).document, CHOSEN[name], "CreateNetworkInterface")
    assert question.resource.rpartition("/")[0].endswith(("subnet", "security-group"))


def test_a_first_interface_that_is_left_alone_gets_no_address() -> None:
    document = policy_of("primary-left-alone").document
    (question,) = refused(document, PLAIN, "AssignPrivateIpAddresses")
    assert question.resource.endswith("eni-0a1b2c3d4e5f60700")


def test_chosen_instances_are_those_of_the_filter() -> None:
    document = policy_of("instances-by-tag").document
    other = replace(PLAIN, instance={"kubernetes.io/cluster/prod-aws": "owned"})
    assert refused(document, other, "AttachNetworkInterface")


def test_only_chosen_elastic_addresses_are_taken() -> None:
    document = policy_of("static-addresses").document
    (question,) = refused(document, replace(PLAIN, address_tags={}), "AssociateAddress")
    assert "elastic-ip" in question.resource


def test_nothing_else_of_ec2_is_allowed() -> None:
    interface = PLAIN.arn("network-interface/eni-0a1b2c3d4e5f60718")
    context = {f"aws:ResourceTag/{name}": value for name, value in OWN.items()}
    for action in ("ec2:DetachNetworkInterface", "ec2:RunInstances", "iam:PassRole"):
        assert not allows(policy_of("plain").document, action, interface, context)


# --- what keeps it from being written


def test_without_a_region_there_is_no_policy() -> None:
    stack = checked({"cluster": {"region": ""}})
    assert stack.ok
    assert stack.stack is not None
    with pytest.raises(PolicyUnknownError) as refusal:
        operator_policy(stack.stack)
    assert "cluster.region is not set" in refusal.value.message.what
    assert "'cilium-ako:cluster.region'" in refusal.value.message.fix


def test_a_policy_that_is_too_long_names_the_key() -> None:
    subnets = [f"subnet-{number:017x}" for number in range(80)]
    found = policy({"cilium": {"ipam": {"subnetIds": subnets}}})
    assert found.characters > MOST_CHARACTERS
    assert found.too_long is not None
    assert "cilium-ako:cilium.ipam.subnetIds" in found.too_long.what
    assert "ipam.subnetTags" in found.too_long.fix


def test_without_an_account_and_without_tags_that_is_told() -> None:
    notes = policy({"cilium": {"values": {"eni": {"gcInterval": "0s"}}}}, "old-eni").notes
    assert [each.level for each in notes] == ["warning", "warning"]
    assert any("eni.gcInterval" in each.fix for each in notes)
    assert any("cluster.awsAccount" in each.fix for each in notes)


# --- the tables


def test_statements_and_calls_name_each_other() -> None:
    named = {each for row in CALLS for each in row.statements}
    assert named == {row.id for row in STATEMENTS}
    assert len({row.action for row in CALLS}) == len(CALLS)


@pytest.mark.parametrize("row", CALLS, ids=lambda row: row.action)
def test_a_call_has_a_purpose_and_a_source(row: Any) -> None:
    assert row.purpose
    assert row.without
    assert "/" in row.source


def test_every_scope_has_its_words() -> None:
    assert {scope for row in STATEMENTS for scope in row.scopes} == set(SCOPE_WORDS)
