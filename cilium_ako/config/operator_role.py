"""The IAM role that Cilium's operator calls EC2 with: who makes it, how the operator gets it."""

from __future__ import annotations

from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field, StringConstraints

from cilium_ako.config.base import ConfigModel
from cilium_ako.config.cluster import Cluster

_ACCOUNT: Final = "[0-9]{12}"
_PARTITION: Final = "aws[a-z-]*"

RoleName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+=,.@-]{1,64}$")]
"""The name of a role, without its path. Source: RoleName in the reference of IAM's API."""

OidcProviderArn = Annotated[
    str,
    StringConstraints(
        pattern=rf"^arn:{_PARTITION}:iam::{_ACCOUNT}:oidc-provider/[A-Za-z0-9._~:/-]+$",
        max_length=2048,
    ),
]
"""The ARN of an OIDC provider in IAM: behind `oidc-provider/` stands the issuer, without https."""

IamPath = Annotated[str, StringConstraints(pattern=r"^/([!-.0-~]+/)*$", max_length=512)]
"""A path of IAM, which begins and ends with a slash. Source: Path in the reference of IAM's API."""

IamTags = dict[
    Annotated[str, StringConstraints(min_length=1, max_length=128)],
    Annotated[str, StringConstraints(max_length=256)],
]
"""Tags of what is made in IAM. Source: Tag in the reference of IAM's API."""


class ArnPlace(NamedTuple):
    """Where something of IAM is."""

    partition: str
    account: str
    """Twelve digits; `aws` for policies that AWS keeps itself."""


def arn_place(arn: str) -> ArnPlace:
    """The partition and the account in an ARN of IAM.

    >>> arn_place("arn:aws:iam::111122223333:role/cilium")
    ArnPlace(partition='aws', account='111122223333')
    """
    _, partition, _, _, account, _ = arn.split(":", 5)
    return ArnPlace(partition, account)


def issuer_of(oidc_provider_arn: str) -> str:
    """The issuer in the ARN of an OIDC provider, as condition keys have it: without `https://`."""
    return oidc_provider_arn.partition(":oidc-provider/")[2]


class _MadePolicy(ConfigModel):
    """What the program makes in IAM for the operator."""

    path: IamPath = "/"
    """The path of role and policy in IAM."""
    tags: IamTags = Field(default_factory=dict)
    """Tags of role and policy."""

    def policy_name(self, cluster: Cluster) -> str:
        """The policy's name, one in its account."""
        return f"{cluster.name}-cilium-operator"


class _MadeRole(_MadePolicy):
    """A role that the program makes, with a policy of what the stack switches on."""

    name: RoleName | None = None
    """The name of role and policy, one in its account. Left out:
    `<cluster.name>-cilium-operator`."""
    permissions_boundary: (
        Annotated[
            str,
            StringConstraints(
                pattern=rf"^arn:{_PARTITION}:iam::({_ACCOUNT}|aws):policy/[A-Za-z0-9_+=,.@/-]+$",
                max_length=2048,
            ),
        ]
        | None
    ) = None
    """The ARN of the policy that bounds what the role may do, where the account asks for one."""

    def role_name(self, cluster: Cluster) -> str:
        """The role's name."""
        return self.name or super().policy_name(cluster)

    def policy_name(self, cluster: Cluster) -> str:
        """The policy's name: the role's."""
        return self.role_name(cluster)


class IrsaRole(_MadeRole):
    """A role that the program makes, for tokens of the operator's service account.

    The cluster's OIDC provider must be registered in IAM, and the pod identity webhook must run:
    on EKS it does.
    """

    source: Literal["irsa"]
    """Who makes the role."""
    oidc_provider_arn: OidcProviderArn
    """The cluster's OIDC provider. The role is made in its account."""

    @property
    def place(self) -> ArnPlace:
        """The partition and the account that the role is of."""
        return arn_place(self.oidc_provider_arn)

    @property
    def issuer(self) -> str:
        """The provider's issuer, as condition keys have it: without `https://`."""
        return issuer_of(self.oidc_provider_arn)

    def arn(self, cluster: Cluster) -> str:
        """The role's ARN, which its name decides."""
        partition, account = self.place
        return f"arn:{partition}:iam::{account}:role{self.path}{self.role_name(cluster)}"


class PodIdentityRole(_MadeRole):
    """A role that the program makes and EKS gives to the operator's service account.

    The add-on `eks-pod-identity-agent` must run on the nodes.
    """

    source: Literal["pod-identity"]
    """Who makes the role."""
    cluster_name: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$")]
    """The cluster's name at EKS, which may be another than `cluster.name`."""


class NodeRole(_MadePolicy):
    """The roles of the machines that the operator runs on: the program gives them the policy.

    The operator runs on the control plane alone then, unless `operator.placement` is `any`: every
    pod in the host's network of such a machine has what its role has.
    """

    source: Literal["node-role"]
    """Who makes the role."""
    names: Annotated[tuple[RoleName, ...], Field(min_length=1, max_length=10, strict=False)]
    """Names of the machines' roles."""


class ExistingRole(ConfigModel):
    """An IAM role that exists already."""

    source: Literal["existing"]
    """Who makes the role."""
    arn: Annotated[
        str,
        StringConstraints(
            pattern=rf"^arn:{_PARTITION}:iam::{_ACCOUNT}:role/[A-Za-z0-9_+=,.@/-]+$",
            max_length=2048,
        ),
    ]
    """The role's ARN, put on the operator's service account."""
    oidc_provider_arn: OidcProviderArn | None = None
    """The OIDC provider that the role trusts, where that shall be held against role and cluster."""

    @property
    def place(self) -> ArnPlace:
        """The partition and the account that the role is of."""
        return arn_place(self.arn)


OperatorRole = Annotated[
    IrsaRole | PodIdentityRole | NodeRole | ExistingRole, Field(discriminator="source")
]
"""Whose permissions the operator has at EC2, told apart by `source`."""

MadeRole = IrsaRole | PodIdentityRole
"""A role that the program makes."""

MadePolicy = IrsaRole | PodIdentityRole | NodeRole
"""What the program makes a policy for."""


def role_on_service_account(cluster: Cluster, role: OperatorRole | None) -> str | None:
    """The ARN that the operator's service account is annotated with; None where it is not."""
    match role:
        case ExistingRole():
            return role.arn
        case IrsaRole():
            return role.arn(cluster)
        case _:
            return None


def role_place(role: OperatorRole | None) -> ArnPlace | None:
    """The partition and the account of the operator's role, where an ARN in the config says it."""
    return role.place if isinstance(role, ExistingRole | IrsaRole) else None


def role_arn_key(role: OperatorRole | None) -> str:
    """The key below `operatorRole` that says where the role is."""
    return "oidcProviderArn" if isinstance(role, IrsaRole) else "arn"
