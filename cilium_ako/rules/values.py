"""Rules about single Helm values that a chart takes and an agent, or good sense, refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue.charts.secret_names import SECRET_VALUES
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.helm_value import is_off, value_at
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_IPTABLES: Final = ("extraConfig", "install-iptables-rules")


@rule("secret-in-values")
def secret_in_values(cilium: Cilium) -> Iterator[Finding]:
    """A private key stands in the Helm values; its text is never shown."""
    for dotted in SECRET_VALUES["cilium"]:
        keys = dotted.split(".")
        if value_at(cilium.values, *keys) not in (None, ""):
            path = key_path("cilium", "values", *keys)
            yield Finding(path, f"{dotted} stands in the stack file in clear", removed(path))


@rule("hubble-relay")
def hubble_relay(cilium: Cilium) -> Iterator[Finding]:
    """Hubble Relay is on, and Hubble is off."""
    if cilium.hubble.relay and not cilium.hubble.enabled:
        path = key_path("cilium", "hubble", "relay")
        yield Finding(path, "Hubble Relay is on and Hubble is off", set_to(path, "false"))


@rule("hubble-ui")
def hubble_ui(cilium: Cilium) -> Iterator[Finding]:
    """Hubble's user interface is on, and its relay is off."""
    if cilium.hubble.ui and not cilium.hubble.relay:
        path = key_path("cilium", "hubble", "relay")
        yield Finding(
            key_path("cilium", "hubble", "ui"),
            "Hubble's user interface is on and its relay is off",
            set_to(path, "true"),
        )


def _word(cilium: Cilium, known: tuple[str, ...], *keys: str) -> Iterator[Finding]:
    given = value_at(cilium.values, *keys)
    if given is None or given == "":
        return
    if not isinstance(given, str) or given.lower() not in known:
        path = key_path("cilium", "values", *keys)
        yield Finding(
            path,
            f"{'.'.join(keys)} is none of {', '.join(known)}",
            f"{set_to(path, known[0])}  (or {', '.join(known[1:])})",
        )


@rule("monitor-aggregation")
def monitor_aggregation(cilium: Cilium) -> Iterator[Finding]:
    """bpf.monitorAggregation is a word that agents refuse."""
    return _word(cilium, ("medium", "none", "low", "maximum"), "bpf", "monitorAggregation")


@rule("ingress-load-balancer-mode")
def ingress_load_balancer_mode(cilium: Cilium) -> Iterator[Finding]:
    """ingressController.loadbalancerMode is a word that the operator does not know."""
    return _word(cilium, ("dedicated", "shared"), "ingressController", "loadbalancerMode")


@rule("l7-without-iptables")
def l7_without_iptables(cilium: Cilium) -> Iterator[Finding]:
    """The L7 proxy is on, and agents write no iptables rules."""
    if cilium.l7_proxy and is_off(value_at(cilium.values, *_IPTABLES)):
        path = key_path("cilium", "values", *_IPTABLES)
        yield Finding(path, "iptables rules are off and the L7 proxy is on", removed(path))


@rule("replacement-without-iptables")
def replacement_without_iptables(cilium: Cilium) -> Iterator[Finding]:
    """kube-proxy is replaced, or eBPF masquerades, and agents write no iptables rules."""
    if (
        not cilium.l7_proxy
        and (cilium.kube_proxy_replacement or (cilium.masquerade.bpf and cilium.masquerades))
        and is_off(value_at(cilium.values, *_IPTABLES))
    ):
        path = key_path("cilium", "values", *_IPTABLES)
        what = "kube-proxy replacement" if cilium.kube_proxy_replacement else "eBPF masquerading"
        yield Finding(path, f"iptables rules are off and {what} is on", removed(path))


@rule("ipv4-off")
def ipv4_off(cilium: Cilium) -> Iterator[Finding]:
    """IPv4 is off, and pods have ranges of it."""
    if cilium.has_ipv4 and is_off(value_at(cilium.values, "ipv4", "enabled")):
        path = key_path("cilium", "values", "ipv4", "enabled")
        yield Finding(path, "IPv4 is switched off and pods have IPv4 ranges", removed(path))
