"""What several rules read from a stack: its ranges by kind, addresses, who routes where."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Final, NamedTuple, TypeVar

from cilium_ako.addresses.intervals import (
    AddressRange,
    Family,
    IntervalIndex,
    Network,
    contains,
    family_of,
    parse_address,
)
from cilium_ako.addresses.overlaps import SHOWN, Overlap
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.helm_value import is_on, value_at
from cilium_ako.config.ipam import AwsVpcCni, Eni, VpcAddresses
from cilium_ako.config.operator_role import role_place
from cilium_ako.config.pod_router import pod_router
from cilium_ako.config.stack import key_path


class ConfigRange(NamedTuple):
    """A range of addresses, and where it stands in a config."""

    first: int
    last: int
    network: Network
    place: tuple[str | int, ...]
    """The keys that lead to it, as `key_path` takes them."""

    @property
    def path(self) -> str:
        """Its place as `pulumi config --path` spells it."""
        return key_path(*self.place)

    @property
    def family(self) -> Family:
        """The family that its addresses are of."""
        return family_of(self)


def aws_account(cluster: Cluster, cilium: Cilium) -> str | None:
    """The account's number, by the config or by the operator's role; None where neither says it."""
    if cluster.aws_account is not None:
        return cluster.aws_account
    place = role_place(cilium.operator_role)
    return None if place is None else place.account


def config_range(network: Network, *place: str | int) -> ConfigRange:
    """A network of a config as a range."""
    found = AddressRange.of(network)
    return ConfigRange(found.first, found.last, network, place)


def of_family(ranges: Iterable[ConfigRange], family: Family) -> list[ConfigRange]:
    """Those of some ranges that are of one family."""
    return [each for each in ranges if each.family == family]


def families_of(ranges: Iterable[ConfigRange]) -> frozenset[Family]:
    """The families that some ranges are of."""
    return frozenset(each.family for each in ranges)


def config_ranges(networks: Iterable[Network], *place: str | int) -> tuple[ConfigRange, ...]:
    """A list of networks of a config as ranges."""
    return tuple(config_range(network, *place, index) for index, network in enumerate(networks))


def overlap_text(overlap: Overlap[ConfigRange]) -> str:
    """What overlaps what, and where that stands."""
    text = f"{overlap.range.network} overlaps {overlap.other.network} ({overlap.other.path})"
    if overlap.more:
        text += f" and {overlap.more} more"
    return text + left_out_text(overlap.left_out)


def left_out_text(left_out: int) -> str:
    """The end of a sentence about the last range that is shown, of a list with more like it."""
    return f"; {left_out} more ranges of this list do the like" if left_out else ""


def missing_text(ranges: Iterable[ConfigRange], by: ConfigRange) -> str:
    """The ranges that another one does not hold as a whole; empty where it holds all."""
    missed = [each for each in ranges if not contains(by, each)]
    text = ", ".join(str(each.network) for each in missed[:SHOWN])
    return f"{text} and {len(missed) - SHOWN} more" if len(missed) > SHOWN else text


PartT = TypeVar("PartT")


def _kept(
    ranges_of: Callable[[PartT], tuple[ConfigRange, ...]],
) -> Callable[[PartT], tuple[ConfigRange, ...]]:
    """Keeps the ranges of the part that was asked for last: a dozen rules ask for the same one."""
    last: list[tuple[PartT, tuple[ConfigRange, ...]]] = []

    @wraps(ranges_of)
    def kept(part: PartT) -> tuple[ConfigRange, ...]:
        if not last or last[0][0] is not part:
            last[:] = [(part, ranges_of(part))]
        return last[0][1]

    return kept


@_kept
def pod_ranges(cilium: Cilium) -> tuple[ConfigRange, ...]:
    """The ranges that only pods have addresses of; none where pods are in the VPC."""
    if isinstance(cilium.ipam, VpcAddresses):
        return ()
    return config_ranges(cilium.ipam.pod_cidrs, "cilium", "ipam", "podCidrs")


@_kept
def vpc_ranges(cilium: Cilium) -> tuple[ConfigRange, ...]:
    """The VPC's ranges, where pods have addresses of them."""
    if isinstance(cilium.ipam, AwsVpcCni):
        return config_ranges(cilium.ipam.vpc_cidrs, "cluster", "podCidrs")
    if not isinstance(cilium.ipam, Eni):
        return ()
    return config_ranges(cilium.ipam.vpc_cidrs, "cilium", "ipam", "vpcCidrs")


def ranges_of_pods(cilium: Cilium) -> tuple[ConfigRange, ...]:
    """The ranges that pods have addresses of: their own, or the VPC's."""
    return pod_ranges(cilium) or vpc_ranges(cilium)


@_kept
def node_ranges(cluster: Cluster) -> tuple[ConfigRange, ...]:
    """The nodes' ranges."""
    return config_ranges(cluster.node_cidrs, "cluster", "nodeCidrs")


@_kept
def service_ranges(cluster: Cluster) -> tuple[ConfigRange, ...]:
    """The Services' ranges."""
    return config_ranges(cluster.service_cidrs, "cluster", "serviceCidrs")


@_kept
def vip_ranges(ako: Ako | None) -> tuple[ConfigRange, ...]:
    """The ranges of virtual services, where AKO is asked for."""
    if ako is None:
        return ()
    return tuple(
        config_range(cidr, "ako", "vipNetworks", index, key)
        for index, network in enumerate(ako.vip_networks)
        for key, cidr in (("cidr", network.cidr), ("cidrIpv6", network.cidr_ipv6))
        if cidr is not None
    )


def range_containing(host: str, ranges: IntervalIndex[ConfigRange]) -> ConfigRange | None:
    """A range that a host's address is in; a host name is in none."""
    address = parse_address(host)
    return None if address is None else ranges.find_overlap(address)


_CLUSTER_DOMAINS = (".svc", ".cluster.local")


def cluster_name(host: str) -> bool:
    """Whether a host is a name that only cluster DNS knows.

    `svc` as the third label says so whatever the cluster's domain: Cilium looks such a name up as
    a Service by itself. Source: pkg/dial/resolver.go; cilium/cilium#44527.
    """
    name = host.lower().rstrip(".")
    labels = name.split(".")
    if labels[2:3] == ["svc"]:
        return True
    return name.endswith(_CLUSTER_DOMAINS) or name in ("kubernetes", "kubernetes.default")


def service_name(host: str) -> tuple[str, str] | None:
    """The Service and the namespace that Cilium reads out of an endpoint's host; None where none.

    Two labels are one, and so is any name whose third label is `svc`, whatever stands behind it.
    Source: pkg/dial/resolver.go (ServiceURLToNamespacedName).
    """
    labels = host.lower().split(".")
    if len(labels) == 2 or labels[2:3] == ["svc"]:
        return labels[0], labels[1]
    return None


def writes_routes(cilium: Cilium, ako: Ako) -> bool:
    """Whether AKO writes routes to the nodes' pod ranges into the controller.

    It does with ClusterIP where nobody else routes to pods. Source: AKO:internal/lib/lib.go
    GetDisableStaticRoute.
    """
    return ako.service_type == "ClusterIP" and pod_router(cilium, ako) == "ako"


PUBLIC_CLOUDS: Final = frozenset({"aws", "azure", "gcp", "openstack"})
"""Clouds whose networks AKO leaves to the cloud. Source: AKO:internal/lib/lib.go IsPublicCloud,
AKO:internal/cache/controller_obj_cache.go checkPublicCloud."""


def reads_node_networks(ako: Ako) -> bool:
    """Whether AKO reads `nodeNetworkList`: on vCenter, and on NSX-T in a VLAN transport zone.

    Source: AKO:internal/lib/lib.go IsNodeNetworkAllowedCloud.
    """
    return ako.cloud == "vcenter" or (ako.cloud == "nsxt" and not ako.t1lr)


def vpc_mode(ako: Ako) -> bool:
    """Whether AKO runs in NSX-T's VPC mode, which brings its own networks."""
    return is_on(value_at(ako.values, "AKOSettings", "vpcMode"))
