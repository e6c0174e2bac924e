"""What AWS says of the subnets that a stack selects.

EC2's answers are those of the provider's functions; which ones come is all that is different from
a real account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pytest
from pulumi.runtime.mocks import MockCallArgs

from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.config.stack import parse
from components.eni.subnet_lookup import AskError, findings
from tests.components import runs
from tests.configs import ENI, ENI_VPC, Config, changed, raw, without

VPC, OTHER = "vpc-0a1b2c3d4e5f60718", "vpc-0f0f0f0f"
IPAM = ("cilium", "ipam")
TAGGED: Config = changed(
    without(ENI, *IPAM, "subnetIds"),
    (("cluster", "maxNodes"), 10),
    (("cluster", "vpcId"), VPC),
)


@dataclass(frozen=True)
class Account:
    """Subnets of an account, as the provider's functions tell of them."""

    subnets: Mapping[str, tuple[str, str, int, bool]]
    """By id: VPC, zone, free addresses, whether it has the tag `cilium.io/pods`."""
    asked: list[str] = field(default_factory=list)

    def __call__(self, token: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        self.asked.append(token)
        if token == "aws:ec2/getSubnet:getSubnet":
            vpc, zone, free, _ = self.subnets[inputs["id"]]
            return {"vpcId": vpc, "availabilityZone": zone, "availableIpAddressCount": free}
        assert token == "aws:ec2/getSubnets:getSubnets"
        ids = set(self.subnets)
        for each in inputs["filters"]:
            values = each["values"]
            match each["name"]:
                case "subnet-id":
                    ids &= set(values)
                case "vpc-id":
                    ids = {one for one in ids if self.subnets[one][0] in values}
                case "tag:cilium.io/pods":
                    ids = {one for one in ids if self.subnets[one][3]}
                case name:
                    raise AssertionError(name)
        return {"ids": sorted(ids)}


GOOD = Account(
    {
        "subnet-0000000a": (VPC, "eu-central-1a", 8000, True),
        "subnet-0000000b": (VPC, "eu-central-1b", 8000, True),
        "subnet-0000000c": (VPC, "eu-central-1a", 200, False),
    }
)


def found(config: Config, account: Any) -> dict[str, str]:
    stack, errors = parse("prod", raw(config), offline=False)
    assert errors == []
    told = dict(findings(stack, account))
    assert all(BY_ID[each].checked_by == "components" for each in told)
    return {rule: finding.what for rule, finding in told.items()}


def with_subnets(**more: tuple[str, str, int, bool]) -> Account:
    renamed = {name.replace("_", "-"): each for name, each in more.items()}
    return Account({**GOOD.subnets, **renamed})


def test_subnets_in_two_zones_with_room_are_fine() -> None:
    assert found(TAGGED, GOOD) == {}


def test_tags_that_select_nothing() -> None:
    empty = Account({"subnet-0000000c": (VPC, "eu-central-1a", 200, False)})
    assert found(TAGGED, empty) == {"eni-subnets-nothing": f"no subnet in {VPC} has these tags"}


def test_an_id_that_is_not_there() -> None:
    config = changed(
        without(TAGGED, *IPAM, "subnetTags"),
        ((*IPAM, "subnetIds"), ["subnet-0000000a", "subnet-0000000b", "subnet-0000000d"]),
    )
    assert found(config, GOOD) == {
        "eni-subnets-nothing": "subnet-0000000d: there is no such subnet in this region"
    }


def test_tags_that_select_everything() -> None:
    account = Account({name: (*each[:3], True) for name, each in GOOD.subnets.items()})
    assert found(TAGGED, account) == {"eni-subnets-everything": "these tags select all 3 subnets"}


def test_ids_of_two_vpcs() -> None:
    account = with_subnets(subnet_0000000d=(OTHER, "eu-central-1c", 200, False))
    config = changed(
        without(TAGGED, *IPAM, "subnetTags"),
        ((*IPAM, "subnetIds"), ["subnet-0000000a", "subnet-0000000b", "subnet-0000000d"]),
    )
    assert found(config, account) == {
        "eni-subnets-other-vpc": f"the subnets are in 2 VPCs: {VPC}, {OTHER}"
    }


def test_ids_of_another_vpc_than_the_nodes() -> None:
    config = changed(
        without(TAGGED, *IPAM, "subnetTags"),
        ((*IPAM, "subnetIds"), ["subnet-0000000a", "subnet-0000000b"]),
        (("cluster", "vpcId"), OTHER),
    )
    assert found(config, GOOD) == {
        "eni-subnets-other-vpc": f"the subnets are in {VPC}, and the nodes in {OTHER}"
    }


def test_tags_are_looked_for_in_the_nodes_vpc_alone() -> None:
    account = with_subnets(subnet_0000000d=(OTHER, "eu-central-1c", 200, True))
    assert found(TAGGED, account) == {}
    assert list(found(without(TAGGED, "cluster", "vpcId"), account)) == ["eni-subnets-other-vpc"]


def test_one_zone() -> None:
    account = Account({name: each for name, each in GOOD.subnets.items() if not name.endswith("b")})
    assert found(TAGGED, account) == {
        "eni-subnets-one-zone": "every subnet that these select is in eu-central-1a"
    }


def test_too_few_free_addresses() -> None:
    config = changed(TAGGED, (("cluster", "maxNodes"), 200))
    assert found(config, GOOD)["eni-subnets-full"].startswith(
        "the subnets have 16,000 addresses that are free, and 200 nodes with 110 pods each"
    )


def test_a_stack_that_makes_its_subnets_or_selects_none_asks_nobody() -> None:
    silent = Account({})
    assert found(ENI_VPC, silent) == {}
    assert found(without(TAGGED, *IPAM, "subnetTags"), silent) == {}
    assert silent.asked == []


def test_where_aws_cannot_be_asked_a_warning_says_why() -> None:
    def refuse(token: str, inputs: Mapping[str, object]) -> dict[str, object]:
        raise AskError("no valid credential sources found")

    assert found(TAGGED, refuse) == {
        "eni-subnets-unasked": "AWS could not be asked: no valid credential sources found"
    }


def test_the_program_asks_before_anything_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, object]] = []

    def call(self: runs.Made, args: MockCallArgs) -> tuple[dict[str, Any], list[Any]]:
        asked.append((args.token, args.args))
        return {"ids": []}, []

    monkeypatch.setattr(runs.Made, "call", call)
    pytest.importorskip("pulumi_aws", reason="pulumi-aws is left out of this environment")
    with pytest.raises(pulumi.RunError, match="eni-subnets-nothing"):
        runs.run({**TAGGED, "aws:region": "eu-central-1"}, preview=False)
    assert asked == [
        (
            "aws:ec2/getSubnets:getSubnets",
            {
                "filters": [
                    {"name": "tag:cilium.io/pods", "values": ["true"]},
                    {"name": "vpc-id", "values": [VPC]},
                ]
            },
        )
    ]


def test_the_program_goes_on_where_aws_cannot_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def call(self: runs.Made, args: MockCallArgs) -> tuple[dict[str, Any], list[Any]]:
        raise OSError("no valid credential sources found")

    monkeypatch.setattr(runs.Made, "call", call)
    ran = runs.run({**TAGGED, "aws:region": "eu-central-1"}, preview=False)
    assert "Release/cilium" in ran.resources
    (told,) = [each for each in ran.log if "eni-subnets-unasked" in each]
    assert "no valid credential sources found" in told


def test_without_a_region_for_the_provider_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def call(self: runs.Made, args: MockCallArgs) -> tuple[dict[str, Any], list[Any]]:
        raise AssertionError(args.token)

    monkeypatch.setattr(runs.Made, "call", call)
    (told,) = [each for each in runs.run(TAGGED).log if "eni-subnets-unasked" in each]
    assert "aws:region is not set" in told


def test_offline_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def call(self: runs.Made, args: MockCallArgs) -> tuple[dict[str, Any], list[Any]]:
        raise AssertionError(args.token)

    monkeypatch.setattr(runs.Made, "call", call)
    runs.run(TAGGED, preview=False, offline=True)
