"""Gateway API, Ingress and Envoy: what they need, and what refuses them.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.refusals.row import (
    AllOf,
    AnyOf,
    Is,
    IsNot,
    IsSet,
    Outside,
    Refusal,
    Since,
    off,
    on,
)
from cilium_ako.catalogue.release import Release

_VALIDATE: Final = "install/kubernetes/cilium/templates/validate.yaml"

REFUSALS: Final = (
    Refusal(
        id="gateway-api-l7-proxy",
        by="chart",
        when=(on("gatewayAPI"), off("l7Proxy")),
        says="Gateway API has the L7 proxy.",
        why="Envoy is that proxy, and the chart does not render without it.",
        fix="Set cilium.l7Proxy to true, or leave Gateway API off.",
        source=_VALIDATE,
    ),
    Refusal(
        id="ingress-l7-proxy",
        by="chart",
        when=(on("ingressController"), off("l7Proxy")),
        says="The ingress controller has the L7 proxy.",
        why="Envoy is that proxy, and the chart does not render without it.",
        fix="Set cilium.l7Proxy to true, or leave the ingress controller off.",
        source=_VALIDATE,
    ),
    Refusal(
        id="envoy-balancing-l7-proxy",
        by="chart",
        when=(Is("loadBalancer.l7.backend", ("envoy",)), off("l7Proxy")),
        says="Balancing of requests by Envoy has the L7 proxy.",
        why="Envoy is that proxy, and the chart does not render without it.",
        fix="Set cilium.l7Proxy to true, or remove loadBalancer.l7.backend.",
        source=_VALIDATE,
    ),
    Refusal(
        id="gateway-api-replacement",
        by="operator",
        when=(
            on("gatewayAPI"),
            off("kubeProxyReplacement"),
            IsNot("nodePort.enabled", (True,)),
        ),
        says="Gateway API has kube-proxy replacement.",
        why="The operator logs a warning and starts no controller: no Gateway is ever accepted.",
        fix="Set cilium.kubeProxyReplacement to true and take kube-proxy away, or leave Gateway "
        "API "
        "off.",
        source="operator/pkg/gateway-api/cell.go; "
        "Documentation/network/servicemesh/gateway-api/gateway-api.rst",
    ),
    Refusal(
        id="ingress-replacement",
        by="operator",
        when=(
            on("ingressController"),
            off("kubeProxyReplacement"),
            IsNot("nodePort.enabled", (True,)),
        ),
        says="The ingress controller has kube-proxy replacement.",
        why="The operator logs a warning and serves no Ingress.",
        fix="Set cilium.kubeProxyReplacement to true and take kube-proxy away, or leave the "
        "ingress "
        "controller off.",
        source="operator/pkg/ingress/cell.go",
    ),
    Refusal(
        id="ingress-traffic-policy",
        by="chart",
        when=(
            on("ingressController"),
            IsSet("ingressController.service.externalTrafficPolicy"),
            IsNot("ingressController.service.externalTrafficPolicy", ("Cluster", "Local")),
            IsNot("ingressController.service.type", ("ClusterIP",)),
        ),
        since=Release(1, 16),
        says="The ingress controller's externalTrafficPolicy is Cluster or Local.",
        why="Kubernetes knows no other, and the chart does not render.",
        fix="Use one of the two for ingressController.service.externalTrafficPolicy.",
        source=_VALIDATE,
    ),
    Refusal(
        id="gateway-api-traffic-policy",
        by="chart",
        when=(
            on("gatewayAPI"),
            IsSet("gatewayAPI.externalTrafficPolicy"),
            IsNot("gatewayAPI.externalTrafficPolicy", ("Cluster", "Local")),
        ),
        since=Release(1, 16),
        says="Gateway API's externalTrafficPolicy is Cluster or Local.",
        why="Kubernetes knows no other, and the chart does not render.",
        fix="Use one of the two for gatewayAPI.externalTrafficPolicy.",
        source=_VALIDATE,
    ),
    Refusal(
        id="gateway-api-crds",
        by="nobody",
        severity="warning",
        acknowledgeable=True,
        when=(on("gatewayAPI"),),
        says="The CRDs of Gateway API are there before Cilium starts.",
        why="This config cannot see them: without them the operator logs an error and serves no "
        "Gateway, and after they come it needs a restart.",
        fix="Install the CRDs that the Gateway API page of this minor's documentation names, then "
        "acknowledge this rule.",
        source="Documentation/network/servicemesh/gateway-api/gateway-api.rst",
    ),
    Refusal(
        id="envoy-base-id",
        by="chart",
        when=(Outside("envoy.baseID", 0, 4294967295),),
        since=Release(1, 16),
        says="Envoy's base id is between 0 and 4294967295.",
        why="It is a number of 32 bits, and the chart does not render another.",
        fix="Remove envoy.baseID, or choose a number in the range.",
        source=_VALIDATE,
    ),
    Refusal(
        id="spire-authentication",
        by="chart",
        when=(
            on("authentication.spire"),
            AnyOf(
                (
                    Is("authentication.enabled", (False,)),
                    AllOf((Since(Release(1, 19)), IsNot("authentication.enabled", (True,)))),
                )
            ),
        ),
        since=Release(1, 14),
        says="SPIRE runs only with mutual authentication.",
        why="The chart does not render it alone, and from 1.19 on authentication is off unless "
        "asked "
        "for.",
        fix="Set authentication.enabled to true in cilium.values beside "
        "authentication.mutual.spire.enabled.",
        source=_VALIDATE,
    ),
)
