"""Facts from the ConfigMaps that Cilium and AKO read: `cilium-config` and `avi-k8s-config`.

What stands in them is what pods that start now will do. They show no chart version, no key and
nothing that reaches a pod on another way than the ConfigMap; such facts are out of sight.
Sources: templates/cilium-configmap.yaml 1.13.18 to 1.20.0, AKO:helm/ako/templates/configmap.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from cilium_ako.catalogue.ako import objects as ako_objects
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.cilium.features import ROUTING_IN_ONE_KEY
from cilium_ako.catalogue.cilium.releases import newest_minor_with
from cilium_ako.catalogue.facts import OTHER_AKO, OTHER_CILIUM, Value
from cilium_ako.catalogue.facts.cilium import UNSAID_BY_CONFIG
from cilium_ako.changes.drop_inapplicable import drop_inapplicable, drop_inapplicable_of_ako
from cilium_ako.changes.fact_keys import defaults, definitions, fact_keys
from cilium_ako.changes.facts import Facts
from cilium_ako.changes.normalize import normalize
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml

_READ_OTHERWISE: Final = frozenset(
    {
        "cilium.installed",
        "ako.installed",
        "eni.enabled",
        "routing.tunnel",
        "encryption.type",
        "kvstore.enabled",
        "kvstore.endpoints",
        "kvstore.tls",
    }
)
"""Facts that several keys of `cilium-config` say together; the functions below read them."""


@cache
def _unobservable(chart: Chart) -> dict[str, str]:
    name = cilium_objects.CONFIG_MAP if chart == "cilium" else ako_objects.CONFIG_MAP
    shown = {each.fact.name for each in fact_keys(chart) if each.value_key.config} | _READ_OTHERWISE
    reason = f"the ConfigMap {name} does not show it"
    found = {fact.name: reason for fact in definitions(chart) if fact.name not in shown}
    found[f"{OTHER_CILIUM if chart == 'cilium' else OTHER_AKO}*"] = reason
    return found


def cilium_facts_from_configmap(data: Mapping[str, str]) -> Facts:
    """The facts that a ConfigMap `cilium-config` of any minor says; `data` is its `data`.

    Nothing is raised: an `etcd-config` that cannot be read makes its facts unknown.
    """
    # of a minor with one key for mode and protocol the ConfigMap shows which it is
    minor = newest_minor_with(ROUTING_IN_ONE_KEY) if "tunnel" in data else None
    known: dict[str, Value] = {"cilium.installed": True}
    unknown: dict[str, str] = {}
    for each in fact_keys("cilium"):
        text = data.get(each.value_key.config) if each.value_key.config else None
        if text is not None and each.fact.name not in _READ_OTHERWISE:
            value = normalize(each.fact.kind, text)
            if value is not None:
                known[each.fact.name] = value
    known["eni.enabled"] = "ec2-api-endpoint" in data
    known["routing.tunnel"] = _tunnel(data)
    known["encryption.type"] = _encryption(data)
    _kvstore(data, known, unknown)
    unobservable = dict(_unobservable("cilium"))
    if minor is not None and "cni-exclusive" not in data:
        unobservable["cni.exclusive"] = (
            f"the ConfigMap {cilium_objects.CONFIG_MAP} of {minor} does not show it"
        )
    for name, default in {**defaults("cilium", minor, None), **UNSAID_BY_CONFIG}.items():
        if name not in unknown and name not in unobservable:
            known.setdefault(name, default)
    drop_inapplicable(known, unknown, minor)
    return Facts(known, unknown, unobservable)


def ako_facts_from_configmap(data: Mapping[str, str]) -> Facts:
    """The facts that a ConfigMap `avi-k8s-config` of any minor says; `data` is its `data`."""
    known: dict[str, Value] = {"ako.installed": True}
    for each in fact_keys("ako"):
        text = data.get(each.value_key.config) if each.value_key.config else None
        value = None if text is None else normalize(each.fact.kind, text)
        if value is not None:
            known[each.fact.name] = value
    unobservable = _unobservable("ako")
    for name, default in defaults("ako", None, None).items():
        if name not in unobservable:
            known.setdefault(name, default)
    drop_inapplicable_of_ako(known)
    return Facts(known, {}, unobservable)


def _tunnel(data: Mapping[str, str]) -> str:
    if "tunnel" in data:
        return data["tunnel"] or "vxlan"
    if data.get("routing-mode") == "native":
        return "disabled"
    return data.get("tunnel-protocol") or "vxlan"


def _encryption(data: Mapping[str, str]) -> str:
    for kind in ("ipsec", "wireguard", "ztunnel"):
        if data.get(f"enable-{kind}") == "true":
            return kind
    return "none"


def _kvstore(data: Mapping[str, str], known: dict[str, Value], unknown: dict[str, str]) -> None:
    known["kvstore.enabled"] = data.get("kvstore") == "etcd"
    if not known["kvstore.enabled"]:
        return
    try:
        config = load_kubernetes_yaml(data.get("etcd-config", ""))
    except DocumentError:
        config = None
    if isinstance(config, Mapping) and isinstance(config.get("endpoints"), list):
        endpoints = normalize("set", config["endpoints"])
        known["kvstore.endpoints"] = endpoints if endpoints is not None else ()
        known["kvstore.tls"] = "trusted-ca-file" in config
    else:
        reason = f"its etcd-config in the ConfigMap {cilium_objects.CONFIG_MAP} is not readable"
        unknown["kvstore.endpoints"] = unknown["kvstore.tls"] = reason
