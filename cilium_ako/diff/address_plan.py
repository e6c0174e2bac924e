"""The ranges of a stack, as they are drawn: who has which addresses, and how full they get."""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.config.ipam import ClusterPool, Eni, Kubernetes
from cilium_ako.config.stack import Stack
from cilium_ako.diff.model import Range

KUBERNETES_MASK = 24
"""kube-controller-manager's `--node-cidr-mask-size-ipv4` where nobody says otherwise."""


def address_plan(stack: Stack | None) -> tuple[Range, ...]:
    """Every range that a stack's config names; nothing where it did not parse."""
    if stack is None or stack.cluster is None or stack.cilium is None:
        return ()
    return tuple(_ranges(stack))


def _ranges(stack: Stack) -> Iterator[Range]:
    cluster, cilium = stack.cluster, stack.cilium
    assert cluster is not None  # noqa: S101 - looked at by the caller
    assert cilium is not None  # noqa: S101 - looked at by the caller
    match cilium.ipam:
        case ClusterPool() as ipam:
            left = cluster.max_nodes
            for pool in ipam.pod_cidrs:
                blocks = 2 ** max(0, ipam.node_mask_size - pool.prefixlen)
                used = min(left, blocks)
                left -= used
                yield Range("pool", "", str(pool), ipam.node_mask_size, used)
        case Kubernetes() as ipam:
            left = cluster.max_nodes
            for pool in ipam.pod_cidrs:
                mask = max(KUBERNETES_MASK, pool.prefixlen)
                used = min(left, 2 ** (mask - pool.prefixlen))
                left -= used
                yield Range("pool", "", str(pool), mask, used)
        case Eni() as ipam:
            for cidr in ipam.vpc_cidrs:
                yield Range("VPC", "", str(cidr))
    for cidr in cluster.service_cidrs:
        yield Range("services", "", str(cidr))
    left = cluster.max_nodes
    for cidr in cluster.node_cidrs:
        used = min(left, cidr.num_addresses)
        left -= used
        yield Range("nodes", "", str(cidr), 32, used)
    if stack.ako is not None:
        for network in stack.ako.vip_networks:
            if network.cidr is not None:
                yield Range("VIPs", network.name, str(network.cidr))
