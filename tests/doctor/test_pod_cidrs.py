"""Faults of nodes' ranges, each in an otherwise healthy cluster."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.doctor.checks.pod_cidrs import pool_usage
from cilium_ako.doctor.cluster_view import ClusterView
from tests.doctor.cases import (
    Case,
    Change,
    both,
    cilium_node,
    node,
    pod_cidrs,
    unbroken,
)
from tests.doctor.stacks import DUAL, stack
from tests.doctor.worlds import World


def operator_error(text: str) -> Change:
    return cilium_node("status", "ipam", "operator-status", "error", value=text)


def moved(address: str) -> Change:
    """A node at another address, and its CiliumNode knows."""
    return both(
        node("status", "addresses", value=[{"type": "InternalIP", "address": address}]),
        cilium_node("spec", "addresses", value=[{"type": "InternalIP", "ip": address}]),
    )


CASES = (
    Case("range-missing", "fail", pod_cidrs()),
    Case("range-missing", "fail", pod_cidrs(), mode="kubernetes"),
    Case("range-missing", "fail", pod_cidrs("10.42.0.0/24"), **DUAL),
    Case("range-outside-pools", "fail", pod_cidrs("10.42.0.0/24", "fd00:77::/120"), **DUAL),
    Case("range-mask", "fail", pod_cidrs("10.42.0.0/24", "fd00:42::8000/121"), **DUAL),
    Case("ranges-overlap", "fail", pod_cidrs("10.42.0.0/24", "fd00:42::100/120"), **DUAL),
    Case(
        "range-overlaps-network",
        "fail",
        unbroken,
        ako={"vipNetworks": [{"name": "vip", "cidrIpv6": "fd00:42::/112"}]},
        nodes=1,
        **DUAL,
    ),
    Case(
        "pool-nearly-full",
        "warn",
        unbroken,
        cluster=DUAL["cluster"],
        cilium={"ipam": {"mode": "cluster-pool", "podCidrs": ["10.42.0.0/16", "fd00:42::/118"]}},
        nodes=4,
    ),
    Case("range-outside-pools", "fail", pod_cidrs("10.77.0.0/24")),
    Case("range-mask", "fail", pod_cidrs("10.42.128.0/25")),
    Case("ranges-overlap", "fail", pod_cidrs("10.42.1.0/24")),
    Case("range-overlaps-network", "fail", moved("10.42.2.9")),
    Case(
        "range-overlaps-network",
        "fail",
        unbroken,
        ako={"vipNetworks": [{"name": "vip", "cidr": "10.42.1.128/25"}]},
    ),
    Case("range-overlaps-network", "fail", pod_cidrs("10.96.3.0/24")),
    Case(
        "pool-replaced",
        "fail",
        operator_error("allocator not configured for the requested CIDR 10.42.0.0/24"),
    ),
    Case(
        "pool-replaced",
        "fail",
        both(
            pod_cidrs("10.0.3.0/24"),
            operator_error("allocator not configured for the requested CIDR 10.0.3.0/24"),
        ),
    ),
    Case(
        "pool-exhausted",
        "fail",
        both(
            pod_cidrs(),
            operator_error(
                "unable to allocate CIDRs: CIDR allocation failed; there are no remaining CIDRs"
                " left to allocate in the accepted range"
            ),
        ),
    ),
    Case("pool-exhausted", "fail", operator_error("allocator 10.42.0.0/16 full")),
    Case(
        "range-taken",
        "fail",
        both(
            pod_cidrs("10.42.1.0/24"),
            operator_error("requested CIDR 10.42.1.0/24 is already allocated"),
        ),
    ),
    Case("range-taken", "fail", operator_error("10.42.0.0/24 conflict with requested CIDRs")),
    Case("operator-status-error", "fail", operator_error("something new")),
    Case(
        "pool-nearly-full",
        "warn",
        unbroken,
        cilium={"ipam": {"mode": "cluster-pool", "podCidrs": ["10.42.0.0/22"], "nodeMaskSize": 24}},
        nodes=4,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    assert case.world().faults() == [(case.fault, case.severity)]


def test_a_pool_tells_how_many_more_nodes_fit() -> None:
    world = World(stack())
    usage = [each for each in world.diagnose().findings if each.check == "pool-usage"]
    assert [(each.object, each.message) for each in usage] == [
        ("pool 10.42.0.0/16", "3 of 256 ranges are given, 253 more nodes fit")
    ]


def test_a_cluster_of_both_families_is_well() -> None:
    world = World(stack(**DUAL))
    assert world.faults() == []
    usage = [each.message for each in world.diagnose().findings if each.check == "pool-usage"]
    assert usage == [
        "3 of 256 ranges are given, 253 more nodes fit",
        "3 of 65,536 ranges are given, 65,533 more nodes fit",
    ]
    routes = [each.message for each in world.diagnose().findings if each.check == "ako-route"]
    assert routes[0] == "10.42.0.0/24 by 192.168.10.10"
    assert not any("fd00" in each for each in routes)


def test_the_order_of_families_is_no_disagreement() -> None:
    ipam = {"mode": "kubernetes", "podCidrs": ["10.244.0.0/16", "fd00:42::/48"]}
    world = World(stack("kubernetes", cluster=DUAL["cluster"], cilium={"ipam": ipam}))
    assert world.faults() == []
    ranges = world.cilium_node()["spec"]["ipam"]["podCIDRs"]
    world.cilium_node()["spec"]["ipam"]["podCIDRs"] = ranges[::-1]
    assert world.faults() == []


def test_a_live_config_of_one_family_is_told_once() -> None:
    world = World(stack(**DUAL))
    world.config["enable-ipv6"] = "false"
    for key in ("cluster-pool-ipv6-cidr", "cluster-pool-ipv6-mask-size"):
        del world.config[key]
    for index in range(3):
        del world.cilium_node(index)["spec"]["ipam"]["podCIDRs"][1]
    found = [each for each in world.diagnose().findings if each.level != "ok"]
    assert [each.check for each in found] == ["config-drift"]
    assert "ipv6 is off, the stack has on" in found[0].message


def test_a_pool_with_room_is_well() -> None:
    ipam = {"mode": "cluster-pool", "podCidrs": ["10.42.0.0/22"], "nodeMaskSize": 24}
    assert World(stack(cilium={"ipam": ipam}), nodes=3).faults() == []


@given(st.text(max_size=8), st.text(max_size=20))
def test_no_config_breaks_the_pools(mask: str, pools: str) -> None:
    world = World(_STACK, nodes=1)
    world.config["cluster-pool-ipv4-mask-size"] = mask
    world.config["cluster-pool-ipv4-cidr"] = pools
    observation = world.diagnose().observation
    assert _STACK.cluster is not None
    assert _STACK.cilium is not None
    view = ClusterView(_STACK, _STACK.cluster, _STACK.cilium, _STACK.ako, observation)
    assert all(usage.total >= 1 for usage in pool_usage(view))


_STACK = stack()
