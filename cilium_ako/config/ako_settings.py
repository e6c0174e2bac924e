"""What a stack tells AKO, whether with a key of its own or with a raw Helm value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from cilium_ako.catalogue.ako import features
from cilium_ako.catalogue.ako.value_keys import VALUE_KEYS
from cilium_ako.config.ako import Ako
from cilium_ako.config.helm_value import is_off, is_on, value_at
from cilium_ako.config.stack import key_path

_FACT_OF: Final = {row.key: row.fact for row in VALUE_KEYS if row.free_when_unsaid}
"""Helm key to the optional fact that it says."""


class _Key(NamedTuple):
    """A key of the config that says an optional fact."""

    place: tuple[str, ...]
    """Where it stands, below `ako`."""
    read: Callable[[Ako], object]
    """What it says; None where a stack leaves it out."""


_KEYS: Final[Mapping[str, _Key]] = {
    "autoFQDN": _Key(("autoFqdn",), lambda ako: ako.auto_fqdn),
    "defaultIngController": _Key(
        ("defaultIngressController",), lambda ako: ako.default_ingress_controller
    ),
    "gatewayApi": _Key(("gatewayApi",), lambda ako: ako.gateway_api),
    "layer7Only": _Key(("layer7Only",), lambda ako: ako.layer7_only),
    "logLevel": _Key(("logLevel",), lambda ako: ako.log_level),
    "namespaceSelector.key": _Key(
        ("namespaceSelector", "labelKey"),
        lambda ako: ako.namespace_selector and ako.namespace_selector.label_key,
    ),
    "namespaceSelector.value": _Key(
        ("namespaceSelector", "labelValue"),
        lambda ako: ako.namespace_selector and ako.namespace_selector.label_value,
    ),
}
"""Optional fact to its key."""


def said_by_config(ako: Ako) -> Mapping[str, object]:
    """The optional facts that a stack's config says, by the names of `VALUE_KEYS`."""
    found = {fact: key.read(ako) for fact, key in _KEYS.items()}
    return {fact: value for fact, value in found.items() if value is not None}


def _said(ako: Ako, key: str) -> tuple[_Key, object] | None:
    """The key of the config that says a Helm key, and what it says; None where none does."""
    own = _KEYS.get(_FACT_OF.get(key, ""))
    value = own.read(ako) if own is not None else None
    return None if own is None or value is None else (own, value)


def setting(ako: Ako, key: str) -> object:
    """What AKO's chart is told under a dotted Helm key; None where a stack leaves it alone.

    Keys that follow from other keys of the config are not among them.
    """
    said = _said(ako, key)
    return value_at(ako.values, *key.split(".")) if said is None else said[1]


def setting_path(ako: Ako, key: str) -> str:
    """Where a stack says what `setting` reads, as `pulumi config --path` takes it."""
    said = _said(ako, key)
    if said is None:
        return key_path("ako", "values", *key.split("."))
    return key_path("ako", *said[0].place)


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
