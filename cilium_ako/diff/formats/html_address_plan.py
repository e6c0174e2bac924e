"""The address plan, measured for a drawing to scale: where ranges lie, how much of each is used.

A lane for each role shows where its ranges lie in the private block that holds them; below, each
range has a strip of its own, cut into the blocks that nodes get. All measures are of the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from math import log2
from typing import Final, NamedTuple

from cilium_ako.addresses.intervals import (
    AddressRange,
    Network,
    contains,
)
from cilium_ako.addresses.subnets import private_block, spanning_network
from cilium_ako.diff.model import Planned, PlannedNode, PlannedRange

_WIDTH: Final = 1000
_LANE: Final = 18
_STRIP: Final = 22
_THINNEST: Final = 2.0
"""How wide the smallest range is drawn."""
_MOST_BLOCKS: Final = 256
"""Blocks of which each is drawn; more would be thinner than a line."""
_UNREADABLE: Final = 1 << 33
"""More than IPv4 has addresses: nobody reads such a number digit by digit."""
_ROLES: Final = ("nodes", "pool", "VPC", "pods", "services", "VIPs")


class Bar(NamedTuple):
    """A range in a lane."""

    cidr: str
    start: float
    width: float


class Lane(NamedTuple):
    """Where the ranges of one role lie."""

    role: str
    top: int
    height: int
    baseline: int
    bars: list[Bar]


class Overview(NamedTuple):
    """The lanes in one block of addresses."""

    cidr: str
    first: str
    last: str
    height: int
    label: str
    lanes: list[Lane]


class Strip(NamedTuple):
    """How much of one range is used."""

    role: str
    name: str
    cidr: str
    words: str
    used: float | None
    """None where a config does not say how much is used."""
    cuts: list[float]
    """Where one block ends and the next begins; empty where there is one, or too many."""


class Plan(NamedTuple):
    """One drawing."""

    title: str
    overviews: list[Overview]
    strips: list[Strip]
    """Of ranges, and then of nodes of each type: those are cut into their interfaces."""
    width: int = _WIDTH
    strip_height: int = _STRIP


class _Placed(NamedTuple):
    range: PlannedRange
    network: Network


def drawn_plans(before: Sequence[Planned], after: Sequence[Planned]) -> list[Plan]:
    """One plan, or two where they differ; none where there is nothing to draw."""
    if not before and not after:
        return []
    if not before or not after or before == after:
        return [_plan("", after or before)]
    return [_plan("Before", before), _plan("After", after)]


def _plan(title: str, planned: Sequence[Planned]) -> Plan:
    placed = [
        _Placed(each, ip_network(each.cidr)) for each in planned if isinstance(each, PlannedRange)
    ]
    overviews = [
        _overview(whole, [each for each in placed if _inside(each.network, whole)])
        for whole in _wholes(placed)
    ]
    nodes = [_node_strip(each) for each in planned if isinstance(each, PlannedNode)]
    return Plan(title, overviews, [*(_strip(*each) for each in placed), *nodes])


def _inside(inner: Network, outer: Network) -> bool:
    """Whether a network lies in another one; never in one of the other family."""
    return contains(AddressRange.of(outer), AddressRange.of(inner))


def _wholes(placed: Sequence[_Placed]) -> list[Network]:
    """For each private block (or else each range alone), the smallest range that holds its own.

    IPv4 comes first.
    """
    groups: dict[AddressRange, list[AddressRange]] = {}
    for each in placed:
        block = private_block(each.network)
        groups.setdefault(block, []).append(AddressRange.of(each.network))
    wholes = [spanning_network(ranges) for ranges in groups.values()]
    ipv4 = collapse_addresses(each for each in wholes if isinstance(each, IPv4Network))
    ipv6 = collapse_addresses(each for each in wholes if isinstance(each, IPv6Network))
    return [*sorted(ipv4), *sorted(ipv6)]


def _overview(whole: Network, placed: Sequence[_Placed]) -> Overview:
    roles = [role for role in _ROLES if any(each.range.role == role for each in placed)]
    lanes = [
        Lane(
            role,
            top=index * _LANE,
            height=_LANE - 4,
            baseline=(index + 1) * _LANE - 5,
            bars=[_bar(each.network, whole) for each in placed if each.range.role == role],
        )
        for index, role in enumerate(roles)
    ]
    label = ", ".join(f"{each.range.role} {each.network}" for each in placed)
    return Overview(
        str(whole),
        str(whole.network_address),
        str(whole.broadcast_address),
        len(lanes) * _LANE + 18,
        f"{whole}: {label}",
        lanes,
    )


def _bar(network: Network, whole: Network) -> Bar:
    scale = _WIDTH / whole.num_addresses
    width = max(_THINNEST, network.num_addresses * scale)
    start = (int(network.network_address) - int(whole.network_address)) * scale
    return Bar(str(network), min(start, _WIDTH - width), width)


def _strip(each: PlannedRange, network: Network) -> Strip:
    blocks = 2 ** max(0, each.block - network.prefixlen) if each.block else 0
    drawn = blocks if 1 < blocks <= _MOST_BLOCKS else 0
    return Strip(
        each.role,
        each.name,
        str(network),
        _words(each, network, blocks),
        _WIDTH * each.used / blocks if blocks else None,
        [_WIDTH / blocks * index for index in range(1, drawn)],
    )


def _node_strip(node: PlannedNode) -> Strip:
    """A node of a type; what is used of it is that of a full one."""
    each = f"{node.slots} prefixes of {node.in_slot}" if node.in_slot > 1 else f"{node.slots}"
    share = round(100 * node.used / node.capacity) if node.capacity else 0
    return Strip(
        "node",
        node.instance_type,
        f"{node.interfaces} × {each}",
        f"{node.capacity:,} addresses: {node.used:,} used at most ({share} %), "
        f"{node.capacity - node.used:,} free",
        _WIDTH * node.used / node.capacity if node.capacity else None,
        [_WIDTH / node.interfaces * index for index in range(1, node.interfaces)],
    )


def _words(each: PlannedRange, network: Network, blocks: int) -> str:
    if not blocks:
        number = _count(network.num_addresses)
        return f"{number} addresses; a config does not say how many are used"
    free = blocks - each.used
    what = "addresses" if each.block == network.max_prefixlen else f"blocks of /{each.block}"
    share = round(100 * each.used / blocks)
    used = f"{each.used:,} used at most ({share} %)"
    return f"{_count(blocks)} {what}: {used}, {_count(free)} free"


def _count(number: int) -> str:
    """A number that a person reads; one of IPv6's is told by its power of two."""
    if number < _UNREADABLE:
        return f"{number:,}"
    return f"about 2^{round(log2(number))}"
