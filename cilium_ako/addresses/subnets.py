"""Networks that follow from others: the smallest that holds some, and one that is still free."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network
from typing import Final

from cilium_ako.addresses.intervals import AddressRange, Interval, IntervalIndex, IntervalT
from cilium_ako.catalogue.kubernetes.reserved_ranges import RFC_1918

_BLOCKS: Final = tuple(IPv4Network(text) for text in RFC_1918)
_TRIED: Final = 1024
"""Places that are looked at before a search for a free network gives up."""


def spanning_network(intervals: Iterable[Interval]) -> IPv4Network:
    """The smallest network that holds all of some intervals; there must be one at least."""
    listed = list(intervals)
    first = min(each.first for each in listed)
    last = max(each.last for each in listed)
    host_bits = (first ^ last).bit_length()
    return IPv4Network((first >> host_bits << host_bits, 32 - host_bits))


def free_network(prefix: int, taken: IntervalIndex[IntervalT]) -> IPv4Network | None:
    """The first private network of a mask length that overlaps nothing taken.

    None where there is none, or none is found quickly.
    """
    size = 1 << (32 - prefix)
    tried = 0
    for block in _BLOCKS:
        if prefix < block.prefixlen:
            continue
        start, last = int(block.network_address), int(block.broadcast_address)
        while start <= last and tried < _TRIED:
            tried += 1
            network = IPv4Network((start, prefix))
            met = taken.find_overlap(AddressRange.of(network))
            if met is None:
                return network
            start = max(start, met.last) // size * size + size
    return None
