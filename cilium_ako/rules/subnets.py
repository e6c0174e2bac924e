"""Rules about ranges that must hold others."""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.addresses.intervals import Family, IntervalIndex, IntervalUnion
from cilium_ako.addresses.overlaps import limited, overlaps
from cilium_ako.addresses.subnets import spanning_network
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import Eni, VpcAddresses
from cilium_ako.config.routing import Native
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import (
    ConfigRange,
    config_range,
    left_out_text,
    missing_text,
    node_ranges,
    of_family,
    overlap_text,
    pod_ranges,
    vip_ranges,
    vpc_ranges,
)
from cilium_ako.rules.registry import rule
from cilium_ako.shell import set_to


def _native(cilium: Cilium, family: Family = 4) -> ConfigRange | None:
    routing = cilium.effective_routing
    if not isinstance(routing, Native):
        return None
    key, cidr = ("cidr", routing.cidr) if family == 4 else ("cidrIpv6", routing.cidr_ipv6)
    return None if cidr is None else config_range(cidr, "cilium", "routing", key)


@rule("native-cidr-misses-pods")
def native_cidr_misses_pods(cilium: Cilium) -> Iterator[Finding]:
    """The range without masquerading does not hold every pod range of its family."""
    masquerading: dict[Family, bool] = {4: cilium.masquerades, 6: cilium.masquerades_ipv6}
    for family, masquerades in masquerading.items():
        native = _native(cilium, family)
        if native is None or not masquerades:
            continue
        pods = of_family(pod_ranges(cilium), family)
        if missed := missing_text(pods, native):
            yield Finding(
                native.path,
                f"the range {native.network} does not hold {missed}",
                f"{set_to(native.path, str(spanning_network(pods)))}  (the smallest range with "
                "every pod; everything else in it is not masqueraded either)",
            )


@rule("native-cidr-outside-vpc")
def native_cidr_outside_vpc(cilium: Cilium) -> Iterator[Finding]:
    """With eni the range without masquerading overlaps no range of the VPC."""
    native = _native(cilium)
    if native is not None and isinstance(cilium.ipam, Eni):
        vpc = of_family(vpc_ranges(cilium), 4)
        if vpc and IntervalIndex(vpc).find_overlap(native) is None:
            yield Finding(
                native.path,
                f"the range {native.network} overlaps no range of the VPC",
                set_to(native.path, str(vpc[0].network)),
            )


@rule("native-cidr-over-vips")
def native_cidr_over_vips(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """The range without masquerading overlaps one of virtual services, and AKO writes no routes."""
    native = _native(cilium)
    if (
        native is not None
        and cilium.masquerades
        and ako.service_type == "NodePort"
        and not isinstance(cilium.ipam, VpcAddresses)
    ):
        for overlap in overlaps([native], vip_ranges(ako)):
            yield Finding(native.path, f"the range {overlap_text(overlap)}")


@rule("nodes-outside-vpc")
def nodes_outside_vpc(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """With eni a node range is not in the VPC; IPv6 is looked at where the VPC names some."""
    if isinstance(cilium.ipam, Eni):
        vpc = IntervalUnion(vpc_ranges(cilium))
        nodes = node_ranges(cluster) if cilium.has_ipv6 else of_family(node_ranges(cluster), 4)
        for each, _, left_out in limited(nodes, lambda each: "" if vpc.covers(each) else "outside"):
            yield Finding(
                each.path,
                f"the node range {each.network} is not in cilium.ipam.vpcCidrs"
                + left_out_text(left_out),
            )
