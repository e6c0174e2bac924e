"""Rules about the IAM role of Cilium's operator with IPAM `eni`, and where the operator runs."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_EKS: Final = "awsdocs/amazon-eks-user-guide, ug/manage-access/aws-access"
_IRSA: Final = f"{_EKS}/iam-roles-for-service-accounts.adoc"
_POD_IDENTITY: Final = f"{_EKS}/pod-identities.adoc"
_ARNS: Final = "the AWS General Reference on ARNs"

RULES: Final = (
    Rule(
        id="operator-role-oidc-region",
        severity="error",
        says="The OIDC provider is that of a cluster in this region.",
        why="Tokens of this cluster have another issuer, so STS gives none of them the role and "
        "every call to EC2 is refused.",
        fix="Name the provider of this cluster's own issuer.",
        source=_IRSA,
    ),
    Rule(
        id="operator-role-oidc-place",
        severity="error",
        says="Role and OIDC provider are of one account and one partition.",
        why="A role trusts providers of its own account alone, so no token gets it.",
        fix="Name the provider that is registered in the role's account.",
        source=f"{_ARNS}; {_IRSA}",
    ),
    Rule(
        id="operator-role-boundary",
        severity="error",
        says="The permissions boundary is a policy of the role's account, or one of AWS' own.",
        why="IAM knows no other and refuses to make the role.",
        fix="Name a policy of the role's account and partition.",
        source="CreateRole in the reference of IAM's API",
    ),
    Rule(
        id="operator-role-webhook",
        severity="warning",
        says="A role for tokens of service accounts is used on EKS, where the webhook runs.",
        why="The token is put into the operator's pod by the pod identity webhook. Off EKS it must "
        "run before the operator does, in the host's network: there are no pod addresses yet. "
        "Without it the operator has no role and every call to EC2 is refused.",
        fix="Install amazon-eks-pod-identity-webhook with hostNetwork and acknowledge this rule, "
        "or use source node-role.",
        source="aws/amazon-eks-pod-identity-webhook:README.md; kOps:docs/cluster_spec.md "
        "(podIdentityWebhook)",
        acknowledgeable=True,
    ),
    Rule(
        id="operator-role-pod-identity",
        severity="error",
        says="Pod identity is asked for on EKS alone.",
        why="Only EKS answers the agent on the nodes, so the operator would have no role.",
        fix="Use source irsa or node-role.",
        source=_POD_IDENTITY,
    ),
    Rule(
        id="operator-replicas",
        severity="error",
        says="There are no more operators than nodes that they may run on.",
        why="No two operators share a node: one stays Pending, and the release waits for it until "
        "it fails.",
        fix="Leave operator.replicas out: the program counts.",
        source="install/kubernetes/cilium/values.yaml (operator.affinity)",
    ),
    Rule(
        id="operator-policy-region",
        severity="error",
        says="Where the program makes the operator's policy, the cluster's region is named.",
        why="The policy would allow the operator's calls in every region, so it is not made.",
        fix="Set cluster.region.",
        source="ec2:Region in the Service Authorization Reference for EC2",
    ),
    Rule(
        id="operator-policy-length",
        severity="error",
        says="The operator's policy fits into a managed policy of IAM.",
        why="IAM refuses to make a longer one.",
        fix="Say the same with fewer words: a tag on subnets in place of their ids.",
        source="the quotas of IAM in its user guide",
        checked_by="aws",
    ),
    Rule(
        id="aws-account-differs",
        severity="error",
        says="The AWS provider's credentials are of the account that the operator's role is for.",
        why="The role would be made in another account than the operator asks for it in, and every "
        "call to EC2 be refused.",
        fix="Use credentials of that account, or correct the account in the config.",
        source="CreateRole in the reference of IAM's API",
        checked_by="components",
    ),
    Rule(
        id="aws-region-differs",
        severity="error",
        says="The AWS provider works in the cluster's region.",
        why="Subnets would be looked for, and the cluster be asked about, where neither is.",
        fix="Set aws:region to cluster.region.",
        source="the reference of the AWS provider on its configuration",
    ),
)
