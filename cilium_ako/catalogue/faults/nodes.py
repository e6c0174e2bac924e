"""Faults of nodes: kernel, versions, taints, conditions, addresses."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.row import Fault

FAULTS: Final[tuple[Fault, ...]] = (
    Fault(
        id="taint-left",
        severity="fail",
        object="Node",
        evidence="The taint that keeps pods away until an agent is ready"
        " (`agent-not-ready-taint-key`) is older than five minutes.",
        why="no pod is scheduled there, or they are evicted",
        fix="find out why the agent is not ready; the operator takes the taint away by itself",
        healthy="no node waits for its agent",
        source="operator/pkg/nodetaint, Documentation/installation/taints.rst",
        explained_beside=("cilium-node-missing", "agent-restarting"),
    ),
    Fault(
        id="network-unavailable",
        severity="warn",
        object="Node",
        evidence="The condition NetworkUnavailable is not False with the reason CiliumIsUp two"
        " minutes after the node was made.",
        why="the scheduler avoids the node, or something else than Cilium thinks itself its"
        " network",
        fix="look for another CNI or a cloud controller's routes: kubectl describe node NAME",
        healthy="Cilium is every node's network",
        source="operator/pkg/nodetaint",
        explained_beside=("taint-left", "cilium-node-missing", "agent-restarting"),
    ),
    Fault(
        id="kernel-too-old",
        severity="fail",
        object="Node",
        evidence="`status.nodeInfo.kernelVersion` is older than this Cilium, or a feature that the"
        " stack has, needs.",
        why="the agent ends at start, or leaves the feature out",
        fix="a newer kernel, or the feature off",
        healthy="every kernel suits",
        source="Documentation/operations/system_requirements.rst",
    ),
    Fault(
        id="kubernetes-version",
        severity="warn",
        object="Node, server",
        evidence="The server's version or `status.nodeInfo.kubeletVersion` lies outside what this"
        " Cilium is tested with, apart from the other one, or apart from"
        " `cluster.kubernetesVersion`.",
        why="nobody has tried this pair; rules were judged for another version",
        fix="take a Cilium that is tested with it, and set cluster.kubernetesVersion to what runs",
        healthy="Kubernetes is what this Cilium is tested with",
        source="Documentation/network/kubernetes/compatibility.rst",
    ),
    Fault(
        id="distribution-other",
        severity="warn",
        object="Node",
        evidence="`status.nodeInfo.kubeletVersion` has the mark of a distribution (+k3s, +rke2,"
        " +k0s, -eks-, -gke.) that is not `cluster.distribution`, or lacks that one's.",
        why="folders, rights and addresses that the stack gives are those of another distribution",
        fix="set cluster.distribution to what the nodes run, or connect to the cluster that the"
        " stack is for",
        healthy="nodes are of the distribution that the stack names",
        source="docs/distributions.md",
    ),
    Fault(
        id="node-address-unclear",
        severity="warn",
        object="Node",
        evidence="`status.addresses` has no InternalIP, or several of one family. Cilium and AKO"
        " take the first.",
        why="tunnels and AKO's next hop may end at the wrong interface",
        fix="give the kubelet --node-ip",
        healthy="every node has one address",
        source="pkg/k8s/node.go, AKO:internal/lib/lib.go",
    ),
    Fault(
        id="node-lacks-family",
        severity="warn",
        object="Node",
        evidence="`status.addresses` has no InternalIP of a family that is on in `cilium-config`"
        " (`enable-ipv4`, `enable-ipv6`).",
        why="in that family the node masquerades to nothing, listens on no NodePort, and is no next"
        " hop for its pods",
        fix="give the node an address of that family, and the kubelet both in --node-ip",
        healthy="every node has an address of each family that pods have",
        source="pkg/node/address.go, pkg/k8s/node.go",
        explained_beside=("node-address-unclear",),
    ),
)
