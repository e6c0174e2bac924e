"""Rules about the platform that nodes run on: AWS, and EKS with its control plane."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import AwsVpcCni, ClusterPool, Eni, Kubernetes
from cilium_ako.config.operator_role import NodeRole
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_MODE: Final = key_path("cilium", "ipam", "mode")
_REGION: Final = key_path("cluster", "region")


_FORM: Final = re.compile(r"[a-z]{2}(-[a-z]+){1,3}-[0-9]{1,2}")
"""The form of a region of AWS, such as eu-central-1 and us-gov-west-1."""


@rule("kubernetes-ipam-on-eks")
def kubernetes_ipam_on_eks(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """IPAM is kubernetes on EKS, whose control plane gives nodes no pod ranges."""
    if isinstance(cilium.ipam, Kubernetes) and cluster.platform == "eks":
        yield Finding(_MODE, "IPAM kubernetes is asked for on EKS")


@rule("eks-operator-role")
def eks_operator_role(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """IPAM is eni on EKS, and the operator has no IAM role."""
    if not isinstance(cilium.ipam, Eni) or cluster.platform != "eks":
        return
    role, path = cilium.ipam.operator_role, key_path("cilium", "ipam", "operatorRole")
    name = f"{path}.clusterName"
    made = f"{set_to(f'{path}.source', 'pod-identity')} && {set_to(name, cluster.name)}"
    if role is None:
        yield Finding(path, "the operator has no IAM role on EKS", f"{made}  (its name at EKS)")
    elif isinstance(role, NodeRole) and cilium.operator.placement != "any":
        placement = key_path("cilium", "operator", "placement")
        yield Finding(
            f"{path}.source",
            "the operator shall have the role of control plane nodes, and EKS has none",
            f"{made} && {removed(f'{path}.names')}, or {set_to(placement, 'any')}: every pod in the"
            " host's network of those nodes then has what the operator has",
        )


@rule("aws-node-kept-off")
def aws_node_kept_off(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Amazon's CNI plugin shall be kept off nodes that have none, or whose pods need it."""
    path = key_path("cluster", "awsNode")
    if cluster.aws_node != "kept-off":
        return
    if cluster.platform == "generic":
        what = "Amazon's CNI plugin shall be kept off nodes, and the platform is generic"
        yield Finding(path, what, removed(path))
    elif cilium.chained or isinstance(cilium.ipam, AwsVpcCni):
        what = "Amazon's CNI plugin shall be kept off nodes, and Cilium follows another plugin"
        yield Finding(path, what, removed(path))


@rule("eks-overlay")
def eks_overlay(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Pods on EKS have addresses that its control plane cannot reach."""
    if isinstance(cilium.ipam, ClusterPool) and cluster.platform == "eks":
        yield Finding(_MODE, "pods on EKS get addresses that the VPC does not know")


@rule("eks-api-server-port")
def eks_api_server_port(cluster: Cluster) -> Iterator[Finding]:
    """EKS' API server is asked on another port than 443."""
    if cluster.platform == "eks":
        for index, server in enumerate(cluster.api_server):
            if server.port != 443:
                path = key_path("cluster", "apiServer", index)
                yield Finding(
                    path,
                    f"EKS' API server is asked on port {server.port}",
                    set_to(
                        path, str(server._replace(scheme="https", port=443)).removesuffix(":443")
                    ),
                )


@rule("region-missing")
def region_missing(cluster: Cluster) -> Iterator[Finding]:
    """The platform is AWS, and no region is named."""
    if cluster.platform != "generic" and not cluster.region:
        yield Finding(
            _REGION,
            f"the platform is {cluster.platform} and no region is named",
            set_to(_REGION, "eu-central-1") + "  (or where the cluster is)",
        )


@rule("region-unused")
def region_unused(cluster: Cluster) -> Iterator[Finding]:
    """A region is named, and the platform is not AWS."""
    if cluster.platform == "generic" and cluster.region:
        yield Finding(_REGION, "a region is named and the platform is generic", removed(_REGION))


@rule("region-form")
def region_form(cluster: Cluster) -> Iterator[Finding]:
    """The region has a form that no region of AWS has."""
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
