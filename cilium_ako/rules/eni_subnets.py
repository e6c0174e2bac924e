"""Rules about subnets, VPC ranges and security groups with IPAM `eni`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cilium_ako.addresses.intervals import AddressRange, contains, overlap
from cilium_ako.addresses.overlaps import overlaps_within
from cilium_ako.addresses.subnets import spanning_network
from cilium_ako.catalogue.aws.addresses import (
    LARGEST_SUBNET,
    PREFIX_LENGTH,
    SMALLEST_SUBNET,
)
from cilium_ako.catalogue.cilium import features
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.helm_value import is_on, value_at
from cilium_ako.config.ipam import Eni
from cilium_ako.config.routing import Native
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.rules.eni_limits import room_of_subnet, wanted_of_subnets
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import (
    ConfigRange,
    config_range,
    missing_text,
    of_family,
    overlap_text,
    vpc_ranges,
)
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_IPAM: Final = ("cilium", "ipam")
_SUBNETS: Final = key_path(*_IPAM, "podSubnets")
_TAGS: Final = key_path(*_IPAM, "subnetTags")
_CIDR: Final = key_path("cilium", "routing", "cidr")
_WIDEST_SPAN: Final = 8
"""Mask length of the widest range that is worth leaving out: that of all of 10.0.0.0/8."""


def _masqueraded_vpc(cilium: Cilium) -> list[ConfigRange]:
    """The VPC's IPv4 ranges, where Cilium masquerades by one range that is left out."""
    if not isinstance(cilium.ipam, Eni) or not cilium.has_ipv4 or not cilium.masquerades:
        return []
    if is_on(value_at(cilium.values, "ipMasqAgent", "enabled")):
        return []  # it has a list of its own
    return of_family(vpc_ranges(cilium), 4)


@rule("eni-native-cidr-missing")
def eni_native_cidr_missing(cilium: Cilium) -> Iterator[Finding]:
    """The VPC has several ranges, Cilium masquerades, and no range is said to be left out."""
    ranges, routing = _masqueraded_vpc(cilium), cilium.effective_routing
    if len(ranges) > 1 and isinstance(routing, Native) and routing.cidr is None:
        yield Finding(
            _CIDR,
            f"the VPC has {len(ranges)} ranges, Cilium masquerades, and routing.cidr is not set",
            _leaving_out(cilium, ranges),
        )


def _leaving_out(cilium: Cilium, ranges: Sequence[ConfigRange]) -> str:
    """What leaves every range out of masquerading: one that spans them, or an agent with a list."""
    span = spanning_network(ranges)
    if span.prefixlen >= _WIDEST_SPAN:
        mode = f"{set_to(key_path('cilium', 'routing', 'mode'), 'native')} && "
        return (
            f"{'' if cilium.routing else mode}{set_to(_CIDR, str(span))}  (the smallest range with "
            "all of the VPC; everything else in it is not masqueraded either)"
        )
    agent = key_path("cilium", "values", "ipMasqAgent", "enabled")
    return (
        f"the smallest range with all of the VPC, {span}, would leave half of the world out: "
        f"{set_to(key_path('cilium', 'masquerade', 'bpf'), 'true')} && {set_to(agent, 'true')} and "
        "list the ranges in ipMasqAgent.config.nonMasqueradeCIDRs"
    )


@rule("eni-native-cidr-misses-vpc")
def eni_native_cidr_misses_vpc(cilium: Cilium) -> Iterator[Finding]:
    """The range that is left out of masquerading does not hold every range of the VPC."""
    ranges, routing = _masqueraded_vpc(cilium), cilium.effective_routing
    if not isinstance(routing, Native) or routing.cidr is None or not ranges:
        return
    native = config_range(routing.cidr, "cilium", "routing", "cidr")
    missed = missing_text(ranges, native)
    if missed and any(overlap(native, each) for each in ranges):
        yield Finding(
            native.path,
            f"the range {native.network} does not hold {missed} of the VPC",
            _leaving_out(cilium, ranges),
        )


@rule("eni-subnets-unseen")
def eni_subnets_unseen(stack: Stack) -> Iterator[Finding]:
    """Subnets are named by ids or tags, and no engine is near to ask AWS about them."""
    ipam = stack.cilium.ipam if stack.cilium is not None else None
    if not stack.offline or not isinstance(ipam, Eni) or ipam.pod_subnets:
        return
    if ipam.subnet_ids or ipam.subnet_tags:
        key = "subnetIds" if ipam.subnet_ids else "subnetTags"
        yield Finding(
            key_path(*_IPAM, key),
            "the subnets that these select are not looked at here",
            f"pulumi preview --stack {stack.name}",
        )


def _pod_subnets(cilium: Cilium) -> list[ConfigRange]:
    ipam = cilium.ipam
    return [
        config_range(each.cidr, *_IPAM, "podSubnets", index, "cidr")
        for index, each in enumerate(ipam.pod_subnets if isinstance(ipam, Eni) else ())
    ]


@rule("pod-subnets-whole")
def pod_subnets_whole(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Subnets are to be made, and the VPC or their tags are not said, or ids are."""
    ipam = cilium.ipam
    if not isinstance(ipam, Eni) or not ipam.pod_subnets:
        return
    if cluster.vpc_id is None:
        path = key_path("cluster", "vpcId")
        yield Finding(path, "subnets are to be made and no VPC is named", set_to(path, "vpc-…"))
    if not ipam.subnet_tags:
        path = key_path(*_IPAM, "subnetTags", "cilium.io/pods")
        yield Finding(_TAGS, "subnets are to be made without a tag", set_to(path, "true"))
    if ipam.subnet_ids:
        path = key_path(*_IPAM, "subnetIds")
        yield Finding(path, "subnets are to be made and others are named", removed(path))


@rule("pod-subnet-outside-vpc")
def pod_subnet_outside_vpc(cilium: Cilium) -> Iterator[Finding]:
    """A subnet that is to be made is in no range of the VPC."""
    vpc = of_family(vpc_ranges(cilium), 4)
    for each in _pod_subnets(cilium):
        if not any(contains(whole, each) for whole in vpc):
            yield Finding(each.path, f"the subnet {each.network} is in no range of the VPC")


@rule("pod-subnet-size")
def pod_subnet_size(cilium: Cilium) -> Iterator[Finding]:
    """A subnet that is to be made is larger or smaller than AWS takes."""
    for each in _pod_subnets(cilium):
        if not LARGEST_SUBNET <= each.network.prefixlen <= SMALLEST_SUBNET:
            mask = min(max(each.network.prefixlen, LARGEST_SUBNET), SMALLEST_SUBNET)
            yield Finding(
                each.path,
                f"the subnet {each.network} is not a /{LARGEST_SUBNET} to /{SMALLEST_SUBNET}",
                set_to(each.path, f"…/{mask}"),
            )


@rule("pod-subnets-overlap")
def pod_subnets_overlap(cilium: Cilium) -> Iterator[Finding]:
    """Two subnets that are to be made overlap."""
    for found in overlaps_within(_pod_subnets(cilium)):
        yield Finding(found.range.path, f"the subnet {overlap_text(found)}")


@rule("pod-subnet-reservation")
def pod_subnet_reservation(cilium: Cilium) -> Iterator[Finding]:
    """What is kept for prefixes is not a part of the subnet, or nothing gets prefixes."""
    ipam = cilium.ipam
    for index, each in enumerate(ipam.pod_subnets if isinstance(ipam, Eni) else ()):
        kept = each.prefix_reservation
        if kept is None or not isinstance(ipam, Eni):
            continue
        path = key_path(*_IPAM, "podSubnets", index, "prefixReservation")
        if not contains(AddressRange.of(each.cidr), AddressRange.of(kept)):
            yield Finding(path, f"{kept} is not a part of the subnet {each.cidr}")
        elif kept.prefixlen > PREFIX_LENGTH:
            yield Finding(path, f"{kept} has no room for a prefix, which is a /{PREFIX_LENGTH}")
        elif not ipam.prefix_delegation:
            on = set_to(key_path(*_IPAM, "prefixDelegation"), "true")
            yield Finding(
                path, f"{kept} is kept for prefixes and none are given", f"{removed(path)}, or {on}"
            )


@rule("pod-subnets-one-zone")
def pod_subnets_one_zone(cilium: Cilium) -> Iterator[Finding]:
    """All subnets that are to be made are in one zone."""
    ipam = cilium.ipam
    zones = {each.zone for each in ipam.pod_subnets} if isinstance(ipam, Eni) else ()
    if len(zones) == 1:
        yield Finding(_SUBNETS, f"the pods' subnets are all in {', '.join(zones)}")


@rule("pod-subnets-too-small")
def pod_subnets_too_small(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Subnets that are to be made have fewer addresses than maxNodes full nodes take."""
    subnets = _pod_subnets(cilium)
    room = sum(room_of_subnet(each.network.prefixlen) for each in subnets)
    wanted = wanted_of_subnets(cluster, cilium)
    if subnets and room < wanted:
        yield Finding(
            _SUBNETS,
            f"the pods' subnets have {room:,} addresses, and {cluster.max_nodes} nodes with "
            f"{cluster.max_pods_per_node} pods each, and addresses in store, would take {wanted:,}",
            _smaller(cluster, subnets, room, wanted),
        )


def _smaller(cluster: Cluster, subnets: Sequence[ConfigRange], room: int, wanted: int) -> str:
    nodes = room * cluster.max_nodes // wanted
    place = key_path(*_IPAM, "podSubnets", len(subnets), "cidr")
    add = f"add a subnet ({place})"
    return f"{add}, or {set_to(key_path('cluster', 'maxNodes'), str(nodes))}" if nodes else add


@rule("pod-subnets-hide-nodes")
def pod_subnets_hide_nodes(cilium: Cilium) -> Iterator[Finding]:
    """Subnets are made for pods, and this minor's chart selects them by a filter."""
    if _pod_subnets(cilium) and not features.ENI_NODE_SPEC.is_in(cilium.version):
        yield Finding(
            _SUBNETS,
            f"subnets are made for pods alone, and the chart of {cilium.version} selects them with "
            "eni.subnetTagsFilter",
        )


@rule("eni-group-rules")
def eni_group_rules(cilium: Cilium) -> Iterator[Finding]:
    """Rules are to be made, and the nodes' group is not named."""
    ipam = cilium.ipam
    groups = ipam.security_groups if isinstance(ipam, Eni) else None
    if groups is not None and groups.make_rules and groups.nodes is None:
        path = key_path(*_IPAM, "securityGroups", "nodes")
        yield Finding(path, "rules are to be made and no group is named", set_to(path, "sg-…"))


@rule("eni-pods-group")
def eni_pods_group(cilium: Cilium) -> Iterator[Finding]:
    """Pods have a group of their own, and this minor's chart has no value for it."""
    ipam = cilium.ipam
    groups = ipam.security_groups if isinstance(ipam, Eni) else None
    if (
        groups is not None
        and groups.pods not in (None, groups.nodes)
        and not features.ENI_NODE_SPEC.is_in(cilium.version)
    ):
        path = key_path(*_IPAM, "securityGroups", "pods")
        yield Finding(
            path,
            f"pods' interfaces are to get {groups.pods}, and the chart of {cilium.version} has no "
            "value for it",
            removed(path),
        )
