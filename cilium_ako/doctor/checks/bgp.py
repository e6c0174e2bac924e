"""Do the custom resources say of BGP what the stack declares?

Routers of both kinds count: CiliumBGPClusterConfigs, and CiliumBGPPeeringPolicies as long as the
running minor reads them.
"""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.addresses.intervals import AddressRange, parse_address
from cilium_ako.catalogue.cilium.custom_resources import (
    ANNOUNCES_POD_RANGES,
    BGP_PEERING_POLICIES,
)
from cilium_ako.config.features import Bgp
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView
from cilium_ako.doctor.finding import RawFinding
from cilium_ako.doctor.observed_resources import LiveBgpPeer, LiveBgpRouter


def _declares(view: ClusterView) -> bool:
    return view.cilium.bgp is not None


def _declares_nothing(view: ClusterView) -> bool:
    return view.cilium.bgp is None


def _policies_are_read(view: ClusterView) -> bool:
    return BGP_PEERING_POLICIES.is_in(view.version)


def _declares_where_policies_are_unread(view: ClusterView) -> bool:
    return _declares(view) and not _policies_are_read(view)


def _routers(view: ClusterView) -> list[LiveBgpRouter]:
    configs = [*(view.observation.bgp_cluster_configs or ())]
    if _policies_are_read(view):
        configs += view.observation.bgp_peering_policies or ()
    return [router for each in configs for router in each.routers]


def _address(text: str) -> AddressRange | str:
    """An address as one value however it is written; the text where it is none."""
    return parse_address(text) or text


def _peers(view: ClusterView) -> Iterator[tuple[LiveBgpRouter, LiveBgpPeer]]:
    for router in _routers(view):
        for peer in router.peers:
            yield router, peer


def _declared_text(bgp: Bgp) -> str:
    peers = ", ".join(f"{each.address} (AS {each.asn})" for each in bgp.peers)
    return f"AS {bgp.local_asn} with {peers}"


@check("bgp-policies-unread", "bgp_peering_policies", when=_declares_where_policies_are_unread)
def bgp_policies_unread(view: ClusterView) -> Iterator[RawFinding]:
    """Peering policies are left from a minor that read them."""
    for each in view.observation.bgp_peering_policies or ():
        yield RawFinding(
            f"Cilium {view.version} does not read it", object=f"CiliumBGPPeeringPolicy {each.name}"
        )


@check("bgp-missing", "bgp_cluster_configs", "bgp_peering_policies", when=_declares)
def bgp_missing(view: ClusterView) -> Iterator[RawFinding]:
    """Nobody is told to talk BGP."""
    bgp = view.cilium.bgp
    if bgp is None or _routers(view):
        return
    if view.observation.bgp_cluster_configs is None and not _policies_are_read(view):
        what = "the API server has no such kind, which Cilium's operator makes"
    else:
        what = "none is there that has a router"
    yield RawFinding(f"{what}, and the stack declares {_declared_text(bgp)}")


@check("bgp-local-asn", "bgp_cluster_configs", "bgp_peering_policies", when=_declares)
def bgp_local_asn(view: ClusterView) -> Iterator[RawFinding]:
    """A router of the nodes has another ASN; a warning where another router has the declared."""
    bgp = view.cilium.bgp
    if bgp is None:
        return
    routers = [each for each in _routers(view) if each.local_asn]
    any_right = any(each.local_asn == bgp.local_asn for each in routers)
    for router in routers:
        if router.local_asn != bgp.local_asn:
            yield RawFinding(
                f"localASN is {router.local_asn}, the stack declares {bgp.local_asn}",
                object=router.object,
                severity="warn" if any_right else None,
            )


@check("bgp-peer-missing", "bgp_cluster_configs", "bgp_peering_policies", when=_declares)
def bgp_peer_missing(view: ClusterView) -> Iterator[RawFinding]:
    """A declared peer is nobody's; one that is discovered is known by its ASN alone."""
    bgp = view.cilium.bgp
    if bgp is None:
        return
    found = {_address(peer.address) for _, peer in _peers(view) if peer.address}
    discovered = {peer.asn for _, peer in _peers(view) if not peer.address}
    for each in bgp.peers:
        if _address(each.address) not in found and discovered.isdisjoint((0, each.asn)):
            yield RawFinding(f"none has the peer {each.address} (AS {each.asn})")


@check("bgp-peer-asn", "bgp_cluster_configs", "bgp_peering_policies", when=_declares)
def bgp_peer_asn(view: ClusterView) -> Iterator[RawFinding]:
    """A declared peer has another ASN."""
    bgp = view.cilium.bgp
    if bgp is None:
        return
    declared = {_address(each.address): each.asn for each in bgp.peers}
    for router, peer in _peers(view):
        asn = declared.get(_address(peer.address))
        if asn is not None and peer.asn not in (0, asn):
            yield RawFinding(
                f"the peer {peer.address} has AS {peer.asn}, the stack declares {asn}",
                object=router.object,
            )


@check("bgp-peer-undeclared", "bgp_cluster_configs", "bgp_peering_policies", when=_declares)
def bgp_peer_undeclared(view: ClusterView) -> Iterator[RawFinding]:
    """A peer is not in the stack."""
    bgp = view.cilium.bgp
    if bgp is None:
        return
    declared = {_address(each.address) for each in bgp.peers}
    for router, peer in _peers(view):
        if peer.address and _address(peer.address) not in declared:
            yield RawFinding(
                f"the stack does not declare the peer {peer.address} (AS {peer.asn})",
                object=router.object,
            )


def _not_announced(view: ClusterView, router: LiveBgpRouter, peer: LiveBgpPeer) -> str:
    """Why a peer is told no pod range; empty where it is told them."""
    if not peer.config:
        return "" if router.exports_pod_ranges else "exportPodCIDR is not true"
    configs = {each.name: each for each in view.observation.bgp_peer_configs or ()}
    if peer.config not in configs:
        return f"there is no CiliumBGPPeerConfig {peer.config}"
    for each in view.observation.bgp_advertisements or ():
        if ANNOUNCES_POD_RANGES in each.types and any(
            selector.selects(each.labels) for selector in configs[peer.config].advertisements
        ):
            return ""
    return (
        f"CiliumBGPPeerConfig {peer.config} selects no CiliumBGPAdvertisement of type"
        f" {ANNOUNCES_POD_RANGES}"
    )


@check(
    "bgp-pods-unannounced",
    "bgp_cluster_configs",
    "bgp_peering_policies",
    "bgp_peer_configs",
    "bgp_advertisements",
    when=_declares,
)
def bgp_pods_unannounced(view: ClusterView) -> Iterator[RawFinding]:
    """Pod ranges are to be announced, and a peer is told none."""
    bgp = view.cilium.bgp
    if bgp is None or "podCidrs" not in bgp.advertise:
        return
    for router, peer in _peers(view):
        reason = _not_announced(view, router, peer)
        if reason:
            yield RawFinding(
                f"the peer {peer.address or 'that is discovered'} is told no pod range: {reason}",
                object=router.object,
            )


@check(
    "bgp-pods-undeclared",
    "bgp_cluster_configs",
    "bgp_peering_policies",
    "bgp_peer_configs",
    "bgp_advertisements",
    when=_declares,
)
def bgp_pods_undeclared(view: ClusterView) -> Iterator[RawFinding]:
    """Pod ranges are announced, and the stack does not say so."""
    bgp = view.cilium.bgp
    if bgp is None or "podCidrs" in bgp.advertise:
        return
    for router, peer in _peers(view):
        if not _not_announced(view, router, peer):
            yield RawFinding(
                f"the peer {peer.address or 'that is discovered'} is told pod ranges",
                object=router.object,
            )


@check("bgp-undeclared", "bgp_cluster_configs", "bgp_peering_policies", when=_declares_nothing)
def bgp_undeclared(view: ClusterView) -> Iterator[RawFinding]:
    """Routers are described, and the stack declares no BGP."""
    read = "agents read it" if view.has_feature("bgpControlPlane") else "nobody reads it"
    for router in _routers(view):
        peers = ", ".join(f"{each.address} (AS {each.asn})" for each in router.peers) or "no peer"
        yield RawFinding(f"it has {peers}, and {read}", object=router.object)
