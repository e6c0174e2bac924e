"""What is drawn of a stack with `eni`: the VPC, the pods' subnets, and a node of each type."""

from __future__ import annotations

from cilium_ako.config.stack import parse
from cilium_ako.diff.address_plan import address_plan
from cilium_ako.diff.model import Planned, PlannedNode, PlannedRange
from tests.configs import ENI, ENI_VPC, POOL, Config, changed, raw

TYPES = ("cilium", "ipam", "instanceTypes")


def plan_of(config: Config) -> tuple[Planned, ...]:
    stack, errors = parse("dev", raw(config), offline=True)
    assert errors == []
    return address_plan(stack)


def ranges(config: Config, role: str) -> list[PlannedRange]:
    found = [each for each in plan_of(config) if isinstance(each, PlannedRange)]
    return [each for each in found if each.role == role]


def nodes(config: Config) -> list[PlannedNode]:
    return [each for each in plan_of(config) if isinstance(each, PlannedNode)]


def test_pods_fill_the_vpc() -> None:
    config = changed(ENI, (TYPES, ["m5.large"]), (("cluster", "maxNodes"), 100))
    # 110 pods, two of Cilium's and 8 in store are 8 prefixes of 16, beside the interface's own
    assert ranges(config, "VPC") == [
        PlannedRange("VPC", "", "10.60.0.0/16", 32, 100 * (8 * 16 + 1))
    ]


def test_a_second_range_is_filled_after_the_first() -> None:
    config = changed(
        ENI,
        (TYPES, ["m5.large"]),
        (("cluster", "maxNodes"), 1000),
        (("cilium", "ipam", "vpcCidrs"), ["10.60.0.0/16", "10.61.0.0/16"]),
    )
    assert [each.used for each in ranges(config, "VPC")] == [65_536, 129_000 - 65_536]


def test_pods_fill_their_own_subnets_where_there_are_any() -> None:
    config = changed(ENI_VPC, (TYPES, ["m5.large"]), (("cluster", "maxNodes"), 200))
    assert ranges(config, "VPC") == [PlannedRange("VPC", "", "10.60.0.0/16")]
    first, second = ranges(config, "pods")
    assert (first.name, first.cidr, first.used) == ("eu-central-1a", "10.60.128.0/18", 16_379)
    assert (second.name, second.used) == ("eu-central-1b", 25_800 - 16_379)


def test_a_node_of_each_type_that_is_known() -> None:
    assert nodes(changed(ENI, (TYPES, ["m5.large", "m4.large"]))) == [
        PlannedNode("m5.large", 3, 9, 16, 112),
        PlannedNode("m4.large", 2, 9, 1, 18),
    ]
    assert nodes(changed(ENI, (TYPES, ["m99.large"]))) == []
    assert nodes(POOL) == []
