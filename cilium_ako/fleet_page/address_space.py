"""The address space of all clusters, measured for a drawing to scale.

Each private block that is used has a drawing of its own, as wide as what of it is used. In it every
group of clusters has a lane, and below it every cluster: one row of pixels each for pods, nodes,
Services, virtual services and VPCs. What overlaps, and a rule says that it must not, is red.

All measures are units from the block's first address, `SPAN` of them at most, so that a browser's
numbers still tell single addresses of a /8 apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from cilium_ako.addresses.intervals import AddressRange, Network
from cilium_ako.addresses.subnets import private_block, spanning_network
from cilium_ako.fleet_page.clusters import FleetCluster
from cilium_ako.rules.queries import (
    ConfigRange,
    node_ranges,
    pod_ranges,
    service_ranges,
    vip_ranges,
    vpc_ranges,
)

SPAN: Final = 1 << 24
"""The most units that a drawing is wide."""
ROLES: Final = ("pods", "nodes", "services", "VIPs", "VPC")
"""What ranges are for, in the order of their rows."""
ROW: Final = 5
"""Units that a row of a lane is high."""
_OVERLAPS: Final = " overlaps "
"""What the message of every rule about ranges that overlap says."""
_TICKS: Final = 5


class Held(NamedTuple):
    """A range of a cluster."""

    cluster: FleetCluster
    role: str
    range: ConfigRange


class Bar(NamedTuple):
    """A range in a lane."""

    role: str
    top: int
    start: str
    width: str
    title: str
    cidr: str


class Lane(NamedTuple):
    """The ranges of a cluster, and what of them is wrong."""

    name: str
    bars: tuple[Bar, ...]
    wrong: tuple[Bar, ...]


class Group(NamedTuple):
    """Clusters that stand together."""

    name: str
    lanes: tuple[Lane, ...]
    paths: tuple[tuple[str, str], ...]
    """All ranges of a role as one path of a drawing."""
    wrong: str
    """All that is wrong as one path."""
    wrong_count: int


class Block(NamedTuple):
    """One drawing."""

    cidr: str
    first: int
    unit: int
    """Addresses of a unit."""
    span: int
    """Units that it is wide."""
    ticks: tuple[str, ...]
    groups: tuple[Group, ...]
    ranges: int


def address_space(clusters: Sequence[FleetCluster]) -> list[Block]:
    """The drawings, IPv4 first."""
    held = {cluster.name: list(_held(cluster)) for cluster in clusters}
    wrong = {cluster.name: _wrong(cluster, held) for cluster in clusters}
    blocks: defaultdict[AddressRange, list[Held]] = defaultdict(list)
    for each in chain.from_iterable(held.values()):
        blocks[private_block(each.range.network)].append(each)
    return [_block(blocks[key], wrong) for key in sorted(blocks, key=lambda key: key.first)]


def _held(cluster: FleetCluster) -> Iterator[Held]:
    """Every range of a cluster."""
    found: tuple[tuple[str, tuple[ConfigRange, ...]], ...] = (
        ("pods", pod_ranges(cluster.cilium)),
        ("nodes", node_ranges(cluster.cluster)),
        ("services", service_ranges(cluster.cluster)),
        ("VIPs", vip_ranges(cluster.ako)),
        ("VPC", vpc_ranges(cluster.cilium)),
    )
    for role, ranges in found:
        yield from (Held(cluster, role, each) for each in ranges)


def _wrong(
    cluster: FleetCluster, ranges: Mapping[str, Sequence[Held]]
) -> list[tuple[Held, int, int, str]]:
    """What of a cluster's ranges overlaps where a rule forbids it: from where to where, and why."""
    own = ranges[cluster.name]
    by_path: defaultdict[str, list[Held]] = defaultdict(list)
    for each in own:
        by_path[each.range.path].append(each)
    found = []
    for problem in cluster.problems:
        if _OVERLAPS not in problem.message or problem.acknowledged:
            continue
        beside = [ranges[name] for name in problem.others if name in ranges]
        others = list(chain.from_iterable(beside)) if beside else own
        for held in by_path.get(problem.path, ()):
            for other in others:
                first = max(held.range.first, other.range.first)
                last = min(held.range.last, other.range.last)
                if other is not held and first <= last and held.range.family == other.range.family:
                    told = f"{problem.rule}: {problem.message}"
                    found.append((held, first, last, told))
    return found


def _block(
    held: Sequence[Held], wrong: Mapping[str, Sequence[tuple[Held, int, int, str]]]
) -> Block:
    whole = spanning_network([each.range for each in held])
    room, size = AddressRange.of(whole), whole.num_addresses
    unit = max(1, size // SPAN)
    span = max(1, size // unit)
    groups: defaultdict[str, defaultdict[str, list[Held]]] = defaultdict(lambda: defaultdict(list))
    for each in held:
        groups[each.cluster.group][each.cluster.name].append(each)
    # on the line of numbers that ranges are on: IPv6 is behind all of IPv4
    scale = _Scale(room.first, unit, room.last)
    return Block(
        str(whole),
        int(whole.network_address),
        unit,
        span,
        tuple(_ticks(whole)),
        tuple(_group(name, groups[name], wrong, scale) for name in sorted(groups)),
        len(held),
    )


class _Scale(NamedTuple):
    first: int
    unit: int
    last: int

    def start(self, address: int) -> str:
        return _number((address - self.first) / self.unit)

    def width(self, first: int, last: int) -> str:
        return _number((last - first + 1) / self.unit)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _ticks(whole: Network) -> Iterator[str]:
    first, size = int(whole.network_address), whole.num_addresses
    for at in range(_TICKS):
        address = first + (size - 1) * at // (_TICKS - 1)
        # a small number would be an address of IPv4 otherwise
        yield str(type(whole.network_address)(address))


def _group(
    name: str,
    members: Mapping[str, Sequence[Held]],
    wrong: Mapping[str, Sequence[tuple[Held, int, int, str]]],
    scale: _Scale,
) -> Group:
    lanes = tuple(
        Lane(
            each,
            tuple(_bar(one, one.range.first, one.range.last, "", scale) for one in members[each]),
            tuple(
                _bar(one, first, last, told, scale)
                for one, first, last, told in wrong[each]
                if scale.first <= first and last <= scale.last and one in members[each]
            ),
        )
        for each in sorted(members)
    )
    paths = []
    for role in ROLES:
        path = _path(bar for lane in lanes for bar in lane.bars if bar.role == role)
        if path:
            paths.append((role, path))
    red = [bar for lane in lanes for bar in lane.wrong]
    return Group(name, lanes, tuple(paths), _path(red), len(red))


def _bar(held: Held, first: int, last: int, told: str, scale: _Scale) -> Bar:
    called = f"{held.cluster.name} {held.role} {held.range.network}"
    return Bar(
        held.role,
        ROLES.index(held.role) * ROW,
        scale.start(first),
        scale.width(first, last),
        f"{called}\n{told}" if told else called,
        str(held.range.network),
    )


def _path(bars: Iterable[Bar]) -> str:
    """Bars as one path; equal ones once, since many clusters have the same Services."""
    shapes = dict.fromkeys((each.start, each.top, each.width) for each in bars)
    return "".join(f"M{start} {top}h{width}v{ROW - 1}h-{width}z" for start, top, width in shapes)
