"""Faults between Nodes and their CiliumNodes."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.row import Fault

_MODE: Final = ("ipam-mode-drift",)

FAULTS: Final[tuple[Fault, ...]] = (
    Fault(
        id="cilium-node-stale",
        severity="warn",
        object="CiliumNode",
        evidence="There is no Node of its name.",
        why="it holds a range that nobody uses, and peers keep a tunnel or a route to it",
        fix="once the machine is gone for good: kubectl delete ciliumnode NAME",
        healthy="every CiliumNode has its Node",
        source="operator/watchers/cilium_node_gc.go",
    ),
    Fault(
        id="cilium-node-missing",
        severity="fail",
        object="Node",
        evidence="There is no CiliumNode of its name two minutes after it was made.",
        why="no agent has come up there: no pod gets an address, and AKO writes no route",
        fix="kubectl -n kube-system get pods -l k8s-app=cilium -o wide, then the agent's log",
        healthy="every Node has its CiliumNode",
        source="pkg/nodediscovery/nodediscovery.go",
        explained_by=("cilium-node-crd",),
    ),
    Fault(
        id="node-reborn",
        severity="warn",
        object="CiliumNode",
        evidence="`metadata.ownerReferences` has the uid of another Node of the same name: the"
        " machine was replaced.",
        why="the range is the old machine's, and once Kubernetes collects what the old Node owned,"
        " the CiliumNode goes under running pods",
        fix="restart the node's agent: kubectl -n kube-system delete pod -l k8s-app=cilium"
        " --field-selector spec.nodeName=NAME",
        healthy="every CiliumNode belongs to its Node",
        source="pkg/nodediscovery/nodediscovery.go",
    ),
    Fault(
        id="node-address-differs",
        severity="fail",
        object="CiliumNode",
        evidence="`spec.addresses` lacks the Node's InternalIP.",
        why="peers send this node's traffic to the old address, and AKO's next hop is the new one",
        fix="restart the node's agent, which writes its addresses anew",
        healthy="CiliumNodes and Nodes agree on addresses",
        source="pkg/nodediscovery/nodediscovery.go",
        explained_beside=("node-address-unclear", "node-reborn"),
    ),
    Fault(
        id="node-range-missing",
        severity="fail",
        object="Node",
        evidence="`spec.podCIDRs` is empty two minutes after the object was made, in the IPAM mode"
        " that takes ranges from there.",
        why="the agent waits for it for ever; kube-controller-manager runs without"
        " --allocate-node-cidrs, or EKS, which never gives ranges",
        fix="let kube-controller-manager allocate (--allocate-node-cidrs, --cluster-cidr), or take"
        " another IPAM mode for a new cluster",
        healthy="every Node has a range",
        source="Documentation/network/concepts/ipam/kubernetes.rst",
        explained_by=_MODE,
    ),
    Fault(
        id="ranges-disagree",
        severity="fail",
        object="CiliumNode",
        evidence="`spec.ipam.podCIDRs` is not the Node's `spec.podCIDRs`, in the IPAM mode that"
        " copies them.",
        why="pods have addresses of one range while routes and AKO follow the other",
        fix="restart the node's agent; where pods run on it, drain it first",
        healthy="CiliumNodes and Nodes agree on ranges",
        source="pkg/nodediscovery/nodediscovery.go, AKO:internal/lib/dynamic_client.go",
        explained_by=_MODE,
        explained_beside=("node-range-missing", "range-missing", "cilium-node-stale"),
    ),
)
