"""Pools of a live cluster and their room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.doctor.checks.ranges import pool_usage
from cilium_ako.doctor.scene import Scene
from tests.doctor.stacks import stack
from tests.doctor.worlds import World


def test_a_pool_tells_how_many_more_nodes_fit() -> None:
    world = World(stack())
    usage = [each for each in world.examine().findings if each.check == "pool-usage"]
    assert [(each.object, each.message) for each in usage] == [
        ("pool 10.42.0.0/16", "3 of 256 ranges are given, 253 more nodes fit")
    ]


def test_a_pool_that_is_nearly_full_is_told() -> None:
    ipam = {"mode": "cluster-pool", "podCidrs": ["10.42.0.0/22"], "nodeMaskSize": 24}
    full = World(stack(cilium={"ipam": ipam}), nodes=4)
    assert full.faults() == [("pool-nearly-full", "warn")]
    roomy = World(stack(cilium={"ipam": ipam}), nodes=3)
    assert roomy.faults() == []


@given(st.text(max_size=8), st.text(max_size=20))
def test_no_config_breaks_the_pools(mask: str, pools: str) -> None:
    world = World(_STACK, nodes=1)
    world.config["cluster-pool-ipv4-mask-size"] = mask
    world.config["cluster-pool-ipv4-cidr"] = pools
    seen = world.examine().seen
    assert _STACK.cluster is not None
    assert _STACK.cilium is not None
    scene = Scene(_STACK, _STACK.cluster, _STACK.cilium, _STACK.ako, seen)
    assert all(total >= 1 for _, _, total in pool_usage(scene))


_STACK = stack()
