"""Which ranges of a list, or of two, share addresses: sort, then sweep, in near linear time.

What is found is limited: a thousand overlaps are one mistake, and nobody reads a thousand lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Generic, NamedTuple

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


def overlaps_between_owners(
    ranges: Iterable[tuple[IntervalT, str]],
) -> Iterator[tuple[tuple[IntervalT, str], tuple[IntervalT, str]]]:
    """Pairs of ranges of different owners that share an address.

    Every range that overlaps an earlier one of another owner is told once, against the one that
    ends last: among n ranges with m overlaps this takes O(n log n + m).
    """
    farthest: tuple[IntervalT, str] | None = None
    of_another: tuple[IntervalT, str] | None = None  # ends last among those of another owner
    for each in sorted(ranges, key=lambda owned: (*BY_START(owned[0]), owned[1])):
        for earlier in (farthest, of_another):
            if earlier is not None and earlier[1] != each[1] and each[0].first <= earlier[0].last:
                yield earlier, each
                break
        if farthest is None or each[0].last >= farthest[0].last:
            if farthest is not None and farthest[1] != each[1]:
                of_another = farthest
            farthest = each
        elif each[1] != farthest[1] and (of_another is None or each[0].last > of_another[0].last):
            of_another = each
