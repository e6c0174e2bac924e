"""Changes of Cilium's own pods that the datapath does not notice.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="operator-moved",
        facts=(
            "operator.replicas",
            "operator.nodeSelector",
            "operator.nodeAffinity",
            "operator.tolerations",
        ),
        when="always",
        impact="safe",
        consequence="Only the operator's pods move; what runs does not need them.",
        runbook=("kubectl -n kube-system rollout status deployment/cilium-operator",),
        source="install/kubernetes/cilium/values.yaml",
    ),
    Transition(
        id="agent-tolerations-narrowed",
        facts=("agent.tolerations",),
        when="tolerations_narrowed",
        impact="disruptive",
        consequence=(
            "Agents leave nodes whose taints they no longer tolerate, and no pod starts there."
        ),
        runbook=(
            "kubectl get nodes -o custom-columns=NODE:.metadata.name,TAINTS:.spec.taints first",
        ),
        source="install/kubernetes/cilium/values.yaml",
    ),
    Transition(
        id="agent-tolerations-widened",
        facts=("agent.tolerations",),
        when="tolerations_widened",
        impact="safe",
        consequence="Agents may run on more nodes; those that run restart.",
        runbook=(),
        source="install/kubernetes/cilium/values.yaml",
    ),
    Transition(
        id="agents-restarted",
        facts=(
            "ipam.requireRange",
            "ipam.requireRangeIpv6",
            "secretSync",
            "rollOut.agents",
            "rollOut.operator",
        ),
        when="always",
        impact="rolling",
        consequence="Agents or the operator restart; nothing that pods notice changes.",
        runbook=(),
        source="pkg/option/config.go; templates/cilium-agent/daemonset.yaml",
    ),
    Transition(
        id="agent-pods-changed",
        facts=(
            "values.resources.*",
            "values.priorityClassName",
            "values.podAnnotations.*",
            "values.podLabels.*",
            "values.prometheus.*",
            "values.pprof.*",
            "values.debug.*",
            "values.hubble.metrics.*",
            "values.hubble.tls.*",
            "values.updateStrategy.*",
            "values.terminationGracePeriodSeconds",
            "values.imagePullSecrets",
        ),
        when="always",
        impact="rolling",
        consequence=(
            "The agents' pods are made anew, one after the other, with another setting that is not"
            " about traffic."
        ),
        runbook=(),
        source="templates/cilium-agent/daemonset.yaml",
    ),
    Transition(
        id="other-pods-changed",
        facts=(
            "values.operator.resources.*",
            "values.operator.prometheus.*",
            "values.operator.podAnnotations.*",
            "values.operator.podLabels.*",
            "values.operator.priorityClassName",
            "values.operator.affinity.*",
            "values.hubble.relay.*",
            "values.hubble.ui.*",
            "values.dashboards.*",
        ),
        when="always",
        impact="safe",
        consequence=(
            "Only pods of the operator, of Hubble Relay or of its user interface are made anew."
        ),
        runbook=(),
        source="templates/cilium-operator/deployment.yaml; templates/hubble-relay/deployment.yaml",
    ),
)
