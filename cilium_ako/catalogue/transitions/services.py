"""Changes of how Services are looked up and get addresses.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="service-lookup-changed",
        facts=("socketLB.hostNamespaceOnly", "serviceTopology"),
        when="always",
        impact="rolling",
        consequence=(
            "Only new connections are balanced the new way; in 1.20 policies then see pod to"
            " NodePort traffic differently."
        ),
        runbook=("check policies for traffic from pods to NodePorts", "pulumi up"),
        source=(
            "Documentation/network/kubernetes/kubeproxy-free.rst;"
            " Documentation/operations/upgrade.rst (1.20)"
        ),
    ),
    Transition(
        id="load-balancer-addresses-changed",
        facts=("loadBalancerAddresses",),
        when="always",
        impact="disruptive",
        consequence=(
            "Services of type LoadBalancer lose addresses that Cilium gave them, or get one from"
            " Cilium beside AKO's."
        ),
        runbook=(
            "kubectl get ciliumloadbalancerippools: without pools nothing happens",
            "kubectl get services -A --field-selector spec.type=LoadBalancer, and plan for each",
            "pulumi up",
        ),
        source="operator/pkg/lbipam; install/kubernetes/cilium/values.yaml (defaultLBServiceIPAM)",
    ),
)
