"""Ports of the managed etcd, and of the etcd that a control plane has already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CLIENT: Final = 4003
"""Where agents and operator ask. Source: kOps:pkg/wellknownports/wellknownports.go."""
PEER: Final = 2382
"""Where members talk to each other. Source: as above."""
METRICS: Final = 4013
"""Where a member answers probes and tells its metrics, on the node's loopback address alone."""

CONTROL_PLANE_ETCD: Final[Mapping[int, str]] = {
    2379: "the control plane's etcd, for clients",
    2380: "the control plane's etcd, for members",
    2381: "the control plane's etcd, for its metrics",
}
"""Port to who listens on it, with kubeadm and most others.

Source: kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go.
"""

CONTROL_PLANE_ETCD_OF: Final[Mapping[str, Mapping[int, str]]] = {
    "kops": {
        **CONTROL_PLANE_ETCD,
        2383: "kOps' etcd for leases, for members",
        3994: "kOps' etcd-manager",
        3995: "kOps' etcd-manager",
        3996: "kOps' etcd-manager",
        3997: "kOps' etcd-manager",
        4001: "kOps' etcd, for clients",
        4002: "kOps' etcd for events, for clients",
        4004: "kOps' etcd for leases, for clients",
    },
}
"""The same by distribution, where it has ports of its own.

Source: kOps:pkg/wellknownports/wellknownports.go.
"""

LOOPBACK_OF: Final[Mapping[str, Mapping[int, str]]] = {
    "k3s": {2382: "the control plane's etcd, on the loopback address"},
    "rke2": {2382: "the control plane's etcd, on the loopback address"},
}
"""Ports by distribution that are taken on the loopback address alone, where only metrics are.

Source: k3s-io/k3s:pkg/etcd/etcd.go (listen-client-http-urls).
"""
