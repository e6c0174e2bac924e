"""Stacks whose Helm values the real charts render, to hold the doctor against."""

from __future__ import annotations

from typing import Any, Final

from cilium_ako.config.stack import Stack
from tests.doctor.stacks import IPSEC, KVSTORE, WIREGUARD, stack

STACKS: dict[str, tuple[str, dict[str, Any]]] = {
    "cluster-pool": ("cluster-pool", {}),
    "native": (
        "cluster-pool",
        {
            "routing": {"mode": "native", "cidr": "10.42.0.0/15", "autoDirectNodeRoutes": True},
            "ipam": {
                "mode": "cluster-pool",
                "podCidrs": ["10.42.0.0/16", "10.43.0.0/16"],
                "nodeMaskSize": 24,
            },
            "masquerade": {"bpf": True},
        },
    ),
    "geneve": (
        "cluster-pool",
        {
            "routing": {"mode": "tunnel", "protocol": "geneve", "port": 7000},
            "nodePort": {"mode": "dsr", "dsrDispatch": "geneve", "algorithm": "maglev"},
            "mtu": 1400,
        },
    ),
    "kubernetes": ("kubernetes", {"kubeProxyReplacement": False, "sctp": True}),
    "eni": ("eni-1.19", {}),
    "kvstore": ("cluster-pool", KVSTORE),
    "ipsec": ("cluster-pool", {**IPSEC, "kubeProxyReplacement": False}),
    "wireguard": ("cluster-pool", {**WIREGUARD, "l7Proxy": False, "hubble": {"enabled": False}}),
}
"""Case to its IPAM mode, and what is asked for on top."""

CREDENTIALS: Final = {"avicredentials": {"username": "a", "password": "b"}}
"""Beside AKO's values: before 1.12.1 its chart makes the Secret itself."""


def cilium_stack(case: str, version: str) -> Stack:
    """The stack of a case with a version of Cilium."""
    mode, asked = STACKS[case]
    return stack(mode, cilium={**asked, "version": version})


def ako_stack(version: str) -> Stack:
    """A stack with a version of AKO and everything that goes into its ConfigMap."""
    networks = [{"name": "nodes", "cidrs": ["192.168.10.0/24"]}]
    return stack(ako={"version": version, "nodeNetworks": networks})
