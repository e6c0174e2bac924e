"""Meshes as pictures: members on a circle, a line for each pair of peers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import cos, pi, sin
from typing import Final, NamedTuple

from cilium_ako.fleet_page.clusters import FleetCluster

SIZE: Final = 240
"""Units that a picture is wide and high."""
_RADIUS: Final = 92
_LABELLED: Final = 12
"""Members up to which each has its name beside it."""


class Dot(NamedTuple):
    """A member."""

    name: str
    x: float
    y: float
    minor: int
    """The place of its minor among those of the fleet, oldest first."""
    title: str
    label: str
    anchor: str
    wrong: bool


class MeshPicture(NamedTuple):
    """One mesh."""

    name: str
    dots: tuple[Dot, ...]
    mutual: str
    """A path of lines between members that list each other."""
    one_sided: str
    """A path of lines where only one lists the other."""
    one_sided_pairs: tuple[str, ...]
    versions: str


def mesh_pictures(clusters: Sequence[FleetCluster], minors: Sequence[str]) -> list[MeshPicture]:
    """Every mesh that clusters name, by its name."""
    members: defaultdict[str, list[FleetCluster]] = defaultdict(list)
    for each in clusters:
        if each.mesh:
            members[each.mesh].append(each)
    return [_picture(name, members[name], minors) for name in sorted(members)]


def _picture(name: str, members: Sequence[FleetCluster], minors: Sequence[str]) -> MeshPicture:
    dots = tuple(_dot(each, at, len(members), minors) for at, each in enumerate(members))
    # peers are named as clusters are, which may be otherwise than stacks
    places = {each.cluster.name: at for at, each in enumerate(members)}
    lists = {
        (at, places[peer])
        for at, each in enumerate(members)
        for peer in each.peers
        if peer in places and places[peer] != at
    }
    mutual = sorted((one, other) for one, other in lists if one < other and (other, one) in lists)
    alone = sorted(each for each in lists if each[::-1] not in lists)
    versions = Counter(each.cilium_version for each in members)
    return MeshPicture(
        name,
        dots,
        _lines(dots, mutual),
        _lines(dots, alone),
        tuple(f"{members[one].name} → {members[other].name}" for one, other in alone),
        ", ".join(f"{version} × {number}" for version, number in sorted(versions.items())),
    )


def _dot(member: FleetCluster, at: int, count: int, minors: Sequence[str]) -> Dot:
    angle = 2 * pi * at / count - pi / 2
    middle = SIZE / 2
    x, y = middle + _RADIUS * cos(angle), middle + _RADIUS * sin(angle)
    return Dot(
        member.name,
        round(x, 1),
        round(y, 1),
        minors.index(member.cilium_minor),
        f"{member.name}: id {member.cluster.id}, Cilium {member.cilium_version}",
        member.name if count <= _LABELLED else "",
        "start" if cos(angle) > 0.1 else "end" if cos(angle) < -0.1 else "middle",
        bool(member.errors),
    )


def _lines(dots: Sequence[Dot], pairs: Sequence[tuple[int, int]]) -> str:
    return "".join(
        f"M{dots[one].x:g} {dots[one].y:g}L{dots[other].x:g} {dots[other].y:g}"
        for one, other in pairs
    )
