"""Faults of nodes: kernel, versions, taints, conditions, addresses."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults_row import Fault

NODES: Final[tuple[Fault, ...]] = (
    Fault(
        "taint-left",
        "fail",
        "Node",
        "The taint that keeps pods away until an agent is ready is five minutes old.",
        "no pod is scheduled there, or they are evicted",
        "find out why the agent is not ready; the operator takes the taint away by itself",
        "no node waits for its agent",
        "operator/pkg/nodetaint, Documentation/installation/taints.rst",
        hidden_beside=("cilium-node-missing", "agent-restarting"),
    ),
    Fault(
        "network-unavailable",
        "warn",
        "Node",
        "The condition NetworkUnavailable is not False with the reason CiliumIsUp.",
        "the scheduler avoids the node, or something else than Cilium thinks itself its network",
        "look for another CNI or a cloud controller's routes: kubectl describe node NAME",
        "Cilium is every node's network",
        "operator/pkg/nodetaint",
        hidden_beside=("taint-left", "cilium-node-missing", "agent-restarting"),
    ),
    Fault(
        "kernel-too-old",
        "fail",
        "Node",
        "The kernel is older than this Cilium, or a feature that is asked for, needs.",
        "the agent ends at start, or leaves the feature out",
        "a newer kernel, or the feature off",
        "every kernel suits",
        "Documentation/operations/system_requirements.rst",
    ),
    Fault(
        "kubernetes-version",
        "warn",
        "Node, server",
        "Server or kubelet lie outside what this Cilium is tested with, apart from each other,"
        " or apart from what the stack says.",
        "nobody has tried this pair; rules were judged for another version",
        "take a Cilium that is tested with it, and set cluster.kubernetesVersion to what runs",
        "Kubernetes is what this Cilium is tested with",
        "Documentation/network/kubernetes/compatibility.rst",
    ),
    Fault(
        "node-address-unclear",
        "warn",
        "Node",
        "It has no InternalIP, or several of one family; Cilium and AKO take the first.",
        "tunnels and AKO's next hop may end at the wrong interface",
        "give the kubelet --node-ip",
        "every node has one address",
        "pkg/k8s/node.go, AKO:internal/lib/lib.go",
    ),
)
"""Faults of nodes."""
