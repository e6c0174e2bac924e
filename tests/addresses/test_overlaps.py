"""Overlaps: sorting finds what comparing every pair finds, and no report is too long."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given

from cilium_ako.addresses.intervals import AddressRange, overlap
from cilium_ako.addresses.overlaps import (
    SHOWN,
    duplicates,
    limited,
    overlaps,
    overlaps_across,
    overlaps_between_owners,
    overlaps_within,
)
from tests.addresses.strategies import LISTS, OWNED


@given(left=LISTS, right=LISTS)
def test_overlaps_of_two_lists(left: list[AddressRange], right: list[AddressRange]) -> None:
    met = [each for each in left if any(overlap(each, other) for other in right)]
    found = overlaps(left, right)
    assert [each.range for each in found] == met[:SHOWN]
    for each in found:
        assert each.more + 1 == sum(overlap(each.range, other) for other in right)
        assert overlap(each.range, each.other)
        assert each.other in right
    assert sum(each.left_out for each in found) == max(len(met) - SHOWN, 0)


@given(ranges=LISTS)
def test_overlaps_within_a_list(ranges: list[AddressRange]) -> None:
    different = combinations(dict.fromkeys(ranges), 2)
    assert bool(overlaps_within(ranges)) == any(overlap(*pair) for pair in different)


@given(ranges=LISTS)
def test_duplicates_in_a_list(ranges: list[AddressRange]) -> None:
    found = duplicates(ranges)
    assert len(found) + sum(each.left_out for each in found) == len(ranges) - len(set(ranges))


@given(ranges=LISTS)
def test_what_is_said_of_ranges_is_limited(ranges: list[AddressRange]) -> None:
    found = list(limited(ranges, lambda each: "long" if each.prefix > 24 else ""))
    long = [each for each in ranges if each.prefix > 24]
    assert [each for each, _, _ in found] == long[:SHOWN]
    assert sum(left_out for _, _, left_out in found) == max(len(long) - SHOWN, 0)


@given(ranges=OWNED)
def test_a_range_that_overlaps_an_earlier_one_of_another_owner_is_told_once(
    ranges: list[tuple[AddressRange, str]],
) -> None:
    ordered = sorted(ranges)
    expected = [
        each
        for index, each in enumerate(ordered)
        if any(other[1] != each[1] and overlap(other[0], each[0]) for other in ordered[:index])
    ]
    pairs = list(overlaps_between_owners(ranges))
    assert [second for _, second in pairs] == expected
    for first, second in pairs:
        assert first[1] != second[1]
        assert overlap(first[0], second[0])


@given(left=OWNED, right=OWNED)
def test_ranges_of_two_lists_meet_across_owners(
    left: list[tuple[AddressRange, str]], right: list[tuple[AddressRange, str]]
) -> None:
    marked = sorted([(*each, 0) for each in left] + [(*each, 1) for each in right])
    later = [
        (each, side)
        for index, (each, owner, side) in enumerate(marked)
        if any(
            another != owner and other_side != side and overlap(other, each)
            for other, another, other_side in marked[:index]
        )
    ]
    pairs = list(overlaps_across(left, right))
    assert len(pairs) == len(later)
    for (one, owner), (other, another) in pairs:
        assert owner != another
        assert overlap(one, other)
        assert (one, owner) in left
        assert (other, another) in right
