"""Who may have the operator's permissions: stacks with each source of a role, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ACCOUNT = "123456789012"


def provider(region: str = "eu-central-1", partition: str = "aws", domain: str = "") -> str:
    host = f"oidc.eks.{region}.amazonaws.com{domain}"
    return f"arn:{partition}:iam::{ACCOUNT}:oidc-provider/{host}/id/0123456789ABCDEF"


def role(source: str, **keys: object) -> dict[str, Any]:
    """A change of a stack that gives its operator another role."""
    given = {"source": source, "arn": None, **keys}
    return {"cluster": {"awsAccount": ACCOUNT}, "cilium": {"ipam": {"operatorRole": given}}}


def off_eks(change: Mapping[str, Any]) -> dict[str, Any]:
    """The same on machines of one's own."""
    return {**change, "cluster": {**change["cluster"], "platform": "aws"}}


SOURCES: Mapping[str, Mapping[str, Any]] = {
    "existing": {},
    "irsa": role("irsa", oidcProviderArn=provider()),
    "irsa-off-eks": off_eks(
        role(
            "irsa",
            oidcProviderArn=f"arn:aws:iam::{ACCOUNT}:oidc-provider/s3.eu-central-1.amazonaws.com/prod",
        )
    ),
    "irsa-china": {
        **role("irsa", oidcProviderArn=provider("cn-north-1", "aws-cn", ".cn")),
        "cluster": {"awsAccount": ACCOUNT, "region": "cn-north-1"},
    },
    "pod-identity": role("pod-identity", clusterName="prod-eks"),
    "pod-identity-without-an-account": {
        **role("pod-identity", clusterName="prod-eks"),
        "cluster": {},
    },
    "another-service-account": {
        "cluster": {"awsAccount": ACCOUNT},
        "cilium": {
            "ipam": {
                "operatorRole": {"source": "pod-identity", "arn": None, "clusterName": "prod-eks"}
            },
            "values": {"serviceAccounts": {"operator": {"name": "interfaces"}}},
        },
    },
    "node-role": off_eks(role("node-role", names=["masters.prod-aws.example.test"])),
}
"""Changes of the stack `prod-aws`."""
