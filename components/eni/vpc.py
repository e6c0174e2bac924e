"""What the program makes in the VPC of a stack with IPAM `eni`: before Cilium's release."""

from __future__ import annotations

from collections.abc import Iterator

import pulumi

from cilium_ako.aws.traffic import group_rules
from cilium_ako.config.ipam import Eni
from cilium_ako.config.stack import Stack
from components.eni.pod_subnets import PodSubnets, PodSubnetsArgs
from components.eni.security_group_rules import SecurityGroupRules, SecurityGroupRulesArgs


def vpc_resources(
    stack: Stack, opts: pulumi.ResourceOptions | None, *, protect: bool
) -> Iterator[pulumi.Resource]:
    """Subnets and rules of security groups, where a stack that was judged fit asks for them."""
    cluster, cilium = stack.cluster, stack.cilium
    if cluster is None or cilium is None or not isinstance(cilium.ipam, Eni):
        return
    ipam = cilium.ipam
    if ipam.pod_subnets and cluster.vpc_id is not None:
        subnets = PodSubnetsArgs(
            cluster_name=cluster.name,
            vpc_id=cluster.vpc_id,
            subnets=ipam.pod_subnets,
            tags=ipam.subnet_tags,
            protect=protect,
        )
        yield PodSubnets("pod-subnets", subnets, opts)
    rules = group_rules(stack)
    if rules:
        yield SecurityGroupRules(
            "security-group-rules",
            SecurityGroupRulesArgs(cluster_name=cluster.name, rules=rules),
            opts,
        )
