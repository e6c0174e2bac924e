"""Hosts and ports that several stacks name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cilium_ako.config.types import Endpoint
from cilium_ako.fleet.member import Member


class SharedEndpoint(NamedTuple):
    """An endpoint of one stack that others name, too."""

    member: Member
    place: int
    """Where it stands in that stack's list."""
    called: str
    """Host and port."""
    others: tuple[str, ...]
    """The other stacks, by name."""


def shared_endpoints(
    members: Sequence[Member],
    endpoints: Callable[[Member], Sequence[Endpoint]],
    *,
    own: Callable[[Endpoint], bool],
) -> Iterator[SharedEndpoint]:
    """Every endpoint of each stack that another stack names as well.

    Those that are `own` mean something else in every cluster, and are nobody else's.
    """
    named: defaultdict[tuple[str, int], dict[int, tuple[Member, int]]] = defaultdict(dict)
    for member in members:
        for place, each in enumerate(endpoints(member)):
            if not own(each):
                key = each.host.lower().rstrip("."), each.port
                named[key].setdefault(member.number, (member, place))
    for (host, port), together in named.items():
        if len(together) > 1:
            for member, place in together.values():
                others = tuple(each.name for each, _ in together.values() if each is not member)
                yield SharedEndpoint(member, place, f"{host}:{port}", others)
