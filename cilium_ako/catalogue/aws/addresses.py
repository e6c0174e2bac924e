"""How Cilium's operator takes addresses of subnets with IPAM `eni`, and what AWS keeps of them."""

from __future__ import annotations

from typing import Final

PREFIX_LENGTH: Final = 28
"""Mask length of a prefix that EC2 gives to an interface."""
PREFIX_ADDRESSES: Final = 16
"""How many addresses a prefix has. Source: pkg/ipam/option/option.go `ENIPDBlockSizeIPv4`."""

NOT_FOR_PODS: Final = 2
"""Addresses of a node's that no pod gets: the agent's router and its health check.

Source: daemon/cmd/ipam.go (allocateRouterIP, allocateHealthIPs).
"""
PRE_ALLOCATED: Final = 8
"""How many addresses a node keeps in store, where `ipam.nodeSpec.ipamPreAllocate` says nothing.

Source: pkg/defaults/defaults.go `IPAMPreAllocation`.
"""

KEPT_BY_AWS: Final = 5
"""Addresses of each subnet that AWS keeps: the first four and the last.

Source: the VPC user guide on subnet sizing.
"""
LARGEST_SUBNET: Final = 16
"""Mask length of the largest subnet. Source: the VPC user guide on subnet sizing."""
SMALLEST_SUBNET: Final = 28
"""Mask length of the smallest subnet. Source: as above."""


def max_pods_of_eks(interfaces: int, addresses: int) -> int:
    """What EKS' own images set the kubelet's max-pods to for a type, unless they are told.

    Source: the table of max-pods in awslabs/amazon-eks-ami (shared/runtime/eni-max-pods.txt), whose
    formula is that of the VPC CNI without prefixes.
    """
    return interfaces * (addresses - 1) + 2
