"""Ranges of addresses as pairs of numbers, and what can be looked up in many of them.

Two intervals are apart exactly where one ends before the other begins. So how many of a list
overlap a given one follows from two binary searches in sorted ends, and no pair is ever compared
for its own sake: the work is near linear, however many ranges there are.

Both families lie on one line of numbers, IPv6 behind all of IPv4, so that no range of one ever
meets a range of the other and nothing below has to ask which family it has at hand.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from operator import attrgetter
from typing import Final, Generic, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

Network: TypeAlias = IPv4Network | IPv6Network
"""A network of either family."""
Family: TypeAlias = Literal[4, 6]
"""A family of addresses, by the version of its protocol."""

ADDRESS_BITS: Final[Mapping[Family, int]] = {4: 32, 6: 128}
"""How many bits an address of a family has, which is its longest mask."""
_FIRST_OF_IPV6: Final = 1 << 128
"""Where IPv6 begins on the line of numbers: every IPv4 address comes before it, with a gap."""


class Interval(Protocol):
    """Anything with a first and a last address, both numbers, both included."""

    @property
    def first(self) -> int:
        """The first address."""

    @property
    def last(self) -> int:
        """The last address."""


IntervalT = TypeVar("IntervalT", bound=Interval)

BY_START: Final = attrgetter("first", "last")
"""Sort key: by the first address, shorter intervals before longer ones."""


class AddressRange(NamedTuple):
    """A range: its first and last address as numbers, and its mask length."""

    first: int
    last: int
    prefix: int

    @classmethod
    def of(cls, network: Network) -> AddressRange:
        """The range of a network."""
        first = int(network.network_address)
        if isinstance(network, IPv6Network):
            first += _FIRST_OF_IPV6
        size = 1 << (network.max_prefixlen - network.prefixlen)
        return cls(first, first + size - 1, network.prefixlen)

    @property
    def family(self) -> Family:
        """The family that its addresses are of."""
        return family_of(self)

    def __str__(self) -> str:
        return str(network_at(self.first, self.prefix))


def family_of(interval: Interval) -> Family:
    """The family that an interval's addresses are of."""
    return 6 if interval.first >= _FIRST_OF_IPV6 else 4


def network_at(first: int, prefix: int) -> Network:
    """The network of a mask length that begins at a number.

    Raises ValueError where no network of that length begins there.
    """
    if first >= _FIRST_OF_IPV6:
        return IPv6Network((first - _FIRST_OF_IPV6, prefix))
    return IPv4Network((first, prefix))


@lru_cache(maxsize=1 << 16)
def parse_range(text: str) -> AddressRange | None:
    """The range of a text, host bits dropped; None where it is no range at all.

    >>> str(parse_range("10.42.7.1/24")), str(parse_range("FD00::1/64"))
    ('10.42.7.0/24', 'fd00::/64')
    """
    if ":" not in text and not text[:1].isdigit():
        return None  # a name of a host, as most texts are that are no range
    try:
        return AddressRange.of(ip_network(text, strict=False))
    except ValueError:
        return None


def parse_address(text: str) -> AddressRange | None:
    """An address as a range of one; None where a text is none."""
    found = parse_range(text)
    return found if found is not None and found.first == found.last else None


def contains(outer: Interval, inner: Interval) -> bool:
    """Whether every address of one interval is in another."""
    return outer.first <= inner.first and inner.last <= outer.last


def overlap(one: Interval, other: Interval) -> bool:
    """Whether two intervals share an address."""
    return one.first <= other.last and other.first <= one.last


class IntervalIndex(Generic[IntervalT]):
    """Intervals, sorted once, so that each question takes a binary search or two."""

    def __init__(self, intervals: Iterable[IntervalT]) -> None:
        ordered = sorted(intervals, key=BY_START)
        self._firsts: Sequence[int] = [each.first for each in ordered]
        self._lasts: Sequence[int] = sorted(each.last for each in ordered)
        self._farthest: list[IntervalT] = []  # of those up to each place, the one that ends last
        for each in ordered:
            if self._farthest and each.last <= self._farthest[-1].last:
                each = self._farthest[-1]  # noqa: PLW2901 - it reaches farther
            self._farthest.append(each)

    def count_overlaps(self, other: Interval) -> int:
        """How many of the intervals share an address with another one."""
        return bisect_right(self._firsts, other.last) - bisect_left(self._lasts, other.first)

    def find_overlap(self, other: Interval) -> IntervalT | None:
        """One that shares an address with another interval; None where all are apart from it.

        Of several it is the one that ends last.
        """
        begun = bisect_right(self._firsts, other.last)
        if begun and self._farthest[begun - 1].last >= other.first:
            return self._farthest[begun - 1]
        return None

    def find_containing(self, other: Interval) -> IntervalT | None:
        """One that holds all of another interval; None where none does.

        Of several networks it is the outermost.
        """
        begun = bisect_right(self._firsts, other.first)
        if begun and self._farthest[begun - 1].last >= other.last:
            return self._farthest[begun - 1]
        return None


class IntervalUnion:
    """All addresses of some intervals together; neighbours without a gap count as one."""

    def __init__(self, intervals: Iterable[Interval]) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for each in sorted(intervals, key=BY_START):
            if self._lasts and each.first <= self._lasts[-1] + 1:
                self._lasts[-1] = max(self._lasts[-1], each.last)
            else:
                self._firsts.append(each.first)
                self._lasts.append(each.last)

    def covers(self, other: Interval) -> bool:
        """Whether every address of an interval is among them."""
        at = bisect_right(self._firsts, other.first) - 1
        return at >= 0 and other.last <= self._lasts[at]

    @property
    def size(self) -> int:
        """How many addresses there are."""
        return sum(self._lasts) - sum(self._firsts) + len(self._firsts)
