"""Rules about how many nodes and pods a range has room for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import ClusterPool, Eni, Kubernetes
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding, set_to
from cilium_ako.rules.queries import is_on, pod_ranges, value_at, vpc_ranges
from cilium_ako.rules.ranges import Union
from cilium_ako.rules.registry import rule

_MASK: Final = key_path("cilium", "ipam", "nodeMaskSize")
_PODS: Final = key_path("cilium", "ipam", "podCidrs")

_LONGEST_MASK: Final = 30
_LONGEST_ROOMY_MASK: Final = 28
_CONTROLLER_MANAGER_MASK: Final = 24


def taken_per_node(cilium: Cilium) -> int:
    """Addresses of a node's range that no pod gets: network, broadcast, router, health check.

    Envoy takes one more where it serves Ingress. Source: pkg/ipam, daemon/cmd/ipam.go.
    """
    envoy = any(
        is_on(value_at(cilium.values, key, "enabled"))
        for key in ("ingressController", "gatewayAPI", "envoyConfig")
    )
    return 4 + envoy


def pods_per_node(cilium: Cilium, mask: int) -> int:
    """How many pods a node's range has addresses for."""
    return max((1 << (32 - mask)) - taken_per_node(cilium), 0)


def nodes_in(ipam: ClusterPool, mask: int) -> int:
    """How many nodes' ranges the pools hold, those too small for one left out."""
    return sum(
        1 << (mask - pool.prefixlen) for pool in set(ipam.pod_cidrs) if pool.prefixlen <= mask
    )


@rule("pool-mask-outside")
def pool_mask_outside(cilium: Cilium) -> Iterator[Finding]:
    """A node's range that is larger than a pool."""
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
            f"{pods_per_node(cilium, prefix)} pods per node"
            if prefix <= _LONGEST_ROOMY_MASK
            else f": /{prefix} is too small to be cut up among nodes at all"
        ),
    )


@rule("pool-mask-too-long")
def pool_mask_too_long(cilium: Cilium) -> Iterator[Finding]:
    """A node's range without room for a pod."""
    if isinstance(cilium.ipam, ClusterPool) and cilium.ipam.node_mask_size > _LONGEST_MASK:
        yield Finding(
            _MASK,
            f"a node's /{cilium.ipam.node_mask_size} has no address for a pod",
            set_to(_MASK, "24"),
        )


@rule("pool-mask-tight")
def pool_mask_tight(cilium: Cilium) -> Iterator[Finding]:
    """A node's range with room for four pods at most."""
    ipam = cilium.ipam
    if isinstance(ipam, ClusterPool) and _LONGEST_ROOMY_MASK < ipam.node_mask_size <= _LONGEST_MASK:
        room = pods_per_node(cilium, ipam.node_mask_size)
        yield Finding(
            _MASK,
            f"a node's /{ipam.node_mask_size} has addresses for {room or 'no'} pods",
            set_to(_MASK, "24"),
        )


@rule("pool-too-small")
def pool_too_small(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Fewer nodes' ranges than nodes; pools without room for one are another rule's."""
    ipam = cilium.ipam
    if not isinstance(ipam, ClusterPool):
        return
    room = nodes_in(ipam, ipam.node_mask_size)
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
    for mask in range(ipam.node_mask_size + 1, _LONGEST_ROOMY_MASK + 1):
        if nodes_in(ipam, mask) >= cluster.max_nodes:
            pods = pods_per_node(cilium, mask)
            if pods >= cluster.max_pods_per_node:
                ways.append(f"on a new cluster {set_to(_MASK, str(mask))} ({pods} pods per node)")
            break
    ways.append(set_to(key_path("cluster", "maxNodes"), str(room)))
    return ", or ".join(ways)


@rule("pods-per-node")
def too_few_per_node(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Fewer addresses than the kubelet starts pods."""
    ipam = cilium.ipam
    if not isinstance(ipam, ClusterPool) or ipam.node_mask_size > _LONGEST_MASK:
        return
    room = pods_per_node(cilium, ipam.node_mask_size)
    wanted = cluster.max_pods_per_node
    if room >= wanted:
        return
    mask = 32 - (wanted + taken_per_node(cilium) - 1).bit_length()
    ways = [set_to(_MASK, str(mask)) + f"  ({pods_per_node(cilium, mask)} pods per node)"]
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
    """More nodes than a cluster CIDR holds with the default mask."""
    ipam = cilium.ipam
    if not isinstance(ipam, Kubernetes):
        return
    room = sum(
        1 << (_CONTROLLER_MANAGER_MASK - pool.prefixlen)
        for pool in set(ipam.pod_cidrs)
        if pool.prefixlen <= _CONTROLLER_MANAGER_MASK
    )
    if room < cluster.max_nodes:
        yield Finding(
            _PODS,
            f"the pod ranges hold {room} ranges of /{_CONTROLLER_MANAGER_MASK}, one per node, and "
            f"maxNodes is {cluster.max_nodes}",
        )


@rule("vpc-too-small")
def vpc_too_small(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """A VPC with fewer addresses than nodes and pods would take."""
    if isinstance(cilium.ipam, Eni):
        room = Union(vpc_ranges(cilium)).size
        wanted = cluster.max_nodes * (cluster.max_pods_per_node + 1)
        if room < wanted:
            yield Finding(
                key_path("cilium", "ipam", "vpcCidrs"),
                f"the VPC has {room} addresses, and {cluster.max_nodes} nodes with "
                f"{cluster.max_pods_per_node} pods each would take {wanted}",
            )
