"""Faults of features whose other half is a kind or a resource that somebody else installs."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.row import Fault

_GATEWAY: Final = "Documentation/network/servicemesh/gateway-api/installation.rst"

FAULTS: Final[tuple[Fault, ...]] = (
    Fault(
        id="gateway-api-crds",
        severity="fail",
        object="CustomResourceDefinition",
        evidence="A CRD of gateway.networking.k8s.io that this minor of Cilium, or AKO, asks for"
        " is not there.",
        why="no Gateway is ever accepted: Cilium's operator logs an error and starts no controller,"
        " AKO's chart fails at its GatewayClass",
        fix="install the CRDs of the Gateway API, then restart the operator",
        healthy="the CRDs of the Gateway API are there",
        source=f"{_GATEWAY}, AKO:helm/ako/templates/gatewayclass.yaml",
    ),
    Fault(
        id="gateway-api-version",
        severity="fail",
        object="CustomResourceDefinition",
        evidence="A CRD of the Gateway API does not serve the version that this minor of Cilium"
        " reads, or is of an older release than its documentation names.",
        why="Cilium's operator finds no such kind and starts no controller, or reads fields that"
        " are not there",
        fix="install the release of the Gateway API that the documentation names, then restart"
        " the operator",
        healthy="the CRDs of the Gateway API suit this minor",
        source=f"operator/pkg/gateway-api/cell.go, {_GATEWAY}",
    ),
    Fault(
        id="service-monitor-crd-missing",
        severity="fail",
        object="CustomResourceDefinition servicemonitors.monitoring.coreos.com",
        evidence="The stack asks for ServiceMonitors, and the CRD is not there.",
        why="the release fails half-way with no matches for kind ServiceMonitor",
        fix="install the CRDs of the Prometheus operator first, or set monitoring.serviceMonitors"
        " to false",
        healthy="the CRD of ServiceMonitor is there",
        source="install/kubernetes/cilium/templates/cilium-agent/servicemonitor.yaml",
    ),
    Fault(
        id="egress-policies-unread",
        severity="warn",
        object="CiliumEgressGatewayPolicy",
        evidence="There are policies, and the egress gateway is off in stack and cluster.",
        why="traffic that should leave by a gateway leaves by every node, under its address",
        fix="set egressGateway in the stack, or delete them",
        healthy="no egress gateway policy is left unread",
        source="Documentation/network/egress-gateway/egress-gateway.rst",
    ),
    Fault(
        id="redirect-policies-unknown",
        severity="fail",
        object="CustomResourceDefinition ciliumlocalredirectpolicies.cilium.io",
        evidence="Local redirect policies are on, and the API server has no such kind.",
        why="the operator made no CRD: policies cannot be applied, and agents wait for the kind",
        fix="kubectl -n kube-system logs deploy/cilium-operator: the operator makes it",
        healthy="the API server knows local redirect policies",
        source="pkg/k8s/apis/cilium.io/client/register.go",
    ),
    Fault(
        id="redirect-policies-unread",
        severity="warn",
        object="CiliumLocalRedirectPolicy",
        evidence="There are policies, and they are off in stack and cluster.",
        why="traffic that should stay on its node does not, as for a DNS cache on each node",
        fix="set localRedirect in the stack, or delete them",
        healthy="no local redirect policy is left unread",
        source="Documentation/network/kubernetes/local-redirect-policy.rst",
    ),
)
