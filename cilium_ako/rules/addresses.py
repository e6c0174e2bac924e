"""Rules about ranges that must not meet, or must hold others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from ipaddress import IPv4Network
from typing import Final

from cilium_ako.catalogue.reserved_ranges import CILIUM_DEFAULT_POOL, PRIVATE, RESERVED
from cilium_ako.rules.parts import (
    node_ranges,
    pod_ranges,
    service_ranges,
    vip_ranges,
    vpc_ranges,
)
from cilium_ako.rules.problem import Finding, removed, set_to
from cilium_ako.rules.ranges import (
    SHOWN,
    Meeting,
    Range,
    Ranges,
    Union,
    free_range,
    overlaps,
    overlaps_within,
    range_of,
    ranges_of,
    repeated,
)
from cilium_ako.rules.registry import rule
from cilium_ako.settings.ako import Ako
from cilium_ako.settings.cilium import Cilium
from cilium_ako.settings.cluster import Cluster
from cilium_ako.settings.encryption import Wireguard
from cilium_ako.settings.ipam import ClusterPool, Eni
from cilium_ako.settings.routing import Native
from cilium_ako.settings.stack import Stack, key_path

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


def _capped(
    ranges: Iterable[Range], what: Callable[[Range], str]
) -> Iterator[tuple[Range, str, str]]:
    """At most `SHOWN` ranges of which there is something to say, with what, and how many more."""
    said = [(each, text) for each in ranges if (text := what(each))]
    for each, text in said[: SHOWN - 1]:
        yield each, text, ""
    for each, text in said[SHOWN - 1 : SHOWN]:
        left = len(said) - SHOWN
        yield each, text, f"; {left} more ranges of this list do the like" if left else ""


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
        for each, why, rest in _capped(ranges, _reserved):
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
        for each, _, rest in _capped(
            ranges, lambda each: "" if _PRIVATE.holds(each) or _reserved(each) else "public"
        ):
            yield Finding(each.path, f"{each.network} is not private{rest}")


def _native(cilium: Cilium) -> Range | None:
    routing = cilium.effective_routing
    if not isinstance(routing, Native) or routing.cidr is None:
        return None
    return range_of(routing.cidr, "cilium", "routing", "cidr")


def _missed(ranges: Iterable[Range], by: Range) -> str:
    """The ranges that are not all in another, as a text."""
    missed = [each for each in ranges if not by.holds(each)]
    text = ", ".join(str(each.network) for each in missed[:SHOWN])
    return f"{text} and {len(missed) - SHOWN} more" if len(missed) > SHOWN else text


def _spanning(ranges: Iterable[Range]) -> IPv4Network:
    """The smallest network that holds all ranges."""
    listed = list(ranges)
    first = min(each.first for each in listed)
    last = max(each.last for each in listed)
    prefix = 32 - (first ^ last).bit_length()
    return IPv4Network((first >> (32 - prefix) << (32 - prefix), prefix))


@rule("native-cidr-misses-pods")
def native_cidr_misses_pods(cilium: Cilium) -> Iterator[Finding]:
    """Pods that pods reach masqueraded."""
    native = _native(cilium)
    if native is None or not cilium.masquerades:
        return
    pods = pod_ranges(cilium)
    if missed := _missed(pods, native):
        yield Finding(
            native.path,
            f"the range {native.network} does not hold {missed}",
            f"{set_to(native.path, str(_spanning(pods)))}  (the smallest range with every pod; "
            "everything else in it is not masqueraded either)",
        )


@rule("native-cidr-outside-vpc")
def native_cidr_outside_vpc(cilium: Cilium) -> Iterator[Finding]:
    """A range that the agent looks for in the VPC in vain."""
    native = _native(cilium)
    if native is not None and isinstance(cilium.ipam, Eni):
        vpc = vpc_ranges(cilium)
        if not Ranges(vpc).meeting(native)[0]:
            yield Finding(
                native.path,
                f"the range {native.network} overlaps no range of the VPC",
                set_to(native.path, str(vpc[0].network)),
            )


@rule("native-cidr-over-vips")
def native_cidr_over_vips(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Virtual services that cannot answer pods: AKO writes no routes with NodePort."""
    native = _native(cilium)
    if (
        native is not None
        and cilium.masquerades
        and ako.service_type == "NodePort"
        and not isinstance(cilium.ipam, Eni)
    ):
        for meeting in overlaps([native], vip_ranges(ako)):
            yield Finding(native.path, f"the range {meeting.what}")


@rule("nodes-outside-vpc")
def nodes_outside_vpc(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Nodes that no interface of the VPC can be attached to."""
    if isinstance(cilium.ipam, Eni):
        vpc = Union(vpc_ranges(cilium))
        for each, _, rest in _capped(
            node_ranges(cluster), lambda each: "" if vpc.holds(each) else "outside"
        ):
            yield Finding(
                each.path, f"the node range {each.network} is not in cilium.ipam.vpcCidrs{rest}"
            )


@rule("nodes-range-too-small")
def nodes_range_too_small(cluster: Cluster) -> Iterator[Finding]:
    """Fewer addresses than nodes."""
    room = sum(max(each.num_addresses - 2, 1) for each in cluster.node_cidrs)
    if room < cluster.max_nodes:
        yield Finding(
            key_path("cluster", "nodeCidrs"),
            f"the node ranges have {room} addresses and maxNodes is {cluster.max_nodes}",
            set_to(key_path("cluster", "maxNodes"), str(room)),
        )


@rule("strict-cidr-misses-pods")
def strict_cidr_misses_pods(cilium: Cilium) -> Iterator[Finding]:
    """Pods that strict mode does not protect."""
    encryption = cilium.encryption
    if not isinstance(encryption, Wireguard) or encryption.strict is None:
        return
    strict = range_of(encryption.strict.cidr, "cilium", "encryption", "strict", "cidr")
    pods = pod_ranges(cilium) or vpc_ranges(cilium)
    if missed := _missed(pods, strict):
        yield Finding(
            strict.path,
            f"strict mode's range {strict.network} does not hold {missed}",
            set_to(strict.path, str(_spanning(pods))),
        )
