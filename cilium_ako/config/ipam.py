"""Where pod addresses come from: one model per IPAM mode that this program installs."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from cilium_ako.catalogue.cilium.ipam import DEFAULT_NODE_MASK, DEFAULT_NODE_MASK_IPV6
from cilium_ako.config.base import ConfigModel
from cilium_ako.config.operator_role import OperatorRole
from cilium_ako.config.types import Cidr, NonEmptyStr


class ClusterPool(ConfigModel):
    """The Cilium operator cuts a range for each node from pools of its own."""

    mode: Literal["cluster-pool"]
    """Cilium's `ipam.mode`."""
    pod_cidrs: Annotated[tuple[Cidr, ...], Field(min_length=1, strict=False)]
    """The pools, in order, of one family or of both: the families that pods have follow from
    them. On a running cluster the list can only be appended to."""
    node_mask_size: Annotated[int, Field(ge=1, le=32)] = DEFAULT_NODE_MASK
    """Mask length of a node's IPv4 range. Never changes on a running cluster."""
    node_mask_size_ipv6: Annotated[int, Field(ge=1, le=128)] = DEFAULT_NODE_MASK_IPV6
    """Mask length of a node's IPv6 range, where pools have IPv6. Never changes on a running
    cluster."""

    @property
    def pod_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The ranges that pods get addresses from."""
        return self.pod_cidrs


class Kubernetes(ConfigModel):
    """kube-controller-manager cuts a range for each node into `Node.spec.podCIDRs`."""

    mode: Literal["kubernetes"]
    """Cilium's `ipam.mode`."""
    pod_cidrs: Annotated[tuple[Cidr, ...], Field(min_length=1, strict=False)]
    """The controller manager's `--cluster-cidr`, of one family or of both, declared here so that
    it can be checked."""

    @property
    def pod_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The ranges that pods get addresses from."""
        return self.pod_cidrs


class Eni(ConfigModel):
    """Pods get addresses of the VPC, from network interfaces that the operator attaches."""

    mode: Literal["eni"]
    """Cilium's `ipam.mode`."""
    vpc_cidrs: Annotated[tuple[Cidr, ...], Field(min_length=1, strict=False)]
    """The VPC's ranges, the primary one first; with an IPv6 range pods have IPv6, too."""
    subnet_ids: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=r"^subnet-[0-9a-f]{8,17}$")], ...],
        Field(strict=False),
    ] = ()
    """Subnets that interfaces may be made in; all that fit otherwise."""
    subnet_tags: dict[NonEmptyStr, str] = Field(default_factory=dict)
    """Tags of subnets that interfaces may be made in."""
    prefix_delegation: bool = False
    """Whether interfaces get /28 prefixes instead of single addresses."""
    operator_role: OperatorRole | None = None
    """Whose permissions the operator has at EC2; without it those of a control plane node's role,
    which somebody else gives it."""

    @property
    def pod_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The ranges that pods get addresses from."""
        return self.vpc_cidrs


class AwsVpcCni(ConfigModel):
    """The AWS VPC CNI plugin gives pods their addresses, and Cilium follows it.

    What `cni.chaining.mode: aws-cni` means where `ipam` is left out: Cilium has an IPAM mode of its
    own then, too, whose ranges no pod has.
    """

    mode: Literal["aws-cni"]
    """Not a mode of Cilium's: `cni.chainingMode`."""
    vpc_cidrs: Annotated[tuple[Cidr, ...], Field(strict=False)] = ()
    """The VPC's ranges, which a stack says as `cluster.podCidrs`."""

    @property
    def pod_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The ranges that pods get addresses from, as far as they are said."""
        return self.vpc_cidrs


Ipam = Annotated[ClusterPool | Kubernetes | Eni | AwsVpcCni, Field(discriminator="mode")]
"""Who gives pods their addresses, told apart by `mode`."""

VpcAddresses = Eni | AwsVpcCni
"""Pods with addresses of the VPC, which routes them itself."""
