"""Ranges of addresses as pairs of numbers, and which of many overlap: sort, then sweep.

5,000 nodes make twelve million pairs; sorted by their beginning, an overlap is always between a
range and the one open range that reaches farthest, so the work stays near linear.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, ip_address, ip_network
from typing import NamedTuple


class Range(NamedTuple):
    """An IPv4 range: first and last address as numbers, and its mask length."""

    first: int
    last: int
    mask: int

    def holds(self, other: Range) -> bool:
        """Whether another range lies inside."""
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: Range) -> bool:
        """Whether they share an address."""
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        return f"{ip_address(self.first)}/{self.mask}"


@lru_cache(maxsize=1 << 16)
def parsed(text: str) -> Range | None:
    """The IPv4 range of a text; None where it is IPv6 or none at all. Host bits are dropped."""
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return None
    if not isinstance(network, IPv4Network):
        return None
    first = int(network.network_address)
    return Range(first, first + network.num_addresses - 1, network.prefixlen)


def address(text: str) -> int | None:
    """An IPv4 address as a number; None where it is none."""
    found = parsed(text)
    return found.first if found is not None and found.mask == 32 else None


def overlapping(ranges: Iterable[tuple[Range, str]]) -> Iterator[tuple[tuple[Range, str], ...]]:
    """Pairs of ranges of different owners that share an address, each owner's first only.

    Every range that overlaps an earlier one is told once, against the one that reaches farthest;
    among n ranges with m overlaps this takes O(n log n + m).
    """
    farthest: tuple[Range, str] | None = None
    other: tuple[Range, str] | None = None  # reaches farthest among those of another owner
    for each in sorted(ranges):
        for open_ in (farthest, other):
            if open_ is not None and open_[1] != each[1] and each[0].first <= open_[0].last:
                yield open_, each
                break
        if farthest is None or each[0].last >= farthest[0].last:
            if farthest is not None and farthest[1] != each[1]:
                other = farthest
            farthest = each
        elif each[1] != farthest[1] and (other is None or each[0].last > other[0].last):
            other = each


class Covering:
    """Disjoint or nested ranges in which addresses and ranges can be looked up by bisection."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        outer: list[Range] = []
        for each in sorted(ranges, key=lambda one: (one.first, -one.last)):
            if not outer or each.last > outer[-1].last:
                outer.append(each)
        self._outer: Sequence[Range] = outer
        self._firsts = [each.first for each in outer]

    def around(self, each: Range) -> Range | None:
        """The range that holds this one."""
        # the outer ranges have rising ends, so the last one that begins before is the best guess
        index = bisect_right(self._firsts, each.first) - 1
        if index >= 0 and self._outer[index].holds(each):
            return self._outer[index]
        return None
