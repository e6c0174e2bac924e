"""Does every node have a range, from the pool, that nobody else has, and do all objects agree?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from cilium_ako.addresses.capacity import blocks_in
from cilium_ako.addresses.intervals import (
    AddressRange,
    IntervalIndex,
    contains,
    overlap,
    parse_address,
    parse_range,
)
from cilium_ako.addresses.overlaps import overlaps_between_owners
from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.cilium.ipam import DEFAULT_NODE_MASK
from cilium_ako.catalogue.faults.row import Level
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.finding import Found
from cilium_ako.doctor.observation import CiliumNode
from cilium_ako.doctor.scene import CONFIG, NEWBORN, Scene

_KNOWN: Final = (
    ("pool-replaced", re.compile(r"allocator not configured for the requested CIDR")),
    ("range-taken", re.compile(r"already allocated|conflict with requested CIDRs?")),
    ("pool-exhausted", re.compile(r"no remaining CIDRs|\ballocator\b.*\bfull\b")),
)
"""Errors that the operator writes (pkg/ipam/allocator/podcidr/podcidr.go), most telling first."""


def _by_node(scene: Scene) -> bool:
    return scene.by_node_ranges and scene.reports_nodes


def _cluster_pool(scene: Scene) -> bool:
    return scene.mode == "cluster-pool" and scene.reports_nodes


def _from_kubernetes(scene: Scene) -> bool:
    return scene.mode == "kubernetes"


def _named(node: CiliumNode) -> str:
    return f"CiliumNode {node.name}"


@lru_cache(maxsize=1024)
def kind_of(error: str) -> str:
    """The fault that an operator's error stands for; empty where there is no error."""
    if not error:
        return ""
    for fault, pattern in _KNOWN:
        if pattern.search(error):
            return fault
    return "operator-status-error"


def _errors(scene: Scene, fault: str) -> Iterator[Found]:
    for node in scene.cilium_nodes.values():
        if kind_of(node.operator_error) == fault:
            error = " ".join(node.operator_error.split())
            yield Found(_named(node), f"status.ipam.operator-status says “{error}”", node.name)


@check("pool-replaced", "cilium_nodes", when=_by_node)
def pool_replaced(scene: Scene) -> Iterator[Found]:
    """The operator's word for a range in no pool."""
    return _errors(scene, "pool-replaced")


@check("pool-exhausted", "cilium_nodes", when=_by_node)
def pool_exhausted(scene: Scene) -> Iterator[Found]:
    """The operator's word for full pools."""
    return _errors(scene, "pool-exhausted")


@check("range-taken", "cilium_nodes", when=_by_node)
def range_taken(scene: Scene) -> Iterator[Found]:
    """The operator's word for a range that is another's, with the other's name."""
    for found in _errors(scene, "range-taken"):
        own = [
            each for text in scene.cilium_nodes[found.node].ranges if (each := parse_range(text))
        ]
        others = sorted(
            node.name
            for node in scene.cilium_nodes.values()
            if node.name != found.node
            and any(
                (each := parse_range(text)) and overlap(each, mine)
                for text in node.ranges
                for mine in own
            )
        )
        holders = f"; {', '.join(others)} has it too" if others else ""
        yield found._replace(what=found.what + holders)


@check("operator-status-error", "cilium_nodes", when=_by_node)
def operator_status_error(scene: Scene) -> Iterator[Found]:
    """Any other word of the operator."""
    return _errors(scene, "operator-status-error")


@check("range-missing", "cilium_nodes", when=_by_node)
def range_missing(scene: Scene) -> Iterator[Found]:
    """CiliumNodes without a range, once they had time to get one."""
    for node in scene.cilium_nodes.values():
        if not node.ranges and scene.age(node) > NEWBORN:
            yield Found(_named(node), "spec.ipam.podCIDRs is empty", node.name)


@check("range-outside-pools", "cilium_nodes", when=_by_node)
def range_outside_pools(scene: Scene) -> Iterator[Found]:
    """Ranges in none of the pools, neither live nor of the stack."""
    pools = IntervalIndex(scene.pools)
    listed = ", ".join(str(pool) for pool in scene.pools)
    for node in scene.cilium_nodes.values():
        for text in node.ranges:
            each = parse_range(text)
            if each is None or pools.find_containing(each) is not None:
                continue
            # kube-controller-manager's range is only declared in a stack: it may be the stack
            level: Level | None = "warn" if scene.mode == "kubernetes" else None
            yield Found(_named(node), f"{text} is in none of {listed}", node.name, level)


@check("range-mask", "cilium_nodes", when=_cluster_pool)
def range_mask(scene: Scene) -> Iterator[Found]:
    """Ranges of another size than the pools are cut into."""
    wanted = " or ".join(f"/{mask}" for mask in sorted(scene.masks))
    for node in scene.cilium_nodes.values():
        for text in node.ranges:
            each = parse_range(text)
            if each is not None and scene.masks and each.prefix not in scene.masks:
                yield Found(_named(node), f"{text} is no {wanted}", node.name)


@check("ranges-overlap", "cilium_nodes", when=_by_node)
def ranges_overlap(scene: Scene) -> Iterator[Found]:
    """Two nodes with one address.

    A node of which the operator says so itself, or whose Node says another range, has a finding
    of its own that explains it.
    """
    told = {
        node.name
        for node in scene.cilium_nodes.values()
        if kind_of(node.operator_error) == "range-taken"
    }
    told.update(found.node for found in _disagreeing(scene))
    ranges = [
        (each, node.name)
        for node in scene.cilium_nodes.values()
        if node.name not in told
        for text in node.ranges
        if (each := parse_range(text)) is not None
    ]
    for (first, owner), (second, other) in overlaps_between_owners(ranges):
        yield Found(
            f"CiliumNodes {owner}, {other}",
            f"{first} of {owner} and {second} of {other} share addresses",
            other,
        )


@check("range-overlaps-network", "cilium_nodes", "nodes", when=_by_node)
def range_overlaps_network(scene: Scene) -> Iterator[Found]:
    """Ranges that hold a node's address, a Service's or a virtual service's."""
    networks = [
        (f"service range {each}", parse_range(str(each))) for each in scene.cluster.service_cidrs
    ]
    if scene.ako is not None:
        networks += [
            (f"VIP network {network.name} ({network.cidr})", parse_range(str(network.cidr)))
            for network in scene.ako.vip_networks
            if network.cidr is not None
        ]
    owners = [
        (each, node)
        for node in scene.cilium_nodes.values()
        for text in node.ranges
        if (each := parse_range(text)) is not None
    ]
    for each, node in owners:
        for name, network in networks:
            if network is not None and overlap(network, each):
                yield Found(_named(node), f"{each} overlaps the {name}", node.name)
    holders: dict[AddressRange, list[CiliumNode]] = {}
    for each, node in owners:
        holders.setdefault(each, []).append(node)
    covering = IntervalIndex(holders)
    for machine in scene.seen.nodes.values():
        for text in machine.addresses:
            address = parse_address(text)
            around = covering.find_containing(address) if address is not None else None
            for holder in holders.get(around, ()) if around is not None else ():
                yield Found(
                    _named(holder),
                    f"{around} holds {text}, the address of the node {machine.name}",
                    holder.name,
                )


@check("cilium-node-stale", "cilium_nodes", "nodes")
def cilium_node_stale(scene: Scene) -> Iterator[Found]:
    """CiliumNodes whose machine is gone."""
    for node in scene.cilium_nodes.values():
        if node.name not in scene.seen.nodes:
            held = f" and holds {', '.join(node.ranges)}" if node.ranges else ""
            yield Found(
                _named(node),
                f"there is no Node {node.name}{held}".replace(" and holds", "; this object holds"),
                node.name,
                fix=f"once the machine is gone for good: kubectl delete ciliumnode {node.name}",
            )


def _has_nodes(scene: Scene) -> bool:
    return scene.reports_nodes


@check("cilium-node-missing", "cilium_nodes", "nodes", when=_has_nodes)
def cilium_node_missing(scene: Scene) -> Iterator[Found]:
    """Nodes without a CiliumNode, once they had time to get one."""
    for node in scene.nodes:
        if node.name not in scene.cilium_nodes and scene.age(node) > NEWBORN:
            yield Found(f"Node {node.name}", f"there is no CiliumNode {node.name}", node.name)


@check("node-reborn", "cilium_nodes", "nodes")
def node_reborn(scene: Scene) -> Iterator[Found]:
    """CiliumNodes of a machine that had the name before."""
    for node, own in scene.pairs:
        if own.owner_uid and node.uid and own.owner_uid != node.uid:
            yield Found(
                _named(own),
                f"ownerReferences names another Node {own.name} than the present one",
                own.name,
                fix=f"restart the node's agent: kubectl -n {cilium_objects.NAMESPACE} delete pod"
                f" -l k8s-app=cilium --field-selector spec.nodeName={own.name}",
            )


@check("node-address-differs", "cilium_nodes", "nodes")
def node_address_differs(scene: Scene) -> Iterator[Found]:
    """CiliumNodes without their Node's address."""
    for node, own in scene.pairs:
        if node.addresses and node.address not in own.addresses:
            has = ", ".join(own.addresses) or "no InternalIP"
            yield Found(
                _named(own),
                f"spec.addresses has {has}, the Node has {node.address}",
                own.name,
            )


@check("node-range-missing", "nodes", when=_from_kubernetes)
def node_range_missing(scene: Scene) -> Iterator[Found]:
    """Nodes to which kube-controller-manager gave no range."""
    for node in scene.nodes:
        if not node.ranges and scene.age(node) > NEWBORN:
            yield Found(f"Node {node.name}", "spec.podCIDRs is empty", node.name)


def _disagreeing(scene: Scene) -> Iterator[Found]:
    if scene.mode != "kubernetes":
        return
    for node, own in scene.pairs:
        if own.ranges and node.ranges and own.ranges != node.ranges:
            yield Found(
                _named(own),
                f"spec.ipam.podCIDRs is {', '.join(own.ranges)}, the Node's spec.podCIDRs"
                f" {', '.join(node.ranges)}",
                own.name,
            )


@check("ranges-disagree", "cilium_nodes", "nodes", when=_from_kubernetes)
def ranges_disagree(scene: Scene) -> Iterator[Found]:
    """CiliumNodes with other ranges than their Nodes."""
    return _disagreeing(scene)


@check("pool-nearly-full", "cilium_nodes", "cilium_config", when=_cluster_pool)
def pool_nearly_full(scene: Scene) -> Iterator[Found]:
    """Pools with under a tenth of their ranges left, all together."""
    usage = list(pool_usage(scene))
    total = sum(each[2] for each in usage)
    used = sum(each[1] for each in usage)
    if total and (total - used) * 10 < total:
        yield Found(CONFIG, f"{used} of {total} ranges are given, {total - used} more nodes fit")


def pool_usage(scene: Scene) -> Iterator[tuple[AddressRange, int, int]]:
    """Each live pool with the ranges that are given and those that it has."""
    mask = scene.data.get("cluster-pool-ipv4-mask-size", str(DEFAULT_NODE_MASK))
    if not mask.isdigit():
        return
    live = scene.data.get("cluster-pool-ipv4-cidr", "").split()
    pools = [each for text in live if (each := parse_range(text)) is not None]
    given = {
        each
        for node in scene.cilium_nodes.values()
        for text in node.ranges
        if (each := parse_range(text)) is not None
    }
    for pool in pools:
        if int(mask) >= pool.prefix:
            used = sum(1 for each in given if contains(pool, each))
            yield pool, used, blocks_in(pool.prefix, int(mask))
