"""Changes of where pod addresses come from.

Paths are of the Cilium repository; `D:` is its Documentation/.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transition import NODE_BY_NODE, Transition

_POOL_DOC: Final = "D:network/concepts/ipam/cluster-pool.rst; pkg/ipam/allocator/podcidr/podcidr.go"

ADDRESSES: Final[tuple[Transition, ...]] = (
    Transition(
        "pool-appended",
        ("ipam.pools",),
        "appended_apart",
        "rolling",
        "The operator reads the longer list when it restarts; nodes keep their ranges, and only"
        " nodes that join later get one from the new pool.",
        (
            "check that the new range lies in the native routing CIDR, and that firewalls and the"
            " fabric know it",
            "pulumi up",
            "kubectl -n kube-system rollout status deployment/cilium-operator",
            "add a node, and look where its CiliumNode's range lies; AKO adds the route itself",
        ),
        _POOL_DOC,
    ),
    Transition(
        "pool-appended-overlapping",
        ("ipam.pools",),
        "appended_overlapping",
        "disruptive",
        "The operator refuses colliding ranges and does not start: nodes that join get no"
        " addresses, and nothing is cleaned up any more.",
        ("append a range that shares no address with the pools that are there",),
        "pkg/ipam/allocator/clusterpool/clusterpool.go; pkg/ipam/cidralloc",
    ),
    Transition(
        "pool-reordered",
        ("ipam.pools",),
        "reordered",
        "rolling",
        "Ranges that are given out stay; the operator tries the pools in the new order for nodes"
        " that join, although the documentation asks to leave elements alone.",
        ("put the list back into its old order unless there is a reason for the new one",),
        "pkg/ipam/allocator/podcidr/podcidr.go (allocateFirstFreeCIDR)",
    ),
    Transition(
        "pool-element-changed",
        ("ipam.pools",),
        "element_changed",
        "forbidden",
        "An element may not be widened, narrowed or written differently: the operator no longer"
        " knows which of the ranges that are in use it has given out.",
        (
            "put the element back as it was",
            "append what is missing as an element of its own: the other half of a wider range",
        ),
        _POOL_DOC,
    ),
    Transition(
        "pool-replaced",
        ("ipam.pools",),
        "element_removed",
        "forbidden",
        "Nodes keep ranges that no pool holds any more (operator-status: allocator not"
        " configured), those ranges are free for others to take, and new nodes get ranges that"
        " nothing routes to yet.",
        (
            "append the new pool first and leave the old one in the list",
            *NODE_BY_NODE,
            "take the old pool out of the list when no node has a range of it, acknowledged",
        ),
        f"{_POOL_DOC}; cilium#23872; D:security/network/encryption-ipsec.rst",
    ),
    Transition(
        "pool-outside-native-cidr",
        ("ipam.pools", "routing.nativeCidr"),
        "pool_outside_native_cidr",
        "disruptive",
        "Traffic to pods of the new range is masqueraded as if they were outside: policies see"
        " nodes instead of pods, and replies may be lost.",
        (
            "route the new range first",
            "widen cilium.routing.cidr in the same change so that it holds every pool",
        ),
        "D:network/concepts/masquerading.rst; bpf/lib/nat.h",
        together=True,
    ),
    Transition(
        "pool-mask-changed",
        ("ipam.mask",),
        "always",
        "forbidden",
        "Nodes keep ranges of the old size and the operator cuts new ones across them; Cilium"
        " documents the mask as fixed.",
        ("put nodeMaskSize back", "for another mask, build a new cluster, or:", *NODE_BY_NODE),
        _POOL_DOC,
    ),
    Transition(
        "ipam-mode-changed",
        ("ipam.mode", "eni.enabled"),
        "always",
        "forbidden",
        "Running pods keep addresses of the old mode and lose their connections for good; AKO's"
        " routes follow the new mode.",
        (
            "put ipam.mode back",
            "build a new cluster with the new mode and move the workloads",
            "the one documented way in place leads from cluster-pool to multi-pool, from 1.20 on,"
            " without a way back, and AKO finds no pod ranges after it",
        ),
        "D:network/concepts/ipam/index.rst; D:.../cluster-pool-to-multi-pool.rst (1.20.2)",
    ),
    Transition(
        "declared-ranges-changed",
        ("ipam.podCidrs", "ipam.vpcCidrs"),
        "always",
        "safe",
        "Only the declaration changes: Kubernetes or the VPC decides, and a node's range never"
        " changes while the node exists.",
        (
            "check that kube-controller-manager's --cluster-cidr, or the VPC, says the same",
            "recreate nodes where their range really has to move",
        ),
        "pkg/k8s/node.go",
    ),
    Transition(
        "eni-selection-widened",
        ("eni.subnetIds", "eni.nodeSubnetIds"),
        "choice_widened",
        "rolling",
        "Network interfaces that are made later may lie in more subnets; those that are there"
        " stay.",
        ("pulumi up", "recycle nodes where all of them should be alike"),
        "D:network/concepts/ipam/eni.rst; pkg/aws/ipam/node.go",
    ),
    Transition(
        "eni-selection-narrowed",
        ("eni.subnetIds", "eni.nodeSubnetIds"),
        "choice_narrowed",
        "disruptive",
        "Interfaces that fall out of sight leave the node's pool with their addresses, and pods"
        " that are restored lose theirs.",
        ("recycle nodes onto the subnets that remain", "then apply"),
        "pkg/aws/ec2/ec2.go (subnetsFilters); pkg/ipam/eni.go",
    ),
    Transition(
        "eni-tags-loosened",
        ("eni.subnetTags", "eni.nodeSubnetTags", "eni.instanceTags"),
        "demands_loosened",
        "rolling",
        "With fewer tags asked for, interfaces that are made later may lie in more subnets.",
        ("pulumi up", "recycle nodes where all of them should be alike"),
        "D:network/concepts/ipam/eni.rst; pkg/aws/ipam/node.go",
    ),
    Transition(
        "eni-tags-tightened",
        ("eni.subnetTags", "eni.nodeSubnetTags", "eni.instanceTags"),
        "demands_tightened",
        "disruptive",
        "Interfaces whose tags no longer fit leave the node's pool with their addresses, and pods"
        " that are restored lose theirs.",
        ("tag the subnets that are in use, or recycle nodes onto others", "then apply"),
        "pkg/aws/ec2/ec2.go (subnetsFilters); pkg/ipam/eni.go",
    ),
    Transition(
        "eni-security-groups-changed",
        ("eni.securityGroups", "eni.securityGroupTags"),
        "always",
        "rolling",
        "Interfaces that are made later get the new groups; those that are there keep theirs.",
        (
            "check that the new groups let nodes, pods and service engines through",
            "recycle nodes where all of them should be alike",
        ),
        "D:network/concepts/ipam/eni.rst; pkg/aws/ipam/node.go",
    ),
    Transition(
        "eni-interface-excluded",
        ("eni.firstInterfaceIndex", "eni.excludeInterfaceTags"),
        "not_lowered",
        "disruptive",
        "Interfaces that are passed over leave the node's pool, and the addresses of pods on them"
        " with it.",
        ("recycle nodes, so that no pod has an address on a passed over interface", "then apply"),
        "pkg/aws/ipam/node.go; pkg/ipam/eni.go",
    ),
    Transition(
        "eni-interface-included",
        ("eni.firstInterfaceIndex",),
        "lowered",
        "rolling",
        "One more interface of each node may give addresses.",
        ("pulumi up", "recycle nodes where all of them should be alike"),
        "pkg/aws/ipam/node.go",
    ),
    Transition(
        "eni-allocation-changed",
        (
            "eni.prefixDelegation",
            "eni.releaseExcess",
            "eni.minAllocate",
            "eni.preAllocate",
            "eni.maxAllocate",
        ),
        "always",
        "rolling",
        "Only addresses that are asked for from now on are given out the new way.",
        ("pulumi up", "recycle nodes where all of them should be alike"),
        "D:network/concepts/ipam/eni.rst",
    ),
    Transition(
        "eni-prefix-released-in-use",
        ("eni.prefixDelegation", "eni.releaseExcess", "cilium.version"),
        "prefixes_and_release_on_1_20",
        "forbidden",
        "1.20.0 and 1.20.1 release prefixes whose addresses pods still use.",
        ("use 1.20.2 or newer", "or keep one of prefixDelegation and awsReleaseExcessIPs off"),
        "CHANGELOG 1.20.2",
        together=True,
    ),
    Transition(
        "eni-operator-role-changed",
        ("eni.operatorRole",),
        "always",
        "rolling",
        "Running pods stay; where the role lacks one action the whole resync stops, and no node"
        " of the cluster gets new addresses.",
        (
            "aws iam simulate-principal-policy --policy-source-arn ROLE --action-names ACTIONS",
            "pulumi up",
            "kubectl -n kube-system rollout restart deployment/cilium-operator",
            "kubectl get ciliumnodes -o yaml | grep -c eni- grows when pods are added",
        ),
        "pkg/aws/ipam/instances.go (syncInfrastructure)",
    ),
    Transition(
        "ipv4-switched",
        ("ipv4",),
        "always",
        "forbidden",
        "Every endpoint loses its address family: nodes and pods need ranges of the other one,"
        " and nothing here installs that.",
        ("put ipv4.enabled back", "build a new cluster"),
        "pkg/option/config.go",
    ),
    Transition(
        "ipv6-switched",
        ("ipv6",),
        "always",
        "disruptive",
        "Endpoints have to be rebuilt, and nodes need a range of that family before.",
        ("give nodes and pods IPv6 ranges first", "recycle every node after the change"),
        "pkg/option/config.go",
    ),
)
"""Rows, by subject."""
