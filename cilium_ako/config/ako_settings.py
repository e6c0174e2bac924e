"""What a stack tells AKO, whether with a key of its own or with a raw Helm value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.ako import features
from cilium_ako.catalogue.ako.value_keys import VALUE_KEYS
from cilium_ako.config import optional_key
from cilium_ako.config.ako import Ako
from cilium_ako.config.helm_value import is_off, is_on
from cilium_ako.config.optional_key import OptionalKey

_FACT_OF: Final = {row.key: row.fact for row in VALUE_KEYS if row.free_when_unsaid}
"""Helm key to the optional fact that it says."""


_KEYS: Final[Mapping[str, OptionalKey[Ako]]] = {
    "autoFQDN": OptionalKey(
        (
            "ako",
            "autoFqdn",
        ),
        lambda ako: ako.auto_fqdn,
    ),
    "defaultIngController": OptionalKey(
        (
            "ako",
            "defaultIngressController",
        ),
        lambda ako: ako.default_ingress_controller,
    ),
    "gatewayApi": OptionalKey(
        (
            "ako",
            "gatewayApi",
        ),
        lambda ako: ako.gateway_api,
    ),
    "layer7Only": OptionalKey(
        (
            "ako",
            "layer7Only",
        ),
        lambda ako: ako.layer7_only,
    ),
    "logLevel": OptionalKey(
        (
            "ako",
            "logLevel",
        ),
        lambda ako: ako.log_level,
    ),
    "namespaceSelector.key": OptionalKey(
        ("ako", "namespaceSelector", "labelKey"),
        lambda ako: ako.namespace_selector and ako.namespace_selector.label_key,
    ),
    "namespaceSelector.value": OptionalKey(
        ("ako", "namespaceSelector", "labelValue"),
        lambda ako: ako.namespace_selector and ako.namespace_selector.label_value,
    ),
}
"""Optional fact to its key."""


def said_by_config(ako: Ako) -> Mapping[str, object]:
    """The optional facts that a stack's config says, by the names of `VALUE_KEYS`."""
    found = {fact: key.read(ako) for fact, key in _KEYS.items()}
    return {fact: value for fact, value in found.items() if value is not None}


def _own(key: str) -> OptionalKey[Ako] | None:
    return _KEYS.get(_FACT_OF.get(key, ""))


def setting(ako: Ako, key: str) -> object:
    """What AKO's chart is told under a dotted Helm key; None where a stack leaves it alone.

    Keys that follow from other keys of the config are not among them.
    """
    return optional_key.setting(ako, _own(key), key)


def setting_path(ako: Ako, key: str) -> str:
    """Where a stack says what `setting` reads, as `pulumi config --path` takes it."""
    return optional_key.setting_path(ako, _own(key), "ako", key)


def serves_gateways(ako: Ako) -> bool:
    """Whether AKO is asked to serve the Gateway API."""
    return is_on(setting(ako, "featureGates.GatewayAPI"))


def serves_load_balancers(ako: Ako) -> bool:
    """Whether AKO gives Services of type LoadBalancer that name no class their addresses.

    Source: AKO:docs/values.md `layer7Only`, `defaultLBController`.
    """
    if is_on(setting(ako, "AKOSettings.layer7Only")):
        return False
    return not (
        features.LB_CONTROLLER_SWITCH.is_in(ako.version)
        and is_off(setting(ako, "L4Settings.defaultLBController"))
    )
