"""Changes of the ranges that nodes cut pod addresses from.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import renew_nodes
from cilium_ako.catalogue.transitions.row import Transition

_POOL_DOC: Final = (
    "Documentation/network/concepts/ipam/cluster-pool.rst; pkg/ipam/allocator/podcidr/podcidr.go"
)

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="pool-appended",
        facts=("ipam.pools", "ipam.poolsIpv6"),
        when="pools_appended",
        impact="rolling",
        consequence=(
            "The operator reads the longer list when it restarts; nodes keep their ranges, and only"
            " nodes that join later get one from the new pool."
        ),
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
        facts=("ipam.pools", "ipam.poolsIpv6"),
        when="pools_appended_overlapping",
        impact="disruptive",
        consequence=(
            "The operator refuses colliding ranges and does not start: nodes that join get no"
            " addresses, and nothing is cleaned up any more."
        ),
        runbook=("append a range that shares no address with the pools that are there",),
        source="pkg/ipam/allocator/clusterpool/clusterpool.go; pkg/ipam/cidralloc",
    ),
    Transition(
        id="pool-reordered",
        facts=("ipam.pools", "ipam.poolsIpv6"),
        when="pools_reordered",
        impact="rolling",
        consequence=(
            "Ranges that are given out stay; the operator tries the pools in the new order for"
            " nodes that join, although the documentation asks to leave elements alone."
        ),
        runbook=("put the list back into its old order unless there is a reason for the new one",),
        source="pkg/ipam/allocator/podcidr/podcidr.go (allocateFirstFreeCIDR)",
    ),
    Transition(
        id="pool-element-changed",
        facts=("ipam.pools", "ipam.poolsIpv6"),
        when="pool_changed",
        impact="forbidden",
        consequence=(
            "An element may not be widened, narrowed or written differently: the operator no longer"
            " knows which of the ranges that are in use it has given out."
        ),
        runbook=(
            "put the element back as it was",
            "append what is missing as an element of its own: the other half of a wider range",
        ),
        source=_POOL_DOC,
    ),
    Transition(
        id="pool-replaced",
        facts=("ipam.pools", "ipam.poolsIpv6"),
        when="pool_removed",
        impact="forbidden",
        consequence=(
            "Nodes keep ranges that no pool holds any more (operator-status: allocator not"
            " configured), those ranges are free for others to take, and new nodes get ranges that"
            " nothing routes to yet."
        ),
        runbook=(
            "append the new pool first and leave the old one in the list",
            *renew_nodes(),
            "take the old pool out of the list when no node has a range of it, acknowledged",
        ),
        source=f"{_POOL_DOC}; cilium#23872; Documentation/security/network/encryption-ipsec.rst",
    ),
    Transition(
        id="pool-outside-native-cidr",
        facts=("ipam.pools", "routing.nativeCidr"),
        when="pool_outside_native_cidr",
        impact="disruptive",
        consequence=(
            "Traffic to pods of the new range is masqueraded as if they were outside: policies see"
            " nodes instead of pods, and replies may be lost."
        ),
        runbook=(
            "route the new range first",
            "widen cilium.routing.cidr in the same change so that it holds every pool",
        ),
        source="Documentation/network/concepts/masquerading.rst; bpf/lib/nat.h",
        combination=True,
    ),
    Transition(
        id="pool-outside-native-cidr-ipv6",
        facts=("ipam.poolsIpv6", "routing.nativeCidrIpv6"),
        when="pool_outside_native_cidr_ipv6",
        impact="disruptive",
        consequence=(
            "IPv6 traffic to pods of the new range is masqueraded as if they were outside: policies"
            " see nodes instead of pods, and replies may be lost."
        ),
        runbook=(
            "route the new range first",
            "widen cilium.routing.cidrIpv6 in the same change so that it holds every IPv6 pool",
        ),
        source="Documentation/network/concepts/masquerading.rst; bpf/lib/nat.h",
        combination=True,
    ),
    Transition(
        id="pool-mask-changed",
        facts=("ipam.mask", "ipam.maskIpv6"),
        when="always",
        impact="forbidden",
        consequence=(
            "Nodes keep ranges of the old size and the operator cuts new ones across them; Cilium"
            " documents the mask as fixed."
        ),
        runbook=(
            "put nodeMaskSize, or nodeMaskSizeIpv6, back",
            "for another mask, build a new cluster, or:",
            *renew_nodes(),
        ),
        source=_POOL_DOC,
    ),
    Transition(
        id="declared-ranges-changed",
        facts=("ipam.podCidrs",),
        when="always",
        impact="safe",
        consequence=(
            "Only the declaration changes: Kubernetes decides, and a node's range never changes"
            " while the node exists."
        ),
        runbook=(
            "check that kube-controller-manager's --cluster-cidr says the same",
            "recreate nodes where their range really has to move",
        ),
        source="pkg/k8s/node.go",
    ),
)
