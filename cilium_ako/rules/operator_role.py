"""Rules about the IAM role of Cilium's operator with IPAM `eni`, and where the operator runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import Eni
from cilium_ako.config.operator_place import on_control_plane
from cilium_ako.config.operator_role import (
    ArnPlace,
    ExistingRole,
    IrsaRole,
    MadePolicy,
    PodIdentityRole,
    arn_place,
    issuer_of,
    role_place,
)
from cilium_ako.config.stack import AWS_REGION, Stack, key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_ROLE: Final = key_path("cilium", "ipam", "operatorRole")
_EKS_ISSUER: Final = re.compile(r"oidc[.-]eks\.([a-z0-9-]+)\.")
"""The beginning of an issuer of EKS, with its region.

Source: CreateOpenIDConnectProvider and the endpoints of EKS in the AWS General Reference.
"""
_AWS_OWN: Final = "aws"
"""The account in ARNs of policies that AWS keeps."""


@rule("operator-role-oidc-region")
def operator_role_oidc_region(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The OIDC provider is one of EKS, in another region than the cluster."""
    role = cilium.operator_role
    if not isinstance(role, IrsaRole | ExistingRole) or role.oidc_provider_arn is None:
        return
    found = _EKS_ISSUER.match(issuer_of(role.oidc_provider_arn))
    if found and cluster.region and found[1] != cluster.region:
        path = f"{_ROLE}.oidcProviderArn"
        yield Finding(
            path,
            f"the OIDC provider is of a cluster in {found[1][:40]}, and this one is in "
            f"{cluster.region[:40]}",
            "aws eks describe-cluster --name NAME --query cluster.identity.oidc.issuer, and "
            f"{set_to(path, 'arn:aws:iam::…:oidc-provider/…')}",
        )


@rule("operator-role-oidc-place")
def operator_role_oidc_place(cilium: Cilium) -> Iterator[Finding]:
    """An existing role is of another account or partition than the OIDC provider."""
    role = cilium.operator_role
    if not isinstance(role, ExistingRole) or role.oidc_provider_arn is None:
        return
    provider = arn_place(role.oidc_provider_arn)
    if provider != role.place:
        yield Finding(
            f"{_ROLE}.oidcProviderArn",
            f"the operator's role is {_in(role.place)}, its OIDC provider {_in(provider)}",
        )


@rule("operator-role-boundary")
def operator_role_boundary(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The permissions boundary is of another account or partition than the role."""
    role = cilium.operator_role
    if not isinstance(role, IrsaRole | PodIdentityRole) or role.permissions_boundary is None:
        return
    boundary, place = arn_place(role.permissions_boundary), role_place(role)
    partition = place.partition if place is not None else boundary.partition
    account = place.account if place is not None else cluster.aws_account or boundary.account
    wanted = ArnPlace(partition, account)
    if boundary.partition != partition or boundary.account not in (account, _AWS_OWN):
        yield Finding(
            f"{_ROLE}.permissionsBoundary",
            f"the permissions boundary is {_in(boundary)}, the role {_in(wanted)}",
        )


def _in(place: ArnPlace) -> str:
    return f"of account {place.account} in the partition {place.partition}"


@rule("operator-role-webhook")
def operator_role_webhook(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The operator's role is for tokens of its service account, and the cluster is not EKS."""
    if isinstance(cilium.operator_role, IrsaRole) and cluster.platform == "aws":
        yield Finding(
            f"{_ROLE}.source",
            "the operator's role is for tokens of its service account, and the cluster is not EKS",
        )


@rule("operator-role-pod-identity")
def operator_role_pod_identity(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Pod identity is asked for, and the cluster is not EKS."""
    if isinstance(cilium.operator_role, PodIdentityRole) and cluster.platform == "aws":
        yield Finding(
            f"{_ROLE}.source",
            "the operator shall have its role by pod identity, and the cluster is not EKS",
            f"{set_to(f'{_ROLE}.source', 'irsa')} && {removed(f'{_ROLE}.clusterName')} && "
            f"{set_to(f'{_ROLE}.oidcProviderArn', 'arn:aws:iam::…:oidc-provider/…')}, or use "
            f"source node-role; where it is EKS, {set_to(key_path('cluster', 'platform'), 'eks')}",
        )


@rule("operator-replicas")
def operator_replicas(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """More operators are asked for than there are nodes for them."""
    asked = cilium.operator.replicas
    if asked is None:
        return
    path = key_path("cilium", "operator", "replicas")
    said = "control_planes" in cluster.model_fields_set
    if said and on_control_plane(cluster, cilium) and asked > cluster.control_planes:
        yield Finding(
            path,
            f"{asked} operators shall run on the control plane, which has {cluster.control_planes} "
            f"of {key_path('cluster', 'controlPlanes')}",
            set_to(path, str(cluster.control_planes)),
        )
    elif asked > cluster.max_nodes:
        yield Finding(
            path,
            f"{asked} operators are asked for, and there are never more than {cluster.max_nodes} "
            "nodes",
            set_to(path, str(cluster.max_nodes)),
        )


@rule("operator-policy-region")
def operator_policy_region(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """A policy is to be made for the operator, and no region is named."""
    if isinstance(cilium.operator_role, MadePolicy) and not cluster.region:
        path = key_path("cluster", "region")
        yield Finding(
            path,
            "the operator's policy shall be made, and no region is named",
            f"{set_to(path, 'eu-central-1')}  (or where the cluster is)",
        )


@rule("aws-region-differs")
def aws_region_differs(stack: Stack) -> Iterator[Finding]:
    """The AWS provider's region is another than the cluster's."""
    if stack.cluster is None or stack.cilium is None or not isinstance(stack.cilium.ipam, Eni):
        return  # whoever has pods elsewhere may use the provider for something of their own
    wanted = stack.cluster.region
    if wanted and stack.aws_region and stack.aws_region != wanted:
        yield Finding(
            AWS_REGION,
            f"the AWS provider works in {stack.aws_region[:40]}, and the cluster is in "
            f"{wanted[:40]}",
            set_to(AWS_REGION, wanted),
        )
