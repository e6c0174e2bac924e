"""What is drawn of a stack's addresses: who has which ranges, and how full they and nodes get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cilium_ako.addresses.capacity import blocks_in, used_in_order
from cilium_ako.addresses.intervals import Network
from cilium_ako.catalogue.kubernetes.controller_manager import (
    NODE_CIDR_MASK_SIZE,
    NODE_CIDR_MASK_SIZE_IPV6,
)
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import ClusterPool, Eni, Kubernetes
from cilium_ako.config.stack import Stack
from cilium_ako.diff.model import Planned, PlannedNode, PlannedRange
from cilium_ako.rules.eni_limits import (
    node_interfaces,
    not_for_pods,
    room_of_subnet,
    stack_types,
    wanted_of_subnets,
)


def address_plan(stack: Stack | None) -> tuple[Planned, ...]:
    """Every range that a stack's config names, and with `eni` what each type of instance takes.

    Nothing where it did not parse.
    """
    if stack is None or stack.cluster is None or stack.cilium is None:
        return ()
    return (*_ranges(stack), *_nodes(stack.cluster, stack.cilium))


def _ranges(stack: Stack) -> Iterator[PlannedRange]:
    cluster, cilium = stack.cluster, stack.cilium
    assert cluster is not None  # noqa: S101 - looked at by the caller
    assert cilium is not None  # noqa: S101 - looked at by the caller
    match cilium.ipam:
        case ClusterPool() as ipam:
            masks = (ipam.node_mask_size, ipam.node_mask_size_ipv6)
            yield from _pools(ipam.pod_cidrs, masks, cluster.max_nodes)
        case Kubernetes() as ipam:
            masks = (NODE_CIDR_MASK_SIZE, NODE_CIDR_MASK_SIZE_IPV6)
            yield from _pools(ipam.pod_cidrs, masks, cluster.max_nodes)
        case Eni() as ipam:
            yield from _of_vpc(cluster, cilium, ipam)
    for cidr in cluster.service_cidrs:
        yield PlannedRange("services", "", str(cidr))
    for cidrs in _by_family(cluster.node_cidrs):
        sizes = [cidr.num_addresses for cidr in cidrs]
        for cidr, used in zip(cidrs, used_in_order(sizes, cluster.max_nodes), strict=True):
            yield PlannedRange("nodes", "", str(cidr), cidr.max_prefixlen, used)
    if stack.ako is not None:
        for network in stack.ako.vip_networks:
            for vips in (network.cidr, network.cidr_ipv6):
                if vips is not None:
                    yield PlannedRange("VIPs", network.called, str(vips))


def _of_vpc(cluster: Cluster, cilium: Cilium, ipam: Eni) -> Iterator[PlannedRange]:
    """The VPC's ranges and the pods' subnets in them: pods take addresses of the narrower ones."""
    wanted, subnets = wanted_of_subnets(cluster, cilium), ipam.pod_subnets
    ipv4 = [each for each in ipam.vpc_cidrs if each.version == 4]
    sizes = [0 if subnets else each.num_addresses for each in ipv4]
    taken: dict[Network, int] = dict(zip(ipv4, used_in_order(sizes, wanted), strict=True))
    for cidr in ipam.vpc_cidrs:
        if subnets or cidr not in taken:
            yield PlannedRange("VPC", "", str(cidr))
        else:
            yield PlannedRange("VPC", "", str(cidr), cidr.max_prefixlen, taken[cidr])
    rooms = [room_of_subnet(each.cidr.prefixlen) for each in subnets]
    for each, used in zip(subnets, used_in_order(rooms, wanted), strict=True):
        yield PlannedRange("pods", each.zone, str(each.cidr), each.cidr.max_prefixlen, used)


def _nodes(cluster: Cluster, cilium: Cilium) -> Iterator[PlannedNode]:
    """The types of a stack's instances that are known, full of pods."""
    for each in stack_types(cilium):
        inside = node_interfaces(cilium, each)
        needed = cluster.max_pods_per_node + not_for_pods(cilium)
        yield PlannedNode(
            each.name, inside.interfaces, inside.slots, inside.in_slot, min(needed, inside.capacity)
        )


def _by_family(networks: Sequence[Network]) -> Iterator[list[Network]]:
    """The IPv4 networks, then those of IPv6: a node has an address, or a block, of each."""
    for family in (4, 6):
        yield [each for each in networks if each.version == family]


def _pools(
    networks: Sequence[Network], masks_by_family: tuple[int, int], nodes: int
) -> Iterator[PlannedRange]:
    """Pools that are cut into blocks, one for each node; one smaller than a block is one block.

    The masks of a block are those of IPv4 and of IPv6.
    """
    for pools, mask in zip(_by_family(networks), masks_by_family, strict=True):
        masks = [max(mask, pool.prefixlen) for pool in pools]
        blocks = [blocks_in(pool.prefixlen, each) for pool, each in zip(pools, masks, strict=True)]
        for pool, block, used in zip(pools, masks, used_in_order(blocks, nodes), strict=True):
            yield PlannedRange("pool", "", str(pool), block, used)
