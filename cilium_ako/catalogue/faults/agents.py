"""Faults of Cilium's own pods, its operator and its CRDs."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.row import Fault

FAULTS: Final[tuple[Fault, ...]] = (
    Fault(
        id="agents-not-ready",
        severity="fail",
        object="DaemonSet kube-system/cilium",
        evidence="It is not there, or `status.numberReady` is below `status.desiredNumberScheduled`"
        " by more than the agents that restart.",
        why="on those nodes no pod starts, and policies and Services stand still",
        fix="kubectl -n kube-system get pods -l k8s-app=cilium -o wide, then describe those not"
        " ready",
        healthy="all agents are ready",
        source="Documentation/operations/troubleshooting.rst",
    ),
    Fault(
        id="agent-restarting",
        severity="fail",
        object="Pod kube-system/cilium-*",
        evidence="A container of an agent ended in the last ten minutes, restarted since the last"
        " look, or waits in CrashLoopBackOff.",
        why="each start reads the state anew; in a loop the node's datapath never follows the"
        " cluster",
        fix="kubectl -n kube-system logs POD --previous",
        healthy="no agent restarts",
        source="Documentation/operations/troubleshooting.rst",
    ),
    Fault(
        id="agents-half-rolled",
        severity="warn",
        object="Pod kube-system/cilium-*",
        evidence="Agents' pods have different image tags.",
        why="an upgrade stopped halfway: encryption, tunnels and policies are only tested alike",
        fix="kubectl -n kube-system rollout status daemonset cilium; finish it, or roll back",
        healthy="all agents run one image",
        source="Documentation/operations/upgrade.rst",
    ),
    Fault(
        id="operator-unavailable",
        severity="fail",
        object="Deployment kube-system/cilium-operator",
        evidence="It is not there, `status.availableReplicas` is 0, or all replicas run on one"
        " node.",
        why="without it no new node gets a range, and nothing is cleaned up",
        fix="kubectl -n kube-system describe deployment cilium-operator",
        healthy="the operator is available",
        source="Documentation/internals/cilium_operator.rst",
    ),
    Fault(
        id="operator-lease-stale",
        severity="fail",
        object="Lease kube-system/cilium-operator-resource-lock",
        evidence="`spec.renewTime` is more than a minute old.",
        why="no operator leads, whatever its pods say: no new node gets a range",
        fix="kubectl -n kube-system rollout restart deployment cilium-operator",
        healthy="an operator leads",
        source="operator/cmd/root.go",
        explained_by=("operator-unavailable",),
    ),
    Fault(
        id="cilium-node-crd",
        severity="fail",
        object="CustomResourceDefinition ciliumnodes.cilium.io",
        evidence="It is not there: no operator has ever run, or somebody deleted it.",
        why="agents and AKO wait for it for ever",
        fix="kubectl -n kube-system logs deploy/cilium-operator: the operator makes it",
        healthy="the CRD of CiliumNode is there",
        source="pkg/k8s/apis/cilium.io/client/register.go",
    ),
    Fault(
        id="node-config-crd",
        severity="fail",
        object="CustomResourceDefinition ciliumnodeconfigs.cilium.io",
        evidence="`status.storedVersions` still has v2alpha1, and Cilium is, or becomes by the"
        " stack, 1.20.0 or 1.20.1.",
        why="that operator drops v2alpha1 and cannot, so it ends",
        fix="go to 1.20.2 or later",
        healthy="the CRD of CiliumNodeConfig suits the version",
        source="CHANGELOG.md 1.20.2",
    ),
    Fault(
        id="certificates-ending",
        severity="warn",
        object="Secret",
        evidence="A certificate of Hubble, of Cilium's authority or of the cluster mesh ends"
        " within 30 days. Those that Helm made are never renewed by themselves.",
        why="relay and peers lose their agents on that day",
        fix="make them anew: hubble.tls.auto, or `pulumi up` after deleting the Secret",
        healthy="certificates are valid for longer than a month",
        source="install/kubernetes/cilium/templates/hubble",
    ),
)
