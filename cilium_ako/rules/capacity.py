"""Rules about how many nodes and pods a range has room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from cilium_ako.addresses.capacity import blocks_in_all, longest_prefix_for, pods_in_block
from cilium_ako.addresses.intervals import Family, IntervalUnion, Network
from cilium_ako.catalogue.cilium.ipam import (
    DEFAULT_NODE_MASKS,
    LONGEST_NODE_MASK,
    LONGEST_ROOMY_MASK,
    MOST_MASK_BITS_IPV6,
    RESERVED_ADDRESSES,
)
from cilium_ako.catalogue.kubernetes.controller_manager import (
    MOST_MASK_BITS,
    NODE_CIDR_MASK_SIZE,
    NODE_CIDR_MASK_SIZE_IPV6,
)
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cilium_settings import envoy_has_address
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import ClusterPool, Eni, Kubernetes
from cilium_ako.config.stack import key_path
from cilium_ako.rules.eni_limits import wanted_of_subnets
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import (
    ConfigRange,
    families_of,
    node_ranges,
    of_family,
    pod_ranges,
    vpc_ranges,
)
from cilium_ako.rules.registry import rule
from cilium_ako.shell import set_to

_MASKS: Final[Mapping[Family, str]] = {
    4: key_path("cilium", "ipam", "nodeMaskSize"),
    6: key_path("cilium", "ipam", "nodeMaskSizeIpv6"),
}
_CONTROLLER_MASKS: Final[Mapping[Family, int]] = {
    4: NODE_CIDR_MASK_SIZE,
    6: NODE_CIDR_MASK_SIZE_IPV6,
}
_PODS: Final = key_path("cilium", "ipam", "podCidrs")
_MANY_PODS: Final = 100_000


class _Pools(NamedTuple):
    """The pools of one family, and how long a node's mask is in them."""

    family: Family
    pools: list[ConfigRange]
    mask: int

    @property
    def mask_path(self) -> str:
        """Where a config says the mask."""
        return _MASKS[self.family]

    @property
    def of_which(self) -> str:
        """What tells the pools from those of the other family, with a blank; empty for IPv4."""
        return "IPv6 " if self.family == 6 else ""

    def room(self, mask: int) -> int:
        """How many nodes' ranges of a mask length they hold; a repeated pool counts once."""
        return node_ranges_in((each.network for each in self.pools), mask)


def _pools(cilium: Cilium) -> Iterator[_Pools]:
    """The pools that Cilium's operator cuts up, family by family."""
    ipam = cilium.ipam
    if isinstance(ipam, ClusterPool):
        masks: dict[Family, int] = {4: ipam.node_mask_size, 6: ipam.node_mask_size_ipv6}
        for family, mask in masks.items():
            pools = of_family(pod_ranges(cilium), family)
            if pools:
                yield _Pools(family, pools, mask)


def reserved_addresses(cilium: Cilium) -> int:
    """How many addresses of a node's range no pod gets; Envoy takes one where it serves Ingress."""
    return RESERVED_ADDRESSES + envoy_has_address(cilium)


def pods_in_node_range(cilium: Cilium, mask: int, family: Family = 4) -> int:
    """How many pods a node's range of this mask length has addresses for."""
    return pods_in_block(mask, reserved_addresses(cilium), family)


def _pods_text(pods: int) -> str:
    """A number of pods; one that no node runs is not spelled out."""
    return f"{pods} pods" if pods < _MANY_PODS else "more pods than a node runs"


def node_ranges_in(pools: Iterable[Network], mask: int) -> int:
    """How many nodes' ranges of this mask length the pools hold; a repeated pool counts once."""
    return blocks_in_all((pool.prefixlen for pool in set(pools)), mask)


@rule("pool-mask-outside")
def pool_mask_outside(cilium: Cilium) -> Iterator[Finding]:
    """A pool is smaller than one node's range."""
    for family, pools, mask in _pools(cilium):
        small = [pool for pool in pools if pool.network.prefixlen > mask]
        if not small:
            continue
        first = small[0]
        more = f" (and {len(small) - 1} more pools)" if len(small) > 1 else ""
        prefix = max(pool.network.prefixlen for pool in small)
        yield Finding(
            first.path,
            f"the pool {first.network} is smaller than one node's /{mask}{more}",
            f"use a pool of at least /{mask}"
            + (
                f", or {set_to(_MASKS[family], str(prefix))}, which leaves "
                f"{_pods_text(pods_in_node_range(cilium, prefix, family))} per node"
                if prefix <= LONGEST_ROOMY_MASK[family]
                else f": /{prefix} is too small to be cut up among nodes at all"
            ),
        )


@rule("pool-mask-too-far")
def pool_mask_too_far(cilium: Cilium) -> Iterator[Finding]:
    """An IPv6 pool is so much larger than a node's range that the operator cannot count them."""
    for each in _pools(cilium):
        large = [
            pool
            for pool in each.pools
            if each.family == 6 and each.mask - pool.network.prefixlen > MOST_MASK_BITS_IPV6
        ]
        if not large:
            continue
        first = large[0]
        mask = min(pool.network.prefixlen for pool in large) + MOST_MASK_BITS_IPV6
        pool = f"{first.network.network_address}/{each.mask - MOST_MASK_BITS_IPV6}"
        more = f" (and {len(large) - 1} more pools)" if len(large) > 1 else ""
        yield Finding(
            first.path,
            f"the pool {first.network} has {each.mask - first.network.prefixlen} bits for the "
            f"numbers of nodes' /{each.mask}{more}, and the operator takes {MOST_MASK_BITS_IPV6}",
            f"{set_to(first.path, pool)}, or {set_to(each.mask_path, str(mask))}  (on a new "
            "cluster: neither may change on a running one)",
        )


@rule("pool-mask-too-long")
def pool_mask_too_long(cilium: Cilium) -> Iterator[Finding]:
    """A node's range is so small that no pod has an address in it."""
    for family, _, mask in _pools(cilium):
        if mask > LONGEST_NODE_MASK[family]:
            yield Finding(
                _MASKS[family],
                f"a node's /{mask} has no address for a pod",
                set_to(_MASKS[family], str(DEFAULT_NODE_MASKS[family])),
            )


@rule("pool-mask-tight")
def pool_mask_tight(cilium: Cilium) -> Iterator[Finding]:
    """A node's range has addresses for four pods at most."""
    for family, _, mask in _pools(cilium):
        if LONGEST_ROOMY_MASK[family] < mask <= LONGEST_NODE_MASK[family]:
            room = pods_in_node_range(cilium, mask, family)
            yield Finding(
                _MASKS[family],
                f"a node's /{mask} has addresses for {room or 'no'} pods",
                set_to(_MASKS[family], str(DEFAULT_NODE_MASKS[family])),
            )


@rule("pool-too-small")
def pool_too_small(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The pools hold fewer nodes' ranges than maxNodes; ones that hold none break another rule."""
    for each in _pools(cilium):
        room = each.room(each.mask)
        if room and room < cluster.max_nodes:
            yield Finding(
                _PODS,
                f"the {each.of_which}pools hold {room} ranges of /{each.mask}, one per node, and "
                f"maxNodes is {cluster.max_nodes}",
                _more_nodes(cluster, cilium, each, room),
            )


def _more_nodes(cluster: Cluster, cilium: Cilium, pools: _Pools, room: int) -> str:
    """What would do: a further pool, or on a new cluster a longer mask."""
    missing = cluster.max_nodes - room
    prefix = pools.mask - (missing - 1).bit_length()
    ways = []
    if prefix >= 8:
        place = key_path("cilium", "ipam", "podCidrs", len(cilium.ipam.pod_networks))
        ways.append(f"append a pool of at least /{prefix}: " + set_to(place, f"…/{prefix}"))
    for mask in range(pools.mask + 1, LONGEST_ROOMY_MASK[pools.family] + 1):
        if pools.room(mask) >= cluster.max_nodes:
            pods = pods_in_node_range(cilium, mask, pools.family)
            if pods >= cluster.max_pods_per_node:
                ways.append(
                    f"on a new cluster {set_to(pools.mask_path, str(mask))} "
                    f"({_pods_text(pods)} per node)"
                )
            break
    ways.append(set_to(key_path("cluster", "maxNodes"), str(room)))
    return ", or ".join(ways)


@rule("pods-per-node")
def pods_per_node(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """A node's range has fewer addresses than maxPodsPerNode."""
    for family, _, mask in _pools(cilium):
        room = pods_in_node_range(cilium, mask, family)
        wanted = cluster.max_pods_per_node
        if mask > LONGEST_NODE_MASK[family] or room >= wanted:
            continue
        path = _MASKS[family]
        wide = longest_prefix_for(wanted, reserved_addresses(cilium), family)
        ways = [
            f"{set_to(path, str(wide))}  ({pods_in_node_range(cilium, wide, family)} pods per node)"
        ]
        if room:
            ways.append(
                set_to(key_path("cluster", "maxPodsPerNode"), str(room))
                + " and the kubelet's maxPods"
            )
        yield Finding(
            path,
            f"a node's /{mask} has addresses for {room} pods and maxPodsPerNode is {wanted}",
            ", or ".join(ways),
        )


@rule("controller-manager-mask")
def controller_manager_mask(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """With kube-controller-manager's default mask the pod ranges hold too few nodes."""
    if not isinstance(cilium.ipam, Kubernetes):
        return
    for family, mask in _CONTROLLER_MASKS.items():
        ranges = of_family(pod_ranges(cilium), family)
        room = node_ranges_in((each.network for each in ranges), mask)
        if ranges and room < cluster.max_nodes:
            yield Finding(
                _PODS,
                f"the {'IPv6 ' if family == 6 else ''}pod ranges hold {room} ranges of /{mask}, "
                f"one per node, and maxNodes is {cluster.max_nodes}",
            )


@rule("controller-manager-mask-too-far")
def controller_manager_mask_too_far(cilium: Cilium) -> Iterator[Finding]:
    """An IPv6 range is too large for kube-controller-manager to cut it with its default mask."""
    if isinstance(cilium.ipam, Kubernetes):
        for each in of_family(pod_ranges(cilium), 6):
            bits = NODE_CIDR_MASK_SIZE_IPV6 - each.network.prefixlen
            if bits > MOST_MASK_BITS:
                yield Finding(
                    each.path,
                    f"the pod range {each.network} has {bits} bits for the numbers of nodes' "
                    f"/{NODE_CIDR_MASK_SIZE_IPV6}, and kube-controller-manager takes "
                    f"{MOST_MASK_BITS}",
                )


@rule("controller-manager-pods")
def controller_manager_pods(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """With kube-controller-manager's default mask a node has fewer addresses than pods."""
    room = pods_in_node_range(cilium, NODE_CIDR_MASK_SIZE)
    if isinstance(cilium.ipam, Kubernetes) and room < cluster.max_pods_per_node:
        path = key_path("cluster", "maxPodsPerNode")
        yield Finding(
            path,
            f"a node's /{NODE_CIDR_MASK_SIZE} has addresses for {room} pods and maxPodsPerNode is "
            f"{cluster.max_pods_per_node}",
            f"{set_to(path, str(room))} and the kubelet's maxPods, or acknowledge this rule once "
            "--node-cidr-mask-size is shorter",
        )


@rule("nodes-range-too-small")
def nodes_range_too_small(cluster: Cluster) -> Iterator[Finding]:
    """The node ranges have fewer addresses than maxNodes; with both families the smaller counts."""
    nodes = node_ranges(cluster)
    room = min(
        sum(max(each.network.num_addresses - 2, 1) for each in of_family(nodes, family))
        for family in families_of(nodes)
    )
    if room < cluster.max_nodes:
        yield Finding(
            key_path("cluster", "nodeCidrs"),
            f"the node ranges have {room} addresses and maxNodes is {cluster.max_nodes}",
            set_to(key_path("cluster", "maxNodes"), str(room)),
        )


@rule("vpc-too-small")
def vpc_too_small(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The VPC has fewer addresses than maxNodes full nodes take."""
    if isinstance(cilium.ipam, Eni) and cilium.has_ipv4:
        room = IntervalUnion(of_family(vpc_ranges(cilium), 4)).size
        wanted = wanted_of_subnets(cluster, cilium)
        if room < wanted:
            yield Finding(
                key_path("cilium", "ipam", "vpcCidrs"),
                f"the VPC has {room} addresses, and {cluster.max_nodes} nodes with "
                f"{cluster.max_pods_per_node} pods each, and addresses in store, would take "
                f"{wanted}",
            )
