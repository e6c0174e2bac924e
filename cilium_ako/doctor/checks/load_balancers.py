"""Who gives Services of type LoadBalancer their addresses, and who answers for them?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cilium_ako.addresses.intervals import Interval, overlap, parse_address, parse_range
from cilium_ako.catalogue.cilium.features import LB_IPAM_OWNS_ALL
from cilium_ako.config.ako_settings import serves_load_balancers
from cilium_ako.config.ipam import VpcAddresses
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView
from cilium_ako.doctor.finding import RawFinding
from cilium_ako.doctor.observed_resources import AddressBlock, AddressPool

_L2 = "l2Announcements"


class _Block(NamedTuple):
    """The addresses of a part of a pool."""

    first: int
    last: int


class _Other(NamedTuple):
    """A range that somebody else gives addresses from."""

    first: int
    last: int
    what: str


def _announces(view: ClusterView) -> bool:
    return view.has_feature(_L2)


def _announces_nothing(view: ClusterView) -> bool:
    return not view.has_feature(_L2)


def _asks_for_pools(view: ClusterView) -> bool:
    asked = view.cilium.load_balancer_ipam
    return asked is not None and asked.enabled


def _gives_nothing(view: ClusterView) -> bool:
    return not view.has_feature("loadBalancerIpam")


def _fights_with_ako(view: ClusterView) -> bool:
    return (
        view.ako is not None
        and serves_load_balancers(view.ako)
        and LB_IPAM_OWNS_ALL.is_in(view.version)
    )


def _pools(view: ClusterView) -> list[AddressPool]:
    return [each for each in view.observation.address_pools or () if not each.disabled]


def _object(pool: AddressPool) -> str:
    return f"CiliumLoadBalancerIPPool {pool.name}"


@check("l2-policies-missing", "l2_policies", "cilium_config", when=_announces)
def l2_policies_missing(view: ClusterView) -> Iterator[RawFinding]:
    """L2 announcements are on, and no policy says for what."""
    if not view.observation.l2_policies:
        yield RawFinding("there is none, and L2 announcements are on")


@check("l2-policies-unread", "l2_policies", "cilium_config", when=_announces_nothing)
def l2_policies_unread(view: ClusterView) -> Iterator[RawFinding]:
    """Policies are there, and L2 announcements are off."""
    for name in view.observation.l2_policies or ():
        yield RawFinding("L2 announcements are off", object=f"CiliumL2AnnouncementPolicy {name}")


@check("address-pools-missing", "address_pools", when=_asks_for_pools)
def address_pools_missing(view: ClusterView) -> Iterator[RawFinding]:
    """Cilium is to give addresses, and has none."""
    if not _pools(view):
        yield RawFinding("none is there that is not disabled, and loadBalancerIpam is on")


@check("address-pools-unread", "address_pools", "cilium_config", when=_gives_nothing)
def address_pools_unread(view: ClusterView) -> Iterator[RawFinding]:
    """Pools are there, and Cilium gives no addresses."""
    for pool in _pools(view):
        yield RawFinding("loadBalancerIpam is off", object=_object(pool))


@check("address-pools-beside-ako", "address_pools", when=_fights_with_ako)
def address_pools_beside_ako(view: ClusterView) -> Iterator[RawFinding]:
    """A pool makes Cilium's operator clear what AKO wrote."""
    for pool in _pools(view):
        yield RawFinding(
            f"it is there beside AKO, with Cilium {view.version}", object=_object(pool)
        )


@check("address-pools-overlap", "address_pools", "nodes", "cilium_config")
def address_pools_overlap(view: ClusterView) -> Iterator[RawFinding]:
    """A pool has addresses that somebody else gives, or a node has."""
    others = list(_others(view))
    for pool in _pools(view):
        for part in pool.blocks:
            block = _addresses(part)
            hit = [each.what for each in others if block is not None and overlap(block, each)]
            if hit:
                yield RawFinding(f"{part} overlaps {'; '.join(hit)}", object=_object(pool))


def _addresses(part: AddressBlock) -> Interval | None:
    """The addresses of a part; None where it is written in no way that is known."""
    if part.cidr:
        return parse_range(part.cidr)
    first = parse_address(part.start)
    last = parse_address(part.stop) if part.stop else first
    return None if first is None or last is None else _Block(first.first, last.last)


def _others(view: ClusterView) -> Iterator[_Other]:
    ipam = view.cilium.ipam
    addresses = ipam.vpc_cidrs if isinstance(ipam, VpcAddresses) else ()
    ranges = [("pods", str(each)) for each in view.pools]
    ranges += [("the VPC", str(each)) for each in addresses]
    ranges += [("Services", str(each)) for each in view.cluster.service_cidrs]
    if not view.has_feature(_L2):
        ranges += [("nodes", str(each)) for each in view.cluster.node_cidrs]
    ranges += [(f"the node {node.name}", each) for node in view.nodes for each in node.addresses]
    for network in view.ako.vip_networks if view.ako is not None else ():
        ranges += [
            (f"virtual services in {network.name or network.uuid}", str(each))
            for each in (network.cidr, network.cidr_ipv6)
            if each is not None
        ]
    for whose, text in ranges:
        found = parse_range(text)
        if found is not None:
            yield _Other(found.first, found.last, f"{text} of {whose}")
