"""Rules about subnets, VPC ranges and security groups with IPAM `eni`."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_ENI: Final = "Documentation/network/concepts/ipam/eni.rst"
_NODE: Final = "pkg/aws/eni/node.go"
_SIZING: Final = "the VPC user guide on subnet sizing"
_ASKED: Final = "asked of EC2 under the engine"

RULES: Final = (
    Rule(
        id="eni-native-cidr-missing",
        severity="error",
        says="With eni and several ranges of the VPC, masquerading leaves out a range that spans "
        "them.",
        why="The agent finds the VPC's primary range by itself and no other: traffic to pods and "
        "nodes in the others gets a node's address, and policies see a node instead of a pod.",
        fix="Set routing.cidr to a range that holds all of the VPC's.",
        source="pkg/ipam/crd.go; cilium/cilium#39515",
        acknowledgeable=True,
    ),
    Rule(
        id="eni-native-cidr-misses-vpc",
        severity="error",
        says="With eni, the range that is not masqueraded holds every range of the VPC.",
        why="Traffic to pods and nodes outside of it gets a node's address, and policies see a "
        "node instead of a pod.",
        fix="Widen routing.cidr so that it holds every range of ipam.vpcCidrs.",
        source="Documentation/network/concepts/masquerading.rst; cilium/cilium#39515",
        acknowledgeable=True,
    ),
    Rule(
        id="eni-subnets-unseen",
        severity="note",
        says="Subnets are looked at under the engine.",
        why="Only AWS knows which they are, in which VPC and zones, and how full.",
        fix="Run `pulumi preview`, which asks AWS.",
        source="aws:ec2/getSubnets:getSubnets of the AWS provider",
    ),
    Rule(
        id="eni-subnets-unasked",
        severity="warning",
        says="AWS can be asked about the subnets.",
        why="So it is not known whether the operator finds any, nor how full they are.",
        fix="Set aws:region, and let the engine have credentials that may describe subnets.",
        source="aws:ec2/getSubnets:getSubnets of the AWS provider",
        checked_by="components",
    ),
    Rule(
        id="eni-subnets-nothing",
        severity="error",
        says="subnetIds and subnetTags select a subnet.",
        why="The operator finds none to make interfaces in, and no node gets further addresses.",
        fix="Correct cilium.ipam.subnetTags, or tag the subnets.",
        source=f"{_NODE} (findSuitableSubnet); {_ASKED}",
        checked_by="components",
    ),
    Rule(
        id="eni-subnets-everything",
        severity="warning",
        says="subnetTags leave out some subnet of the VPC.",
        why="A tag that every subnet has selects nothing: pods get addresses of public subnets and "
        "of those of other things, too.",
        fix="Use a tag of the pods' subnets alone.",
        source=f"{_NODE} (findSuitableSubnet); {_ASKED}",
        acknowledgeable=True,
        checked_by="components",
    ),
    Rule(
        id="eni-subnets-other-vpc",
        severity="error",
        says="All selected subnets are in the VPC of the nodes.",
        why="The operator attaches interfaces of the node's own VPC alone, so the others give no "
        "address.",
        fix="Name subnets of one VPC, or correct cluster.vpcId.",
        source=f"{_NODE} (findSuitableSubnet); {_ASKED}",
        checked_by="components",
    ),
    Rule(
        id="eni-subnets-one-zone",
        severity="warning",
        says="The selected subnets are in two zones at least.",
        why="Nodes of other zones get no interface beyond their first, and where the zone fails "
        "the cluster does.",
        fix="Select a subnet in each zone that nodes are in.",
        source=f"{_NODE} (findSuitableSubnet); {_ASKED}",
        acknowledgeable=True,
        checked_by="components",
    ),
    Rule(
        id="eni-subnets-full",
        severity="warning",
        says="The selected subnets have addresses for maxNodes full nodes.",
        why="With eni every pod takes an address of a subnet, and one that is full gives none.",
        fix="Add subnets, or lower cluster.maxNodes or maxPodsPerNode.",
        source=f"{_ENI}; {_ASKED}",
        acknowledgeable=True,
        checked_by="components",
    ),
    Rule(
        id="pod-subnets-whole",
        severity="error",
        says="Subnets that this stack makes have a VPC, tags to be selected by, and no ids beside "
        "them.",
        why="Without a VPC they cannot be made; the operator selects them by their tags, and ids "
        "take precedence over tags.",
        fix="Set cluster.vpcId and cilium.ipam.subnetTags, and remove subnetIds.",
        source=f"{_NODE} (findSuitableSubnet)",
    ),
    Rule(
        id="pod-subnet-outside-vpc",
        severity="error",
        says="A subnet that this stack makes lies in one range of the VPC.",
        why="AWS refuses it.",
        fix="Correct cilium.ipam.podSubnets or cilium.ipam.vpcCidrs.",
        source=_SIZING,
    ),
    Rule(
        id="pod-subnet-size",
        severity="error",
        says="A subnet that this stack makes is a /16 to a /28.",
        why="AWS takes no other.",
        fix="Use a mask of 16 to 28.",
        source=_SIZING,
    ),
    Rule(
        id="pod-subnets-overlap",
        severity="error",
        says="Subnets that this stack makes share no address.",
        why="AWS refuses the second one.",
        fix="Give each a range of its own.",
        source=_SIZING,
    ),
    Rule(
        id="pod-subnet-reservation",
        severity="error",
        says="What is kept for prefixes is a part of its subnet and holds a prefix, and interfaces "
        "get prefixes.",
        why="AWS refuses a reservation elsewhere, and without prefixDelegation nothing ever takes "
        "an address of one.",
        fix="Correct prefixReservation, or remove it.",
        source="the VPC user guide on subnet CIDR reservations",
    ),
    Rule(
        id="pod-subnets-one-zone",
        severity="warning",
        says="The subnets that this stack makes are in two zones at least.",
        why="Nodes of other zones get no interface beyond their first, and where the zone fails "
        "the cluster does.",
        fix="Add a subnet in each zone that nodes are in.",
        source=f"{_NODE} (findSuitableSubnet)",
        acknowledgeable=True,
    ),
    Rule(
        id="pod-subnets-too-small",
        severity="warning",
        says="The subnets that this stack makes have addresses for maxNodes full nodes.",
        why="With eni every pod takes an address of a subnet, and nodes keep some in store.",
        fix="Add a larger subnet, or lower cluster.maxNodes or maxPodsPerNode.",
        source=_ENI,
        acknowledgeable=True,
    ),
    Rule(
        id="pod-subnets-hide-nodes",
        severity="warning",
        says="Before 1.19, no subnets of their own are made for pods.",
        why="The chart selects subnets there with a filter that hides interfaces in all others "
        "from the operator: it finds no node whose first interface is elsewhere.",
        fix="Use Cilium 1.19, or give each node an interface in such a subnet before Cilium comes.",
        source="install/kubernetes/cilium/values.yaml (eni.subnetTagsFilter)",
        acknowledgeable=True,
    ),
    Rule(
        id="eni-group-rules",
        severity="error",
        says="Rules of security groups are made where the nodes' group is named.",
        why="Without it there is nothing to make them for.",
        fix="Set cilium.ipam.securityGroups.nodes.",
        source="the VPC user guide on security groups",
    ),
    Rule(
        id="eni-pods-group",
        severity="warning",
        says="From 1.19 on alone, pods' interfaces get a security group of their own.",
        why="Charts before have no value for it: interfaces get the groups of the node's first "
        "one, and rules of the pods' group concern nobody.",
        fix="Remove securityGroups.pods, or use Cilium 1.19.",
        source=f"{_NODE} (getSecurityGroupIDs); install/kubernetes/cilium/values.yaml of 1.19",
        acknowledgeable=True,
    ),
)
