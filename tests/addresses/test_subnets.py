"""Networks that follow from others."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.addresses.intervals import (
    ADDRESS_BITS,
    AddressRange,
    Family,
    IntervalIndex,
    contains,
    overlap,
    parse_range,
)
from cilium_ako.addresses.subnets import free_network, spanning_network
from tests.addresses.strategies import LISTS, ONE_FAMILY


@given(ranges=ONE_FAMILY)
def test_the_spanning_network_is_the_smallest_that_holds_all(ranges: list[AddressRange]) -> None:
    spanning = AddressRange.of(spanning_network(ranges))
    assert all(contains(spanning, each) for each in ranges)
    if spanning.first < spanning.last:
        halves = map(AddressRange.of, ip_network(str(spanning)).subnets())
        assert not any(all(contains(half, each) for each in ranges) for half in halves)


@given(ranges=LISTS, host_bits=st.integers(2, 23), family=st.sampled_from([4, 6]))
def test_a_free_network_is_free(ranges: list[AddressRange], host_bits: int, family: Family) -> None:
    prefix = ADDRESS_BITS[family] - host_bits
    found = free_network(prefix, IntervalIndex(ranges), family)
    assert found is not None
    assert found.version == family
    assert found.prefixlen == prefix
    assert found.is_private
    assert not any(overlap(AddressRange.of(found), each) for each in ranges)


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


def test_the_first_free_ipv6_network() -> None:
    taken = IntervalIndex(
        [each for text in ("fd00::/64", "10.0.0.0/8") if (each := parse_range(text))]
    )
    assert str(free_network(64, taken, 6)) == "fd00:0:0:1::/64"
    assert str(free_network(104, taken, 6)) == "fd00:0:0:1::/104"
