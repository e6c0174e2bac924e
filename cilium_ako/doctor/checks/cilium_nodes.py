"""Does every Node have its CiliumNode, and do the two agree?"""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.catalogue.cilium.objects import AGENT_LABELS, NAMESPACE
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView
from cilium_ako.doctor.finding import RawFinding
from cilium_ako.shell import quoted


def _has_cilium_nodes(view: ClusterView) -> bool:
    return view.has_cilium_nodes


def _takes_ranges_of_nodes(view: ClusterView) -> bool:
    return view.ipam_mode == "kubernetes"


@check("cilium-node-stale", "cilium_nodes", "nodes")
def cilium_node_stale(view: ClusterView) -> Iterator[RawFinding]:
    """A CiliumNode's machine is gone."""
    for node in view.cilium_nodes.values():
        if node.name not in view.observation.nodes:
            what = f"there is no Node {node.name}"
            if node.pod_cidrs:
                what += f"; this object holds {', '.join(node.pod_cidrs)}"
            yield RawFinding.of_cilium_node(
                node.name,
                what,
                fix="once the machine is gone for good: kubectl delete ciliumnode "
                f"{quoted(node.name)}",
            )


@check("cilium-node-missing", "cilium_nodes", "nodes", when=_has_cilium_nodes)
def cilium_node_missing(view: ClusterView) -> Iterator[RawFinding]:
    """A Node has no CiliumNode, and had time to get one."""
    for node in view.nodes:
        if node.name not in view.cilium_nodes and not view.is_new(node):
            yield RawFinding.of_node(node.name, f"there is no CiliumNode {node.name}")


@check("node-reborn", "cilium_nodes", "nodes")
def node_reborn(view: ClusterView) -> Iterator[RawFinding]:
    """A CiliumNode is of a machine that had the name before."""
    for node, cilium_node in view.node_pairs:
        if cilium_node.owner_uid and node.uid and cilium_node.owner_uid != node.uid:
            yield RawFinding.of_cilium_node(
                node.name,
                f"ownerReferences names another Node {node.name} than the present one",
                fix=f"restart the node's agent: kubectl -n {NAMESPACE} delete pod -l {AGENT_LABELS}"
                f" --field-selector spec.nodeName={quoted(node.name)}",
            )


@check("node-address-differs", "cilium_nodes", "nodes")
def node_address_differs(view: ClusterView) -> Iterator[RawFinding]:
    """A CiliumNode lacks its Node's address."""
    for node, cilium_node in view.node_pairs:
        if node.addresses and node.address not in cilium_node.addresses:
            has = ", ".join(cilium_node.addresses) or "no InternalIP"
            yield RawFinding.of_cilium_node(
                node.name, f"spec.addresses has {has}, the Node has {node.address}"
            )


@check("node-range-missing", "nodes", when=_takes_ranges_of_nodes)
def node_range_missing(view: ClusterView) -> Iterator[RawFinding]:
    """kube-controller-manager gave a Node no range."""
    for node in view.nodes:
        if not node.pod_cidrs and not view.is_new(node):
            yield RawFinding.of_node(node.name, "spec.podCIDRs is empty")


@check("ranges-disagree", "cilium_nodes", "nodes", when=_takes_ranges_of_nodes)
def ranges_disagree(view: ClusterView) -> Iterator[RawFinding]:
    """A CiliumNode has other ranges than its Node."""
    for node, cilium_node in view.range_disagreements():
        yield RawFinding.of_cilium_node(
            node.name,
            f"spec.ipam.podCIDRs is {', '.join(cilium_node.pod_cidrs)}, the Node's spec.podCIDRs"
            f" {', '.join(node.pod_cidrs)}",
        )
