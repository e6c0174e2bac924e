"""Whatever a config says, it is judged; and what is valid is never refused.

`CILIUM_AKO_EXAMPLES` says how many configs are looked at: 2,000, or 20,000 in CI.
"""

from __future__ import annotations

from collections import Counter
from ipaddress import IPv4Network
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.catalogue.rules import BY_ID, CHECKED_ELSEWHERE
from cilium_ako.config.stack import RawConfig, parse
from cilium_ako.rules.collect import judge
from cilium_ako.rules.ranges import (
    SHOWN,
    Range,
    Ranges,
    Union,
    overlaps,
    overlaps_within,
    range_of,
    repeated,
)
from tests.rules.cases import cases, raw_of
from tests.strategies import HIDDEN, broken_configs, examples, valid_configs

_seen: Counter[str] = Counter()


@given(config=valid_configs())
@examples(0.25)
def test_a_valid_config_breaks_no_rule_that_is_an_error(config: dict[str, Any]) -> None:
    stack, shape_errors = parse("generated", raw_of(config, HIDDEN), offline=True)
    problems = judge(stack, shape_errors)
    assert [problem for problem in problems if problem.stops] == []
    _seen.update(problem.rule for problem in problems)


@given(raw=broken_configs(), offline=st.booleans())
@examples(0.75)
def test_every_config_is_judged(raw: RawConfig, offline: bool) -> None:  # noqa: FBT001
    stack, shape_errors = parse("generated", raw, offline=offline)
    problems = judge(stack, shape_errors)
    for problem in problems:
        assert problem.message
        assert problem.fix
        text = f"{problem.path} {problem.message} {problem.fix}"
        for secret in raw.secrets.values():
            if secret.text and len(secret.text) > 25:
                assert secret.text not in text
    assert problems == judge(stack, shape_errors)
    _seen.update(problem.rule for problem in problems)


def test_every_rule_is_hit() -> None:
    """By a data file, or by what the two tests above made."""
    for case in cases():
        _seen.update(problem.rule for problem in case.problems())
    assert set(BY_ID) - CHECKED_ELSEWHERE - set(_seen) == set()


_NETWORKS = st.builds(
    lambda first, prefix: IPv4Network(((first >> (32 - prefix)) << (32 - prefix), prefix)),
    st.integers(0, 255),
    st.integers(24, 32),
)


def _ranges(name: str) -> st.SearchStrategy[list[Range]]:
    return st.lists(_NETWORKS, max_size=25).map(
        lambda networks: [range_of(each, name, index) for index, each in enumerate(networks)]
    )


@given(left=_ranges("left"), right=_ranges("right"))
@examples(0.05)
def test_sorting_finds_what_comparing_every_pair_finds(
    left: list[Range], right: list[Range]
) -> None:
    met = {
        one: sum(one.network.overlaps(other.network) for other in right)
        for one in left
        if any(one.network.overlaps(other.network) for other in right)
    }
    found = list(overlaps(left, right))
    assert len(found) == min(len(met), SHOWN)
    for meeting in found:
        assert met[meeting.range] == meeting.more + 1
        assert meeting.range.network.overlaps(meeting.other.network)
    assert sum(each.left_out for each in found) == max(len(met) - SHOWN, 0)
    union = Union(right)
    index = Ranges(right)
    addresses = {address for other in right for address in range(other.first, other.last + 1)}
    assert union.size == len(addresses)
    for one in left:
        assert union.holds(one) == addresses.issuperset(range(one.first, one.last + 1))
        assert index.meeting(one)[0] == met.get(one, 0)


@given(ranges=_ranges("list"))
@examples(0.05)
def test_a_list_that_overlaps_itself_is_found_out(ranges: list[Range]) -> None:
    networks = [each.network for each in ranges]
    pairs = [
        (one, other)
        for index, one in enumerate(networks)
        for other in networks[:index]
        if one != other and one.overlaps(other)
    ]
    assert bool(list(overlaps_within(ranges))) == bool(pairs)
    twice = len(networks) - len(set(networks))
    found = list(repeated(ranges))
    assert len(found) + sum(each.left_out for each in found) == twice
