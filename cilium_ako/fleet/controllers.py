"""Stacks at one Avi Controller."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cilium_ako.addresses.overlaps import overlaps_across, overlaps_between_owners
from cilium_ako.config.ako import Ako
from cilium_ako.config.stack import key_path
from cilium_ako.fleet.member import Member, SharedFinding, groups, in_each
from cilium_ako.fleet.ranges import ConfigPair, config_pairs, in_both, owned
from cilium_ako.fleet.registry import shared_rule
from cilium_ako.rules.queries import (
    ConfigRange,
    node_ranges,
    pod_ranges,
    service_ranges,
    vip_ranges,
    writes_routes,
)

_GROUP = key_path("ako", "controller", "serviceEngineGroup")


def controller_host(ako: Ako) -> str:
    """The controller's name or address, in one form however it is written."""
    host = ako.controller.host.strip().lower().removeprefix("https://").rstrip("/")
    return host.removesuffix(":443").rstrip(".")


def _host(member: Member) -> str | None:
    return None if member.ako is None else controller_host(member.ako)


def _name(member: Member) -> str:
    return (member.ako.cluster_name if member.ako else "") or member.cluster.name


def _name_path(member: Member) -> str:
    own = member.ako is not None and member.ako.cluster_name
    return key_path("ako", "clusterName") if own else key_path("cluster", "name")


def _writes(member: Member) -> bool:
    return member.ako is not None and writes_routes(member.cilium, member.ako)


@shared_rule("ako-name-unique")
def ako_name_unique(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Two clusters of one name in one tenant of a controller."""

    def key(member: Member) -> tuple[str, str, str] | None:
        if member.ako is None:
            return None
        return controller_host(member.ako), member.ako.controller.tenant, _name(member)

    for (host, _, name), together in groups(members, key):
        yield from in_each(
            together, _name_path, f"{name} is also the name of {{others}} at the controller {host}"
        )


@shared_rule("ako-name-prefix")
def ako_name_prefix(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """A cluster's name begins another's, and both have routes in the controller."""
    for host, together in groups(filter(_writes, members), _host):
        open_names: list[Member] = []
        for member in sorted(together, key=lambda each: (_name(each), each.number)):
            name = _name(member)
            while open_names and not name.startswith(_name(open_names[-1])):
                open_names.pop()
            if open_names and _name(open_names[-1]) != name:
                shorter = open_names[-1]
                what = f"{_name(shorter)} begins {name}, both at the controller {host}"
                for one, other in ((shorter, member), (member, shorter)):
                    yield SharedFinding(
                        one, _name_path(one), f"{what} ({other.name})", (other.name,)
                    )
            if not open_names or _name(open_names[-1]) != name:
                open_names.append(member)


@shared_rule("ako-group-shared")
def ako_group_shared(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """One service engine group for several clusters, one of which writes routes at least."""

    def key(member: Member) -> tuple[str, str, str] | None:
        if member.ako is None:
            return None
        controller = member.ako.controller
        return (
            controller_host(member.ako),
            controller.cloud_name,
            controller.service_engine_group,
        )

    for (host, cloud, group), together in groups(members, key):
        if any(map(_writes, together)):
            yield from in_each(
                together,
                lambda _: _GROUP,
                f"the group {group} of the cloud {cloud} at {host} is also that of {{others}}",
            )


def _pods_in_one_vrf(members: Sequence[Member]) -> Iterator[ConfigPair]:
    def key(member: Member) -> tuple[str, str, str] | None:
        if member.ako is None:
            return None
        controller = member.ako.controller
        return controller_host(member.ako), controller.cloud_name, controller.vrf

    for _, together in groups(filter(_writes, members), key):
        ranges = owned(together, lambda member: pod_ranges(member.cilium))
        yield from config_pairs(members, overlaps_between_owners(ranges))


def _apart(one: Member, other: Member) -> bool:
    """Whether engines and node networks of two clusters are apart."""
    if one.ako is None or other.ako is None or not one.ako.node_networks:
        return False
    groups_differ = (
        one.ako.controller.service_engine_group != other.ako.controller.service_engine_group
    )
    named = [{each.name or each.uuid for each in ako.node_networks} for ako in (one.ako, other.ako)]
    return groups_differ and bool(named[1]) and named[0].isdisjoint(named[1])


@shared_rule("ako-vrf-pods")
def ako_vrf_pods(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Pod ranges overlap in one VRF, and nothing keeps their routes apart."""
    pairs = (each for each in _pods_in_one_vrf(members) if not _apart(each[0], each[2]))
    yield from in_both(pairs, "the pod range", "pods")


@shared_rule("ako-vrf-pods-apart")
def ako_vrf_pods_apart(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Pod ranges overlap in one VRF, and engine groups and node networks differ."""
    pairs = (each for each in _pods_in_one_vrf(members) if _apart(each[0], each[2]))
    yield from in_both(pairs, "the pod range", "pods")


@shared_rule("ako-vips-in-cluster")
def ako_vips_in_cluster(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Virtual services have addresses that another cluster's pods, nodes or Services may have."""
    for _, together in groups(members, _host):
        virtual = owned(together, lambda member: vip_ranges(member.ako))
        taken = owned(together, _taken)
        pairs = config_pairs(members, overlaps_across(virtual, taken))
        yield from in_both(pairs, "the range of virtual services", "virtual services")


def _taken(member: Member) -> tuple[ConfigRange, ...]:
    """The ranges in which a cluster's own things have addresses."""
    # on AWS nodes and virtual services get theirs from the same subnets, by EC2
    on_aws = member.ako is not None and member.ako.cloud == "aws"
    nodes = () if on_aws else node_ranges(member.cluster)
    return (*pod_ranges(member.cilium), *service_ranges(member.cluster), *nodes)
