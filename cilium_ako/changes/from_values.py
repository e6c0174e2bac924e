"""Facts from a release's Helm values, of any chart whose defaults are known.

The tables that write values are read upwards here, with each chart's defaults below, so that a
release which somebody else made, with older spellings and half of it left out, says the same as
one of ours. Sources: values.yaml and templates/cilium-configmap.yaml, 1.13.18 to 1.20.0;
AKO:helm/ako/values.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cilium_ako.catalogue.ako.releases import SUPPORT
from cilium_ako.catalogue.charts.secret_names import AKO_CREDENTIALS, may_hold_secret
from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.catalogue.facts import OTHER_AKO, OTHER_CILIUM, Value
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.drop_inapplicable import drop_inapplicable
from cilium_ako.changes.fact_keys import FactKey, Part, defaults, fact_keys, helm_keys
from cilium_ako.changes.facts import ALL_OF_AKO, ALL_OF_CILIUM, Facts, Hidden
from cilium_ako.changes.normalize import HiddenValueError, normalize, plain_text

_ABSENT: Final = object()
_MINORS: Final = {
    "cilium": (MINORS[0].minor, MINORS[-1].minor),
    "ako": (SUPPORT[0].since.minor_release, SUPPORT[-1].since.minor_release),
}
"""First and last minor of each chart whose defaults are known."""
_NOT_READ: Final = (AKO_CREDENTIALS,)
"""Never looked into: AKO's credentials, which `ako.credentials` stands for."""


def minor_of(version: str) -> Release | None:
    """The minor of a release number; None where it is none."""
    release = Release.parse(version, full=True)
    return None if release is None else release.minor_release


def unknown_version(part: Part, version: str) -> str | None:
    """Why nothing can be said of a chart of this version; None where something can."""
    minor = minor_of(version)
    if minor is None:
        return "the chart's version is not known"
    first, last = _MINORS[part]
    if not first <= minor <= last:
        return (
            f"the defaults of {part} {minor} are not known here (from {first} to {last} they are)"
        )
    return None


def facts_from_values(
    part: Part, values: Mapping[str, object] | Hidden, version: str, release: str
) -> Facts:
    """The facts of a release of this chart version, called `namespace/name`.

    A value that is Hidden makes the facts that it says unknown, and so does an unknown version
    all of them. Nothing is raised.
    """
    installed: dict[str, Value] = {f"{part}.installed": True, f"{part}.release": release}
    everything = ALL_OF_CILIUM if part == "cilium" else ALL_OF_AKO
    reason = unknown_version(part, version)
    if reason is None:
        installed[f"{part}.version"] = version.removeprefix("v")
    elif minor_of(version) is not None:
        installed[f"{part}.version"] = version.removeprefix("v")
        return Facts(installed, {everything: reason})
    else:
        return Facts(installed, {f"{part}.version": reason, everything: reason})
    if isinstance(values, Hidden):
        return Facts(installed, {everything: values.reason})
    minor = minor_of(version)
    assert minor is not None  # noqa: S101 - a version that is known has one
    known, unknown = _read(part, values, minor)
    if part == "cilium":
        _combined(values, minor, known, unknown)
        drop_inapplicable(known, unknown, minor)
    elif known.get("ako.serviceType") != "NodePort":
        known.pop("ako.nodePortSelector.key", None)
        known.pop("ako.nodePortSelector.value", None)
    for key, value in _others(part, values):
        try:
            known[key] = normalize("json", value) or ""
        except HiddenValueError as hidden:
            unknown[key] = hidden.reason
    return Facts({**known, **installed}, unknown)


def _read(
    part: Part, values: Mapping[str, object], minor: Release
) -> tuple[dict[str, Value], dict[str, str]]:
    known: dict[str, Value] = {}
    unknown: dict[str, str] = {}
    for row in fact_keys(part):
        name = row.fact.name
        if name in known or name in unknown or not row.value_key.applies_to(minor):
            continue
        try:
            value = _one(row, values)
        except HiddenValueError as hidden:
            unknown[name] = hidden.reason
            continue
        unset = value == () and features.EMPTY_POOL_LIST_IS_UNSET.is_in(minor)
        if value is not None and not unset:
            known[name] = value
    extra = look_up(values, "extraConfig")
    if part == "cilium" and isinstance(extra, Mapping):
        for row in fact_keys(part):
            # written last into the same ConfigMap, and so the last word
            if row.value_key.config in extra and row.value_key.applies_to(minor):
                try:
                    value = normalize(row.fact.kind, extra[row.value_key.config])
                except HiddenValueError as hidden:
                    unknown[row.fact.name] = hidden.reason
                    continue
                if value is not None:
                    known[row.fact.name] = value
    compatibility = known.get("upgradeCompatibility")
    below = minor_of(f"{compatibility}.0") or minor_of(str(compatibility))
    for name, value in defaults(part, minor, below).items():
        if name not in unknown:
            known.setdefault(name, value)
    return known, unknown


def _one(row: FactKey, values: Mapping[str, object]) -> Value | None:
    raw = look_up(values, row.value_key.key)
    if raw is _ABSENT:
        return None
    if row.meaning is not None:
        if isinstance(raw, Hidden):
            raise HiddenValueError(raw.reason)
        if isinstance(raw, bool | str) and raw in row.meaning:
            raw = row.meaning[raw]
        elif row.fact.name == "datapathMode":
            return None
    return normalize(row.fact.kind, raw)


def look_up(values: Mapping[str, object], key: str) -> object:
    """The value of a dotted key, or a marker that is neither null nor any value."""
    found: object = values
    for step in key.split("."):
        if isinstance(found, Hidden):
            return found
        if not isinstance(found, Mapping) or step not in found:
            return _ABSENT
        found = found[step]
    return found


def _text(values: Mapping[str, object], key: str) -> str:
    raw = look_up(values, key)
    return "" if raw is _ABSENT else plain_text(raw)


def _combined(
    values: Mapping[str, object],
    minor: Release,
    known: dict[str, Value],
    unknown: dict[str, str],
) -> None:
    """The facts that more than one key says, as the chart's template puts them together."""
    for fact, said in (
        ("routing.tunnel", _tunnel),
        ("encryption.type", _encryption),
        ("ipam.mode", _ipam_mode),
        ("endpointRoutes", _endpoint_routes),
        ("envoyConfig", _envoy_config),
        ("masquerade.enabled", _masquerade),
        ("socketLB.hostNamespaceOnly", _host_namespace_only),
        ("routing.nativeCidr", _native_cidr),
    ):
        try:
            value = said(values, minor, known)
        except HiddenValueError as hidden:
            unknown[fact] = hidden.reason
            known.pop(fact, None)
            continue
        if value is not None:
            known[fact] = value


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
    if not features.POOL_AS_NATIVE_CIDR.is_in(minor) or known.get("routing.nativeCidr"):
        return None
    pools = known.get("ipam.pools")
    asked = _text(values, "nativeRoutingCIDRFromClusterPool") == "true"
    return pools[0] if asked and isinstance(pools, tuple) and pools else None


def _others(part: Part, values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Every key that is set and that no row spells, with the beginning of its fact's name."""
    beginning = OTHER_CILIUM if part == "cilium" else OTHER_AKO
    known_keys = helm_keys(part)
    in_config = {row.value_key.config for row in fact_keys(part) if row.value_key.config}

    def walk(inner: Mapping[str, object], path: str) -> Iterator[tuple[str, object]]:
        for key, value in inner.items():
            at = f"{path}.{key}" if path else str(key)
            if at in known_keys or at in _NOT_READ:
                continue
            if path == "extraConfig" and key in in_config:
                continue
            if isinstance(value, Mapping) and value:
                yield from walk(value, at)
            elif value not in (None, "", []) and may_hold_secret(part, at):
                yield beginning + at, Hidden("it may hold a secret, and is not read")
            elif value is not None and value != {}:
                yield beginning + at, value

    yield from walk(values, "")
