"""Arithmetic of pools."""

from __future__ import annotations

from ipaddress import IPv4Network

from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.addresses.capacity import (
    blocks_in,
    blocks_in_all,
    longest_prefix_for,
    pods_in_block,
    used_in_order,
)
from cilium_ako.addresses.intervals import ADDRESS_BITS, Family

PREFIXES = st.integers(16, 32)


@given(pool=PREFIXES, block=PREFIXES)
def test_blocks_are_the_subnets_of_a_pool(pool: int, block: int) -> None:
    network = IPv4Network((10 << 24, pool))
    expected = len(list(network.subnets(new_prefix=block))) if block >= pool else 0
    assert blocks_in(pool, block) == expected
    assert blocks_in_all([pool, pool], block) == 2 * expected


@given(pods=st.integers(1, 10_000), reserved=st.integers(0, 5), family=st.sampled_from([4, 6]))
def test_the_smallest_block_has_room_and_the_next_smaller_has_not(
    pods: int, reserved: int, family: Family
) -> None:
    prefix = longest_prefix_for(pods, reserved, family)
    assert pods_in_block(prefix, reserved, family) >= pods
    longest = ADDRESS_BITS[family]
    assert prefix == longest or pods_in_block(prefix + 1, reserved, family) < pods


@given(capacities=st.lists(st.integers(0, 9), max_size=5), needed=st.integers(0, 50))
def test_pools_are_filled_in_order(capacities: list[int], needed: int) -> None:
    used = list(used_in_order(capacities, needed))
    assert sum(used) == min(needed, sum(capacities))
    for index, (each, capacity) in enumerate(zip(used, capacities, strict=True)):
        assert 0 <= each <= capacity
        assert each == capacity or not any(used[index + 1 :])
