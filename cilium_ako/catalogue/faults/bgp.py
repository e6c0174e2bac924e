"""Faults between what a stack declares of BGP and the custom resources that agents read."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.faults.row import Fault

_DOCUMENTATION: Final = (
    "Documentation/network/bgp-control-plane/bgp-control-plane-configuration.rst"
)
_UNREACHABLE: Final = "without its session nobody outside learns where pods and Services are"

FAULTS: Final[tuple[Fault, ...]] = (
    Fault(
        id="bgp-policies-unread",
        severity="fail",
        object="CiliumBGPPeeringPolicy",
        evidence="There are peering policies, and Cilium is 1.19 or later, which reads none.",
        why="every session that they describe ended with the upgrade",
        fix="write them anew as CiliumBGPClusterConfig, CiliumBGPPeerConfig and"
        " CiliumBGPAdvertisement, then delete them",
        healthy="no BGP peering policy is left unread",
        source="pkg/k8s/apis/cilium.io/client/crds",
    ),
    Fault(
        id="bgp-missing",
        severity="fail",
        object="CiliumBGPClusterConfig",
        evidence="The stack declares `bgp`, and there is neither a CiliumBGPClusterConfig nor, up"
        " to 1.18, a CiliumBGPPeeringPolicy with a router in it.",
        why="no node talks to any router, so what the stack says is announced is not",
        fix="apply a CiliumBGPClusterConfig with the ASNs and peers that the stack declares",
        healthy="somebody talks BGP",
        source=_DOCUMENTATION,
        explained_by=("bgp-policies-unread",),
    ),
    Fault(
        id="bgp-local-asn",
        severity="fail",
        object="CiliumBGPClusterConfig",
        evidence="`localASN` is not the stack's `bgp.localAsn`.",
        why="a router that expects the declared number refuses the session",
        fix="make localASN and bgp.localAsn the number that the routers have",
        healthy="nodes have the declared ASN",
        source=_DOCUMENTATION,
    ),
    Fault(
        id="bgp-peer-missing",
        severity="fail",
        object="CiliumBGPClusterConfig",
        evidence="No peer has the address of one in the stack's `bgp.peers`.",
        why=_UNREACHABLE,
        fix="add the peer to a CiliumBGPClusterConfig, or take it out of bgp.peers",
        healthy="every declared BGP peer is there",
        source=_DOCUMENTATION,
        explained_by=("bgp-missing", "bgp-policies-unread"),
    ),
    Fault(
        id="bgp-peer-asn",
        severity="fail",
        object="CiliumBGPClusterConfig",
        evidence="A peer with an address of `bgp.peers` has another ASN there.",
        why=_UNREACHABLE,
        fix="make peerASN and the peer's asn in bgp.peers the number that the router has",
        healthy="BGP peers have the declared ASNs",
        source=_DOCUMENTATION,
    ),
    Fault(
        id="bgp-peer-undeclared",
        severity="warn",
        object="CiliumBGPClusterConfig",
        evidence="A peer's address is none of the stack's `bgp.peers`.",
        why="a router that no review has seen may be told every announced range",
        fix="add it to bgp.peers, or take it out of the custom resource",
        healthy="every BGP peer is declared",
        source=_DOCUMENTATION,
    ),
    Fault(
        id="bgp-pods-unannounced",
        severity="fail",
        object="CiliumBGPPeerConfig",
        evidence="The stack says `advertise: [podCidrs]`, and for a peer no CiliumBGPAdvertisement"
        " of type PodCIDR is selected (in a peering policy: `exportPodCIDR` is not true).",
        why="AKO writes no routes where BGP announces pods, so nothing outside reaches them",
        fix="make an advertisement of type PodCIDR with labels that the peer's families select",
        healthy="pod ranges are announced to every declared peer",
        source=_DOCUMENTATION,
    ),
    Fault(
        id="bgp-pods-undeclared",
        severity="warn",
        object="CiliumBGPAdvertisement",
        evidence="The stack's `bgp.advertise` has no podCidrs, and a peer is told pod ranges.",
        why="routes to pods have two sources, AKO and the routers, that know nothing of each other",
        fix="add podCidrs to bgp.advertise, or remove the advertisement of type PodCIDR",
        healthy="no pod range is announced that the stack does not declare",
        source=_DOCUMENTATION,
    ),
    Fault(
        id="bgp-undeclared",
        severity="warn",
        object="CiliumBGPClusterConfig",
        evidence="There are peers in CiliumBGPClusterConfigs or peering policies, and the stack has"
        " no `bgp`.",
        why="who routes to pods is decided as if nobody talked BGP",
        fix="declare it as bgp in the stack, or delete the custom resources",
        healthy="nobody is told to talk BGP",
        source=_DOCUMENTATION,
    ),
)
