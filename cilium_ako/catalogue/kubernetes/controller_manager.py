"""What kube-controller-manager does where nobody tells it otherwise."""

from __future__ import annotations

from typing import Final

NODE_CIDR_MASK_SIZE: Final = 24
"""Mask length of the range that it gives each node (`--node-cidr-mask-size-ipv4`).

Source: Kubernetes: cmd/kube-controller-manager/app/core.go `defaultNodeMaskCIDRIPv4`.
"""
