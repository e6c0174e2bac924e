"""The IAM role of Cilium's operator, with the least that it must be allowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

from cilium_ako.aws.operator_trust import operator_service_account, operator_trust
from cilium_ako.catalogue.cilium.objects import NAMESPACE
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.operator_role import MadePolicy, NodeRole, PodIdentityRole
from components.engine.component_options import child_options, component_options
from components.eni.light_resource import aws_plugin_version

if TYPE_CHECKING:
    from pulumi_aws import iam


@dataclass(frozen=True, kw_only=True)
class OperatorRoleArgs:
    """What `OperatorRole` is given: parsed config that the rules have judged fit."""

    cluster: Cluster
    """The cluster: its name, its region, its account."""
    cilium: Cilium
    """What is asked of Cilium: the name of the operator's service account."""
    role: MadePolicy
    """Who has the policy, and how the operator comes to it."""
    policy: str
    """The policy document, JSON."""


class OperatorRole(pulumi.ComponentResource):
    """A managed policy for Cilium's operator, and the role that has it.

    With `node-role` the roles are those of machines, which are others' and are left alone but for
    the policy. With `irsa` the release annotates the operator's service account, with
    `pod-identity` EKS is told of it here. It deliberately makes no OIDC provider, no webhook and no
    agent for pod identity: they are the cluster's, and others use them too.

    Names are fixed, so that ARNs are known before anything is made; another name or path replaces
    role and policy, and the engine deletes the old ones first.
    """

    policy_arn: pulumi.Output[str]
    """The policy's ARN."""

    def __init__(
        self, name: str, args: OperatorRoleArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises pulumi.RunError where `opts` has what a component cannot honour, and where
        pulumi-aws is left out of the program's packages."""
        aws_plugin_version()
        from pulumi_aws import iam  # noqa: PLC0415 - for stacks that make something in AWS alone

        options = component_options(type(self).__name__, opts)
        super().__init__("cilium-ako:eni:OperatorRole", name, None, options)
        role = args.role
        policy = iam.Policy(
            "operator-policy",
            name=role.policy_name(args.cluster),
            path=role.path,
            policy=args.policy,
            tags=dict(role.tags) or None,
            opts=child_options(self, opts),
        )
        if isinstance(role, NodeRole):
            for each in role.names:
                _attach(f"operator-policy-{each}", each, policy, child_options(self, opts))
        else:
            made = iam.Role(
                "operator-role",
                name=role.role_name(args.cluster),
                path=role.path,
                assume_role_policy=operator_trust(args.cluster, args.cilium, role).text,
                permissions_boundary=role.permissions_boundary,
                tags=dict(role.tags) or None,
                opts=child_options(self, opts),
            )
            _attach("operator-policy", made.name, policy, child_options(self, opts))
            if isinstance(role, PodIdentityRole):
                self._associate(args, role, made, opts)
        self.policy_arn = policy.arn
        self.register_outputs({"policyArn": self.policy_arn})

    def _associate(
        self,
        args: OperatorRoleArgs,
        role: PodIdentityRole,
        made: iam.Role,
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        from pulumi_aws import eks  # noqa: PLC0415 - as above

        eks.PodIdentityAssociation(
            "operator-identity",
            cluster_name=role.cluster_name,
            namespace=NAMESPACE,
            service_account=operator_service_account(args.cilium),
            role_arn=made.arn,
            region=args.cluster.region,
            tags=dict(role.tags) or None,
            opts=child_options(self, opts),
        )


def _attach(
    name: str, role: pulumi.Input[str], policy: iam.Policy, opts: pulumi.ResourceOptions
) -> None:
    from pulumi_aws import iam  # noqa: PLC0415 - as above

    iam.RolePolicyAttachment(name, role=role, policy_arn=policy.arn, opts=opts)
