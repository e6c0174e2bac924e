"""Changes of what a distribution gives: folders, rights and places of its nodes.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import DRAIN_EACH_NODE
from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="distribution-renamed",
        facts=("cluster.distribution",),
        when="always",
        impact="safe",
        consequence=(
            "The stack names another distribution; what follows from it is told on its own."
        ),
        runbook=(),
        source="docs/distributions.md",
    ),
    Transition(
        id="agent-rights-changed",
        facts=("agent.capabilities", "agent.privileged", "cleanState.capabilities"),
        when="always",
        impact="rolling",
        consequence=(
            "Agents restart with other rights; where a node does not grant them, the first agents"
            " that restart (two at a time) stay down, and what runs goes on."
        ),
        runbook=("pulumi up, and watch the first agent",),
        source="templates/cilium-agent/daemonset.yaml (securityContext, updateStrategy)",
    ),
    Transition(
        id="cgroup-root-moved",
        facts=("cgroup.autoMount", "cgroup.hostRoot"),
        when="always",
        impact="disruptive",
        consequence=(
            "Agents attach their socket programs below another cgroup root: where that is the wrong"
            " one, or two are attached, pods do not reach Services."
        ),
        runbook=(
            "on a node: stat -fc %T PATH says cgroup2fs for the new root",
            *DRAIN_EACH_NODE,
        ),
        source="pkg/socketlb/socketlb.go; templates/cilium-agent/daemonset.yaml (mount-cgroup)",
    ),
    Transition(
        id="cni-folders-moved",
        facts=("cni.binPath", "cni.confPath"),
        when="always",
        impact="disruptive",
        consequence=(
            "The container runtime looks into one folder only: where it is not the new one, no pod"
            " starts on a node once the old plugin is gone."
        ),
        runbook=(
            "on a node: the runtime's own config names its folders (containerd: bin_dir, conf_dir)",
            "take Cilium's files out of the old folders after the last agent has restarted",
            *DRAIN_EACH_NODE,
        ),
        source="templates/cilium-agent/daemonset.yaml (install-cni-binaries, etc-cni-netd)",
    ),
    Transition(
        id="agent-state-moved",
        facts=("agent.runPath",),
        when="always",
        impact="disruptive",
        consequence=(
            "Agents start without the state of the pods that run, and without the socket that the"
            " CNI plugin asks: running pods lose their network until they are made anew."
        ),
        runbook=DRAIN_EACH_NODE,
        source="templates/cilium-agent/daemonset.yaml (cilium-run); pkg/endpoint/restore.go",
    ),
    Transition(
        id="agents-placed-elsewhere",
        facts=("agent.nodeAffinity",),
        when="always",
        impact="disruptive",
        consequence="Agents leave nodes that no longer fit, and no pod starts there.",
        runbook=("kubectl get nodes --show-labels first",),
        source="templates/cilium-agent/daemonset.yaml (affinity)",
    ),
    Transition(
        id="unmanaged-pods-restarted",
        facts=("unmanagedPods.restart",),
        when="switched_on",
        impact="disruptive",
        consequence=(
            "The operator deletes pods of cluster DNS that no agent has connected, on nodes of"
            " another network, too."
        ),
        runbook=("keep operator.unmanagedPodWatcher.restart false beside another network",),
        source="operator/unmanagedpods; install/kubernetes/cilium/values.yaml",
    ),
    Transition(
        id="unmanaged-pods-left",
        facts=("unmanagedPods.restart",),
        when="switched_off",
        impact="safe",
        consequence="Pods that started before their node's agent are no longer restarted.",
        runbook=(),
        source="install/kubernetes/cilium/values.yaml (operator.unmanagedPodWatcher)",
    ),
    Transition(
        id="health-port-moved",
        facts=("clusterHealthPort",),
        when="always",
        impact="rolling",
        consequence=(
            "Until the last agent has restarted nodes report each other as unreachable; traffic"
            " goes on."
        ),
        runbook=("let firewalls between nodes pass the new port, TCP",),
        source="templates/cilium-configmap.yaml (cluster-health-port)",
    ),
    Transition(
        id="node-init-changed",
        facts=("nodeInit.enabled", "nodeInit.reconfigureKubelet", "nodeInit.removeCbrBridge"),
        when="always",
        impact="disruptive",
        consequence=(
            "A script on every node restarts its kubelet with another network, and pods of the"
            " former one have to be made anew."
        ),
        runbook=DRAIN_EACH_NODE,
        source="files/nodeinit/startup.bash; files/nodeinit/prestop.bash",
    ),
    Transition(
        id="cloud-mode-changed",
        facts=("gke.enabled", "aksByoCni.enabled"),
        when="always",
        impact="rolling",
        consequence=(
            "Agents restart. What the mode brings with it (routing, IPAM, endpoint routes) is told"
            " on its own."
        ),
        runbook=(),
        source="templates/cilium-configmap.yaml (gke.enabled, aksbyocni.enabled)",
    ),
)
