"""How Cilium's charts spell what the nodes of a distribution need: facts to Helm values.

The rows have the form of those in `value_keys`. They stand apart because no config key decides
them: what a distribution gives is a default, and a stack's own value of the same key stands above
it. Source: values.yaml, templates/cilium-configmap.yaml and files/nodeinit of the charts, 1.13.18
to 1.20.0.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.charts.value_key import ValueKey

DISTRIBUTION_KEYS: Final[tuple[ValueKey, ...]] = (
    ValueKey(fact="agent.capabilities", key="securityContext.capabilities.ciliumAgent"),
    ValueKey(fact="agent.privileged", key="securityContext.privileged"),
    ValueKey(fact="agent.nodeAffinity", key="affinity.nodeAffinity"),
    ValueKey(fact="agent.runPath", key="daemon.runPath"),
    ValueKey(fact="cleanState.capabilities", key="securityContext.capabilities.cleanCiliumState"),
    ValueKey(fact="operator.nodeAffinity", key="operator.affinity.nodeAffinity"),
    ValueKey(fact="unmanagedPods.restart", key="operator.unmanagedPodWatcher.restart"),
    ValueKey(fact="cgroup.autoMount", key="cgroup.autoMount.enabled"),
    ValueKey(fact="cgroup.hostRoot", key="cgroup.hostRoot", config="cgroup-root"),
    ValueKey(fact="cni.binPath", key="cni.binPath"),
    ValueKey(fact="cni.confPath", key="cni.confPath"),
    ValueKey(fact="cni.exclusive", key="cni.exclusive", config="cni-exclusive"),
    ValueKey(fact="clusterHealthPort", key="clusterHealthPort", config="cluster-health-port"),
    ValueKey(fact="nodeInit.enabled", key="nodeinit.enabled"),
    ValueKey(fact="nodeInit.reconfigureKubelet", key="nodeinit.reconfigureKubelet"),
    ValueKey(fact="nodeInit.removeCbrBridge", key="nodeinit.removeCbrBridge"),
    ValueKey(fact="gke.enabled", key="gke.enabled"),
    ValueKey(fact="aksByoCni.enabled", key="aksbyocni.enabled"),
)
"""Every key that a distribution may give a value."""
