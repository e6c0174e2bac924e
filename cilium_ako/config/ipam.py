"""Where pod addresses come from: one model per IPAM mode that this program installs."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from cilium_ako.catalogue.cilium.ipam import DEFAULT_NODE_MASK, DEFAULT_NODE_MASK_IPV6
from cilium_ako.config.base import ConfigModel
from cilium_ako.config.operator_role import OperatorRole
from cilium_ako.config.types import Cidr, Ipv4Cidr, NonEmptyStr


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


InstanceTypeName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$", max_length=60)
]
"""The name of a type of instance, such as `m5.large`."""
GroupId = Annotated[str, StringConstraints(pattern=r"^sg-[0-9a-f]{8,17}$")]
"""The id of a security group."""


class InstanceLimits(ConfigModel):
    """What a type of instance takes that the table here does not know."""

    interfaces: Annotated[int, Field(ge=1, le=1_000)]
    """Network interfaces on its first card."""
    addresses: Annotated[int, Field(ge=1, le=1_000)]
    """IPv4 addresses of each of them, the interface's own one among them."""
    prefixes: bool = True
    """Whether it takes prefixes: on Nitro and on bare metal, not on Xen."""


class PodSubnet(ConfigModel):
    """A subnet for pods alone, which this stack makes."""

    cidr: Ipv4Cidr
    """Its range, within one of the VPC's, of /16 to /28. A subnet never changes its range."""
    zone: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,}(-[a-z0-9]+)+$", max_length=40)]
    """Its availability zone: nodes in other zones get no interface in it."""
    route_table_id: Annotated[str, StringConstraints(pattern=r"^rtb-[0-9a-f]{8,17}$")] | None = None
    """The route table of its traffic, such as the one to the zone's NAT gateway; the VPC's main
    one otherwise."""
    prefix_reservation: Ipv4Cidr | None = None
    """A range of it that EC2 keeps for prefixes, so that single addresses break up none."""


class SecurityGroups(ConfigModel):
    """Security groups of what talks to each other, by their ids."""

    nodes: GroupId | None = None
    """Of the nodes' first interfaces."""
    pods: GroupId | None = None
    """Of interfaces that pods have addresses of; the nodes' own otherwise. Older charts have no
    value for it."""
    service_engines: GroupId | None = None
    """Of Avi's service engines."""
    make_rules: bool = False
    """Whether this stack makes the rules that these groups need of each other; otherwise a preview
    lists them."""


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
    pod_subnets: Annotated[tuple[PodSubnet, ...], Field(strict=False)] = ()
    """Subnets for pods that this stack makes, tagged with `subnetTags`."""
    prefix_delegation: bool = False
    """Whether interfaces get /28 prefixes instead of single addresses."""
    instance_types: Annotated[tuple[InstanceTypeName, ...], Field(strict=False)] = ()
    """Types of the nodes' instances: how many pods each has addresses for is held against
    `cluster.maxPodsPerNode`."""
    instance_limits: dict[NonEmptyStr, InstanceLimits] = Field(default_factory=dict)
    """What types take that are not known here."""
    security_groups: SecurityGroups | None = None
    """Security groups, and whether their rules are made here."""
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
