"""An EKS cluster on which Cilium is the only network, and nodes that no pod reaches before it.

It makes the cluster, or takes one that is there, and installs nothing in it: the stack `prod-aws`
of the program two folders up does. README.md has the order.
"""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

TAINT = "node.cilium.io/agent-not-ready"
"""Cilium's agent takes it from its node once pods have a network there.

Source: Documentation/installation/taints.rst of Cilium.
"""


def made_cluster(name: str, subnets: list[str], vpc: str) -> pulumi.Output[str]:
    """A cluster without nodes. Returns its name, once all of it is there."""
    import pulumi_eks as eks  # noqa: PLC0415 - an existing cluster needs none of it

    cluster = eks.Cluster(
        "cluster",
        name=name,
        vpc_id=vpc or None,
        private_subnet_ids=subnets,
        authentication_mode=eks.AuthenticationMode.API,
        create_oidc_provider=True,
        skip_default_node_group=True,
        # EKS brings aws-node, kube-proxy and CoreDNS itself, and no add-on puts them back
        bootstrap_self_managed_addons=True,
        use_default_vpc_cni=True,
        kube_proxy_addon_options=eks.KubeProxyAddonOptionsArgs(enabled=False),
        coredns_addon_options=eks.CoreDnsAddonOptionsArgs(enabled=False),
    )
    pulumi.export("oidcProviderArn", cluster.oidc_provider_arn)
    pulumi.export("kubeconfig", pulumi.Output.secret(cluster.kubeconfig_json))
    # known from the config, and true once what is made last is there
    return cluster.oidc_provider_arn.apply(lambda _: name)


def node_role(arn: str) -> pulumi.Output[str]:
    """The ARN of the machines' role: without AmazonEKS_CNI_Policy, which aws-node alone needs."""
    if arn:
        return pulumi.Output.from_input(arn)
    machines = {"Service": "ec2.amazonaws.com"}
    statement = {"Effect": "Allow", "Principal": machines, "Action": "sts:AssumeRole"}
    role = aws.iam.Role(
        "nodes",
        assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    partition = aws.get_partition_output().partition
    for policy in ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryReadOnly"):
        aws.iam.RolePolicyAttachment(
            policy,
            role=role.name,
            policy_arn=pulumi.Output.concat("arn:", partition, ":iam::aws:policy/", policy),
        )
    return role.arn


def main() -> None:
    """Registers the cluster, the agent for pod identity, and nodes where they are asked for."""
    config = pulumi.Config()
    name = config.require("clusterName")
    subnets = list(config.require_object("subnetIds"))
    there = pulumi.Output.from_input(name)
    if not config.get_bool("existing"):
        there = made_cluster(name, subnets, config.get("vpcId") or "")
    aws.eks.Addon("pod-identity", cluster_name=there, addon_name="eks-pod-identity-agent")
    if config.get_bool("nodes"):
        count = config.get_int("nodeCount") or 3
        aws.eks.NodeGroup(
            "nodes",
            cluster_name=there,
            node_role_arn=node_role(config.get("nodeRoleArn") or ""),
            subnet_ids=subnets,
            instance_types=[config.get("instanceType") or "m6i.2xlarge"],
            scaling_config=aws.eks.NodeGroupScalingConfigArgs(
                desired_size=count, min_size=count, max_size=2 * count
            ),
            taints=[aws.eks.NodeGroupTaintArgs(key=TAINT, value="true", effect="NO_EXECUTE")],
        )
    cluster = aws.eks.get_cluster_output(name=there)
    pulumi.export("clusterName", there)
    pulumi.export("apiServer", cluster.endpoint)
    pulumi.export("vpcId", cluster.vpc_config.vpc_id)


main()
