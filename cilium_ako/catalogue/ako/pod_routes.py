"""Where AKO finds the pod ranges of a node, by Cilium's IPAM mode: the table this is all about.

AKO asks `cniPlugin` alone; it never looks at Cilium's own config. With `cilium` it reads
`CiliumNode.spec.ipam.podCIDRs`, with an empty text `Node.spec.podCIDRs`, and writes a route per
range to the VRF, unless static route sync is off.
Source: AKO:internal/lib/dynamic_client.go (GetPodCIDR), AKO:internal/lib/lib.go
(GetDisableStaticRoute), AKO:docs/public_clouds.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class PodRoutes(NamedTuple):
    """What AKO must be told for one IPAM mode."""

    cni_plugin: str
    """AKO's `cniPlugin`."""
    disable_static_route_sync: bool
    """AKO's `disableStaticRouteSync`."""
    reads: str
    """The object and field that AKO takes a node's ranges from."""
    because: str
    """The reason, for a person."""


POD_ROUTES: Final[Mapping[str, PodRoutes]] = {
    "cluster-pool": PodRoutes(
        cni_plugin="cilium",
        disable_static_route_sync=False,
        reads="CiliumNode spec.ipam.podCIDRs",
        because="Cilium's operator gives nodes their ranges, and only CiliumNode shows them",
    ),
    "kubernetes": PodRoutes(
        cni_plugin="",
        disable_static_route_sync=False,
        reads="Node spec.podCIDRs",
        because="kube-controller-manager gives nodes their ranges, and Node shows them",
    ),
    "eni": PodRoutes(
        cni_plugin="",
        disable_static_route_sync=True,
        reads="nothing",
        because="pods have addresses of the VPC, which routes them itself",
    ),
    "aws-cni": PodRoutes(
        cni_plugin="",
        disable_static_route_sync=True,
        reads="nothing",
        because="the AWS plugin gives pods addresses of the VPC, which routes them itself",
    ),
}
"""IPAM mode, or the plugin that gives addresses in its place, to what AKO is told."""
