"""Features of Cilium that a stack asks for, whether with a key of their own or a raw Helm value.

Flags are not among them: what they make of a feature is judged in `cilium_ako.effective`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.config import optional_key
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.features import SocketLb, Switch
from cilium_ako.config.optional_key import OptionalKey


def _enabled(switch: Switch | SocketLb | None) -> bool | None:
    return None if switch is None else switch.enabled


_KEYS: Final[Mapping[str, OptionalKey[Cilium]]] = {
    "cni.exclusive": OptionalKey(
        ("cilium", "cni", "exclusive"), lambda cilium: cilium.cni.exclusive
    ),
    "gatewayAPI.enabled": OptionalKey(
        ("cilium", "gatewayApi", "enabled"), lambda cilium: _enabled(cilium.gateway_api)
    ),
    "hostFirewall.enabled": OptionalKey(
        ("cilium", "hostFirewall"), lambda cilium: cilium.host_firewall
    ),
    "ingressController.enabled": OptionalKey(
        ("cilium", "ingress", "enabled"), lambda cilium: _enabled(cilium.ingress)
    ),
    "socketLB.enabled": OptionalKey(
        ("cilium", "socketLb", "enabled"), lambda cilium: _enabled(cilium.socket_lb)
    ),
    "socketLB.hostNamespaceOnly": OptionalKey(
        ("cilium", "socketLb", "hostNamespaceOnly"),
        lambda cilium: cilium.socket_lb and cilium.socket_lb.host_namespace_only,
    ),
}
"""Helm key to the key of the config that says it."""


def setting(cilium: Cilium, key: str) -> object:
    """What Cilium's chart is told under a dotted Helm key; None where a stack leaves it alone."""
    return optional_key.setting(cilium, _KEYS.get(key), key)


def setting_path(cilium: Cilium, key: str) -> str:
    """Where a stack says what `setting` reads, as `pulumi config --path` takes it."""
    return optional_key.setting_path(cilium, _KEYS.get(key), "cilium", key)
