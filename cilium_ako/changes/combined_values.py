"""Facts of Cilium that several Helm values say together, as the chart's template combines them.

Source: templates/cilium-configmap.yaml and templates/_helpers.tpl, 1.13.18 to 1.20.0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.facts import Value
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.facts import Hidden
from cilium_ako.changes.known_versions import minor_of
from cilium_ako.changes.normalize import HiddenValueError, plain_text

ABSENT: Final = object()
"""What `look_up` gives for a key that is not there; no value is it, null neither."""


def combined_facts(
    values: Mapping[str, object],
    minor: Release,
    known: dict[str, Value],
    unknown: dict[str, str],
) -> None:
    """Corrects in place what single keys seemed to say; Hidden values make a fact unknown."""
    for fact, combine in _COMBINED.items():
        try:
            value = combine(values, minor, known)
        except HiddenValueError as hidden:
            unknown[fact] = hidden.reason
            known.pop(fact, None)
            continue
        if value is not None:
            known[fact] = value


def look_up(values: Mapping[str, object], key: str) -> object:
    """The value of a dotted key; `ABSENT` where there is none, Hidden where it is below one."""
    found: object = values
    for step in key.split("."):
        if not isinstance(found, dict):  # nearly always one, which is asked in a moment
            if isinstance(found, Hidden):
                return found
            if not isinstance(found, Mapping):
                return ABSENT
        if step not in found:
            return ABSENT
        found = found[step]
    return found


def _text(values: Mapping[str, object], key: str) -> str:
    raw = look_up(values, key)
    return "" if raw is ABSENT else plain_text(raw)


def _tunnel(
    values: Mapping[str, object], minor: Release, known: Mapping[str, Value]
) -> Value | None:
    if features.ROUTING_IN_ONE_KEY.is_in(minor):
        return _text(values, "tunnel") or "vxlan"
    mode = _text(values, "routingMode")
    protocol = _text(values, "tunnelProtocol")
    if not mode and features.ONE_ROUTING_KEY_HEARD.is_in(minor):
        former = _text(values, "tunnel")
        if former == "disabled":
            mode = "native"
        protocol = protocol or ("" if former == "disabled" else former)
    if not mode:
        by_platform = _text(values, "gke.enabled") == "true" or (
            known.get("eni.enabled") is True and features.ENI_ENABLED_DECIDES.is_in(minor)
        )
        mode = "native" if by_platform else "tunnel"
    return "disabled" if mode == "native" else protocol or "vxlan"


def _encryption(
    values: Mapping[str, object], minor: Release, known: Mapping[str, Value]
) -> Value | None:
    del minor, known
    if _text(values, "encryption.enabled") != "true":
        return "none"
    encryption = _text(values, "encryption.type") or "ipsec"
    # the chart writes nothing at all for a type that it does not know
    return encryption if encryption in ("ipsec", "wireguard", "ztunnel") else "none"


def _ipam_mode(
    values: Mapping[str, object], minor: Release, known: Mapping[str, Value]
) -> Value | None:
    del values
    decides = features.ENI_ENABLED_DECIDES.is_in(minor)
    return "eni" if known.get("eni.enabled") is True and decides else None


def _endpoint_routes(
    values: Mapping[str, object], minor: Release, known: Mapping[str, Value]
) -> Value | None:
    del minor
    platforms = ("azure.enabled", "gke.enabled", "alibabacloud.enabled")
    forced = known.get("eni.enabled") is True or any(
        _text(values, key) == "true" for key in platforms
    )
    return True if forced else None


def _envoy_config(
    values: Mapping[str, object], minor: Release, known: Mapping[str, Value]
) -> Value | None:
    del minor
    forced = known.get("ingressController") is True or known.get("gatewayAPI") is True
    return True if forced or _text(values, "loadBalancer.l7.backend") == "envoy" else None


def _masquerade(
    values: Mapping[str, object], minor: Release, known: Mapping[str, Value]
) -> Value | None:
    if _text(values, "enableIPv4Masquerade") or known.get("eni.enabled") is not True:
        return None
    if not features.ENI_NOT_MASQUERADED.is_in(minor):
        return None
    compatibility = minor_of(f"{_text(values, 'upgradeCompatibility')}.0") or minor
    return False if features.ENI_NOT_MASQUERADED.is_in(compatibility) else None


def _host_namespace_only(
    values: Mapping[str, object], minor: Release, known: Mapping[str, Value]
) -> Value | None:
    del values
    restricted = features.GATEWAY_KEEPS_SOCKET_LB_TO_HOST.is_in(minor)
    return True if known.get("gatewayAPI") is True and restricted else None


def _native_cidr(
    values: Mapping[str, object], minor: Release, known: Mapping[str, Value]
) -> Value | None:
    return _pool_as_native(values, minor, known, "routing.nativeCidr", "ipam.pools")


def _native_cidr_ipv6(
    values: Mapping[str, object], minor: Release, known: Mapping[str, Value]
) -> Value | None:
    return _pool_as_native(values, minor, known, "routing.nativeCidrIpv6", "ipam.poolsIpv6")


def _pool_as_native(
    values: Mapping[str, object],
    minor: Release,
    known: Mapping[str, Value],
    cidr_fact: str,
    pools_fact: str,
) -> Value | None:
    """The first pool of a family, where it stands in for a range that nobody gives."""
    if not features.POOL_AS_NATIVE_CIDR.is_in(minor) or known.get(cidr_fact):
        return None
    pools = known.get(pools_fact)
    asked = _text(values, "nativeRoutingCIDRFromClusterPool") == "true"
    return pools[0] if asked and isinstance(pools, tuple) and pools else None


def _peers(
    values: Mapping[str, object], minor: Release, known: Mapping[str, Value]
) -> Value | None:
    """Peers as `name=address:port`, whether the values list them or have them by name."""
    del minor, known
    raw = look_up(values, "clustermesh.config.clusters")
    if isinstance(raw, Hidden):
        raise HiddenValueError(raw.reason)
    if isinstance(raw, Mapping):
        entries = [(str(name), each) for name, each in raw.items()]
    elif isinstance(raw, list | tuple):
        entries = [("", each) for each in raw]
    else:
        return None
    return tuple(sorted({_peer(name, each) for name, each in entries if _is_on(each)}))


def _is_on(peer: object) -> bool:
    return not (isinstance(peer, Mapping) and peer.get("enabled") is False)


def _peer(name: str, peer: object) -> str:
    if isinstance(peer, Hidden):
        raise HiddenValueError(peer.reason)
    if not isinstance(peer, Mapping):
        return f"{name}={plain_text(peer)}"
    ips = peer.get("ips")
    where = ips if isinstance(ips, list | tuple) and ips else (peer.get("address"),)
    address = "+".join(map(plain_text, where))
    return f"{name or plain_text(peer.get('name'))}={address}:{plain_text(peer.get('port'))}"


def _certificates(
    values: Mapping[str, object], minor: Release, known: Mapping[str, Value]
) -> Value | None:
    del minor, known
    automatic = _text(values, "clustermesh.apiserver.tls.auto.enabled")
    method = _text(values, "clustermesh.apiserver.tls.auto.method")
    if automatic == "false":
        return "secrets"
    return method or ("helm" if automatic else None)


_Combine = Callable[[Mapping[str, object], Release, Mapping[str, Value]], Value | None]
"""From the values, the chart's minor and what is known so far to a value, or None: as it was."""

_COMBINED: Final[Mapping[str, _Combine]] = {
    "routing.tunnel": _tunnel,
    "encryption.type": _encryption,
    "ipam.mode": _ipam_mode,
    "endpointRoutes": _endpoint_routes,
    "envoyConfig": _envoy_config,
    "masquerade.enabled": _masquerade,
    "socketLB.hostNamespaceOnly": _host_namespace_only,
    "routing.nativeCidr": _native_cidr,
    "routing.nativeCidrIpv6": _native_cidr_ipv6,
    "clustermesh.peers": _peers,
    "clustermesh.certificates": _certificates,
}
"""Fact to how it is combined, in this order."""
