"""The ranges of a stack, as they are drawn: who has which addresses, and how full they get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network

from cilium_ako.addresses.capacity import blocks_in, used_in_order
from cilium_ako.catalogue.kubernetes.controller_manager import NODE_CIDR_MASK_SIZE
from cilium_ako.config.ipam import ClusterPool, Eni, Kubernetes
from cilium_ako.config.stack import Stack
from cilium_ako.diff.model import PlannedRange


def address_plan(stack: Stack | None) -> tuple[PlannedRange, ...]:
    """Every range that a stack's config names; nothing where it did not parse."""
    if stack is None or stack.cluster is None or stack.cilium is None:
        return ()
    return tuple(_ranges(stack))


def _ranges(stack: Stack) -> Iterator[PlannedRange]:
    cluster, cilium = stack.cluster, stack.cilium
    assert cluster is not None  # noqa: S101 - looked at by the caller
    assert cilium is not None  # noqa: S101 - looked at by the caller
    match cilium.ipam:
        case ClusterPool() as ipam:
            yield from _pools(ipam.pod_cidrs, ipam.node_mask_size, cluster.max_nodes)
        case Kubernetes() as ipam:
            yield from _pools(ipam.pod_cidrs, NODE_CIDR_MASK_SIZE, cluster.max_nodes)
        case Eni() as ipam:
            for cidr in ipam.vpc_cidrs:
                yield PlannedRange("VPC", "", str(cidr))
    for cidr in cluster.service_cidrs:
        yield PlannedRange("services", "", str(cidr))
    sizes = [cidr.num_addresses for cidr in cluster.node_cidrs]
    for cidr, used in zip(cluster.node_cidrs, used_in_order(sizes, cluster.max_nodes), strict=True):
        yield PlannedRange("nodes", "", str(cidr), 32, used)
    if stack.ako is not None:
        for network in stack.ako.vip_networks:
            if network.cidr is not None:
                yield PlannedRange("VIPs", network.called, str(network.cidr))


def _pools(pools: Sequence[IPv4Network], mask: int, nodes: int) -> Iterator[PlannedRange]:
    """Pools that are cut into blocks, one for each node; one smaller than a block is one block."""
    masks = [max(mask, pool.prefixlen) for pool in pools]
    blocks = [blocks_in(pool.prefixlen, each) for pool, each in zip(pools, masks, strict=True)]
    for pool, block, used in zip(pools, masks, used_in_order(blocks, nodes), strict=True):
        yield PlannedRange("pool", "", str(pool), block, used)
