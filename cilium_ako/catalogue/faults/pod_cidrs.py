"""Faults of the ranges that nodes cut pod addresses from."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.row import Fault
from cilium_ako.catalogue.runbooks import renew_nodes

_MODE: Final = ("ipam-mode-drift",)
_RENEW_NODES: Final = renew_nodes("{nodes}", "{node}")

FAULTS: Final[tuple[Fault, ...]] = (
    Fault(
        id="range-missing",
        severity="fail",
        object="CiliumNode",
        evidence="`spec.ipam.podCIDRs` is empty, or lacks a family that pods have, two minutes"
        " after the object was made.",
        why="the agent waits for a range, so no pod on this node gets an address",
        fix="read the operator's log: kubectl -n kube-system logs deploy/cilium-operator",
        healthy="every node has a range",
        source="operator/pkg/ciliumnode, pkg/ipam/allocator/podcidr/podcidr.go",
        explained_by=_MODE,
        explained_beside=(
            "pool-replaced",
            "pool-exhausted",
            "range-taken",
            "operator-status-error",
            "node-range-missing",
            "cilium-node-stale",
        ),
    ),
    Fault(
        id="range-outside-pools",
        severity="fail",
        object="CiliumNode",
        evidence="`spec.ipam.podCIDRs` has a range that lies in no pool, neither in a live one nor"
        " in the stack's: it is from a pool that was replaced.",
        why="the operator no longer keeps it from being given twice, and routes, masquerading and"
        " firewalls do not know it",
        fix="give the node a range of the pool: `cilium-ako doctor --runbook`",
        healthy="every range lies in a pool",
        source="Documentation/network/concepts/ipam/cluster-pool.rst, cilium/cilium#23872",
        steps=_RENEW_NODES,
        explained_by=_MODE,
        explained_beside=("range-overlaps-network", "pool-replaced", "cilium-node-stale"),
    ),
    Fault(
        id="range-mask",
        severity="fail",
        object="CiliumNode",
        evidence="`spec.ipam.podCIDRs` has a range with another mask than"
        " `cluster-pool-ipv4-mask-size` (of IPv6 `cluster-pool-ipv6-mask-size`) and the stack's.",
        why="the pool was cut differently before: the operator's bookkeeping cannot hold both",
        fix="put the old mask back, or renew the node: `cilium-ako doctor --runbook`",
        healthy="every range has the pool's mask",
        source="Documentation/network/concepts/ipam/cluster-pool.rst",
        steps=_RENEW_NODES,
        explained_by=_MODE,
        explained_beside=("range-outside-pools", "pool-replaced", "cilium-node-stale"),
    ),
    Fault(
        id="ranges-overlap",
        severity="fail",
        object="two CiliumNodes",
        evidence="Ranges in `spec.ipam.podCIDRs` of two nodes share addresses.",
        why="two pods may have one address, and AKO writes two routes for it: traffic reaches the"
        " wrong node",
        fix="drain and renew the younger of the two: `cilium-ako doctor --runbook`",
        healthy="no two nodes share a range",
        source="pkg/ipam/allocator/podcidr/podcidr.go",
        steps=_RENEW_NODES,
        explained_by=_MODE,
        explained_beside=("range-taken", "ranges-disagree"),
    ),
    Fault(
        id="range-overlaps-network",
        severity="fail",
        object="CiliumNode",
        evidence="A range in `spec.ipam.podCIDRs` holds addresses of nodes, of Services"
        " (`cluster.serviceCidrs`) or of virtual services (`ako.vipNetworks`).",
        why="what is sent to those addresses goes to a pod's node instead",
        fix="take a pool that is free in the whole network; for the nodes: `--runbook`",
        healthy="no range holds addresses of nodes, Services or virtual services",
        source="Documentation/network/concepts/ipam/cluster-pool.rst",
        steps=_RENEW_NODES,
        explained_by=_MODE,
    ),
    Fault(
        id="pool-replaced",
        severity="fail",
        object="CiliumNode",
        evidence="`status.ipam.operator-status` says that no allocator is configured for the"
        " node's range: the pool was replaced under the node.",
        why="the node goes on with a range that nobody keeps for it, until another node gets it",
        fix="put the old range back into the pools (append, never replace), or renew the nodes:"
        " `cilium-ako doctor --runbook`",
        healthy="the operator knows every node's range",
        source="pkg/ipam/allocator/podcidr/podcidr.go, cilium/cilium#21657",
        steps=(
            "cheapest: put the range that is missing back into ipam.podCidrs, behind the others,"
            " and `pulumi up`; the operator then keeps it again",
            "otherwise renew the nodes:",
            *_RENEW_NODES,
        ),
        explained_by=_MODE,
    ),
    Fault(
        id="pool-exhausted",
        severity="fail",
        object="CiliumNode",
        evidence="`status.ipam.operator-status` says that no range is left to give: all pools are"
        " full.",
        why="the node has no range, so no pod on it starts",
        fix="append a range to ipam.podCidrs and `pulumi up`; stale CiliumNodes hold ranges too",
        healthy="the operator has ranges left",
        source="pkg/ipam/allocator/podcidr/podcidr.go",
        steps=(
            "kubectl get ciliumnodes, and delete those whose Node is gone for good",
            "append a range (never change one): ipam.podCidrs, then `cilium-ako check` for"
            " overlaps, then `pulumi up`",
            "native routing: the range must lie in routing.cidr, and the network must route it",
            "the operator restarts and gives {nodes} ranges by itself",
        ),
        explained_by=_MODE,
    ),
    Fault(
        id="range-taken",
        severity="fail",
        object="CiliumNode",
        evidence="`status.ipam.operator-status` says that another node has this range already.",
        why="two nodes claim the same addresses; the second may not use them",
        fix="drain and renew this node: `cilium-ako doctor --runbook`",
        healthy="no node asks for another's range",
        source="pkg/ipam/allocator/podcidr/podcidr.go",
        steps=_RENEW_NODES,
        explained_by=_MODE,
    ),
    Fault(
        id="operator-status-error",
        severity="fail",
        object="CiliumNode",
        evidence="`status.ipam.operator-status` has an error that is none of the known ones.",
        why="the node's addresses are not in order",
        fix="read the operator's log: kubectl -n kube-system logs deploy/cilium-operator",
        healthy="the operator has no other error for any node",
        source="pkg/ipam/allocator/podcidr/podcidr.go",
        explained_by=_MODE,
    ),
    Fault(
        id="pool-nearly-full",
        severity="warn",
        object="ConfigMap kube-system/cilium-config",
        evidence="Under a tenth of the ranges of all pools in `cluster-pool-ipv4-cidr`, or in"
        " `cluster-pool-ipv6-cidr`, together is left.",
        why="the nodes after that get no range",
        fix="append a range to ipam.podCidrs",
        healthy="the pools have room",
        source="Documentation/network/concepts/ipam/cluster-pool.rst",
        explained_by=(*_MODE, "pool-exhausted", "pools-drift", "mask-drift"),
    ),
)
