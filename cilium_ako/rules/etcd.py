"""Rules about the etcd that this program runs in the cluster."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import PurePosixPath
from typing import Final

from cilium_ako.addresses.intervals import AddressRange, IntervalIndex
from cilium_ako.catalogue.cilium.ports import TAKEN_PORTS
from cilium_ako.catalogue.etcd.ports import (
    CONTROL_PLANE_ETCD,
    CONTROL_PLANE_ETCD_OF,
    LOOPBACK_OF,
)
from cilium_ako.catalogue.etcd.releases import BY_MINOR, MINORS
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.managed_etcd import ManagedEtcd
from cilium_ako.config.stack import key_path
from cilium_ako.etcd.snapshot_slots import slot_counts
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import node_ranges
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_MEMBERS: Final = key_path("cilium", "kvstore", "members")
_IMAGE: Final = key_path("cilium", "kvstore", "image")


def _managed(cilium: Cilium) -> ManagedEtcd | None:
    return cilium.kvstore if isinstance(cilium.kvstore, ManagedEtcd) else None


@rule("etcd-members-even")
def etcd_members_even(cilium: Cilium) -> Iterator[Finding]:
    """The count of members is even."""
    etcd = _managed(cilium)
    if etcd is not None and len(etcd.members) % 2 == 0:
        yield Finding(_MEMBERS, f"etcd has {len(etcd.members)} members")


@rule("etcd-single-member")
def etcd_single_member(cilium: Cilium) -> Iterator[Finding]:
    """There is one member."""
    etcd = _managed(cilium)
    if etcd is not None and len(etcd.members) == 1:
        yield Finding(_MEMBERS, f"{etcd.members[0].node} has etcd's only member")


@rule("etcd-member-repeated")
def etcd_member_repeated(cilium: Cilium) -> Iterator[Finding]:
    """Two members have one node or one address."""
    etcd = _managed(cilium)
    seen: dict[str, int] = {}
    for index, member in enumerate(etcd.members if etcd is not None else ()):
        for key, text in (("node", member.node), ("address", str(member.address))):
            first = seen.setdefault(text, index)
            if first != index:
                other = key_path("cilium", "kvstore", "members", first)
                yield Finding(
                    key_path("cilium", "kvstore", "members", index, key),
                    f"{text} is the {key} of another member too ({other})",
                )


@rule("etcd-member-outside-nodes")
def etcd_member_outside_nodes(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """A member's address is in no range of nodes."""
    etcd = _managed(cilium)
    nodes = IntervalIndex(node_ranges(cluster))
    for index, member in enumerate(etcd.members if etcd is not None else ()):
        if nodes.find_overlap(AddressRange.of(ip_network(member.address))) is None:
            yield Finding(
                key_path("cilium", "kvstore", "members", index, "address"),
                f"{member.address} is in no range of cluster.nodeCidrs",
            )


@rule("etcd-port-taken")
def etcd_port_taken(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """A port is another one's on the members' nodes: by a table, of NodePorts, or named twice."""
    etcd = _managed(cilium)
    if etcd is None:
        return
    distribution = cluster.distribution or ""
    control_plane = CONTROL_PLANE_ETCD_OF.get(distribution, CONTROL_PLANE_ETCD)
    named = (
        ("client", etcd.ports.client),
        ("peer", etcd.ports.peer),
        ("metrics", etcd.ports.metrics),
    )
    first, last = cilium.node_port.range
    seen: dict[int, str] = {}
    for name, port in named:
        path = key_path("cilium", "kvstore", "ports", name)
        taken = {**TAKEN_PORTS, **control_plane}
        if name == "metrics":
            taken |= LOOPBACK_OF.get(distribution, {})
        if port in taken:
            yield Finding(path, f"{port} is taken by {taken[port]}", removed(path))
        elif first <= port <= last:
            yield Finding(path, f"{port} is in the NodePort range {first}-{last}", removed(path))
        elif port in seen:
            yield Finding(path, f"{port} is the port for {seen[port]} too", removed(path))
        seen.setdefault(port, name)


@rule("etcd-image-unpinned")
def etcd_image_unpinned(cilium: Cilium) -> Iterator[Finding]:
    """The image has no digest."""
    etcd = _managed(cilium)
    if etcd is not None and not etcd.image.digest:
        yield Finding(_IMAGE, "the image is named by its tag alone")


@rule("etcd-image-release")
def etcd_image_release(cilium: Cilium) -> Iterator[Finding]:
    """The release is too old, or of a minor that is not known here."""
    etcd = _managed(cilium)
    if etcd is None:
        return
    release = etcd.image.release
    row = BY_MINOR.get(release.minor_release)
    if row is None:
        known = " and ".join(str(each.minor) for each in MINORS)
        yield Finding(_IMAGE, f"etcd {release} is of no minor that is run here ({known})")
    elif release < row.oldest:
        yield Finding(
            _IMAGE,
            f"etcd {release} is older than {row.oldest}: {row.why[0].lower()}{row.why[1:-1]}",
        )


@rule("etcd-authority-not-trusted")
def etcd_authority_not_trusted(cilium: Cilium) -> Iterator[Finding]:
    """The authority that signs is not trusted, or one is named twice."""
    etcd = _managed(cilium)
    if etcd is None:
        return
    authorities = etcd.authorities
    path = key_path("cilium", "kvstore", "authorities", "trusted")
    trusted = ", ".join(map(str, authorities.trusted))
    if authorities.signing not in authorities.trusted:
        yield Finding(path, f"{authorities.signing} signs, and trusted are {trusted}")
    elif len(set(authorities.trusted)) < len(authorities.trusted):
        yield Finding(path, f"the list {trusted} names one authority twice")


@rule("etcd-snapshot-slots")
def etcd_snapshot_slots(cilium: Cilium) -> Iterator[Finding]:
    """As many snapshots cannot be kept with this schedule."""
    etcd = _managed(cilium)
    if etcd is None:
        return
    counts = slot_counts(etcd.snapshots.schedule)
    if etcd.snapshots.keep not in counts:
        path = key_path("cilium", "kvstore", "snapshots", "keep")
        nearest = min(counts, key=lambda count: (abs(count - etcd.snapshots.keep), count))
        could = ", ".join(map(str, counts))
        yield Finding(
            path,
            f"{etcd.snapshots.keep} snapshots do not divide {len(etcd.snapshots.schedule.hours)}"
            f" times of a day: {could} do",
            set_to(path, str(nearest)),
        )


@rule("etcd-folders-nested")
def etcd_folders_nested(cilium: Cilium) -> Iterator[Finding]:
    """One of the two folders is the other, or inside it."""
    etcd = _managed(cilium)
    if etcd is None:
        return
    data = PurePosixPath(etcd.data_directory)
    snapshots = PurePosixPath(etcd.snapshots.host_path)
    if data.is_relative_to(snapshots) or snapshots.is_relative_to(data):
        yield Finding(
            key_path("cilium", "kvstore", "snapshots", "hostPath"),
            f"snapshots are in {snapshots} and data in {data}",
        )
