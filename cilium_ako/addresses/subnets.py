"""Networks that follow from others: what holds some, and one that is still free."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_network
from typing import Final

from cilium_ako.addresses.intervals import (
    ADDRESS_BITS,
    AddressRange,
    Family,
    Interval,
    IntervalIndex,
    IntervalT,
    Network,
    contains,
    family_of,
    network_at,
)
from cilium_ako.catalogue.kubernetes.reserved_ranges import RFC_1918, RFC_4193_LOCAL, RFC_6598

_BLOCKS: Final = tuple(AddressRange.of(ip_network(text)) for text in (*RFC_1918, RFC_4193_LOCAL))
_PRIVATE: Final = (*_BLOCKS, AddressRange.of(ip_network(RFC_6598)))
_TRIED: Final = 1024
"""Places that are looked at before a search for a free network gives up."""


def spanning_network(intervals: Iterable[Interval]) -> Network:
    """The smallest network that holds all of some intervals.

    There must be one at least, and all of one family.
    """
    listed = list(intervals)
    first = min(each.first for each in listed)
    last = max(each.last for each in listed)
    host_bits = (first ^ last).bit_length()
    return network_at(
        first >> host_bits << host_bits, ADDRESS_BITS[family_of(listed[0])] - host_bits
    )


def private_block(network: Network) -> AddressRange:
    """The private block that holds a network; the network itself where none does."""
    own = AddressRange.of(network)
    return next((block for block in _PRIVATE if contains(block, own)), own)


def free_network(
    prefix: int, taken: IntervalIndex[IntervalT], family: Family = 4
) -> Network | None:
    """The first private network of a mask length and a family that overlaps nothing taken.

    None where there is none, or none is found quickly.
    """
    size = 1 << (ADDRESS_BITS[family] - prefix)
    tried = 0
    for block in _BLOCKS:
        if family_of(block) != family or prefix < block.prefix:
            continue
        start = block.first
        while start <= block.last and tried < _TRIED:
            tried += 1
            met = taken.find_overlap(AddressRange(start, start + size - 1, prefix))
            if met is None:
                return network_at(start, prefix)
            start = max(start, met.last) // size * size + size
    return None
