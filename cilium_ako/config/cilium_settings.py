"""Features of Cilium that a stack asks for, whether with a key of their own or a raw Helm value.

Flags are not among them: what they make of a feature is judged in `cilium_ako.effective`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.cilium.ipam import ENVOY_VALUES
from cilium_ako.config import optional_key
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.features import BigTcp, SocketLb, Switch
from cilium_ako.config.helm_value import is_on
from cilium_ako.config.optional_key import OptionalKey


def _enabled(switch: Switch | SocketLb | None) -> bool | None:
    return None if switch is None else switch.enabled


def _big_tcp(asked: BigTcp | None, *, ipv6: bool) -> bool | None:
    return None if asked is None else asked.enabled and (asked.ipv6 if ipv6 else asked.ipv4)


_KEYS: Final[Mapping[str, OptionalKey[Cilium]]] = {
    "cni.exclusive": OptionalKey(
        ("cilium", "cni", "exclusive"), lambda cilium: cilium.cni.exclusive
    ),
    "egressGateway.enabled": OptionalKey(
        ("cilium", "egressGateway", "enabled"), lambda cilium: _enabled(cilium.egress_gateway)
    ),
    "enableIPv4BIGTCP": OptionalKey(
        ("cilium", "bigTcp", "ipv4"), lambda cilium: _big_tcp(cilium.big_tcp, ipv6=False)
    ),
    "enableIPv6BIGTCP": OptionalKey(
        ("cilium", "bigTcp", "ipv6"), lambda cilium: _big_tcp(cilium.big_tcp, ipv6=True)
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


def serves_gateways(cilium: Cilium) -> bool:
    """Whether Cilium is asked to serve the Gateway API."""
    return is_on(setting(cilium, "gatewayAPI.enabled"))


def envoy_has_address(cilium: Cilium) -> bool:
    """Whether Envoy takes one of a node's addresses, as it does where it serves Ingress."""
    return any(is_on(setting(cilium, f"{key}.enabled")) for key in ENVOY_VALUES)


def mesh_authentication(cilium: Cilium) -> str:
    """How a mesh's etcd tells its users apart (`authMode`): `legacy`, `migration` or `cluster`."""
    said = setting(cilium, "clustermesh.apiserver.tls.authMode")
    if isinstance(said, str) and said:
        return said
    return "migration" if features.MESH_USERS_OF_CLUSTERS.is_in(cilium.version) else "legacy"


def services_choose_dsr(cilium: Cilium) -> bool:
    """Whether a Service may ask for DSR by its annotation, whatever the mode of all others is."""
    return is_on(setting(cilium, "bpf.lbModeAnnotation"))


def deciding_values(cilium: Cilium) -> dict[str, object]:
    """Those of a stack's raw values on which it depends what a key of the config decides."""
    return {"bpf": {"lbModeAnnotation": True}} if services_choose_dsr(cilium) else {}


def says_dispatch(cilium: Cilium) -> bool:
    """Whether `nodePort.dsrDispatch` decides: DSR is the default, or Services may ask for it.

    In the second case only where it says something, so that a raw value may.
    """
    asked = cilium.node_port
    return asked.mode != "snat" or (services_choose_dsr(cilium) and asked.dsr_dispatch != "opt")
