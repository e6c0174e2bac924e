"""Rules about AKO."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue import first_versions as since
from cilium_ako.catalogue.versions import dotted
from cilium_ako.rules.parts import (
    cluster_name,
    holding,
    is_off,
    is_on,
    node_ranges,
    pod_ranges,
    service_ranges,
    value_at,
    vpc_mode,
    writes_routes,
)
from cilium_ako.rules.problem import Finding, removed, set_to
from cilium_ako.rules.ranges import SHOWN, Ranges, Union, ranges_of
from cilium_ako.rules.registry import rule
from cilium_ako.settings.ako import Ako
from cilium_ako.settings.cilium import Cilium
from cilium_ako.settings.cluster import Cluster
from cilium_ako.settings.ipam import Eni
from cilium_ako.settings.stack import Stack, key_path

_CLOUD: Final = key_path("ako", "cloud")
_SERVICE_TYPE: Final = key_path("ako", "serviceType")
_VIPS: Final = key_path("ako", "vipNetworks")
_T1LR: Final = key_path("ako", "t1lr")
_HOST: Final = key_path("ako", "controller", "host")
_NODE_NETWORKS: Final = key_path("ako", "nodeNetworks")
_MOST_NODE_NETWORKS: Final = 5
_SHARED_GROUP: Final = "Default-Group"


@rule("ako-vip-missing")
def vip_missing(ako: Ako) -> Iterator[Finding]:
    """Nowhere to put a virtual service."""
    if not ako.vip_networks and not vpc_mode(ako):
        cidr = "" if ako.cloud == "aws" else f" && {set_to(f'{_VIPS}[0].cidr', '10.20.0.0/24')}"
        name = "subnet-…" if ako.cloud == "aws" else "…"
        yield Finding(
            _VIPS,
            "AKO has no network for virtual services",
            f"{set_to(f'{_VIPS}[0].name', name)}{cidr}",
        )


@rule("ako-vip-several")
def vip_several(ako: Ako) -> Iterator[Finding]:
    """More networks than AKO takes."""
    if len(ako.vip_networks) > 1 and ako.cloud != "aws":
        yield Finding(
            f"{_VIPS}[1]",
            f"{len(ako.vip_networks)} networks for virtual services are named on {ako.cloud}",
            removed(f"{_VIPS}[1]"),
        )


@rule("ako-vip-cidr")
def vip_cidr(ako: Ako) -> Iterator[Finding]:
    """A network without a range."""
    if ako.cloud != "aws":
        for index, network in enumerate(ako.vip_networks):
            if network.cidr is None:
                path = f"{_VIPS}[{index}].cidr"
                yield Finding(
                    path,
                    f"the network {network.name[:80]} has no range",
                    set_to(path, "10.20.0.0/24") + "  (or the network's own)",
                )


@rule("ako-t1lr-elsewhere")
def t1lr_elsewhere(ako: Ako) -> Iterator[Finding]:
    """A router of NSX-T in another cloud."""
    if ako.t1lr and ako.cloud != "nsxt":
        yield Finding(_T1LR, f"a tier-1 router is named on {ako.cloud}", removed(_T1LR))


@rule("ako-t1lr-missing")
def t1lr_missing(ako: Ako) -> Iterator[Finding]:
    """NSX-T without a router."""
    if not ako.t1lr and ako.cloud == "nsxt" and not vpc_mode(ako):
        yield Finding(_T1LR, "NSX-T has no tier-1 router here", set_to(_T1LR, "/infra/tier-1s/…"))


@rule("ako-node-port-local")
def node_port_local(ako: Ako) -> Iterator[Finding]:
    """A service type of another CNI plugin."""
    if ako.service_type == "NodePortLocal":
        yield Finding(
            _SERVICE_TYPE,
            "AKO is to use NodePortLocal with Cilium",
            f"{set_to(_SERVICE_TYPE, 'ClusterIP')}  (or NodePort)",
        )


@rule("ako-aws-cluster-ip")
def aws_cluster_ip(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Pods that service engines in a VPC cannot reach."""
    if ako.cloud == "aws" and ako.service_type == "ClusterIP" and not isinstance(cilium.ipam, Eni):
        yield Finding(
            _SERVICE_TYPE,
            f"AKO serves pods directly on AWS, and IPAM {cilium.ipam.mode} gives addresses that "
            "the VPC does not know",
            set_to(_SERVICE_TYPE, "NodePort"),
        )


@rule("ako-eni-cloud")
def eni_cloud(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Service engines outside of the VPC."""
    if isinstance(cilium.ipam, Eni) and ako.cloud not in ("aws", "none"):
        yield Finding(_CLOUD, f"IPAM is eni and AKO's cloud is {ako.cloud}", set_to(_CLOUD, "aws"))


@rule("ako-openstack-cluster-ip")
def openstack_cluster_ip(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Pods that Neutron hides."""
    if ako.cloud == "openstack" and writes_routes(cilium, ako):
        yield Finding(
            _SERVICE_TYPE,
            "AKO serves pods directly on OpenStack",
            set_to(_SERVICE_TYPE, "NodePort"),
        )


@rule("ako-bgp-labels")
def bgp_labels(ako: Ako) -> Iterator[Finding]:
    """Labels of peers that nothing is announced to."""
    if ako.rhi.bgp_peer_labels and not ako.rhi.enabled:
        yield Finding(
            key_path("ako", "rhi", "bgpPeerLabels"),
            "BGP peer labels are given and route health injection is off",
            set_to(key_path("ako", "rhi", "enabled"), "true"),
        )


@rule("ako-node-networks-many")
def node_networks_many(ako: Ako) -> Iterator[Finding]:
    """More node networks than AKO takes."""
    if len(ako.node_networks) > _MOST_NODE_NETWORKS:
        yield Finding(
            f"{_NODE_NETWORKS}[{_MOST_NODE_NETWORKS}]",
            f"{len(ako.node_networks)} node networks are named",
            removed(f"{_NODE_NETWORKS}[{_MOST_NODE_NETWORKS}]"),
        )


@rule("ako-node-networks-missing")
def node_networks_missing(cluster: Cluster, cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Service engines without a leg in the nodes' network."""
    if ako.cloud == "vcenter" and writes_routes(cilium, ako) and not ako.node_networks:
        yield Finding(
            _NODE_NETWORKS,
            "AKO writes routes on vCenter and does not know the nodes' network",
            f"{set_to(f'{_NODE_NETWORKS}[0].name', '…')} && "
            f"{set_to(f'{_NODE_NETWORKS}[0].cidrs[0]', str(cluster.node_cidrs[0]))}",
        )


@rule("ako-node-networks-gap")
def node_networks_gap(cluster: Cluster, ako: Ako) -> Iterator[Finding]:
    """Nodes that service engines do not see."""
    if not ako.node_networks:
        return
    covered = Union(
        each
        for index, network in enumerate(ako.node_networks)
        for each in ranges_of(network.cidrs, "ako", "nodeNetworks", index, "cidrs")
    )
    missed = [each for each in node_ranges(cluster) if not covered.holds(each)]
    if missed:
        rest = f" and {len(missed) - SHOWN} more" if len(missed) > SHOWN else ""
        names = ", ".join(str(each.network) for each in missed[:SHOWN])
        path = f"{_NODE_NETWORKS}[0].cidrs[{len(ako.node_networks[0].cidrs)}]"
        yield Finding(
            _NODE_NETWORKS,
            f"no node network holds the nodes in {names}{rest}",
            f"{set_to(path, str(missed[0].network))}  (or as a network of its own)",
        )


@rule("ako-shared-engines")
def shared_engines(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """A service engine group that every cluster finds first."""
    if writes_routes(cilium, ako) and ako.controller.service_engine_group == _SHARED_GROUP:
        path = key_path("ako", "controller", "serviceEngineGroup")
        yield Finding(
            path,
            f"AKO writes routes and its service engine group is {_SHARED_GROUP}",
            set_to(path, "…"),
        )


@rule("ako-policy-always")
def policy_always(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Policies that shut the load balancer out."""
    mode = value_at(cilium.values, "policyEnforcementMode")
    if isinstance(mode, str) and mode.lower() == "always":
        who = "nodes' NodePorts" if ako.service_type == "NodePort" else "pods"
        yield Finding(
            key_path("cilium", "values", "policyEnforcementMode"),
            f"policyEnforcementMode is always, and service engines send to {who}",
        )


@rule("ako-controller-host")
def controller_host(ako: Ako) -> Iterator[Finding]:
    """A URL instead of a host."""
    host = ako.controller.host
    if "/" in host or any(letter.isspace() for letter in host) or "@" in host:
        bare = host.split("://")[-1].split("/")[0].split("@")[-1].strip()
        yield Finding(
            _HOST,
            "the controller's host is a URL or has blanks",
            set_to(_HOST, bare) if bare and not any(each.isspace() for each in bare) else "",
        )


@rule("ako-controller-inside")
def controller_inside(cluster: Cluster, ako: Ako, stack: Stack) -> Iterator[Finding]:
    """A controller whose address means something else in the cluster."""
    host = ako.controller.host.split(":")[0]
    pods = pod_ranges(stack.cilium) if stack.cilium is not None else []
    found = holding(host, Ranges([*service_ranges(cluster), *pods]))
    if found is not None:
        yield Finding(_HOST, f"the controller {host} is in {found.path} {found.network}")
    elif cluster_name(host):
        yield Finding(_HOST, f"the controller {host} is a name that only cluster DNS knows")


@rule("ako-vpc-mode")
def vpc_mode_elsewhere(ako: Ako) -> Iterator[Finding]:
    """VPC mode where there is none."""
    if vpc_mode(ako) and (ako.cloud != "nsxt" or ako.version < since.AKO_VPC_MODE):
        path = key_path("ako", "values", "AKOSettings", "vpcMode")
        yield Finding(
            path,
            f"VPC mode is asked for with AKO {ako.version} on {ako.cloud}; it needs NSX-T and AKO "
            f"{dotted(since.AKO_VPC_MODE)}",
            removed(path),
        )


@rule("ako-vrf-old")
def vrf_old(ako: Ako) -> Iterator[Finding]:
    """A VRF that AKO does not read."""
    if ako.controller.vrf and ako.version < since.AKO_VRF_NAME:
        path = key_path("ako", "controller", "vrf")
        yield Finding(path, f"AKO {ako.version} does not read a VRF's name", removed(path))


@rule("ako-delete-config")
def delete_config(ako: Ako) -> Iterator[Finding]:
    """A switch that takes everything down."""
    if is_on(value_at(ako.values, "AKOSettings", "deleteConfig")):
        path = key_path("ako", "values", "AKOSettings", "deleteConfig")
        yield Finding(path, "AKO is told to delete all that it made", removed(path))


@rule("ako-credentials-in-helm")
def credentials_in_helm(ako: Ako) -> Iterator[Finding]:
    """Credentials as Helm values."""
    if ako.credentials.source == "config" and ako.version < since.AKO_EXISTING_SECRET:
        yield Finding(
            key_path("ako", "version"),
            f"AKO {ako.version} takes its credentials as Helm values",
            set_to(key_path("ako", "version"), dotted(since.AKO_EXISTING_SECRET)) + "  (or later)",
        )


@rule("ako-credentials-external-old")
def credentials_external_old(ako: Ako) -> Iterator[Finding]:
    """A Secret that the chart wants to make itself."""
    if ako.credentials.source == "external" and ako.version < since.AKO_EXISTING_SECRET:
        path = key_path("ako", "credentials", "source")
        yield Finding(
            path,
            f"AKO {ako.version} does not take a Secret made by others",
            f"{set_to(path, 'config')}, or "
            f"{set_to(key_path('ako', 'version'), dotted(since.AKO_EXISTING_SECRET))} (or later)",
        )


@rule("two-default-ingress")
def two_default_ingress(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Two that claim every Ingress."""
    if is_on(value_at(cilium.values, "ingressController", "default")) and not is_off(
        value_at(ako.values, "L7Settings", "defaultIngController")
    ):
        path = key_path("cilium", "values", "ingressController", "default")
        yield Finding(
            path, "Cilium and AKO are both the default ingress controller", set_to(path, "false")
        )
