"""Changes of network interfaces and addresses in IPAM mode eni.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="eni-selection-widened",
        facts=("eni.subnetIds", "eni.nodeSubnetIds"),
        when="selection_widened",
        impact="rolling",
        consequence=(
            "Network interfaces that are made later may lie in more subnets; those that are there"
            " stay."
        ),
        runbook=("pulumi up", "recycle nodes where all of them should be alike"),
        source="Documentation/network/concepts/ipam/eni.rst; pkg/aws/ipam/node.go",
    ),
    Transition(
        id="eni-selection-narrowed",
        facts=("eni.subnetIds", "eni.nodeSubnetIds"),
        when="selection_narrowed",
        impact="disruptive",
        consequence=(
            "Interfaces that fall out of sight leave the node's pool with their addresses, and pods"
            " that are restored lose theirs."
        ),
        runbook=("recycle nodes onto the subnets that remain", "then apply"),
        source="pkg/aws/ec2/ec2.go (subnetsFilters); pkg/ipam/eni.go",
    ),
    Transition(
        id="eni-tags-loosened",
        facts=("eni.subnetTags", "eni.nodeSubnetTags", "eni.instanceTags"),
        when="tags_loosened",
        impact="rolling",
        consequence=(
            "With fewer tags asked for, interfaces that are made later may lie in more subnets."
        ),
        runbook=("pulumi up", "recycle nodes where all of them should be alike"),
        source="Documentation/network/concepts/ipam/eni.rst; pkg/aws/ipam/node.go",
    ),
    Transition(
        id="eni-tags-tightened",
        facts=("eni.subnetTags", "eni.nodeSubnetTags", "eni.instanceTags"),
        when="tags_tightened",
        impact="disruptive",
        consequence=(
            "Interfaces whose tags no longer fit leave the node's pool with their addresses, and"
            " pods that are restored lose theirs."
        ),
        runbook=("tag the subnets that are in use, or recycle nodes onto others", "then apply"),
        source="pkg/aws/ec2/ec2.go (subnetsFilters); pkg/ipam/eni.go",
    ),
    Transition(
        id="eni-security-groups-changed",
        facts=("eni.securityGroups", "eni.securityGroupTags"),
        when="always",
        impact="rolling",
        consequence=(
            "Interfaces that are made later get the new groups; those that are there keep theirs."
        ),
        runbook=(
            "check that the new groups let nodes, pods and service engines through",
            "recycle nodes where all of them should be alike",
        ),
        source="Documentation/network/concepts/ipam/eni.rst; pkg/aws/ipam/node.go",
    ),
    Transition(
        id="eni-interface-excluded",
        facts=("eni.firstInterfaceIndex", "eni.excludeInterfaceTags"),
        when="number_not_lowered",
        impact="disruptive",
        consequence=(
            "Interfaces that are passed over leave the node's pool, and the addresses of pods on"
            " them with it."
        ),
        runbook=(
            "recycle nodes, so that no pod has an address on a passed over interface",
            "then apply",
        ),
        source="pkg/aws/ipam/node.go; pkg/ipam/eni.go",
    ),
    Transition(
        id="eni-interface-included",
        facts=("eni.firstInterfaceIndex",),
        when="number_lowered",
        impact="rolling",
        consequence="One more interface of each node may give addresses.",
        runbook=("pulumi up", "recycle nodes where all of them should be alike"),
        source="pkg/aws/ipam/node.go",
    ),
    Transition(
        id="eni-allocation-changed",
        facts=(
            "eni.releaseExcess",
            "eni.minAllocate",
            "eni.preAllocate",
            "eni.maxAllocate",
        ),
        when="always",
        impact="rolling",
        consequence="Only addresses that are asked for from now on are given out the new way.",
        runbook=("pulumi up", "recycle nodes where all of them should be alike"),
        source="Documentation/network/concepts/ipam/eni.rst",
    ),
    Transition(
        id="eni-prefixes-on",
        facts=("eni.prefixDelegation",),
        when="switched_on",
        impact="rolling",
        consequence=(
            "New nodes get prefixes. One that has single addresses keeps to them, with as few pods"
            " as before; prefixes need whole /28 in a subnet, which single addresses break up."
        ),
        runbook=(
            "cilium-ako check names types of instances that take no prefixes",
            "keep a range of each subnet for prefixes (podSubnets[].prefixReservation, or"
            " aws ec2 create-subnet-cidr-reservation)",
            "pulumi up",
            "raise the kubelet's maxPods in the node group, and recycle its nodes",
        ),
        source="pkg/aws/eni/node.go (IsPrefixDelegated, AllocateIPs)",
    ),
    Transition(
        id="eni-prefixes-off",
        facts=("eni.prefixDelegation",),
        when="switched_off",
        impact="disruptive",
        consequence=(
            "Nodes keep the prefixes that they have and get single addresses beyond them; a new"
            " node has a sixteenth of the addresses, so pods of a recycled one stay in"
            " ContainerCreating."
        ),
        runbook=(
            "say what the types of instances are (ipam.instanceTypes); cilium-ako check counts the"
            " pods that they have addresses for",
            "lower cluster.maxPodsPerNode and the kubelet's maxPods to that, and add nodes",
            "pulumi up",
            "recycle nodes one at a time",
        ),
        source="pkg/aws/eni/node.go (getEffectiveIPLimits)",
    ),
    Transition(
        id="eni-prefix-released-in-use",
        facts=("eni.prefixDelegation", "eni.releaseExcess", "cilium.version"),
        when="prefixes_released_in_use",
        impact="forbidden",
        consequence="1.20.0 and 1.20.1 release prefixes whose addresses pods still use.",
        runbook=(
            "use 1.20.2 or newer",
            "or keep one of prefixDelegation and awsReleaseExcessIPs off",
        ),
        source="CHANGELOG 1.20.2",
        combination=True,
    ),
    Transition(
        id="eni-operator-role-changed",
        facts=("eni.operatorRole",),
        when="always",
        impact="rolling",
        consequence=(
            "Running pods stay; where the role lacks one action the whole resync stops, and no node"
            " of the cluster gets new addresses."
        ),
        runbook=(
            "aws iam simulate-principal-policy --policy-source-arn ROLE --action-names ACTIONS",
            "pulumi up",
            "kubectl -n kube-system rollout restart deployment/cilium-operator",
            "kubectl get ciliumnodes -o yaml | grep -c eni- grows when pods are added",
        ),
        source="pkg/aws/ipam/instances.go (syncInfrastructure)",
    ),
    Transition(
        id="eni-role-source-changed",
        facts=("eni.operatorRoleSource",),
        when="always",
        impact="rolling",
        consequence=(
            "The operator comes to its permissions another way. One that runs keeps its old ones"
            " until its pod is made anew; where the new ones are not there then, every call to EC2"
            " is refused and no node gets new addresses. Running pods stay."
        ),
        runbook=(
            "before irsa off EKS: the pod identity webhook runs; before pod-identity: the add-on"
            " eks-pod-identity-agent runs on every node",
            "kubectl -n kube-system get secret cilium-aws finds nothing: its keys are taken before"
            " any role",
            "pulumi up: what is new is made before the release changes, what is old goes after it",
            "kubectl -n kube-system rollout restart deployment/cilium-operator",
            "kubectl -n kube-system logs deploy/cilium-operator | grep UnauthorizedOperation finds"
            " nothing (so does cilium-ako doctor)",
        ),
        source=(
            "install/kubernetes/cilium/templates/cilium-operator; the credential chain of"
            " aws-sdk-go-v2 (config.LoadDefaultConfig)"
        ),
    ),
    Transition(
        id="eni-policy-widened",
        facts=("cilium.version", "eni.releaseExcess", "eni.instanceTags", "ipv6"),
        when="policy_widened",
        impact="rolling",
        consequence=(
            "The operator makes calls to EC2 that it did not make. Refused, one that describes"
            " stops the whole resync, and no node gets new addresses; running pods stay."
        ),
        runbook=(
            "where the role is made elsewhere: cilium-ako values STACK --iam, and attach the wider"
            " policy first; a policy of this stack's is changed before the release",
            "pulumi up",
            "kubectl -n kube-system logs deploy/cilium-operator | grep UnauthorizedOperation finds"
            " nothing",
        ),
        source="pkg/aws/ec2/ec2.go; cilium/cilium#20703, cilium/cilium#36922",
        combination=True,
    ),
    Transition(
        id="eni-policy-narrowed",
        facts=("cilium.version", "eni.releaseExcess", "eni.instanceTags", "ipv6"),
        when="policy_narrowed",
        impact="rolling",
        consequence=(
            "The operator needs fewer calls to EC2 than before. A policy of this stack's loses them"
            " first, while the old operator still makes them: until it is replaced it is refused,"
            " and addresses are given out, or taken back, only after that."
        ),
        runbook=(
            "where the role is made elsewhere: pulumi up first, and attach the narrower policy"
            " (cilium-ako values STACK --iam) once the new operator runs",
            "where it is made here: pulumi up, then"
            " kubectl -n kube-system rollout status deployment/cilium-operator",
        ),
        source="pkg/aws/ec2/ec2.go; pulumi: a resource changes before what depends on it",
        combination=True,
    ),
    Transition(
        id="vpc-range-added",
        facts=("ipam.vpcCidrs",),
        when="vpc_range_added",
        impact="safe",
        consequence=(
            "Subnets of the new range give addresses as soon as they are selected; pods leave under"
            " their own address, and the VPC routes it."
        ),
        runbook=(
            "add the range to the VPC, and its subnets' route tables and security groups, first",
            "tag the new subnets as ipam.subnetTags say, or add them to ipam.subnetIds",
            "what filters by the old range (firewalls, peers, other clusters) lets the new one in",
        ),
        source="pkg/aws/ec2/ec2.go (GetVpcs); Documentation/network/concepts/ipam/eni.rst",
    ),
    Transition(
        id="vpc-range-added-masqueraded",
        facts=("ipam.vpcCidrs",),
        when="vpc_range_added_masqueraded",
        impact="disruptive",
        consequence=(
            "Agents leave the VPC's primary range, or routing.cidr, out of masquerading and nothing"
            " else: traffic to pods in the new range comes under a node's address, which policies"
            " and connections that are open do not expect."
        ),
        runbook=(
            "widen cilium.routing.cidr so that it holds every range, in the same change",
            "add the range to the VPC, and its subnets' route tables and security groups",
            "pulumi up, and wait until every agent is restarted, before the first subnet of the new"
            " range is tagged or listed",
        ),
        source="pkg/ipam/crd.go; cilium/cilium#39515",
    ),
    Transition(
        id="vpc-range-removed",
        facts=("ipam.vpcCidrs",),
        when="vpc_range_removed",
        impact="disruptive",
        consequence=(
            "Pods that have addresses of the range that goes lose their way; AWS takes no range"
            " from a VPC while a subnet of it is there."
        ),
        runbook=(
            "take the tags off the range's subnets, or their ids off ipam.subnetIds",
            "recycle the nodes that have interfaces there:"
            " kubectl get ciliumnodes -o yaml | grep -e 'cidr:' -e 'name:'",
            "then apply, delete the subnets and the range",
        ),
        source="Documentation/network/concepts/ipam/eni.rst; DisassociateVpcCidrBlock in the"
        " reference of EC2's API",
    ),
    Transition(
        id="pod-subnet-added",
        facts=("eni.podSubnets",),
        when="pod_subnets_added",
        impact="safe",
        consequence="Network interfaces that are made later may lie in the new subnet.",
        runbook=("pulumi up", "recycle nodes where all of them should be alike"),
        source="pkg/aws/eni/node.go (findSuitableSubnet)",
    ),
    Transition(
        id="pod-subnet-removed",
        facts=("eni.podSubnets",),
        when="pod_subnets_removed",
        impact="disruptive",
        consequence=(
            "AWS refuses to delete a subnet that holds an interface, so the update fails half way;"
            " another range or zone is another subnet, and the old one goes the same way."
        ),
        runbook=(
            "cordon and drain the nodes with interfaces in it, and recycle them:"
            " aws ec2 describe-network-interfaces --filters Name=subnet-id,Values=SUBNET",
            "take the protection off the subnet: pulumi state unprotect URN",
            "pulumi up",
        ),
        source="DeleteSubnet in the reference of EC2's API",
    ),
)
