"""Ranges of addresses, compared by sorting: near-linear however many there are.

Two intervals are apart exactly where one ends before the other begins. So how many of a list
meet a given one follows from two binary searches, and no pair is ever looked at for its own
sake. Reports are capped as well: a thousand overlaps are one mistake.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from ipaddress import IPv4Network
from operator import itemgetter
from typing import Final, NamedTuple

from cilium_ako.config.stack import key_path

SHOWN: Final = 10
"""How many findings of one kind a report has; the last one counts the rest."""

_SPACE: Final = 1 << 32


class Range(NamedTuple):
    """A range of a config, and where it stands there."""

    first: int
    last: int
    network: IPv4Network
    place: tuple[str | int, ...]

    @property
    def path(self) -> str:
        """Its place as `pulumi config --path` spells it."""
        return key_path(*self.place)

    def holds(self, other: Range) -> bool:
        """Whether all of another range is in this one."""
        return self.first <= other.first and other.last <= self.last


def range_of(network: IPv4Network, *place: str | int) -> Range:
    """A network as a range."""
    first = int(network.network_address)
    return Range(first, first + (_SPACE >> network.prefixlen) - 1, network, place)


def ranges_of(networks: Iterable[IPv4Network], *place: str | int) -> list[Range]:
    """A list of networks as ranges."""
    return [range_of(network, *place, index) for index, network in enumerate(networks)]


class Ranges:
    """Ranges, indexed."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self.sorted: Sequence[Range] = sorted(ranges, key=itemgetter(0, 1))
        self._firsts = [each.first for each in self.sorted]
        self._lasts = sorted(each.last for each in self.sorted)
        self._furthest: list[Range] = []
        furthest: Range | None = None
        for each in self.sorted:
            if furthest is None or each.last > furthest.last:
                furthest = each
            self._furthest.append(furthest)

    def meeting(self, other: Range) -> tuple[int, Range | None]:
        """How many of these ranges overlap another one, and one that does."""
        begun = bisect_right(self._firsts, other.last)
        count = begun - bisect_left(self._lasts, other.first)
        return count, self._furthest[begun - 1] if count else None


class Union:
    """All addresses of some ranges, as disjoint intervals."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for each in sorted(ranges, key=itemgetter(0)):
            if self._lasts and each.first <= self._lasts[-1] + 1:
                self._lasts[-1] = max(self._lasts[-1], each.last)
            else:
                self._firsts.append(each.first)
                self._lasts.append(each.last)

    def holds(self, other: Range) -> bool:
        """Whether every address of a range is among them."""
        at = bisect_right(self._firsts, other.first) - 1
        return at >= 0 and other.last <= self._lasts[at]

    @property
    def size(self) -> int:
        """How many addresses there are."""
        return sum(self._lasts) - sum(self._firsts) + len(self._firsts)


class Meeting(NamedTuple):
    """A range that overlaps others."""

    range: Range
    other: Range
    more: int
    """How many others of the list it overlaps besides."""
    left_out: int
    """On the last one shown: how many ranges like this one are not."""

    @property
    def what(self) -> str:
        """What overlaps what."""
        text = f"{self.range.network} overlaps {self.other.network} ({self.other.path})"
        if self.more:
            text += f" and {self.more} more"
        if self.left_out:
            text += f"; {self.left_out} more ranges of this list do the like"
        return text


def overlaps(ranges: Iterable[Range], others: Iterable[Range]) -> Iterator[Meeting]:
    """The ranges of one list that overlap any of another, at most `SHOWN` of them."""
    index = Ranges(others)
    shown: list[tuple[Range, Range, int]] = []
    found = 0
    for each in ranges:
        count, other = index.meeting(each)
        if other is not None:
            found += 1
            if len(shown) < SHOWN:
                shown.append((each, other, count - 1))
    for place, (each, other, more) in enumerate(shown, 1):
        yield Meeting(each, other, more, found - place if place == len(shown) else 0)


def overlaps_within(ranges: Iterable[Range]) -> Iterator[Meeting]:
    """The ranges that overlap an earlier or larger one of the same list, at most `SHOWN`.

    Repeated ones are left to `repeated`: they are another mistake.
    """
    shown: list[tuple[Range, Range]] = []
    found = 0
    reach: Range | None = None
    for each in sorted(ranges, key=lambda each: (each.first, -each.last)):
        if reach is not None and each.first <= reach.last:
            if each[:2] == reach[:2]:
                continue
            found += 1
            if len(shown) < SHOWN:
                shown.append((each, reach))
        if reach is None or each.last > reach.last:
            reach = each
    for place, (each, other) in enumerate(shown, 1):
        yield Meeting(each, other, 0, found - place if place == len(shown) else 0)


def repeated(ranges: Iterable[Range]) -> Iterator[Meeting]:
    """The ranges that stand in the list before already, at most `SHOWN` of them."""
    seen: dict[tuple[int, int], Range] = {}
    shown: list[tuple[Range, Range]] = []
    found = 0
    for each in ranges:
        earlier = seen.setdefault((each.first, each.last), each)
        if earlier is not each:
            found += 1
            if len(shown) < SHOWN:
                shown.append((each, earlier))
    for place, (each, earlier) in enumerate(shown, 1):
        yield Meeting(each, earlier, 0, found - place if place == len(shown) else 0)


def capped(
    ranges: Iterable[Range], what: Callable[[Range], str]
) -> Iterator[tuple[Range, str, str]]:
    """At most `SHOWN` ranges of which there is something to say, with what, and how many more."""
    said = [(each, text) for each in ranges if (text := what(each))]
    for each, text in said[: SHOWN - 1]:
        yield each, text, ""
    for each, text in said[SHOWN - 1 : SHOWN]:
        left = len(said) - SHOWN
        yield each, text, f"; {left} more ranges of this list do the like" if left else ""


_CANDIDATES: Final = tuple(
    IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)
_TRIED: Final = 1024


def free_range(prefix: int, taken: Ranges) -> IPv4Network | None:
    """The first private range of a size that overlaps nothing taken, if one is found quickly."""
    tried = 0
    for candidate in _CANDIDATES:
        if prefix < candidate.prefixlen:
            continue
        size = _SPACE >> prefix
        first = int(candidate.network_address)
        last = int(candidate.broadcast_address)
        while first <= last and tried < _TRIED:
            tried += 1
            network = IPv4Network((first, prefix))
            count, met = taken.meeting(range_of(network))
            if not count:
                return network
            first = max(first, met.last if met else first) // size * size + size
    return None
