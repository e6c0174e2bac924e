"""Ranges of two stacks that overlap, told in both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from cilium_ako.addresses.overlaps import SHOWN, Owned
from cilium_ako.fleet.member import Member, SharedFinding
from cilium_ako.rules.queries import ConfigRange

ConfigPair: TypeAlias = tuple[Member, ConfigRange, Member, ConfigRange]
"""A stack and a range of it, and another stack with the range that overlaps it."""


def owned(
    together: Iterable[Member], ranges_of: Callable[[Member], Iterable[ConfigRange]]
) -> list[Owned[ConfigRange]]:
    """Ranges of stacks, each with whose it is."""
    return [(each, str(member.number)) for member in together for each in ranges_of(member)]


def config_pairs(
    members: Sequence[Member], pairs: Iterable[tuple[Owned[ConfigRange], Owned[ConfigRange]]]
) -> Iterator[ConfigPair]:
    """Pairs of ranges, with the stacks whose they are."""
    for (one, owner), (other, another) in pairs:
        yield members[int(owner)], one, members[int(another)], other


def in_both(pairs: Iterable[ConfigPair], what: str, of: str) -> Iterator[SharedFinding]:
    """Each pair as a finding in both stacks, at most `SHOWN` in one stack.

    `what` names the first range, as in `the pod range`, and `of` whose it is, in the other stack.
    """
    told: Counter[int] = Counter()
    for one, first, other, second in pairs:
        sides = (
            (one, other, f"{what} {first.network}", first, second, ""),
            (other, one, f"{second.network}", second, first, f" of {of}"),
        )
        for member, others, begins, own, foreign, whose in sides:
            told[member.number] += 1
            if told[member.number] > SHOWN:
                continue
            yield SharedFinding(
                member,
                own.path,
                f"{begins} overlaps {foreign.network}{whose} of {others.name} ({foreign.path})",
                (others.name,),
            )
