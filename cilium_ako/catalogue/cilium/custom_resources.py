"""Custom resources that belong to a feature, and which minor of Cilium reads what of them.

Sources are paths in Cilium's repository. Which CRDs of the Gateway API a minor asks for stands in
its operator (`requiredGVKs`); the bundle is the one that its documentation names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cilium_ako.catalogue.feature import Feature
from cilium_ako.catalogue.release import Release

# BGP

BGP_RESOURCES: Final = Feature(
    what="CiliumBGPClusterConfig, CiliumBGPPeerConfig and CiliumBGPAdvertisement say who talks BGP",
    since=Release(1, 15),
    source="pkg/k8s/apis/cilium.io/client/crds of 1.14 and 1.15",
)
BGP_PEERING_POLICIES: Final = Feature(
    what="CiliumBGPPeeringPolicy says who talks BGP; after, it stays in the cluster unread",
    before=Release(1, 19),
    source="pkg/k8s/apis/cilium.io/client/crds of 1.18 and 1.19",
)
ANNOUNCES_POD_RANGES: Final = "PodCIDR"
"""The `advertisementType` of pod ranges. Source: pkg/k8s/apis/cilium.io/v2/bgp_advert_types.go."""

# Gateway API

GATEWAY_GROUP: Final = "gateway.networking.k8s.io"
"""The API group of Gateway API's kinds."""

BUNDLE_ANNOTATION: Final = f"{GATEWAY_GROUP}/bundle-version"
"""The annotation of its CRDs that says which release they are of.

Source: kubernetes-sigs/gateway-api config/crd.
"""


class GatewayKinds(NamedTuple):
    """What a minor of Cilium asks of the Gateway API's CRDs."""

    since: Release
    """The first minor that asks for it."""
    bundle: Release
    """The release that its documentation names."""
    kinds: Mapping[str, str]
    """Plural to the version that must be served."""


_ALPHA: Final = dict.fromkeys(("gatewayclasses", "gateways", "httproutes"), "v1beta1")
_STABLE: Final = {
    **dict.fromkeys(("gatewayclasses", "gateways", "httproutes"), "v1"),
    "referencegrants": "v1beta1",
}
_WITH_GRPC: Final = {**_STABLE, "grpcroutes": "v1"}

GATEWAY_KINDS: Final = (
    GatewayKinds(since=Release(1, 13), bundle=Release(0, 5, 1), kinds=_ALPHA),
    GatewayKinds(since=Release(1, 14), bundle=Release(0, 7, 0), kinds=_ALPHA),
    GatewayKinds(
        since=Release(1, 15),
        bundle=Release(1, 0, 0),
        kinds={**_STABLE, "grpcroutes": "v1alpha2", "tlsroutes": "v1alpha2"},
    ),
    GatewayKinds(
        since=Release(1, 16),
        bundle=Release(1, 1, 0),
        kinds={**_WITH_GRPC, "tlsroutes": "v1alpha2"},
    ),
    GatewayKinds(since=Release(1, 17), bundle=Release(1, 2, 0), kinds=_WITH_GRPC),
    GatewayKinds(since=Release(1, 19), bundle=Release(1, 4, 1), kinds=_WITH_GRPC),
    GatewayKinds(
        since=Release(1, 20),
        bundle=Release(1, 6, 0),
        kinds={**_WITH_GRPC, "tlsroutes": "v1", "backendtlspolicies": "v1"},
    ),
)
"""What each minor asks for, oldest first.

Source: operator/pkg/gateway-api/cell.go and
Documentation/network/servicemesh/gateway-api/installation.rst of each.
"""

GATEWAY_PLURALS: Final = tuple(sorted({each for row in GATEWAY_KINDS for each in row.kinds}))
"""Every kind that some minor asks for."""

AKO_GATEWAY_PLURALS: Final = ("gatewayclasses", "gateways", "httproutes")
"""Kinds that AKO's gateway container asks for. Source: AKO:ako-gateway-api/k8s."""


def gateway_kinds(release: Release) -> GatewayKinds:
    """What a release of Cilium asks for: the row of the newest minor that is not newer."""
    rows = [row for row in GATEWAY_KINDS if row.since <= release.minor_release]
    return rows[-1] if rows else GATEWAY_KINDS[0]


# Others' kinds

SERVICE_MONITOR_CRD: Final = "servicemonitors.monitoring.coreos.com"
"""The CRD of the Prometheus operator's ServiceMonitor."""
