"""Rules about single Helm values of AKO that its chart cannot render, or that AKO does not read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from cilium_ako.catalogue.ako import features as ako_features
from cilium_ako.catalogue.ako.value_words import (
    IP_FAMILY,
    MODE_KEYS,
    RENDERED_TYPES,
    VALUE_WORDS,
)
from cilium_ako.catalogue.kubernetes.api_versions import REMOVED
from cilium_ako.config.ako import Ako
from cilium_ako.config.ako_settings import serves_gateways, setting, setting_path
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.helm_value import is_off, is_on, value_at
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_FAMILY: Final = "AKOSettings.ipFamily"
_FREQUENCY: Final = "AKOSettings.fullSyncFrequency"
_REPLICAS: Final = "replicaCount"
_PRIMARY: Final = "AKOSettings.primaryInstance"
_GATEWAY: Final = "featureGates.GatewayAPI"
_SELECTOR: Final = (
    "AKOSettings.namespaceSelector.labelKey",
    "AKOSettings.namespaceSelector.labelValue",
)
_DOMAINS: Final = ("NetworkSettings.defaultDomain", "L4Settings.defaultDomain")
_ISTIO: Final = "AKOSettings.istioEnabled"
_PSP: Final = "rbac.pspEnable"
_WITHOUT_POLICIES: Final = REMOVED["policy/v1beta1", "PodSecurityPolicy"]


def _raw(ako: Ako, key: str) -> object:
    """The raw Helm value under a dotted key, or None."""
    return value_at(ako.values, *key.split("."))


def _path(key: str) -> str:
    """Where a raw Helm value stands."""
    return key_path("ako", "values", *key.split("."))


_TYPES: Final[Mapping[str, Callable[[object], bool]]] = {
    "text": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}


@rule("ako-value-type")
def ako_value_type(ako: Ako) -> Iterator[Finding]:
    """A template compares a value with one of another type."""
    for row in RENDERED_TYPES:
        value = _raw(ako, row.key)
        if value is None or not row.applies_to(ako.version.minor_release):
            continue
        if not _TYPES[row.type](value):
            path = _path(row.key)
            yield Finding(
                path,
                f"{row.key} is no {row.type}, and the chart of AKO {ako.version} compares it with "
                "one",
                f"{removed(path)}, and write it into the file "
                + ("with quotes" if row.type == "text" else "without quotes"),
            )


@rule("ako-value-word")
def ako_value_word(ako: Ako) -> Iterator[Finding]:
    """A raw value is a word that AKO does not know."""
    for row in VALUE_WORDS:
        value = _raw(ako, row.key)
        if value is None or value == "" or not row.applies_to(ako.version.minor_release):
            continue
        if not isinstance(value, str) or not row.knows(value):
            path = _path(row.key)
            yield Finding(
                path,
                f"{row.key} is none of {', '.join(row.words)}: {row.otherwise}",
                f"{set_to(path, row.words[0])}  (or {', '.join(row.words[1:])})",
            )


@rule("ako-ip-family-word")
def ako_ip_family_word(ako: Ako) -> Iterator[Finding]:
    """The family of pool members is a word that this AKO does not know."""
    value = _raw(ako, _FAMILY)
    if value is None or value == "" or ako.cloud not in ako_features.IPV6_CLOUDS:
        return
    for row in IP_FAMILY:
        if row.applies_to(ako.version.minor_release) and not (
            isinstance(value, str) and row.knows(value)
        ):
            path = _path(_FAMILY)
            yield Finding(
                path,
                f"{row.key} is none of {', '.join(row.words)}",
                f"{set_to(path, row.words[0])}, or {removed(path)}",
            )


@rule("ako-ip-family-ignored")
def ako_ip_family_ignored(ako: Ako) -> Iterator[Finding]:
    """The family of pool members is set, and AKO takes V4 on this cloud."""
    value = _raw(ako, _FAMILY)
    if value not in (None, "", "V4") and ako.cloud not in ako_features.IPV6_CLOUDS:
        path = _path(_FAMILY)
        yield Finding(
            path, f"{_FAMILY} is set and AKO does not read it on {ako.cloud}", removed(path)
        )


@rule("ako-full-sync-frequency")
def ako_full_sync_frequency(ako: Ako) -> Iterator[Finding]:
    """The time between full syncs is no whole number."""
    value = _raw(ako, _FREQUENCY)
    if value is None or value == "" or (isinstance(value, int) and not isinstance(value, bool)):
        return
    if not isinstance(value, str) or not (value.isascii() and value.isdigit()):
        path = _path(_FREQUENCY)
        yield Finding(path, f"{_FREQUENCY} is no whole number", set_to(path, "1800"))


@rule("ako-replicas")
def ako_replicas(ako: Ako) -> Iterator[Finding]:
    """More replicas are asked for than the chart renders."""
    value = _raw(ako, _REPLICAS)
    try:
        asked = float(value) if isinstance(value, int | float | str) else 1.0
    except ValueError:
        return  # another rule tells that it is no number
    secondary = is_off(_raw(ako, _PRIMARY))
    if asked > 2 or (asked > 1 and secondary):
        yield Finding(
            _path(_REPLICAS),
            f"{value} replicas are asked for"
            + (" of an AKO that is not the primary one" if secondary else ", and two are the most"),
            set_to(_path(_REPLICAS), "1"),
        )


@rule("ako-istio")
def ako_istio(ako: Ako) -> Iterator[Finding]:
    """Istio is on, and this chart mounts a volume that it does not define."""
    # a text renders the mount as well: the template asks whether it is empty
    on = _raw(ako, _ISTIO) not in (None, False, "")
    if on and ako_features.ISTIO_VOLUME_MISSING.is_in(ako.version):
        yield Finding(
            _path(_ISTIO),
            f"the chart of AKO {ako.version} mounts a volume for Istio that it does not define",
            removed(_path(_ISTIO)),
        )


@rule("ako-pod-security-policy")
def ako_pod_security_policy(cluster: Cluster, ako: Ako) -> Iterator[Finding]:
    """A PodSecurityPolicy is asked for, and Kubernetes has none any more."""
    value = _raw(ako, _PSP)
    if value not in (None, False, "") and cluster.kubernetes_version >= _WITHOUT_POLICIES:
        yield Finding(
            _path(_PSP),
            f"a PodSecurityPolicy is asked for, and Kubernetes has none from {_WITHOUT_POLICIES} "
            "on",
            removed(_path(_PSP)),
        )


@rule("ako-gateway-api-crds")
def ako_gateway_api_crds(ako: Ako) -> Iterator[Finding]:
    """AKO is to serve the Gateway API."""
    if ako_features.GATEWAY_API.is_in(ako.version) and serves_gateways(ako):
        yield Finding(setting_path(ako, _GATEWAY), "AKO is to serve the Gateway API")


@rule("ako-gateway-api-old")
def ako_gateway_api_old(ako: Ako) -> Iterator[Finding]:
    """AKO is to serve the Gateway API, and has no switch for it."""
    if ako.gateway_api and not ako_features.GATEWAY_API.is_in(ako.version):
        path = setting_path(ako, _GATEWAY)
        yield Finding(
            path,
            f"AKO {ako.version} has no switch for the Gateway API",
            f"{removed(path)}, or "
            f"{set_to(key_path('ako', 'version'), str(ako_features.GATEWAY_API.since))} (or later)",
        )


@rule("ako-namespace-selector-half")
def ako_namespace_selector_half(ako: Ako) -> Iterator[Finding]:
    """Of the label of namespaces only the key or the value is given."""
    given = [setting(ako, key) not in (None, "") for key in _SELECTOR]
    if given.count(True) == 1:
        missing = _SELECTOR[given.index(False)]
        yield Finding(
            _path(missing),
            f"{_SELECTOR[given.index(True)]} is set and {missing} is not",
            set_to(_path(missing), "…"),
        )


_MODES: Final[Mapping[str, Callable[[Cluster, Ako], bool]]] = {
    "evh": lambda _, ako: is_on(_raw(ako, "AKOSettings.enableEVH")),
    "node-port": lambda _, ako: ako.service_type == "NodePort",
    # where no distribution is named it may be one
    "openshift": lambda cluster, _: cluster.distribution in (None, "openshift"),
}
"""How a stack shows that a mode is on."""


@rule("ako-mode-off")
def ako_mode_off(cluster: Cluster, ako: Ako) -> Iterator[Finding]:
    """A value is set that AKO reads in a mode that is not on."""
    for row in MODE_KEYS:
        value = _raw(ako, row.key)
        if value is not None and value not in row.quiet and not _MODES[row.mode](cluster, ako):
            path = _path(row.key)
            yield Finding(
                path, f"{row.key} is set, and AKO reads it only with {row.needs}", removed(path)
            )


@rule("ako-default-domain")
def ako_default_domain(ako: Ako) -> Iterator[Finding]:
    """Two default domains are set, and they differ."""
    first, second = (_raw(ako, key) for key in _DOMAINS)
    if first and second and first != second and ako_features.ONE_DOMAIN.is_in(ako.version):
        path = _path(_DOMAINS[1])
        yield Finding(path, f"{_DOMAINS[0]} and {_DOMAINS[1]} differ", removed(path))


@rule("ako-not-primary")
def ako_not_primary(ako: Ako) -> Iterator[Finding]:
    """The stack's AKO is not the primary one."""
    if is_off(_raw(ako, _PRIMARY)):
        yield Finding(
            _path(_PRIMARY),
            "the AKO of this stack is not the primary one",
            removed(_path(_PRIMARY)),
        )
