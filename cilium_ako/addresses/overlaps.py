"""Which ranges of a list, or of two, share addresses: sort, then sweep, in near linear time.

What is found is limited: a thousand overlaps are one mistake, and nobody reads a thousand lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Generic, NamedTuple, TypeAlias

from cilium_ako.addresses.intervals import BY_START, Interval, IntervalIndex, IntervalT

SHOWN: Final = 10
"""How many findings of one kind a report has; the last one counts the rest."""


class Overlap(NamedTuple, Generic[IntervalT]):
    """A range that shares addresses with others."""

    range: IntervalT
    other: IntervalT
    """One of those that it overlaps."""
    more: int
    """How many others of the list it overlaps besides."""
    left_out: int
    """On the last one shown: how many ranges like this one are not."""


def overlaps(ranges: Iterable[IntervalT], others: Iterable[IntervalT]) -> list[Overlap[IntervalT]]:
    """The ranges of one list that overlap any of another, at most `SHOWN`, in the list's order."""
    ranges, others = list(ranges), list(others)
    if not ranges or not others:
        return []
    index = IntervalIndex(others)
    found = [(each, other) for each in ranges if (other := index.find_overlap(each)) is not None]
    return _shown(found, lambda each: index.count_overlaps(each) - 1)


def overlaps_within(ranges: Iterable[IntervalT]) -> list[Overlap[IntervalT]]:
    """The ranges that overlap an earlier or larger one of the same list, at most `SHOWN`.

    Those that stand there twice are left to `duplicates`: they are another mistake.
    """
    found = []
    reach: IntervalT | None = None
    for each in sorted(ranges, key=lambda each: (each.first, -each.last)):
        if reach is not None and each.first <= reach.last and BY_START(each) != BY_START(reach):
            found.append((each, reach))
        if reach is None or each.last > reach.last:
            reach = each
    return _shown(found, _none)


def duplicates(ranges: Iterable[IntervalT]) -> list[Overlap[IntervalT]]:
    """The ranges that stand earlier in the list already, at most `SHOWN` of them."""
    seen: dict[tuple[int, int], IntervalT] = {}
    found = []
    for each in ranges:
        earlier = seen.setdefault((each.first, each.last), each)
        if earlier is not each:
            found.append((each, earlier))
    return _shown(found, _none)


def _none(each: Interval) -> int:
    del each
    return 0


def _shown(
    found: Sequence[tuple[IntervalT, IntervalT]], more: Callable[[IntervalT], int]
) -> list[Overlap[IntervalT]]:
    shown = found[:SHOWN]
    left = len(found) - len(shown)
    return [
        Overlap(each, other, more(each), left if place == len(shown) else 0)
        for place, (each, other) in enumerate(shown, 1)
    ]


def limited(
    ranges: Iterable[IntervalT], what: Callable[[IntervalT], str]
) -> Iterator[tuple[IntervalT, str, int]]:
    """At most `SHOWN` ranges of which there is something to say, with that text.

    The number beside the last one counts those that are left out; it is 0 beside the others.
    """
    said = [(each, text) for each in ranges if (text := what(each))]
    shown = said[:SHOWN]
    for place, (each, text) in enumerate(shown, 1):
        yield each, text, len(said) - SHOWN if place == SHOWN else 0


Owned: TypeAlias = tuple[IntervalT, str]
"""A range, and who has it."""


def overlaps_between_owners(
    ranges: Iterable[Owned[IntervalT]],
) -> Iterator[tuple[Owned[IntervalT], Owned[IntervalT]]]:
    """Pairs of ranges of different owners that share an address.

    Every range that overlaps an earlier one of another owner is told once, against the one that
    ends last: among n ranges with m overlaps this takes O(n log n + m).
    """
    earlier = _Farthest[IntervalT]()
    for each in sorted(ranges, key=_by_start_and_owner):
        found = earlier.reaching(each)
        if found is not None:
            yield found, each
        earlier.add(each)


def overlaps_across(
    ranges: Iterable[Owned[IntervalT]], others: Iterable[Owned[IntervalT]]
) -> Iterator[tuple[Owned[IntervalT], Owned[IntervalT]]]:
    """Pairs of a range of one list and one of another that share an address, owners apart.

    Of each pair the one that begins later is told once, against the one that ends last: as near
    linear as `overlaps_between_owners`.
    """
    sides = (_Farthest[IntervalT](), _Farthest[IntervalT]())
    every = [(each, 0) for each in ranges] + [(each, 1) for each in others]
    for each, side in sorted(every, key=lambda pair: (*_by_start_and_owner(pair[0]), pair[1])):
        found = sides[1 - side].reaching(each)
        if found is not None:
            yield (each, found) if side == 0 else (found, each)
        sides[side].add(each)


def _by_start_and_owner(owned: Owned[IntervalT]) -> tuple[int, int, str]:
    return (owned[0].first, owned[0].last, owned[1])


class _Farthest(Generic[IntervalT]):
    """Of the ranges so far: the one that ends last, and the one that does among other owners'."""

    def __init__(self) -> None:
        self._first: Owned[IntervalT] | None = None
        self._of_another: Owned[IntervalT] | None = None

    def reaching(self, each: Owned[IntervalT]) -> Owned[IntervalT] | None:
        """The one that ends last of those that overlap a later range and are not its owner's."""
        for earlier in (self._first, self._of_another):
            if earlier is not None and earlier[1] != each[1]:
                return earlier if each[0].first <= earlier[0].last else None
        return None

    def add(self, each: Owned[IntervalT]) -> None:
        """Takes in a range that begins no earlier than those before it."""
        first, other = self._first, self._of_another
        if first is None or each[0].last >= first[0].last:
            if first is not None and first[1] != each[1]:
                self._of_another = first
            self._first = each
        elif each[1] != first[1] and (other is None or each[0].last > other[0].last):
            self._of_another = each
