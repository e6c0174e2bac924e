"""IPAM modes that Cilium has and this program does not install, each with the reason.

Source: Documentation/network/concepts/ipam/index.rst and pkg/ipam/option/option.go.
"""

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
"""Mode to the reason why it is refused."""
