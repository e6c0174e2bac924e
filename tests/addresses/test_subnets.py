"""Networks that follow from others."""

from __future__ import annotations

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.addresses.intervals import AddressRange, IntervalIndex, parse_range
from cilium_ako.addresses.subnets import free_network, spanning_network
from tests.addresses.strategies import LISTS


@given(ranges=LISTS.filter(bool))
def test_the_spanning_network_is_the_smallest_that_holds_all(ranges: list[AddressRange]) -> None:
    networks = [IPv4Network(str(each)) for each in ranges]
    spanning = spanning_network(ranges)
    assert all(each.subnet_of(spanning) for each in networks)
    if spanning.prefixlen < 32:
        halves = spanning.subnets()
        assert not any(all(each.subnet_of(half) for each in networks) for half in halves)


@given(ranges=LISTS, prefix=st.integers(9, 30))
def test_a_free_network_is_free(ranges: list[AddressRange], prefix: int) -> None:
    found = free_network(prefix, IntervalIndex(ranges))
    assert found is not None
    assert found.prefixlen == prefix
    assert found.is_private
    assert not any(found.overlaps(IPv4Network(str(each))) for each in ranges)


@pytest.mark.parametrize(
    ("taken", "prefix", "free"),
    [
        ([], 8, "10.0.0.0/8"),
        (["10.0.0.0/16"], 16, "10.1.0.0/16"),
        (["10.0.0.0/8"], 16, "172.16.0.0/16"),
        (["10.0.0.0/8"], 8, None),
        (["0.0.0.0/0"], 24, None),
    ],
)
def test_the_first_free_network(taken: list[str], prefix: int, free: str | None) -> None:
    ranges = [each for text in taken if (each := parse_range(text))]
    found = free_network(prefix, IntervalIndex(ranges))
    assert found == (None if free is None else IPv4Network(free))
