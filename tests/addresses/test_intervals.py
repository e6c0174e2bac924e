"""Every look-up by sorting and searching says what comparing each pair says."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.addresses.intervals import (
    AddressRange,
    IntervalIndex,
    IntervalUnion,
    contains,
    overlap,
    parse_address,
    parse_range,
)
from tests.addresses.strategies import LISTS, address_ranges, subnet_of


@given(one=address_ranges(), other=address_ranges())
def test_two_ranges_compare_as_their_networks(one: AddressRange, other: AddressRange) -> None:
    network, another = ip_network(str(one)), ip_network(str(other))
    assert overlap(one, other) == (network.version == another.version and network.overlaps(another))
    assert contains(one, other) == subnet_of(another, network)
    assert AddressRange.of(network) == one
    assert one.family == network.version


@given(ranges=LISTS, each=address_ranges())
def test_an_index_finds_what_overlaps(ranges: list[AddressRange], each: AddressRange) -> None:
    index = IntervalIndex(ranges)
    met = [other for other in ranges if overlap(other, each)]
    assert index.count_overlaps(each) == len(met)
    assert (index.find_overlap(each) in met) if met else index.find_overlap(each) is None


@given(ranges=LISTS, each=address_ranges())
def test_an_index_finds_the_outermost_around(
    ranges: list[AddressRange], each: AddressRange
) -> None:
    around = [other for other in ranges if contains(other, each)]
    found = IntervalIndex(ranges).find_containing(each)
    assert found == min(around, key=lambda other: other.prefix, default=None)


@given(ranges=LISTS, each=address_ranges())
def test_a_union_is_its_addresses(ranges: list[AddressRange], each: AddressRange) -> None:
    union = IntervalUnion(ranges)
    addresses = {address for one in ranges for address in range(one.first, one.last + 1)}
    assert union.size == len(addresses)
    assert union.covers(each) == addresses.issuperset(range(each.first, each.last + 1))


@given(each=address_ranges())
def test_a_range_reads_as_it_is_written(each: AddressRange) -> None:
    assert parse_range(str(each)) == each


@given(text=st.text(max_size=20))
def test_no_text_breaks_the_reading_of_ranges(text: str) -> None:
    found = parse_range(text)
    assert found is None or 0 <= found.first <= found.last


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("192.168.10.7", AddressRange(0xC0A80A07, 0xC0A80A07, 32)),
        ("192.168.10.7/32", AddressRange(0xC0A80A07, 0xC0A80A07, 32)),
        ("192.168.10.0/24", None),
        ("::1", AddressRange((1 << 128) + 1, (1 << 128) + 1, 128)),
        ("fd00::/64", None),
        ("node-1", None),
        ("", None),
    ],
)
def test_an_address_is_one_address(text: str, found: AddressRange | None) -> None:
    assert parse_address(text) == found


def test_no_family_reaches_into_the_other() -> None:
    ipv4, ipv6 = parse_range("0.0.0.0/0"), parse_range("::/0")
    assert ipv4 is not None
    assert ipv6 is not None
    assert not overlap(ipv4, ipv6)
    assert IntervalUnion([ipv4, ipv6]).size == (1 << 32) + (1 << 128)
    assert [str(each) for each in sorted([ipv6, ipv4])] == ["0.0.0.0/0", "::/0"]


@pytest.mark.parametrize("text", ["FD00:0:0::/64", "fd00::1/64", "fd00::/64"])
def test_an_ipv6_range_has_one_spelling(text: str) -> None:
    assert str(parse_range(text)) == "fd00::/64"
