"""Cilium's IPAM: modes that this program does not install, and how pools are cut among nodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REFUSED_IPAM_MODES: Final[Mapping[str, str]] = {
    "multi-pool": ("CiliumNode then has no spec.ipam.podCIDRs, so AKO finds no range to route to"),
    "cluster-pool-v2beta": "Cilium removed it in 1.15",
    "azure": "it serves Azure only, and this program does not install there",
    "alibabacloud": "it serves Alibaba Cloud only, and this program does not install there",
    "crd": "addresses are then written by a controller that this program does not know",
    "delegated-plugin": "another CNI plugin then gives addresses, and AKO cannot see its ranges",
    "hostscope": "it is the old name of the mode kubernetes",
}
"""Mode to the reason why it is refused.

Source: Documentation/network/concepts/ipam/index.rst and pkg/ipam/option/option.go.
"""

DEFAULT_POOL: Final = "10.0.0.0/8"
"""The chart's pool where none is given. Source: install/kubernetes/cilium/values.yaml."""

DEFAULT_NODE_MASK: Final = 24
"""Mask length of a node's range where none is given. Source: install/kubernetes/cilium/values.yaml
`ipam.operator.clusterPoolIPv4MaskSize`."""

DEFAULT_POOL_IPV6: Final = "fd00::/104"
"""The chart's IPv6 pool where none is given. Source: install/kubernetes/cilium/values.yaml."""

DEFAULT_NODE_MASK_IPV6: Final = 120
"""Mask length of a node's IPv6 range where none is given. Source:
install/kubernetes/cilium/values.yaml `ipam.operator.clusterPoolIPv6MaskSize`."""

DEFAULT_NODE_MASKS: Final[Mapping[int, int]] = {4: DEFAULT_NODE_MASK, 6: DEFAULT_NODE_MASK_IPV6}
"""The same two by family."""

MOST_MASK_BITS_IPV6: Final = 16
"""How many bits longer than an IPv6 pool a node's mask may be: the operator counts the ranges of
a pool in a bitmap and stops at a larger one. Source: operator/pkg/ipam/allocator/clusterpool/
cidralloc; pkg/ipam/cidrset/cidr_set.go `clusterSubnetMaxDiff`."""

RESERVED_ADDRESSES: Final = 4
"""Addresses of a node's range that no pod gets: network, broadcast, router, health check.

Source: pkg/ipam/hostscope.go, daemon/cmd/ipam.go.
"""

ENVOY_VALUES: Final = ("ingressController", "gatewayAPI", "envoyConfig")
"""Helm values whose `enabled` makes an agent take one more address, for Envoy. Source: the same."""

LONGEST_NODE_MASK: Final[Mapping[int, int]] = {4: 30, 6: 126}
"""By family, the longest mask of a node's range in which a pod could have an address.

Source: Documentation/network/concepts/ipam/cluster-pool.rst, and the same arithmetic for IPv6.
"""

LONGEST_ROOMY_MASK: Final[Mapping[int, int]] = {4: 28, 6: 124}
"""By family, the longest mask of a node's range with room for more than a handful of pods."""
