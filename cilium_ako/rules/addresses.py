"""Rules about ranges that must not meet, and about ranges that nobody may use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network
from typing import Final

from cilium_ako.catalogue.kubernetes.reserved_ranges import CILIUM_DEFAULT_POOL, PRIVATE, RESERVED
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import ClusterPool
from cilium_ako.config.stack import Stack
from cilium_ako.rules.problem import Finding, removed, set_to
from cilium_ako.rules.queries import (
    node_ranges,
    pod_ranges,
    service_ranges,
    vip_ranges,
    vpc_ranges,
)
from cilium_ako.rules.ranges import (
    Meeting,
    Range,
    Ranges,
    Union,
    capped,
    free_range,
    overlaps,
    overlaps_within,
    range_of,
    ranges_of,
    repeated,
)
from cilium_ako.rules.registry import rule

_DEFAULT_POOL: Final = IPv4Network(CILIUM_DEFAULT_POOL)


def _is_default(cilium: Cilium, each: Range) -> bool:
    return isinstance(cilium.ipam, ClusterPool) and each.network == _DEFAULT_POOL


def _moved(
    meetings: Iterable[Meeting],
    what: str,
    cluster: Cluster,
    cilium: Cilium,
    ako: Ako | None,
    prefix: int | None = None,
) -> Iterator[Finding]:
    """Findings on pod ranges, the first with a command that moves it to where nothing is yet."""
    for place, meeting in enumerate(meetings):
        fix = ""
        if place == 0:
            taken = Ranges(
                [
                    *node_ranges(cluster),
                    *service_ranges(cluster),
                    *vip_ranges(ako),
                    *pod_ranges(cilium),
                ]
            )
            free = free_range(prefix or meeting.range.network.prefixlen, taken)
            if free is not None:
                fix = (
                    f"{set_to(meeting.range.path, str(free))}  (which nothing in this config uses; "
                    "on a running cluster correct what is described wrongly instead)"
                )
        yield Finding(meeting.range.path, f"{what} {meeting.what}", fix)


@rule("pods-overlap-nodes")
def pods_overlap_nodes(cluster: Cluster, cilium: Cilium, stack: Stack) -> Iterator[Finding]:
    """Pods among nodes."""
    pods = [each for each in pod_ranges(cilium) if not _is_default(cilium, each)]
    meetings = overlaps(pods, node_ranges(cluster))
    return _moved(meetings, "the pod range", cluster, cilium, stack.ako)


@rule("default-pool-over-nodes")
def default_pool_over_nodes(cluster: Cluster, cilium: Cilium, stack: Stack) -> Iterator[Finding]:
    """Cilium's own default among nodes."""
    pods = [each for each in pod_ranges(cilium) if _is_default(cilium, each)]
    meetings = overlaps(pods, node_ranges(cluster))
    return _moved(meetings, "Cilium's default pool", cluster, cilium, stack.ako, 16)


@rule("pods-overlap-services")
def pods_overlap_services(cluster: Cluster, cilium: Cilium, stack: Stack) -> Iterator[Finding]:
    """Pods among Services."""
    meetings = overlaps(pod_ranges(cilium), service_ranges(cluster))
    return _moved(meetings, "the pod range", cluster, cilium, stack.ako)


@rule("pods-overlap-vips")
def pods_overlap_vips(cluster: Cluster, cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Pods among virtual services."""
    meetings = overlaps(pod_ranges(cilium), vip_ranges(ako))
    return _moved(meetings, "the pod range", cluster, cilium, ako)


@rule("pools-overlap")
def pools_overlap(cilium: Cilium) -> Iterator[Finding]:
    """A pool inside another."""
    for meeting in overlaps_within(pod_ranges(cilium)):
        yield Finding(
            meeting.range.path, f"the pod range {meeting.what}", removed(meeting.range.path)
        )


@rule("services-overlap-nodes")
def services_overlap_nodes(cluster: Cluster) -> Iterator[Finding]:
    """Services among nodes."""
    for meeting in overlaps(service_ranges(cluster), node_ranges(cluster)):
        yield Finding(meeting.range.path, f"the service range {meeting.what}")


@rule("services-overlap-vips")
def services_overlap_vips(cluster: Cluster, ako: Ako) -> Iterator[Finding]:
    """Services among virtual services."""
    for meeting in overlaps(vip_ranges(ako), service_ranges(cluster)):
        yield Finding(meeting.range.path, f"the range of virtual services {meeting.what}")


@rule("services-overlap-vpc")
def services_overlap_vpc(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Services in the VPC, where no node range there is hit already."""
    nodes = Ranges(node_ranges(cluster))
    services = [each for each in service_ranges(cluster) if not nodes.meeting(each)[0]]
    for meeting in overlaps(services, vpc_ranges(cilium)):
        yield Finding(meeting.range.path, f"the service range {meeting.what}")


@rule("vips-overlap-nodes")
def vips_overlap_nodes(cluster: Cluster, ako: Ako) -> Iterator[Finding]:
    """Virtual services among nodes; on AWS they share subnets, and EC2 gives the addresses."""
    if ako.cloud != "aws":
        for meeting in overlaps(vip_ranges(ako), node_ranges(cluster)):
            yield Finding(meeting.range.path, f"the range of virtual services {meeting.what}")


def _lists(stack: Stack) -> Iterator[list[Range]]:
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
            yield ranges_of(network.cidrs, "ako", "nodeNetworks", index, "cidrs")


@rule("range-repeated")
def range_repeated(stack: Stack) -> Iterator[Finding]:
    """The same range twice in a list."""
    for ranges in _lists(stack):
        for meeting in repeated(ranges):
            rest = f"; {meeting.left_out} more are repeated too" if meeting.left_out else ""
            yield Finding(
                meeting.range.path,
                f"{meeting.range.network} stands here and at {meeting.other.path}{rest}",
                removed(meeting.range.path),
            )


_RESERVED: Final = tuple((range_of(IPv4Network(text)), why) for text, why in RESERVED)
_PRIVATE: Final = Union(range_of(IPv4Network(text)) for text in PRIVATE)


def _reserved(each: Range) -> str:
    for reserved, why in _RESERVED:
        if each.first <= reserved.last and reserved.first <= each.last:
            return f"{reserved.network} {why}"
    return ""


@rule("range-reserved")
def range_reserved(stack: Stack) -> Iterator[Finding]:
    """A range that IPv4 keeps for something else."""
    for ranges in _lists(stack):
        for each, why, rest in capped(ranges, _reserved):
            yield Finding(each.path, f"{each.network} cannot be used: {why}{rest}")


@rule("range-public")
def range_public(stack: Stack) -> Iterator[Finding]:
    """Pods or Services with addresses of the internet."""
    lists = []
    if stack.cluster is not None:
        lists.append(service_ranges(stack.cluster))
    if stack.cilium is not None:
        lists.append(pod_ranges(stack.cilium))
    for ranges in lists:
        for each, _, rest in capped(
            ranges, lambda each: "" if _PRIVATE.holds(each) or _reserved(each) else "public"
        ):
            yield Finding(each.path, f"{each.network} is not private{rest}")
