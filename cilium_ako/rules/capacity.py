"""Rules about how many nodes and pods a range has room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network
from typing import Final

from cilium_ako.addresses.capacity import blocks_in_all, longest_prefix_for, pods_in_block
from cilium_ako.addresses.intervals import IntervalUnion
from cilium_ako.catalogue.cilium.ipam import (
    DEFAULT_NODE_MASK,
    ENVOY_VALUES,
    LONGEST_NODE_MASK,
    LONGEST_ROOMY_MASK,
    RESERVED_ADDRESSES,
)
from cilium_ako.catalogue.kubernetes.controller_manager import NODE_CIDR_MASK_SIZE
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import ClusterPool, Eni, Kubernetes
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import is_on, pod_ranges, value_at, vpc_ranges
from cilium_ako.rules.registry import rule
from cilium_ako.shell import set_to

_MASK: Final = key_path("cilium", "ipam", "nodeMaskSize")
_PODS: Final = key_path("cilium", "ipam", "podCidrs")


def reserved_addresses(cilium: Cilium) -> int:
    """How many addresses of a node's range no pod gets; Envoy takes one where it serves Ingress."""
    envoy = any(is_on(value_at(cilium.values, key, "enabled")) for key in ENVOY_VALUES)
    return RESERVED_ADDRESSES + envoy


def pods_in_node_range(cilium: Cilium, mask: int) -> int:
    """How many pods a node's range of this mask length has addresses for."""
    return pods_in_block(mask, reserved_addresses(cilium))


def node_ranges_in(pools: Iterable[IPv4Network], mask: int) -> int:
    """How many nodes' ranges of this mask length the pools hold; a repeated pool counts once."""
    return blocks_in_all((pool.prefixlen for pool in set(pools)), mask)


@rule("pool-mask-outside")
def pool_mask_outside(cilium: Cilium) -> Iterator[Finding]:
    """A pool is smaller than one node's range."""
    ipam = cilium.ipam
    if not isinstance(ipam, ClusterPool):
        return
    small = [pool for pool in pod_ranges(cilium) if pool.network.prefixlen > ipam.node_mask_size]
    if not small:
        return
    first = small[0]
    more = f" (and {len(small) - 1} more pools)" if len(small) > 1 else ""
    prefix = max(pool.network.prefixlen for pool in small)
    yield Finding(
        first.path,
        f"the pool {first.network} is smaller than one node's /{ipam.node_mask_size}{more}",
        f"use a pool of at least /{ipam.node_mask_size}"
        + (
            f", or {set_to(_MASK, str(prefix))}, which leaves "
            f"{pods_in_node_range(cilium, prefix)} pods per node"
            if prefix <= LONGEST_ROOMY_MASK
            else f": /{prefix} is too small to be cut up among nodes at all"
        ),
    )


@rule("pool-mask-too-long")
def pool_mask_too_long(cilium: Cilium) -> Iterator[Finding]:
    """A node's range is so small that no pod has an address in it."""
    if isinstance(cilium.ipam, ClusterPool) and cilium.ipam.node_mask_size > LONGEST_NODE_MASK:
        yield Finding(
            _MASK,
            f"a node's /{cilium.ipam.node_mask_size} has no address for a pod",
            set_to(_MASK, str(DEFAULT_NODE_MASK)),
        )


@rule("pool-mask-tight")
def pool_mask_tight(cilium: Cilium) -> Iterator[Finding]:
    """A node's range has addresses for four pods at most."""
    ipam = cilium.ipam
    if (
        isinstance(ipam, ClusterPool)
        and LONGEST_ROOMY_MASK < ipam.node_mask_size <= LONGEST_NODE_MASK
    ):
        room = pods_in_node_range(cilium, ipam.node_mask_size)
        yield Finding(
            _MASK,
            f"a node's /{ipam.node_mask_size} has addresses for {room or 'no'} pods",
            set_to(_MASK, str(DEFAULT_NODE_MASK)),
        )


@rule("pool-too-small")
def pool_too_small(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The pools hold fewer nodes' ranges than maxNodes; ones that hold none break another rule."""
    ipam = cilium.ipam
    if not isinstance(ipam, ClusterPool):
        return
    room = node_ranges_in(ipam.pod_cidrs, ipam.node_mask_size)
    if not room or room >= cluster.max_nodes:
        return
    yield Finding(
        _PODS,
        f"the pools hold {room} ranges of /{ipam.node_mask_size}, one per node, and maxNodes is "
        f"{cluster.max_nodes}",
        _more_nodes(cluster, cilium, ipam, room),
    )


def _more_nodes(cluster: Cluster, cilium: Cilium, ipam: ClusterPool, room: int) -> str:
    """What would do: a further pool, or on a new cluster a longer mask."""
    missing = cluster.max_nodes - room
    prefix = ipam.node_mask_size - (missing - 1).bit_length()
    ways = []
    if prefix >= 8:
        ways.append(
            f"append a pool of at least /{prefix}: "
            + set_to(key_path("cilium", "ipam", "podCidrs", len(ipam.pod_cidrs)), f"…/{prefix}")
        )
    for mask in range(ipam.node_mask_size + 1, LONGEST_ROOMY_MASK + 1):
        if node_ranges_in(ipam.pod_cidrs, mask) >= cluster.max_nodes:
            pods = pods_in_node_range(cilium, mask)
            if pods >= cluster.max_pods_per_node:
                ways.append(f"on a new cluster {set_to(_MASK, str(mask))} ({pods} pods per node)")
            break
    ways.append(set_to(key_path("cluster", "maxNodes"), str(room)))
    return ", or ".join(ways)


@rule("pods-per-node")
def pods_per_node(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """A node's range has fewer addresses than maxPodsPerNode."""
    ipam = cilium.ipam
    if not isinstance(ipam, ClusterPool) or ipam.node_mask_size > LONGEST_NODE_MASK:
        return
    room = pods_in_node_range(cilium, ipam.node_mask_size)
    wanted = cluster.max_pods_per_node
    if room >= wanted:
        return
    mask = longest_prefix_for(wanted, reserved_addresses(cilium))
    ways = [set_to(_MASK, str(mask)) + f"  ({pods_in_node_range(cilium, mask)} pods per node)"]
    if room:
        ways.append(
            set_to(key_path("cluster", "maxPodsPerNode"), str(room)) + " and the kubelet's maxPods"
        )
    yield Finding(
        _MASK,
        f"a node's /{ipam.node_mask_size} has addresses for {room} pods and maxPodsPerNode is "
        f"{wanted}",
        ", or ".join(ways),
    )


@rule("controller-manager-mask")
def controller_manager_mask(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """With kube-controller-manager's default mask the pod ranges hold too few nodes."""
    ipam = cilium.ipam
    if not isinstance(ipam, Kubernetes):
        return
    room = node_ranges_in(ipam.pod_cidrs, NODE_CIDR_MASK_SIZE)
    if room < cluster.max_nodes:
        yield Finding(
            _PODS,
            f"the pod ranges hold {room} ranges of /{NODE_CIDR_MASK_SIZE}, one per node, and "
            f"maxNodes is {cluster.max_nodes}",
        )


@rule("nodes-range-too-small")
def nodes_range_too_small(cluster: Cluster) -> Iterator[Finding]:
    """The node ranges have fewer addresses than maxNodes."""
    room = sum(max(each.num_addresses - 2, 1) for each in cluster.node_cidrs)
    if room < cluster.max_nodes:
        yield Finding(
            key_path("cluster", "nodeCidrs"),
            f"the node ranges have {room} addresses and maxNodes is {cluster.max_nodes}",
            set_to(key_path("cluster", "maxNodes"), str(room)),
        )


@rule("vpc-too-small")
def vpc_too_small(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The VPC has fewer addresses than maxNodes full nodes take."""
    if isinstance(cilium.ipam, Eni):
        room = IntervalUnion(vpc_ranges(cilium)).size
        wanted = cluster.max_nodes * (cluster.max_pods_per_node + 1)
        if room < wanted:
            yield Finding(
                key_path("cilium", "ipam", "vpcCidrs"),
                f"the VPC has {room} addresses, and {cluster.max_nodes} nodes with "
                f"{cluster.max_pods_per_node} pods each would take {wanted}",
            )
