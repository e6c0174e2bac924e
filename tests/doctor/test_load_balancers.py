"""Faults of pools of addresses and of who answers for them, each in a healthy cluster."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doctor.cases import Case, Change, ako_config, both, config, kubernetes, unbroken
from tests.doctor.stacks import FEATURES, stack
from tests.doctor.worlds import World

L2: dict[str, Any] = {"l2Announcements": {}}
POOLS: dict[str, Any] = {"loadBalancerIpam": {}}
OLD: dict[str, Any] = {"cilium": {"version": "1.16.19"}, "cluster": {"kubernetesVersion": "1.30"}}


def pool(*blocks: dict[str, str], name: str = "more", **fields: Any) -> Change:
    return lambda world: world.add(
        "CiliumLoadBalancerIPPool", name, spec={"blocks": list(blocks), **fields}
    )


def l2_policy(world: World) -> None:
    world.add("CiliumL2AnnouncementPolicy", "more", spec={"externalIPs": True})


CASES = (
    Case(
        "l2-policies-missing",
        "warn",
        lambda world: world.remove("CiliumL2AnnouncementPolicy", "all"),
        cilium=L2,
    ),
    Case("l2-policies-unread", "warn", l2_policy),
    Case(
        "address-pools-missing",
        "warn",
        lambda world: world.of("CiliumLoadBalancerIPPool", "services")["spec"].update(
            disabled=True
        ),
        cilium=POOLS,
    ),
    Case(
        "address-pools-unread",
        "warn",
        pool({"cidr": "10.30.0.0/24"}),
        cilium={"loadBalancerIpam": {"enabled": False}},
    ),
    Case("address-pools-overlap", "fail", pool({"cidr": "10.42.128.0/24"})),
    Case("address-pools-overlap", "fail", pool({"start": "10.96.0.5", "stop": "10.96.0.9"})),
    Case("address-pools-overlap", "fail", pool({"cidr": "192.168.10.192/26"})),
    Case("address-pools-overlap", "fail", pool({"cidr": "10.20.0.0/28"})),
    Case("address-pools-overlap", "fail", pool({"start": "192.168.10.11"}), cilium=L2),
    Case(
        "address-pools-beside-ako",
        "fail",
        both(pool({"cidr": "10.30.0.0/24"}), kubernetes("v1.30.4")),
        **OLD,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    assert case.world().faults() == [(case.fault, case.severity)]


@pytest.mark.parametrize(
    "case",
    [
        # nodes answer for addresses of their own network, as long as none is theirs
        Case("", "", pool({"cidr": "192.168.10.192/26"}), cilium=L2),
        Case("", "", pool({"cidr": "10.42.128.0/24"}, disabled=True)),
        Case("", "", pool({"cidr": "not-a-range"}, {"start": "x", "stop": "y"}, {})),
        Case("", "", unbroken, cilium=FEATURES),
        # the layer is Cilium's then
        Case(
            "",
            "",
            both(
                pool({"cidr": "10.30.0.0/24"}),
                kubernetes("v1.30.4"),
                ako_config(layer7Only="true"),
            ),
            ako={"layer7Only": True},
            **OLD,
        ),
    ],
)
def test_what_is_right_is_no_fault(case: Case) -> None:
    assert case.world().faults() == []


def test_a_feature_that_only_the_cluster_has_reads_its_resources() -> None:
    case = Case("config-drift", "fail", l2_policy)
    world = case.world()
    config(enable_l2_announcements="true")(world)
    assert [check for check, _ in world.faults()] == ["config-drift"]


def test_the_finding_says_what_overlaps_whom() -> None:
    world = World(stack(cilium={}))
    pool({"cidr": "10.20.0.0/28"}, {"cidr": "10.42.0.0/24"}, name="big")(world)
    found = [each for each in world.diagnose().findings if each.check == "address-pools-overlap"]
    assert {each.object for each in found} == {"CiliumLoadBalancerIPPool big"}
    assert {each.what for each in found} == {
        "10.20.0.0/28 overlaps 10.20.0.0/24 of virtual services in vip",
        "10.42.0.0/24 overlaps 10.42.0.0/16 of pods",
    }
