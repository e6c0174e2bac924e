"""What several rules read from a stack: its ranges by kind, single Helm values, addresses."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import AddressValueError, IPv4Address, IPv4Network

from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import Eni
from cilium_ako.rules.ranges import Range, Ranges, range_of, ranges_of


def pod_ranges(cilium: Cilium) -> list[Range]:
    """The ranges that only pods have addresses of; none with eni, whose pods are in the VPC."""
    if isinstance(cilium.ipam, Eni):
        return []
    return ranges_of(cilium.ipam.pod_cidrs, "cilium", "ipam", "podCidrs")


def vpc_ranges(cilium: Cilium) -> list[Range]:
    """The VPC's ranges, with eni."""
    if not isinstance(cilium.ipam, Eni):
        return []
    return ranges_of(cilium.ipam.vpc_cidrs, "cilium", "ipam", "vpcCidrs")


def node_ranges(cluster: Cluster) -> list[Range]:
    """The nodes' ranges."""
    return ranges_of(cluster.node_cidrs, "cluster", "nodeCidrs")


def service_ranges(cluster: Cluster) -> list[Range]:
    """The Services' ranges."""
    return ranges_of(cluster.service_cidrs, "cluster", "serviceCidrs")


def vip_ranges(ako: Ako | None) -> list[Range]:
    """The ranges of virtual services, where AKO is asked for."""
    if ako is None:
        return []
    return [
        range_of(network.cidr, "ako", "vipNetworks", index, "cidr")
        for index, network in enumerate(ako.vip_networks)
        if network.cidr is not None
    ]


def holding(host: str, ranges: Ranges) -> Range | None:
    """A range that a host is in; names are in none."""
    try:
        address = IPv4Address(host)
    except AddressValueError:
        return None
    return ranges.meeting(range_of(IPv4Network((int(address), 32))))[1]


_CLUSTER_DOMAINS = (".svc", ".cluster.local")


def cluster_name(host: str) -> bool:
    """Whether a host is a name that only cluster DNS knows."""
    name = host.lower().rstrip(".")
    return name.endswith(_CLUSTER_DOMAINS) or name in ("kubernetes", "kubernetes.default")


def value_at(values: Mapping[str, object], *keys: str) -> object:
    """The Helm value at a path, or None."""
    found: object = values
    for key in keys:
        if not isinstance(found, Mapping):
            return None
        found = found.get(key)
    return found


def is_on(value: object) -> bool:
    """Whether a chart takes a value for true; most of its switches accept the word, too."""
    return value is True or value == "true"


def is_off(value: object) -> bool:
    """Whether a value is false, and not just absent."""
    return value is False or value == "false"


def writes_routes(cilium: Cilium, ako: Ako) -> bool:
    """Whether AKO writes routes to the nodes' pod ranges into the controller.

    It does with ClusterIP where the VPC does not route pods by itself. Source:
    AKO:internal/lib/lib.go GetDisableStaticRoute.
    """
    return ako.service_type == "ClusterIP" and not isinstance(cilium.ipam, Eni)


def vpc_mode(ako: Ako) -> bool:
    """Whether AKO runs in NSX-T's VPC mode, which brings its own networks."""
    return is_on(value_at(ako.values, "AKOSettings", "vpcMode"))
