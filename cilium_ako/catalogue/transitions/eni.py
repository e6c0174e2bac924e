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
            "eni.prefixDelegation",
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
)
