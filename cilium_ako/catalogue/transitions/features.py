"""Changes of features that most clusters leave alone, and of the processes of a release.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import DRAIN_EACH_NODE
from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="process-taken-out",
        facts=("agent.enabled", "operator.enabled"),
        when="switched_off",
        impact="forbidden",
        consequence=(
            "Helm deletes the DaemonSet or the operator: nodes keep the network that they have"
            " until they restart, and new nodes and pods get none."
        ),
        runbook=("remove agent and operator.enabled from cilium.values",),
        source=(
            "install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml;"
            " install/kubernetes/cilium/templates/cilium-operator/deployment.yaml"
        ),
    ),
    Transition(
        id="process-brought-back",
        facts=("agent.enabled", "operator.enabled"),
        when="not_switched_off",
        impact="disruptive",
        consequence="The process starts anew on every node and takes up what was left.",
        runbook=("pulumi up", "wait until `cilium status` is well on every node"),
        source="install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml",
    ),
    Transition(
        id="preflight-in-release",
        facts=("preflight",),
        when="switched_on",
        impact="forbidden",
        consequence="Helm deletes agents, operator and Envoy and runs the check in their place.",
        runbook=("remove preflight from cilium.values", "install the check as its own release"),
        source="install/kubernetes/cilium/templates (conditions on preflight.enabled)",
    ),
    Transition(
        id="preflight-out-of-release",
        facts=("preflight",),
        when="switched_off",
        impact="disruptive",
        consequence="Agents, operator and Envoy come back, and every node takes up its network.",
        runbook=("pulumi up", "wait until `cilium status` is well on every node"),
        source="install/kubernetes/cilium/templates (conditions on preflight.enabled)",
    ),
    Transition(
        id="agent-image-changed",
        facts=("agent.imageTag",),
        when="always",
        impact="disruptive",
        consequence=(
            "Agents of another release read the ConfigMap of this chart: keys that they do not"
            " know are passed over, and defaults are theirs."
        ),
        runbook=("choose cilium.version instead",),
        source="install/kubernetes/cilium/templates/_helpers.tpl",
    ),
    Transition(
        id="big-tcp-changed",
        facts=("bigTcp.ipv4", "bigTcp.ipv6", "bandwidth.bbr", "bandwidth.bbrHostNamespaceOnly"),
        when="always",
        impact="disruptive",
        consequence=(
            "Devices of running pods keep the sizes and the congestion control that they started"
            " with: pods of both kinds run until they are made anew."
        ),
        runbook=(*DRAIN_EACH_NODE,),
        source="Documentation/operations/performance/tuning.rst",
    ),
    Transition(
        id="bandwidth-changed",
        facts=("bandwidth.enabled",),
        when="always",
        impact="rolling",
        consequence=(
            "Agents set other queueing disciplines on the nodes' cards when they restart; limits"
            " of pods come into force or end."
        ),
        runbook=("pulumi up",),
        source="Documentation/network/kubernetes/bandwidth-manager.rst",
    ),
    Transition(
        id="conntrack-passed-by",
        facts=("noConntrackRules", "masquerade.routeSource", "bpf.tproxy", "bpf.lbModeAnnotation"),
        when="always",
        impact="disruptive",
        consequence=(
            "Packets take another way through the node: connections that netfilter or the load"
            " balancer knew may break."
        ),
        runbook=(*DRAIN_EACH_NODE,),
        source="Documentation/operations/performance/tuning.rst",
    ),
    Transition(
        id="egress-gateway-on",
        facts=("egressGateway",),
        when="switched_on",
        impact="rolling",
        consequence=(
            "Agents restart; traffic changes its way as soon as a CiliumEgressGatewayPolicy selects"
            " pods, and their connections break then."
        ),
        runbook=("pulumi up", "apply policies pod group by pod group"),
        source="Documentation/network/egress-gateway/egress-gateway.rst",
    ),
    Transition(
        id="egress-gateway-off",
        facts=("egressGateway",),
        when="switched_off",
        impact="disruptive",
        consequence=(
            "Selected pods leave with their own node's address again: whoever lets in the"
            " gateway's address alone refuses them."
        ),
        runbook=(
            "kubectl get ciliumegressgatewaypolicies: without any, nothing changes",
            "let in the nodes' addresses first",
            "pulumi up",
        ),
        source="Documentation/network/egress-gateway/egress-gateway.rst",
    ),
    Transition(
        id="announcements-on",
        facts=("bgpControlPlane", "l2Announcements"),
        when="switched_on",
        impact="rolling",
        consequence="Agents restart; nothing is announced before a custom resource says what.",
        runbook=("pulumi up", "apply the BGP or L2 resources"),
        source="Documentation/network/bgp-control-plane/bgp-control-plane.rst",
    ),
    Transition(
        id="announcements-off",
        facts=("bgpControlPlane", "l2Announcements"),
        when="switched_off",
        impact="disruptive",
        consequence=(
            "Routers and neighbours lose every address that nodes announced: Services, and pods"
            " where their ranges were announced, cannot be reached from outside."
        ),
        runbook=("bring the routes or the addresses another way first", "pulumi up"),
        source="Documentation/network/bgp-control-plane/bgp-control-plane.rst",
    ),
    Transition(
        id="service-addresses-changed",
        facts=("loadBalancerIpam", "nodeIpam"),
        when="always",
        impact="disruptive",
        consequence=(
            "Services of type LoadBalancer lose addresses that this controller gave them, or get"
            " new ones."
        ),
        runbook=(
            "kubectl get services -A --field-selector spec.type=LoadBalancer, and plan for each",
            "pulumi up",
        ),
        source="operator/pkg/lbipam; operator/pkg/nodeipam",
    ),
    Transition(
        id="local-redirect-changed",
        facts=("localRedirect", "socketLB.enabled"),
        when="always",
        impact="rolling",
        consequence="New connections alone take the other way.",
        runbook=("pulumi up",),
        source="Documentation/network/kubernetes/local-redirect-policy.rst",
    ),
    Transition(
        id="metrics-changed",
        facts=(
            "monitoring.prometheus",
            "monitoring.serviceMonitors",
            "monitoring.dashboards",
            "monitoring.hubbleMetrics",
            "nodePort.healthzBindAddress",
            "hubble.certificates",
            "hubble.issuer",
        ),
        when="always",
        impact="rolling",
        consequence="Agents, operator or relay restart; no connection of a pod is touched.",
        runbook=("pulumi up",),
        source="install/kubernetes/cilium/values.yaml",
    ),
)
