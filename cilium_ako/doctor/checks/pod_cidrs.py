"""Does every node have a range, from a pool, that nobody else has?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from cilium_ako.addresses.capacity import blocks_in
from cilium_ako.addresses.intervals import (
    AddressRange,
    Family,
    IntervalIndex,
    contains,
    overlap,
    parse_address,
    parse_range,
)
from cilium_ako.addresses.overlaps import overlaps_between_owners
from cilium_ako.catalogue.cilium.ipam import DEFAULT_NODE_MASKS
from cilium_ako.catalogue.faults import Severity
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView
from cilium_ako.doctor.finding import RawFinding
from cilium_ako.doctor.observation import CiliumNode

_OPERATOR_ERRORS: Final = (
    ("pool-replaced", re.compile(r"allocator not configured for the requested CIDR")),
    ("range-taken", re.compile(r"already allocated|conflict with requested CIDRs?")),
    ("pool-exhausted", re.compile(r"no remaining CIDRs|\ballocator\b.*\bfull\b")),
)
"""Errors that the operator writes (pkg/ipam/allocator/podcidr/podcidr.go), most telling first."""


def _has_node_ranges(view: ClusterView) -> bool:
    return view.has_pod_cidrs and view.has_cilium_nodes


def _is_cluster_pool(view: ClusterView) -> bool:
    return view.ipam_mode == "cluster-pool" and view.has_cilium_nodes


def _ranges(node: CiliumNode) -> list[AddressRange]:
    """The node's ranges, those that are none left out."""
    return [each for text in node.pod_cidrs if (each := parse_range(text)) is not None]


@lru_cache(maxsize=1024)
def fault_of_error(error: str) -> str:
    """The fault that an error of the operator stands for; empty where there is no error."""
    if not error:
        return ""
    for fault, pattern in _OPERATOR_ERRORS:
        if pattern.search(error):
            return fault
    return "operator-status-error"


def _operator_errors(view: ClusterView, fault: str) -> Iterator[RawFinding]:
    for node in view.cilium_nodes.values():
        if fault_of_error(node.operator_error) == fault:
            error = " ".join(node.operator_error.split())
            yield RawFinding.of_cilium_node(
                node.name, f"status.ipam.operator-status says “{error}”"
            )


@check("range-missing", "cilium_nodes", when=_has_node_ranges)
def range_missing(view: ClusterView) -> Iterator[RawFinding]:
    """A CiliumNode has no range, or none of a family that pods have, and had time to get one."""
    for node in view.cilium_nodes.values():
        if view.is_new(node):
            continue
        if not node.pod_cidrs:
            yield RawFinding.of_cilium_node(node.name, "spec.ipam.podCIDRs is empty")
            continue
        families = {each.family for each in _ranges(node)}
        for family in view.families:
            if families and family not in families:
                yield RawFinding.of_cilium_node(
                    node.name,
                    f"spec.ipam.podCIDRs is {', '.join(node.pod_cidrs)}: no range is IPv{family}",
                )


@check("range-outside-pools", "cilium_nodes", when=_has_node_ranges)
def range_outside_pools(view: ClusterView) -> Iterator[RawFinding]:
    """A range is in none of the pools, neither the live ones nor the stack's."""
    pools = IntervalIndex(view.pools)
    listed = ", ".join(str(pool) for pool in view.pools)
    # kube-controller-manager's range is only declared in a stack: it may be the stack
    severity: Severity | None = "warn" if view.ipam_mode == "kubernetes" else None
    for node in view.cilium_nodes.values():
        for text in node.pod_cidrs:
            each = parse_range(text)
            if each is None or pools.find_containing(each) is not None:
                continue
            yield RawFinding.of_cilium_node(
                node.name, f"{text} is in none of {listed}", severity=severity
            )


@check("range-mask", "cilium_nodes", when=_is_cluster_pool)
def range_mask(view: ClusterView) -> Iterator[RawFinding]:
    """A range has another size than the pools are cut into."""
    for node in view.cilium_nodes.values():
        for text in node.pod_cidrs:
            each = parse_range(text)
            masks = view.node_masks[each.family] if each is not None else frozenset()
            if each is not None and masks and each.prefix not in masks:
                expected = " or ".join(f"/{mask}" for mask in sorted(masks))
                yield RawFinding.of_cilium_node(node.name, f"{text} is no {expected}")


@check("ranges-overlap", "cilium_nodes", when=_has_node_ranges)
def ranges_overlap(view: ClusterView) -> Iterator[RawFinding]:
    """Two nodes have one address.

    A node of which the operator says so itself, or whose Node says another range, has a finding
    of its own that explains it.
    """
    explained = {
        node.name
        for node in view.cilium_nodes.values()
        if fault_of_error(node.operator_error) == "range-taken"
    }
    explained.update(node.name for node, _ in view.range_disagreements())
    ranges = [
        (each, node.name)
        for node in view.cilium_nodes.values()
        if node.name not in explained
        for each in _ranges(node)
    ]
    for (first, owner), (second, other) in overlaps_between_owners(ranges):
        yield RawFinding(
            f"{first} of {owner} and {second} of {other} share addresses",
            object=f"CiliumNodes {owner}, {other}",
            node=other,
        )


@check("range-overlaps-network", "cilium_nodes", "nodes", when=_has_node_ranges)
def range_overlaps_network(view: ClusterView) -> Iterator[RawFinding]:
    """A range holds the address of a node, of a Service or of a virtual service."""
    networks = [
        (f"service range {each}", parse_range(str(each))) for each in view.cluster.service_cidrs
    ]
    if view.ako is not None:
        networks += [
            (f"VIP network {network.called} ({cidr})", parse_range(str(cidr)))
            for network in view.ako.vip_networks
            for cidr in (network.cidr, network.cidr_ipv6)
            if cidr is not None
        ]
    owned = [(each, node) for node in view.cilium_nodes.values() for each in _ranges(node)]
    for each, node in owned:
        for name, network in networks:
            if network is not None and overlap(network, each):
                yield RawFinding.of_cilium_node(node.name, f"{each} overlaps the {name}")
    owners: dict[AddressRange, list[CiliumNode]] = {}
    for each, node in owned:
        owners.setdefault(each, []).append(node)
    index = IntervalIndex(owners)
    for machine in view.observation.nodes.values():
        for text in machine.addresses:
            address = parse_address(text)
            around = index.find_containing(address) if address is not None else None
            for owner in owners.get(around, ()) if around is not None else ():
                yield RawFinding.of_cilium_node(
                    owner.name, f"{around} holds {text}, the address of the node {machine.name}"
                )


@check("pool-replaced", "cilium_nodes", when=_has_node_ranges)
def pool_replaced(view: ClusterView) -> Iterator[RawFinding]:
    """The operator says that a range is in no pool."""
    return _operator_errors(view, "pool-replaced")


@check("pool-exhausted", "cilium_nodes", when=_has_node_ranges)
def pool_exhausted(view: ClusterView) -> Iterator[RawFinding]:
    """The operator says that the pools are full."""
    return _operator_errors(view, "pool-exhausted")


@check("range-taken", "cilium_nodes", when=_has_node_ranges)
def range_taken(view: ClusterView) -> Iterator[RawFinding]:
    """The operator says that a range is another node's, whose name is added."""
    for found in _operator_errors(view, "range-taken"):
        own = _ranges(view.cilium_nodes[found.node])
        others = sorted(
            node.name
            for node in view.cilium_nodes.values()
            if node.name != found.node
            and any(overlap(each, mine) for each in _ranges(node) for mine in own)
        )
        holders = f"; {', '.join(others)} has it too" if others else ""
        yield found._replace(what=found.what + holders)


@check("operator-status-error", "cilium_nodes", when=_has_node_ranges)
def operator_status_error(view: ClusterView) -> Iterator[RawFinding]:
    """The operator says anything else of a node."""
    return _operator_errors(view, "operator-status-error")


@check("pool-nearly-full", "cilium_nodes", "cilium_config", when=_is_cluster_pool)
def pool_nearly_full(view: ClusterView) -> Iterator[RawFinding]:
    """Under a tenth of the ranges of all pools of a family together is left."""
    for family in view.families:
        usage = [each for each in pool_usage(view) if each.pool.family == family]
        total = sum(each.total for each in usage)
        given = sum(each.given for each in usage)
        if total and (total - given) * 10 < total:
            of_ipv6 = " of IPv6" if family == 6 else ""
            yield RawFinding(
                f"{given} of {total} ranges{of_ipv6} are given, {total - given} more nodes fit"
            )


class PoolUsage(NamedTuple):
    """How full a live pool is."""

    pool: AddressRange
    given: int
    """Ranges of it that nodes have."""
    total: int
    """Ranges that it can be cut into."""


def pool_usage(view: ClusterView) -> Iterator[PoolUsage]:
    """How full each live pool is."""
    given = {each for node in view.cilium_nodes.values() for each in _ranges(node)}
    for family in view.families:
        mask = _live_mask(view, family)
        pools = [each for text in view.live_pools(family) if (each := parse_range(text))]
        for pool in pools:
            if mask is not None and pool.family == family and mask >= pool.prefix:
                inside = sum(1 for each in given if contains(pool, each))
                yield PoolUsage(pool, inside, blocks_in(pool.prefix, mask))


def _live_mask(view: ClusterView, family: Family) -> int | None:
    """How long a node's mask is; the chart's default where the config says none at all."""
    if f"cluster-pool-ipv{family}-mask-size" not in view.cilium_data:
        return DEFAULT_NODE_MASKS[family]
    return view.live_mask(family)
