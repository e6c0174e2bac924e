"""Who routes to pods: one decision, from which AKO's routes and its networks follow."""

from __future__ import annotations

from typing import Literal

from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.ipam import VpcAddresses

PodRouter = Literal["ako", "vpc", "fabric", "nobody"]
"""AKO's static routes, the VPC, the network's own routers (told by BGP, or by hand), or nobody."""


def pod_router(cilium: Cilium, ako: Ako) -> PodRouter:
    """Who brings traffic for a pod's address to its node.

    Pods with addresses of a VPC are routed there. Elsewhere `ako.podRoutes` says it; left out, the
    fabric does where BGP announces pod ranges, and AKO does otherwise.
    """
    if isinstance(cilium.ipam, VpcAddresses):
        return "vpc"
    match ako.pod_routes:
        case "none":
            return "nobody"
        case None:
            announced = cilium.bgp is not None and "podCidrs" in cilium.bgp.advertise
            return "fabric" if announced else "ako"
        case said:
            return said
