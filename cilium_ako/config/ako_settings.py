"""What a stack tells AKO, whether with a key of its own or with a raw Helm value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.ako import features
from cilium_ako.catalogue.ako.value_keys import VALUE_KEYS
from cilium_ako.config.ako import Ako
from cilium_ako.config.helm_value import is_off, is_on, value_at
from cilium_ako.config.stack import key_path

_ROWS: Final = {row.key: row for row in VALUE_KEYS if row.free_when_unsaid}


def said_by_config(ako: Ako) -> Mapping[str, object]:
    """The optional facts that a stack's config says, by the names of `VALUE_KEYS`."""
    selector = ako.namespace_selector
    found = {
        "autoFQDN": ako.auto_fqdn,
        "defaultIngController": ako.default_ingress_controller,
        "gatewayApi": ako.gateway_api,
        "layer7Only": ako.layer7_only,
        "logLevel": ako.log_level,
        "namespaceSelector.key": selector.label_key if selector else None,
        "namespaceSelector.value": selector.label_value if selector else None,
    }
    return {fact: value for fact, value in found.items() if value is not None}


def setting(ako: Ako, key: str) -> object:
    """What AKO's chart is told under a dotted Helm key; None where a stack leaves it alone.

    Keys that follow from other keys of the config are not among them.
    """
    row = _ROWS.get(key)
    said = said_by_config(ako)
    if row is not None and row.fact in said:
        return said[row.fact]
    return value_at(ako.values, *key.split("."))


_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "autoFQDN": ("autoFqdn",),
    "defaultIngController": ("defaultIngressController",),
    "gatewayApi": ("gatewayApi",),
    "layer7Only": ("layer7Only",),
    "logLevel": ("logLevel",),
    "namespaceSelector.key": ("namespaceSelector", "labelKey"),
    "namespaceSelector.value": ("namespaceSelector", "labelValue"),
}
"""Fact to its key below `ako`."""


def setting_path(ako: Ako, key: str) -> str:
    """Where a stack says what `setting` reads, as `pulumi config --path` takes it."""
    row = _ROWS.get(key)
    if row is not None and row.fact in said_by_config(ako):
        return key_path("ako", *_PLACES[row.fact])
    return key_path("ako", "values", *key.split("."))


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
