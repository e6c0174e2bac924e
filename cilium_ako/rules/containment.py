"""Rules about ranges that must hold others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network

from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import Wireguard
from cilium_ako.config.ipam import Eni
from cilium_ako.config.routing import Native
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding, set_to
from cilium_ako.rules.queries import (
    node_ranges,
    pod_ranges,
    vip_ranges,
    vpc_ranges,
)
from cilium_ako.rules.ranges import (
    SHOWN,
    Range,
    Ranges,
    Union,
    capped,
    overlaps,
    range_of,
)
from cilium_ako.rules.registry import rule


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
        for each, _, rest in capped(
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
