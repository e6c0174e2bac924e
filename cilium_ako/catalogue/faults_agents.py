"""Faults of Cilium's own pods, its operator and its CRDs."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults_row import Fault

AGENTS: Final[tuple[Fault, ...]] = (
    Fault(
        "agents-not-ready",
        "fail",
        "DaemonSet kube-system/cilium",
        "Fewer agents are ready than nodes want one.",
        "on those nodes no pod starts, and policies and Services stand still",
        "kubectl -n kube-system get pods -l k8s-app=cilium -o wide, then describe those not ready",
        "all agents are ready",
        "Documentation/operations/troubleshooting.rst",
    ),
    Fault(
        "agent-restarting",
        "fail",
        "Pod kube-system/cilium-*",
        "An agent's container ended a short while ago, or waits after crashing.",
        "each start reads the state anew; in a loop the node's datapath never follows the cluster",
        "kubectl -n kube-system logs POD --previous",
        "no agent restarts",
        "Documentation/operations/troubleshooting.rst",
    ),
    Fault(
        "agents-half-rolled",
        "warn",
        "Pod kube-system/cilium-*",
        "Agents run different images.",
        "an upgrade stopped halfway: encryption, tunnels and policies are only tested alike",
        "kubectl -n kube-system rollout status daemonset cilium; finish it, or roll back",
        "all agents run one image",
        "Documentation/operations/upgrade.rst",
    ),
    Fault(
        "operator-unavailable",
        "fail",
        "Deployment kube-system/cilium-operator",
        "No operator is available, or both run on one node.",
        "without it no new node gets a range, and nothing is cleaned up",
        "kubectl -n kube-system describe deployment cilium-operator",
        "the operator is available",
        "Documentation/internals/cilium_operator.rst",
    ),
    Fault(
        "operator-lease-stale",
        "fail",
        "Lease kube-system/cilium-operator-resource-lock",
        "Nobody renewed it for a minute.",
        "no operator leads, whatever its pods say: no new node gets a range",
        "kubectl -n kube-system rollout restart deployment cilium-operator",
        "an operator leads",
        "operator/cmd/root.go",
        hidden_by=("operator-unavailable",),
    ),
    Fault(
        "cilium-node-crd",
        "fail",
        "CustomResourceDefinition ciliumnodes.cilium.io",
        "It is not there: no operator has ever run, or somebody deleted it.",
        "agents and AKO wait for it for ever",
        "kubectl -n kube-system logs deploy/cilium-operator: the operator makes it",
        "the CRD of CiliumNode is there",
        "pkg/k8s/apis/cilium.io/client/register.go",
    ),
    Fault(
        "node-config-crd",
        "fail",
        "CustomResourceDefinition ciliumnodeconfigs.cilium.io",
        "`status.storedVersions` still has v2alpha1, and Cilium is or becomes 1.20.0 or 1.20.1.",
        "that operator drops v2alpha1 and cannot, so it ends",
        "go to 1.20.2 or later",
        "the CRD of CiliumNodeConfig suits the version",
        "CHANGELOG.md 1.20.2",
    ),
    Fault(
        "certificates-ending",
        "warn",
        "Secret",
        "A certificate of Hubble, of Cilium's authority or of the cluster mesh ends within a"
        " month. Made by Helm, they are never renewed by themselves.",
        "relay and peers lose their agents on that day",
        "make them anew: hubble.tls.auto, or `pulumi up` after deleting the Secret",
        "certificates are valid for longer than a month",
        "install/kubernetes/cilium/templates/hubble",
    ),
)
"""Faults of agents and operator."""
