"""What kube-controller-manager does where nobody tells it otherwise."""

from __future__ import annotations

from typing import Final

NODE_CIDR_MASK_SIZE: Final = 24
"""Mask length of the range that it gives each node (`--node-cidr-mask-size-ipv4`).

Source: Kubernetes: cmd/kube-controller-manager/app/core.go `defaultNodeMaskCIDRIPv4`.
"""

NODE_CIDR_MASK_SIZE_IPV6: Final = 64
"""Mask length of the IPv6 range that it gives each node (`--node-cidr-mask-size-ipv6`).

Source: Kubernetes: cmd/kube-controller-manager/app/core.go `defaultNodeMaskCIDRIPv6`.
"""

MOST_MASK_BITS: Final = 16
"""How many bits longer than an IPv6 `--cluster-cidr` the mask of a node's range may be: it stops at
a larger difference.

Source: Kubernetes: pkg/controller/nodeipam/ipam/cidrset/cidr_set.go `clusterSubnetMaxDiff`.
"""
