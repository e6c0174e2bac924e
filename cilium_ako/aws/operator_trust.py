"""Who may have the role that the program makes for Cilium's operator: the role's trust policy.

Both ways end at one service account of one cluster. Whoever can make pods with that service
account, in Cilium's namespace, has what the operator has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cilium_ako.aws.policy_document import document_text, policy_document
from cilium_ako.catalogue.aws.partitions import partition_of
from cilium_ako.catalogue.cilium.objects import NAMESPACE, OPERATOR
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.helm_value import value_at
from cilium_ako.config.operator_role import IrsaRole, MadeRole

_AUDIENCE: Final = "sts.amazonaws.com"
"""Of the tokens that the webhook asks for. Source: aws/amazon-eks-pod-identity-webhook:README.md
(token-audience)."""
_POD_IDENTITY: Final = "pods.eks.amazonaws.com"
"""The service that gets the role for a pod.

Source: awsdocs/amazon-eks-user-guide:latest/ug/manage-access/aws-access/pod-id-role.adoc.
"""


@dataclass(frozen=True, slots=True)
class OperatorTrust:
    """The one statement of a role's trust policy."""

    document: Mapping[str, object]
    """The policy document."""
    reason: str
    """Who gets the role, and how, as a clause."""

    @property
    def text(self) -> str:
        """The document as indented JSON, without a line break at its end."""
        return document_text(self.document)


def operator_service_account(cilium: Cilium) -> str:
    """The name of the operator's ServiceAccount, which a stack's own values may change."""
    said = value_at(cilium.values, "serviceAccounts", "operator", "name")
    return said if isinstance(said, str) and said else OPERATOR


def operator_trust(cluster: Cluster, cilium: Cilium, role: MadeRole) -> OperatorTrust:
    """Who may have the operator's role."""
    account = operator_service_account(cilium)
    if isinstance(role, IrsaRole):
        return OperatorTrust(
            _document(
                {"Federated": role.oidc_provider_arn},
                ["sts:AssumeRoleWithWebIdentity"],
                {
                    "StringEquals": {
                        f"{role.issuer}:aud": _AUDIENCE,
                        f"{role.issuer}:sub": f"system:serviceaccount:{NAMESPACE}:{account}",
                    }
                },
            ),
            f"tokens of {role.issuer} for {NAMESPACE}/{account} get the role",
        )
    partition = partition_of(cluster.region)
    number = cluster.aws_account or "*"
    arn = f"arn:{partition}:eks:{cluster.region}:{number}:cluster/{role.cluster_name}"
    exact = {
        "aws:RequestTag/kubernetes-namespace": NAMESPACE,
        "aws:RequestTag/kubernetes-service-account": account,
    }
    if cluster.aws_account:
        conditions = {"StringEquals": {"aws:RequestTag/eks-cluster-arn": arn, **exact}}
    else:
        conditions = {
            "StringEquals": exact,
            "StringLike": {"aws:RequestTag/eks-cluster-arn": arn},
        }
    return OperatorTrust(
        _document({"Service": _POD_IDENTITY}, ["sts:AssumeRole", "sts:TagSession"], conditions),
        f"EKS gives the role to {NAMESPACE}/{account} of the cluster {role.cluster_name}",
    )


def _document(
    principal: Mapping[str, str],
    actions: list[str],
    conditions: Mapping[str, Mapping[str, str]],
) -> dict[str, object]:
    statement = {
        "Sid": "Operator",
        "Effect": "Allow",
        "Principal": principal,
        "Action": actions,
        "Condition": conditions,
    }
    return policy_document([statement])
