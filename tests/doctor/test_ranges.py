"""Ranges: overlaps against the obvious way, lookups, pools and their room."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.doctor.addresses import Covering, Range, overlapping, parsed
from cilium_ako.doctor.checks.ranges import pool_usage
from cilium_ako.doctor.scene import Scene
from tests.doctor.stacks import stack
from tests.doctor.worlds import World


@st.composite
def some_ranges(draw: st.DrawFn) -> Range:
    mask = draw(st.integers(20, 32))
    first = draw(st.integers(0, 255)) * 16 >> (32 - mask) << (32 - mask)
    return Range(first, first + (1 << (32 - mask)) - 1, mask)


owned = st.lists(st.tuples(some_ranges(), st.sampled_from("abcd")), max_size=12)


@given(owned)
def test_every_range_that_overlaps_an_earlier_one_of_another_is_told_once(
    ranges: list[tuple[Range, str]],
) -> None:
    ordered = sorted(ranges)
    expected = [
        each
        for index, each in enumerate(ordered)
        if any(other[1] != each[1] and other[0].overlaps(each[0]) for other in ordered[:index])
    ]
    pairs = list(overlapping(ranges))
    assert [second for _, second in pairs] == expected
    for first, second in pairs:
        assert first[1] != second[1]
        assert first[0].overlaps(second[0])


@given(owned)
def test_nothing_is_told_exactly_where_nothing_overlaps(ranges: list[tuple[Range, str]]) -> None:
    clash = any(a[1] != b[1] and a[0].overlaps(b[0]) for a, b in combinations(ranges, 2))
    assert bool(list(overlapping(ranges))) == clash


@given(st.lists(some_ranges(), max_size=10), some_ranges())
def test_a_range_is_found_in_those_around_it(ranges: list[Range], each: Range) -> None:
    found = Covering(ranges).around(each)
    assert (found is not None) == any(other.holds(each) for other in ranges)
    assert found is None or found.holds(each)


@given(some_ranges())
def test_a_range_reads_as_it_is_written(each: Range) -> None:
    assert parsed(str(each)) == each


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_ranges(text: str) -> None:
    found = parsed(text)
    assert found is None or 0 <= found.first <= found.last


def test_a_pool_tells_how_many_more_nodes_fit() -> None:
    world = World(stack())
    usage = [each for each in world.examine().findings if each.check == "pool-usage"]
    assert [(each.object, each.message) for each in usage] == [
        ("pool 10.42.0.0/16", "3 of 256 ranges are given, 253 more nodes fit")
    ]


def test_a_pool_that_is_nearly_full_is_told() -> None:
    ipam = {"mode": "cluster-pool", "podCidrs": ["10.42.0.0/22"], "nodeMaskSize": 24}
    full = World(stack(cilium={"ipam": ipam}), nodes=4)
    assert full.faults() == [("pool-nearly-full", "warn")]
    roomy = World(stack(cilium={"ipam": ipam}), nodes=3)
    assert roomy.faults() == []


@given(st.text(max_size=8), st.text(max_size=20))
def test_no_config_breaks_the_pools(mask: str, pools: str) -> None:
    world = World(_STACK, nodes=1)
    world.config["cluster-pool-ipv4-mask-size"] = mask
    world.config["cluster-pool-ipv4-cidr"] = pools
    seen = world.examine().seen
    assert _STACK.cluster is not None
    assert _STACK.cilium is not None
    scene = Scene(_STACK, _STACK.cluster, _STACK.cilium, _STACK.ako, seen)
    assert all(total >= 1 for _, _, total in pool_usage(scene))


_STACK = stack()
