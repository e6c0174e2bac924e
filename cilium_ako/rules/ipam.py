"""Rules about IPAM and the platform that it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue.cilium import features as since
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import ClusterPool, Eni, Kubernetes
from cilium_ako.config.routing import Tunnel
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding, removed, set_to
from cilium_ako.rules.queries import is_off, is_on, value_at
from cilium_ako.rules.registry import rule

_MODE: Final = key_path("cilium", "ipam", "mode")
_REGION: Final = key_path("cluster", "region")
_PLATFORM: Final = key_path("cluster", "platform")


@rule("eni-platform")
def eni_platform(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """ENI somewhere else than on AWS."""
    if isinstance(cilium.ipam, Eni) and cluster.platform == "generic":
        yield Finding(
            _MODE,
            "IPAM eni is asked for on the platform generic",
            f"{set_to(_PLATFORM, 'aws')}  (or eks), or choose another IPAM mode",
        )


@rule("kubernetes-ipam-on-eks")
def kubernetes_on_eks(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Waiting for pod ranges that EKS never gives."""
    if isinstance(cilium.ipam, Kubernetes) and cluster.platform == "eks":
        yield Finding(_MODE, "IPAM kubernetes is asked for on EKS")


@rule("eks-operator-role")
def eks_operator_role(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """An operator without a role and without a control plane node to borrow one from."""
    if (
        isinstance(cilium.ipam, Eni)
        and cluster.platform == "eks"
        and cilium.ipam.operator_role is None
    ):
        path = key_path("cilium", "ipam", "operatorRole")
        yield Finding(
            path,
            "the operator has no IAM role on EKS",
            f"{set_to(f'{path}.source', 'existing')} && {set_to(f'{path}.arn', 'arn:aws:iam::…')}",
        )


@rule("eks-overlay")
def eks_overlay(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Pods that EKS' control plane cannot reach."""
    if isinstance(cilium.ipam, ClusterPool) and cluster.platform == "eks":
        yield Finding(_MODE, "pods on EKS get addresses that the VPC does not know")


@rule("eks-api-server-port")
def eks_api_server_port(cluster: Cluster) -> Iterator[Finding]:
    """A port that EKS does not listen on."""
    if cluster.platform == "eks":
        for index, server in enumerate(cluster.api_server):
            if server.port != 443:
                path = key_path("cluster", "apiServer", index)
                yield Finding(
                    path,
                    f"EKS' API server is asked on port {server.port}",
                    set_to(path, f"https://{server.host}"),
                )


@rule("region-missing")
def region_missing(cluster: Cluster) -> Iterator[Finding]:
    """AWS without a region."""
    if cluster.platform != "generic" and not cluster.region:
        yield Finding(
            _REGION,
            f"the platform is {cluster.platform} and no region is named",
            set_to(_REGION, "eu-central-1") + "  (or where the cluster is)",
        )


@rule("region-unused")
def region_unused(cluster: Cluster) -> Iterator[Finding]:
    """A region without AWS."""
    if cluster.platform == "generic" and cluster.region:
        yield Finding(_REGION, "a region is named and the platform is generic", removed(_REGION))


_FORM: Final = re.compile(r"[a-z]{2}(-[a-z]+){1,3}-[0-9]{1,2}")


@rule("region-form")
def region_form(cluster: Cluster) -> Iterator[Finding]:
    """A region that AWS cannot have."""
    if cluster.platform != "generic" and cluster.region and not _FORM.fullmatch(cluster.region):
        shorter = cluster.region[:-1]
        zone = bool(_FORM.fullmatch(shorter))
        yield Finding(
            _REGION,
            f"{cluster.region[:40]} is an availability zone, not a region"
            if zone
            else f"{cluster.region[:40]} is not a region of AWS",
            set_to(_REGION, shorter) if zone else "",
        )


@rule("eni-tunnel")
def eni_tunnel(cilium: Cilium) -> Iterator[Finding]:
    """A tunnel for addresses that the VPC routes."""
    if isinstance(cilium.ipam, Eni) and isinstance(cilium.routing, Tunnel):
        path = key_path("cilium", "routing")
        yield Finding(path, "IPAM eni is asked for with a tunnel", removed(path))


@rule("eni-masquerade-panic")
def eni_masquerade_panic(cilium: Cilium) -> Iterator[Finding]:
    """iptables masquerading on ENI without interfaces."""
    if (
        isinstance(cilium.ipam, Eni)
        and cilium.version >= since.ENI_MASQUERADE_INTERFACES
        and cilium.masquerades
        and not cilium.masquerade.bpf
        and not cilium.masquerade.interfaces
    ):
        path = key_path("cilium", "masquerade")
        yield Finding(
            path,
            "eni masquerades by iptables and names no interfaces",
            f"{set_to(f'{path}.interfaces[0]', 'ens+')}  (or eth+, as the nodes name theirs), or "
            f"{set_to(f'{path}.enabled', 'false')}",
        )


@rule("eni-cluster-name")
def eni_cluster_name(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """A name that other clusters have, too."""
    if isinstance(cilium.ipam, Eni) and cluster.name == "default":
        yield Finding(key_path("cluster", "name"), "the cluster's name is default")


_UNSAFE: Final = ("extraConfig", "allow-unsafe-policy-skb-usage")


@rule("eni-cluster-id")
def eni_cluster_id(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """An id whose highest bit ENI's marks use."""
    if (
        isinstance(cilium.ipam, Eni)
        and cluster.id & 0x80
        and not is_on(value_at(cilium.values, *_UNSAFE))
    ):
        path = key_path("cluster", "id")
        yield Finding(
            path,
            f"the cluster's id is {cluster.id} and IPAM is eni",
            f"{set_to(path, str(cluster.id & 0x7F or 1))}  (or any id of 1–127 that is free)",
        )


@rule("eni-ipv6")
def eni_ipv6(cilium: Cilium) -> Iterator[Finding]:
    """IPv6 where the operator gives out IPv4 only."""
    if (
        isinstance(cilium.ipam, Eni)
        and cilium.version < since.ENI_IPV6
        and is_on(value_at(cilium.values, "ipv6", "enabled"))
    ):
        path = key_path("cilium", "values", "ipv6", "enabled")
        yield Finding(path, "IPv6 is switched on with IPAM eni", removed(path))


@rule("ipv4-off")
def ipv4_off(cilium: Cilium) -> Iterator[Finding]:
    """A cluster without IPv4."""
    if is_off(value_at(cilium.values, "ipv4", "enabled")):
        path = key_path("cilium", "values", "ipv4", "enabled")
        yield Finding(path, "IPv4 is switched off", removed(path))
