"""Rules about ranges that must not meet, and about ranges that nobody may use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_network
from typing import Final

from cilium_ako.addresses.intervals import AddressRange, IntervalIndex, IntervalUnion, overlap
from cilium_ako.addresses.overlaps import Overlap, duplicates, limited, overlaps, overlaps_within
from cilium_ako.addresses.subnets import free_network
from cilium_ako.catalogue.cilium.ipam import DEFAULT_POOL
from cilium_ako.catalogue.kubernetes.reserved_ranges import PRIVATE, RESERVED
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import ClusterPool
from cilium_ako.config.stack import Stack
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import (
    ConfigRange,
    config_ranges,
    left_out_text,
    node_ranges,
    of_family,
    overlap_text,
    pod_ranges,
    service_ranges,
    vip_ranges,
    vpc_ranges,
)
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_DEFAULT_POOL: Final = ip_network(DEFAULT_POOL)


def _is_default(cilium: Cilium, each: ConfigRange) -> bool:
    return isinstance(cilium.ipam, ClusterPool) and each.network == _DEFAULT_POOL


def _moved(
    overlapping: Iterable[Overlap[ConfigRange]],
    what: str,
    cluster: Cluster,
    cilium: Cilium,
    ako: Ako | None,
    prefix: int | None = None,
) -> Iterator[Finding]:
    """Findings on pod ranges, the first with a command that moves it to where nothing is yet."""
    for place, found in enumerate(overlapping):
        fix = ""
        if place == 0:
            taken = IntervalIndex(
                [
                    *node_ranges(cluster),
                    *service_ranges(cluster),
                    *vip_ranges(ako),
                    *pod_ranges(cilium),
                ]
            )
            free = free_network(prefix or found.range.network.prefixlen, taken, found.range.family)
            if free is not None:
                fix = (
                    f"{set_to(found.range.path, str(free))}  (which nothing in this config uses; "
                    "on a running cluster correct what is described wrongly instead)"
                )
        yield Finding(found.range.path, f"{what} {overlap_text(found)}", fix)


@rule("pods-overlap-nodes")
def pods_overlap_nodes(cluster: Cluster, cilium: Cilium, stack: Stack) -> Iterator[Finding]:
    """A pod range overlaps a node range; Cilium's default pool has a rule of its own."""
    pods = [each for each in pod_ranges(cilium) if not _is_default(cilium, each)]
    found = overlaps(pods, node_ranges(cluster))
    return _moved(found, "the pod range", cluster, cilium, stack.ako)


@rule("default-pool-over-nodes")
def default_pool_over_nodes(cluster: Cluster, cilium: Cilium, stack: Stack) -> Iterator[Finding]:
    """The pool is Cilium's default, and a node range is in it."""
    pods = [each for each in pod_ranges(cilium) if _is_default(cilium, each)]
    found = overlaps(pods, node_ranges(cluster))
    return _moved(found, "Cilium's default pool", cluster, cilium, stack.ako, 16)


@rule("pods-overlap-services")
def pods_overlap_services(cluster: Cluster, cilium: Cilium, stack: Stack) -> Iterator[Finding]:
    """A pod range overlaps a service range."""
    found = overlaps(pod_ranges(cilium), service_ranges(cluster))
    return _moved(found, "the pod range", cluster, cilium, stack.ako)


@rule("pods-overlap-vips")
def pods_overlap_vips(cluster: Cluster, cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """A pod range overlaps a range of virtual services."""
    found = overlaps(pod_ranges(cilium), vip_ranges(ako))
    return _moved(found, "the pod range", cluster, cilium, ako)


@rule("pools-overlap")
def pools_overlap(cilium: Cilium) -> Iterator[Finding]:
    """A pod range overlaps another one."""
    for found in overlaps_within(pod_ranges(cilium)):
        yield Finding(
            found.range.path, f"the pod range {overlap_text(found)}", removed(found.range.path)
        )


@rule("services-overlap-nodes")
def services_overlap_nodes(cluster: Cluster) -> Iterator[Finding]:
    """A service range overlaps a node range."""
    for found in overlaps(service_ranges(cluster), node_ranges(cluster)):
        yield Finding(found.range.path, f"the service range {overlap_text(found)}")


@rule("services-overlap-vips")
def services_overlap_vips(cluster: Cluster, ako: Ako) -> Iterator[Finding]:
    """A range of virtual services overlaps a service range."""
    for found in overlaps(vip_ranges(ako), service_ranges(cluster)):
        yield Finding(found.range.path, f"the range of virtual services {overlap_text(found)}")


@rule("services-overlap-vpc")
def services_overlap_vpc(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """A service range overlaps the VPC; where it overlaps a node range that is told already."""
    vpc = vpc_ranges(cilium)
    if not vpc:
        return
    nodes = IntervalIndex(node_ranges(cluster))
    services = [each for each in service_ranges(cluster) if nodes.find_overlap(each) is None]
    for found in overlaps(services, vpc):
        yield Finding(found.range.path, f"the service range {overlap_text(found)}")


@rule("vips-overlap-nodes")
def vips_overlap_nodes(cluster: Cluster, ako: Ako) -> Iterator[Finding]:
    """A range of virtual services overlaps a node range; on AWS EC2 gives out both."""
    if ako.cloud != "aws":
        for found in overlaps(vip_ranges(ako), node_ranges(cluster)):
            yield Finding(found.range.path, f"the range of virtual services {overlap_text(found)}")


def _lists(stack: Stack) -> Iterator[Sequence[ConfigRange]]:
    """Every list of ranges that a stack has."""
    if stack.cluster is not None:
        yield node_ranges(stack.cluster)
        yield service_ranges(stack.cluster)
    if stack.cilium is not None:
        yield pod_ranges(stack.cilium)
        yield vpc_ranges(stack.cilium)
    if stack.ako is not None:
        yield vip_ranges(stack.ako)
        for index, network in enumerate(stack.ako.node_networks):
            yield config_ranges(network.cidrs, "ako", "nodeNetworks", index, "cidrs")


@rule("range-repeated")
def range_repeated(stack: Stack) -> Iterator[Finding]:
    """A list has the same range twice."""
    for ranges in _lists(stack):
        for found in duplicates(ranges):
            rest = f"; {found.left_out} more are repeated too" if found.left_out else ""
            yield Finding(
                found.range.path,
                f"{found.range.network} stands here and at {found.other.path}{rest}",
                removed(found.range.path),
            )


_RESERVED: Final = tuple((AddressRange.of(ip_network(text)), why) for text, why in RESERVED)
_ALL_RESERVED: Final = IntervalIndex(reserved for reserved, _ in _RESERVED)
_PRIVATE: Final = IntervalUnion(AddressRange.of(ip_network(text)) for text in PRIVATE)


def _reserved(each: ConfigRange) -> str:
    if _ALL_RESERVED.find_overlap(each) is None:
        return ""
    for reserved, why in _RESERVED:
        if overlap(reserved, each):
            return f"{reserved} {why}"
    return ""


@rule("range-reserved")
def range_reserved(stack: Stack) -> Iterator[Finding]:
    """A range overlaps a part of the address space that is reserved."""
    for ranges in _lists(stack):
        for each, why, left_out in limited(ranges, _reserved):
            yield Finding(
                each.path,
                f"{each.network} cannot be used: {why}{left_out_text(left_out)}",
            )


@rule("range-public")
def range_public(stack: Stack) -> Iterator[Finding]:
    """A pod or service range has public addresses, of IPv4: with IPv6 everybody has some."""
    lists = []
    if stack.cluster is not None:
        lists.append(service_ranges(stack.cluster))
    if stack.cilium is not None:
        lists.append(pod_ranges(stack.cilium))
    for ranges in lists:
        for each, _, left_out in limited(
            of_family(ranges, 4),
            lambda each: "" if _PRIVATE.covers(each) or _reserved(each) else "public",
        ):
            yield Finding(each.path, f"{each.network} is not private{left_out_text(left_out)}")
