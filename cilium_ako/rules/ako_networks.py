"""Rules about the networks that AKO is told of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cilium_ako.addresses.intervals import IntervalUnion
from cilium_ako.addresses.overlaps import SHOWN
from cilium_ako.catalogue.ako import features as ako_features
from cilium_ako.catalogue.ako.limits import MOST_NODE_NETWORKS, VPC_PATH
from cilium_ako.config.ako import Ako, NodeNetwork, VipNetwork
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import (
    PUBLIC_CLOUDS,
    config_ranges,
    node_ranges,
    of_family,
    reads_node_networks,
    vpc_mode,
    writes_routes,
)
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_VIPS: Final = key_path("ako", "vipNetworks")
_T1LR: Final = key_path("ako", "t1lr")
_VRF: Final = key_path("ako", "controller", "vrf")
_VERSION: Final = key_path("ako", "version")
_NODE_NETWORKS: Final = key_path("ako", "nodeNetworks")


@rule("ako-vip-missing")
def ako_vip_missing(ako: Ako) -> Iterator[Finding]:
    """AKO has no network for virtual services, and does not run in VPC mode."""
    if not ako.vip_networks and not vpc_mode(ako):
        name = "subnet-…" if ako.cloud == "aws" else "…"
        yield Finding(
            _VIPS, "AKO has no network for virtual services", set_to(f"{_VIPS}[0].name", name)
        )


@rule("ako-vip-subnet")
def ako_vip_subnet(ako: Ako) -> Iterator[Finding]:
    """On AWS a network for virtual services is not named by the id of a subnet."""
    if ako.cloud == "aws":
        for index, network in enumerate(ako.vip_networks):
            if network.name and re.fullmatch(r"subnet-[0-9a-f]{8,17}", network.name) is None:
                path = f"{_VIPS}[{index}].name"
                yield Finding(
                    path,
                    "a network for virtual services on AWS is not named by a subnet's id",
                    set_to(path, "subnet-…"),
                )


@rule("ako-vip-several")
def ako_vip_several(ako: Ako) -> Iterator[Finding]:
    """Several networks for virtual services are named, outside of AWS."""
    if len(ako.vip_networks) > 1 and ako.cloud != "aws":
        yield Finding(
            f"{_VIPS}[1]",
            f"{len(ako.vip_networks)} networks for virtual services are named on {ako.cloud}",
            removed(f"{_VIPS}[1]"),
        )


def _networks(ako: Ako) -> Iterator[tuple[str, VipNetwork | NodeNetwork]]:
    """Every network with its place."""
    for index, vips in enumerate(ako.vip_networks):
        yield f"{_VIPS}[{index}]", vips
    for index, nodes in enumerate(ako.node_networks):
        yield f"{_NODE_NETWORKS}[{index}]", nodes


@rule("ako-network-unnamed")
def ako_network_unnamed(ako: Ako) -> Iterator[Finding]:
    """A network has neither a name nor a UUID."""
    for path, network in _networks(ako):
        if not network.name and not network.uuid:
            yield Finding(
                f"{path}.name",
                "a network has neither a name nor a UUID",
                set_to(f"{path}.name", "…"),
            )


@rule("ako-network-uuid")
def ako_network_uuid(ako: Ako) -> Iterator[Finding]:
    """A network is named by its UUID, and this AKO does not read it."""
    if ako_features.NETWORK_UUID.is_in(ako.version):
        return
    for path, network in _networks(ako):
        if network.uuid:
            yield Finding(
                f"{path}.uuid",
                f"AKO {ako.version} does not read a network's UUID",
                f"{set_to(_VERSION, str(ako_features.NETWORK_UUID.since))}  (or later), or "
                f"{removed(f'{path}.uuid')}"
                + ("" if network.name else f" && {set_to(f'{path}.name', '…')}"),
            )


@rule("ako-t1lr-elsewhere")
def ako_t1lr_elsewhere(ako: Ako) -> Iterator[Finding]:
    """A tier-1 router is named, and the cloud is not NSX-T."""
    if ako.t1lr and ako.cloud != "nsxt":
        yield Finding(_T1LR, f"a tier-1 router is named on {ako.cloud}", removed(_T1LR))


@rule("ako-t1lr-missing")
def ako_t1lr_missing(ako: Ako) -> Iterator[Finding]:
    """The cloud is NSX-T, and neither a tier-1 router nor VPC mode is there."""
    if not ako.t1lr and ako.cloud == "nsxt" and not vpc_mode(ako):
        yield Finding(_T1LR, "NSX-T has no tier-1 router here", set_to(_T1LR, "/infra/tier-1s/…"))


@rule("ako-bgp-labels")
def ako_bgp_labels(ako: Ako) -> Iterator[Finding]:
    """Labels of BGP peers are given, and route health injection is off."""
    if ako.rhi.bgp_peer_labels and not ako.rhi.enabled:
        yield Finding(
            key_path("ako", "rhi", "bgpPeerLabels"),
            "BGP peer labels are given and route health injection is off",
            set_to(key_path("ako", "rhi", "enabled"), "true"),
        )


@rule("ako-node-networks-many")
def ako_node_networks_many(ako: Ako) -> Iterator[Finding]:
    """More node networks are named than AKO takes."""
    if len(ako.node_networks) > MOST_NODE_NETWORKS:
        yield Finding(
            f"{_NODE_NETWORKS}[{MOST_NODE_NETWORKS}]",
            f"{len(ako.node_networks)} node networks are named",
            removed(f"{_NODE_NETWORKS}[{MOST_NODE_NETWORKS}]"),
        )


@rule("ako-node-networks-missing")
def ako_node_networks_missing(cluster: Cluster, cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """AKO writes routes on vCenter, and no node network is named."""
    if ako.cloud == "vcenter" and writes_routes(cilium, ako) and not ako.node_networks:
        nodes = of_family(node_ranges(cluster), 4) or node_ranges(cluster)
        yield Finding(
            _NODE_NETWORKS,
            "AKO writes routes on vCenter and does not know the nodes' network",
            f"{set_to(f'{_NODE_NETWORKS}[0].name', '…')} && "
            f"{set_to(f'{_NODE_NETWORKS}[0].cidrs[0]', str(nodes[0].network))}",
        )


@rule("ako-node-networks-gap")
def ako_node_networks_gap(cluster: Cluster, ako: Ako) -> Iterator[Finding]:
    """A node range is in none of the node networks, and AKO reads those."""
    if not ako.node_networks or not reads_node_networks(ako):
        return
    covered = IntervalUnion(
        each
        for index, network in enumerate(ako.node_networks)
        for each in config_ranges(network.cidrs, "ako", "nodeNetworks", index, "cidrs")
    )
    # AKO routes IPv4 alone to nodes that Cilium serves
    nodes = of_family(node_ranges(cluster), 4)
    missed = [each for each in nodes if not covered.covers(each)]
    if missed:
        rest = f" and {len(missed) - SHOWN} more" if len(missed) > SHOWN else ""
        names = ", ".join(str(each.network) for each in missed[:SHOWN])
        path = f"{_NODE_NETWORKS}[0].cidrs[{len(ako.node_networks[0].cidrs)}]"
        yield Finding(
            _NODE_NETWORKS,
            f"no node network holds the nodes in {names}{rest}",
            f"{set_to(path, str(missed[0].network))}  (or as a network of its own)",
        )


@rule("ako-vpc-mode")
def ako_vpc_mode(ako: Ako) -> Iterator[Finding]:
    """VPC mode is on without NSX-T, or with an AKO that does not have it."""
    if vpc_mode(ako) and (ako.cloud != "nsxt" or not ako_features.VPC_MODE.is_in(ako.version)):
        path = key_path("ako", "values", "AKOSettings", "vpcMode")
        yield Finding(
            path,
            f"VPC mode is asked for with AKO {ako.version} on {ako.cloud}; it needs NSX-T and AKO "
            f"{ako_features.VPC_MODE.since}",
            removed(path),
        )


@rule("ako-vpc-router")
def ako_vpc_router(ako: Ako) -> Iterator[Finding]:
    """VPC mode is on, and the router is missing or no VPC's path."""
    if vpc_mode(ako) and ako.cloud == "nsxt" and VPC_PATH.fullmatch(ako.t1lr) is None:
        what = "is not a VPC's path" if ako.t1lr else "is missing"
        yield Finding(
            _T1LR,
            f"VPC mode is on and the router {what}",
            set_to(_T1LR, "/orgs/default/projects/…/vpcs/…"),
        )


@rule("ako-vrf-ignored")
def ako_vrf_ignored(ako: Ako) -> Iterator[Finding]:
    """A VRF is named, and AKO does not look at it on this cloud."""
    public = ako.cloud in PUBLIC_CLOUDS
    by_router = ako.cloud == "nsxt" and ako.service_type == "ClusterIP"
    if ako.controller.vrf and ako_features.VRF_NAME.is_in(ako.version) and (public or by_router):
        yield Finding(
            _VRF, f"a VRF is named and AKO does not read it on {ako.cloud}", removed(_VRF)
        )


@rule("ako-vrf-old")
def ako_vrf_old(ako: Ako) -> Iterator[Finding]:
    """A VRF is named, and this AKO does not read it."""
    if ako.controller.vrf and not ako_features.VRF_NAME.is_in(ako.version):
        yield Finding(
            _VRF,
            f"AKO {ako.version} does not read a VRF's name",
            f"{set_to(_VERSION, str(ako_features.VRF_NAME.since))}  (or later), or "
            f"{removed(_VRF)}, which leaves routes in the cloud's default VRF",
        )
