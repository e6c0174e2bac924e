"""Ports that a node listens on already, so that no NodePort may be among them.

Sources: Documentation/operations/system_requirements.rst; Kubernetes' ports-and-protocols page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TAKEN_PORTS: Final[Mapping[int, str]] = {
    2379: "etcd's clients",
    2380: "etcd's members",
    4240: "Cilium's health checks",
    4244: "Hubble",
    6443: "the API server",
    9878: "Envoy's health checks",
    9879: "the agent's health checks",
    9890: "the agent",
    9891: "the operator",
    10250: "the kubelet",
    10256: "kube-proxy's health checks",
    10257: "the controller manager",
    10259: "the scheduler",
    51871: "WireGuard",
}
"""Port to who listens on it."""

TUNNEL_PORTS: Final[Mapping[str, int]] = {"vxlan": 8472, "geneve": 6081}
"""Tunnel protocol to its UDP port where none is set. Source: pkg/defaults/defaults.go."""

OFFLOADED_PORTS: Final = (TUNNEL_PORTS["vxlan"], 4789)
"""VXLAN ports that vmxnet3 and NSX take for their own.

Source: Documentation/installation/k8s-install-broadcom-vmware-esxi-nsx.rst.
"""

EPHEMERAL_PORTS: Final = (32768, 60999)
"""Linux' `net.ipv4.ip_local_port_range`."""
