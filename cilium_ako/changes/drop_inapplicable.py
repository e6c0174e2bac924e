"""What Cilium and AKO make of what they were told: facts that do not apply are dropped.

Helm values and a ConfigMap say much that has no effect: a pool beside another IPAM mode, NodePort
options while kube-proxy serves. Readers of both come through here, so that they mean the same.
Sources: templates/cilium-configmap.yaml 1.13.18 to 1.20.0, pkg/option/config.go.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.cilium.features import ENVOY_FOLLOWS_L7_PROXY, WIREGUARD_NODE_ENCRYPTION
from cilium_ako.catalogue.cilium.ports import TUNNEL_PORTS
from cilium_ako.catalogue.facts import Value
from cilium_ako.catalogue.release import Release

_IPSEC_ONLY: Final = (
    "encryption.ipsecSecret",
    "encryption.keyWatcher",
    "encryption.keyRotationDuration",
)
_IPV6_ONLY: Final = (
    "ipam.poolsIpv6",
    "ipam.maskIpv6",
    "ipam.requireRangeIpv6",
    "routing.nativeCidrIpv6",
    "routing.underlay",
    "masquerade.enabledIpv6",
)
_MESH_ONLY: Final = (
    "clustermesh.config",
    "clustermesh.peers",
    "clustermesh.certificates",
    "clustermesh.serviceType",
    "clustermesh.externalTraffic",
)
_BALANCING: Final = (
    "nodePort.range",
    "nodePort.mode",
    "nodePort.dsrDispatch",
    "nodePort.acceleration",
    "nodePort.algorithm",
    "maglev.tableSize",
    "maglev.hashSeed",
    "serviceTopology",
)


def drop_inapplicable(
    known: dict[str, Value], unknown: dict[str, str], minor: Release | None
) -> None:
    """Takes away, in place, what does not apply to Cilium; `minor` is None where not known."""
    _addresses(known, unknown)
    _routing(known, unknown)
    _services(known, unknown)
    _state(known, unknown)
    _encryption(known, unknown, minor)
    _mesh(known, unknown)
    mode = known.get("policyEnforcementMode")
    if isinstance(mode, str):
        known["policyEnforcementMode"] = mode.lower()
    if known.get("envoy.discovery") == "":
        del known["envoy.discovery"]
    follows = minor is None or ENVOY_FOLLOWS_L7_PROXY.is_in(minor)
    if known.get("l7Proxy") is False and follows:
        known["envoy.daemonSet"] = False


def drop_inapplicable_of_ako(known: dict[str, Value]) -> None:
    """Takes away, in place, what does not apply to AKO."""
    if known.get("ako.serviceType") != "NodePort":
        known.pop("ako.nodePortSelector.key", None)
        known.pop("ako.nodePortSelector.value", None)


def _drop(known: dict[str, Value], unknown: dict[str, str], *beginnings: str) -> None:
    for facts in (known, unknown):
        for fact in [each for each in facts if each.startswith(beginnings)]:
            del facts[fact]


def _drop_exactly(known: dict[str, Value], unknown: dict[str, str], *names: str) -> None:
    for name in names:
        known.pop(name, None)
        unknown.pop(name, None)


def _addresses(known: dict[str, Value], unknown: dict[str, str]) -> None:
    mode = known.get("ipam.mode")
    if "ipam.mode" not in unknown:
        if mode != "cluster-pool" or known.get("ipv4") is False:
            _drop_exactly(known, unknown, "ipam.pools", "ipam.mask")
        if mode != "cluster-pool":
            _drop(known, unknown, "ipam.poolsIpv6", "ipam.maskIpv6")
        if mode != "eni" and known.get("eni.enabled") is not True:
            enabled = known.get("eni.enabled")
            _drop(known, unknown, "eni.")
            if enabled is not None:
                known["eni.enabled"] = enabled

    if known.get("ipv6") is False:
        _drop(known, unknown, *_IPV6_ONLY)


def _routing(known: dict[str, Value], unknown: dict[str, str]) -> None:
    tunnel = known.get("routing.tunnel")
    if tunnel == "disabled":
        _drop(known, unknown, "routing.port", "routing.underlay")
    elif isinstance(tunnel, str) and known.get("routing.port") == 0:
        known["routing.port"] = TUNNEL_PORTS.get(tunnel, 0)
    chained = known.get("cni.chainingMode", "none") != "none"
    if chained and known.get("hostLegacyRouting") == "auto":
        # another plugin does the connecting then, and the chart switches host routing off
        known["hostLegacyRouting"] = "true"


def _services(known: dict[str, Value], unknown: dict[str, str]) -> None:
    if "kubeProxyReplacement" in unknown:
        return
    replaced = known.get("kubeProxyReplacement")
    if replaced is True:
        _drop(known, unknown, "nodePort.enabled")
    elif replaced is False and known.get("nodePort.enabled") is not True:
        _drop(known, unknown, *_BALANCING)
    if known.get("nodePort.mode") == "snat" and known.get("bpf.lbModeAnnotation") is not True:
        _drop(known, unknown, "nodePort.dsrDispatch")
    if "nodePort.algorithm" not in unknown and known.get("nodePort.algorithm") != "maglev":
        _drop(known, unknown, "maglev.")


def _state(known: dict[str, Value], unknown: dict[str, str]) -> None:
    if known.get("kvstore.enabled") is False:
        _drop(known, unknown, "kvstore.endpoints", "kvstore.tls")
        # without a kvstore an agent that is told to use it logs a warning and uses objects
        if known.get("identityAllocation") == "kvstore":
            known["identityAllocation"] = "crd"


def _mesh(known: dict[str, Value], unknown: dict[str, str]) -> None:
    off = [
        fact not in unknown and known.get(fact) is not True
        for fact in ("clustermesh.apiServer", "clustermesh.config")
    ]
    if all(off) and known.get("clustermesh.apiServer") is False:
        _drop_exactly(known, unknown, *_MESH_ONLY)
    if known.get("clustermesh.certificates") != "certmanager":
        _drop_exactly(known, unknown, "clustermesh.issuer", "clustermesh.serverNames")


def _encryption(known: dict[str, Value], unknown: dict[str, str], minor: Release | None) -> None:
    if "encryption.type" in unknown:
        return
    encryption = known.get("encryption.type")
    if encryption == "none":
        _drop(
            known,
            unknown,
            "encryption.node",
            "encryption.strict",
            "ipsec.",
            *_IPSEC_ONLY,
        )
    elif encryption != "ipsec":
        _drop(known, unknown, "ipsec.", *_IPSEC_ONLY)
    if (
        encryption == "wireguard"
        and minor is not None
        and not WIREGUARD_NODE_ENCRYPTION.is_in(minor)
        and "encryption.nodeEncryption" in known
    ):
        known["encryption.nodeEncryption"] = False
    if known.get("encryption.strict") is False:
        _drop(known, unknown, "encryption.strictCidr", "encryption.strictRemoteNodes")
