"""Faults of addresses for Services of type LoadBalancer: Cilium's pools, and who answers for them.

What AKO gives addresses to is told by faults of AKO.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.row import Fault

_L2: Final = "Documentation/network/l2-announcements.rst"
_POOLS: Final = "Documentation/network/lb-ipam.rst"

FAULTS: Final[tuple[Fault, ...]] = (
    Fault(
        id="l2-policies-missing",
        severity="warn",
        object="CiliumL2AnnouncementPolicy",
        evidence="L2 announcements are on, and there is no policy.",
        why="no node answers for any Service's address",
        fix="apply a CiliumL2AnnouncementPolicy, or leave l2Announcements off",
        healthy="an L2 announcement policy is there",
        source=_L2,
    ),
    Fault(
        id="l2-policies-unread",
        severity="warn",
        object="CiliumL2AnnouncementPolicy",
        evidence="There are policies, and L2 announcements are off in stack and cluster.",
        why="nobody reads them, so no node answers for the addresses that they promise",
        fix="set l2Announcements in the stack, or delete them",
        healthy="no L2 announcement policy is left unread",
        source=_L2,
    ),
    Fault(
        id="address-pools-missing",
        severity="warn",
        object="CiliumLoadBalancerIPPool",
        evidence="The stack asks for `loadBalancerIpam`, and every pool that is there is disabled.",
        why="every Service of type LoadBalancer waits for an address",
        fix="apply a CiliumLoadBalancerIPPool, or leave loadBalancerIpam out",
        healthy="Services have a pool of addresses",
        source=_POOLS,
    ),
    Fault(
        id="address-pools-unread",
        severity="warn",
        object="CiliumLoadBalancerIPPool",
        evidence="There are pools, and `enable-lb-ipam` is false.",
        why="nobody gives Services their addresses from them",
        fix="set loadBalancerIpam.enabled in the stack, or delete them",
        healthy="no pool of addresses is left unread",
        source="operator/pkg/lbipam/cell.go",
    ),
    Fault(
        id="address-pools-overlap",
        severity="fail",
        object="CiliumLoadBalancerIPPool",
        evidence="A range of a pool overlaps pods, Services, nodes or networks of virtual services"
        " of the stack. Nodes' networks may hold a pool where L2 announcements are on, nodes' own"
        " addresses never.",
        why="one address is given twice, and its traffic goes to whoever answers first",
        fix="move the pool to a range that nobody else gives addresses from",
        healthy="pools of addresses overlap nothing of the stack",
        source=_POOLS,
    ),
    Fault(
        id="address-pools-beside-ako",
        severity="fail",
        object="CiliumLoadBalancerIPPool",
        evidence="AKO gives Services of type LoadBalancer their addresses, there is a pool, and"
        " Cilium is 1.16 or older.",
        why="Cilium's operator owns every such Service without a class and clears the addresses"
        " that AKO wrote",
        fix="delete the pools, or go to Cilium 1.17, where defaultLBServiceIPAM is none",
        healthy="Cilium's operator leaves AKO's addresses alone",
        source="operator/pkg/lbipam, cilium/cilium#39805",
    ),
)
