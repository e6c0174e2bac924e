"""Changes of where pod addresses come from.

Paths are of the Cilium repository; `D:` is its Documentation/.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import NODE_BY_NODE, Transition

_POOL_DOC: Final = "D:network/concepts/ipam/cluster-pool.rst; pkg/ipam/allocator/podcidr/podcidr.go"

ADDRESSES: Final[tuple[Transition, ...]] = (
    Transition(
        id="pool-appended",
        facts=("ipam.pools",),
        when="appended_apart",
        impact="rolling",
        consequence="The operator reads the longer list when it restarts; nodes keep their "
        "ranges, and only"
        " nodes that join later get one from the new pool.",
        runbook=(
            "check that the new range lies in the native routing CIDR, and that firewalls and the"
            " fabric know it",
            "pulumi up",
            "kubectl -n kube-system rollout status deployment/cilium-operator",
            "add a node, and look where its CiliumNode's range lies; AKO adds the route itself",
        ),
        source=_POOL_DOC,
    ),
    Transition(
        id="pool-appended-overlapping",
        facts=("ipam.pools",),
        when="appended_overlapping",
        impact="disruptive",
        consequence="The operator refuses colliding ranges and does not start: nodes that join "
        "get no"
        " addresses, and nothing is cleaned up any more.",
        runbook=("append a range that shares no address with the pools that are there",),
        source="pkg/ipam/allocator/clusterpool/clusterpool.go; pkg/ipam/cidralloc",
    ),
    Transition(
        id="pool-reordered",
        facts=("ipam.pools",),
        when="reordered",
        impact="rolling",
        consequence="Ranges that are given out stay; the operator tries the pools in the new "
        "order for nodes"
        " that join, although the documentation asks to leave elements alone.",
        runbook=("put the list back into its old order unless there is a reason for the new one",),
        source="pkg/ipam/allocator/podcidr/podcidr.go (allocateFirstFreeCIDR)",
    ),
    Transition(
        id="pool-element-changed",
        facts=("ipam.pools",),
        when="element_changed",
        impact="forbidden",
        consequence="An element may not be widened, narrowed or written differently: the operator "
        "no longer"
        " knows which of the ranges that are in use it has given out.",
        runbook=(
            "put the element back as it was",
            "append what is missing as an element of its own: the other half of a wider range",
        ),
        source=_POOL_DOC,
    ),
    Transition(
        id="pool-replaced",
        facts=("ipam.pools",),
        when="element_removed",
        impact="forbidden",
        consequence="Nodes keep ranges that no pool holds any more (operator-status: allocator not"
        " configured), those ranges are free for others to take, and new nodes get ranges that"
        " nothing routes to yet.",
        runbook=(
            "append the new pool first and leave the old one in the list",
            *NODE_BY_NODE,
            "take the old pool out of the list when no node has a range of it, acknowledged",
        ),
        source=f"{_POOL_DOC}; cilium#23872; D:security/network/encryption-ipsec.rst",
    ),
    Transition(
        id="pool-outside-native-cidr",
        facts=("ipam.pools", "routing.nativeCidr"),
        when="pool_outside_native_cidr",
        impact="disruptive",
        consequence="Traffic to pods of the new range is masqueraded as if they were outside: "
        "policies see"
        " nodes instead of pods, and replies may be lost.",
        runbook=(
            "route the new range first",
            "widen cilium.routing.cidr in the same change so that it holds every pool",
        ),
        source="D:network/concepts/masquerading.rst; bpf/lib/nat.h",
        combination=True,
    ),
    Transition(
        id="pool-mask-changed",
        facts=("ipam.mask",),
        when="always",
        impact="forbidden",
        consequence="Nodes keep ranges of the old size and the operator cuts new ones across "
        "them; Cilium"
        " documents the mask as fixed.",
        runbook=(
            "put nodeMaskSize back",
            "for another mask, build a new cluster, or:",
            *NODE_BY_NODE,
        ),
        source=_POOL_DOC,
    ),
    Transition(
        id="ipam-mode-changed",
        facts=("ipam.mode", "eni.enabled"),
        when="always",
        impact="forbidden",
        consequence="Running pods keep addresses of the old mode and lose their connections for "
        "good; AKO's"
        " routes follow the new mode.",
        runbook=(
            "put ipam.mode back",
            "build a new cluster with the new mode and move the workloads",
            "the one documented way in place leads from cluster-pool to multi-pool, from 1.20 on,"
            " without a way back, and AKO finds no pod ranges after it",
        ),
        source="D:network/concepts/ipam/index.rst; D:.../cluster-pool-to-multi-pool.rst (1.20.2)",
    ),
    Transition(
        id="declared-ranges-changed",
        facts=("ipam.podCidrs", "ipam.vpcCidrs"),
        when="always",
        impact="safe",
        consequence="Only the declaration changes: Kubernetes or the VPC decides, and a node's "
        "range never"
        " changes while the node exists.",
        runbook=(
            "check that kube-controller-manager's --cluster-cidr, or the VPC, says the same",
            "recreate nodes where their range really has to move",
        ),
        source="pkg/k8s/node.go",
    ),
    Transition(
        id="eni-selection-widened",
        facts=("eni.subnetIds", "eni.nodeSubnetIds"),
        when="choice_widened",
        impact="rolling",
        consequence="Network interfaces that are made later may lie in more subnets; those that "
        "are there"
        " stay.",
        runbook=("pulumi up", "recycle nodes where all of them should be alike"),
        source="D:network/concepts/ipam/eni.rst; pkg/aws/ipam/node.go",
    ),
    Transition(
        id="eni-selection-narrowed",
        facts=("eni.subnetIds", "eni.nodeSubnetIds"),
        when="choice_narrowed",
        impact="disruptive",
        consequence="Interfaces that fall out of sight leave the node's pool with their "
        "addresses, and pods"
        " that are restored lose theirs.",
        runbook=("recycle nodes onto the subnets that remain", "then apply"),
        source="pkg/aws/ec2/ec2.go (subnetsFilters); pkg/ipam/eni.go",
    ),
    Transition(
        id="eni-tags-loosened",
        facts=("eni.subnetTags", "eni.nodeSubnetTags", "eni.instanceTags"),
        when="demands_loosened",
        impact="rolling",
        consequence="With fewer tags asked for, interfaces that are made later may lie in more "
        "subnets.",
        runbook=("pulumi up", "recycle nodes where all of them should be alike"),
        source="D:network/concepts/ipam/eni.rst; pkg/aws/ipam/node.go",
    ),
    Transition(
        id="eni-tags-tightened",
        facts=("eni.subnetTags", "eni.nodeSubnetTags", "eni.instanceTags"),
        when="demands_tightened",
        impact="disruptive",
        consequence="Interfaces whose tags no longer fit leave the node's pool with their "
        "addresses, and pods"
        " that are restored lose theirs.",
        runbook=("tag the subnets that are in use, or recycle nodes onto others", "then apply"),
        source="pkg/aws/ec2/ec2.go (subnetsFilters); pkg/ipam/eni.go",
    ),
    Transition(
        id="eni-security-groups-changed",
        facts=("eni.securityGroups", "eni.securityGroupTags"),
        when="always",
        impact="rolling",
        consequence="Interfaces that are made later get the new groups; those that are there keep "
        "theirs.",
        runbook=(
            "check that the new groups let nodes, pods and service engines through",
            "recycle nodes where all of them should be alike",
        ),
        source="D:network/concepts/ipam/eni.rst; pkg/aws/ipam/node.go",
    ),
    Transition(
        id="eni-interface-excluded",
        facts=("eni.firstInterfaceIndex", "eni.excludeInterfaceTags"),
        when="not_lowered",
        impact="disruptive",
        consequence="Interfaces that are passed over leave the node's pool, and the addresses of "
        "pods on them"
        " with it.",
        runbook=(
            "recycle nodes, so that no pod has an address on a passed over interface",
            "then apply",
        ),
        source="pkg/aws/ipam/node.go; pkg/ipam/eni.go",
    ),
    Transition(
        id="eni-interface-included",
        facts=("eni.firstInterfaceIndex",),
        when="lowered",
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
        source="D:network/concepts/ipam/eni.rst",
    ),
    Transition(
        id="eni-prefix-released-in-use",
        facts=("eni.prefixDelegation", "eni.releaseExcess", "cilium.version"),
        when="prefixes_and_release_on_1_20",
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
        consequence="Running pods stay; where the role lacks one action the whole resync stops, "
        "and no node"
        " of the cluster gets new addresses.",
        runbook=(
            "aws iam simulate-principal-policy --policy-source-arn ROLE --action-names ACTIONS",
            "pulumi up",
            "kubectl -n kube-system rollout restart deployment/cilium-operator",
            "kubectl get ciliumnodes -o yaml | grep -c eni- grows when pods are added",
        ),
        source="pkg/aws/ipam/instances.go (syncInfrastructure)",
    ),
    Transition(
        id="ipv4-switched",
        facts=("ipv4",),
        when="always",
        impact="forbidden",
        consequence="Every endpoint loses its address family: nodes and pods need ranges of the "
        "other one,"
        " and nothing here installs that.",
        runbook=("put ipv4.enabled back", "build a new cluster"),
        source="pkg/option/config.go",
    ),
    Transition(
        id="ipv6-switched",
        facts=("ipv6",),
        when="always",
        impact="disruptive",
        consequence="Endpoints have to be rebuilt, and nodes need a range of that family before.",
        runbook=("give nodes and pods IPv6 ranges first", "recycle every node after the change"),
        source="pkg/option/config.go",
    ),
)
"""Rows, by subject."""
