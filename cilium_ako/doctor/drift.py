"""Where a live config differs from its stack, fact by fact, in the words of `changes`.

Both sides are read by the room that also judges changes, so the doctor and the diff never
disagree on what a key means.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from cilium_ako.catalogue.watched_facts import BY_NAME, Value
from cilium_ako.changes.facts import Facts
from cilium_ako.changes.from_live import ako_facts_from_config, cilium_facts_from_config
from cilium_ako.changes.from_values import facts_from_values
from cilium_ako.changes.rows import rows
from cilium_ako.charts.ako import ako_values
from cilium_ako.charts.cilium import cilium_values
from cilium_ako.charts.overrides import merged
from cilium_ako.doctor.scene import Scene

_CHECK_OF: Final = {
    "ipam.mode": "ipam-mode-drift",
    "eni.enabled": "ipam-mode-drift",
    "ipam.pools": "pools-drift",
    "ipam.mask": "mask-drift",
    "routing": "routing-drift",
    "masquerade": "masquerade-drift",
    "kubeProxyReplacement": "kube-proxy-replacement-drift",
    "kvstore": "kvstore-drift",
    "identityAllocation": "identity-mode-drift",
    "encryption.type": "encryption-drift",
    "sctp": "sctp-drift",
    "ako.cniPlugin": "ako-cni-plugin",
    "ako.disableStaticRouteSync": "ako-route-sync",
    "ako.serviceType": "ako-service-type",
    "ako.t1lr": "ako-vip-networks",
    "ako.deleteConfig": "ako-deletes",
}
"""Fact, or beginning of facts, to the check that tells of it; all others are other drift."""


class Difference(NamedTuple):
    """One fact that a cluster and its stack do not agree on."""

    fact: str
    live: Value | None
    wanted: Value | None

    def __str__(self) -> str:
        return f"{self.fact} is {shown(self.live)}, the stack has {shown(self.wanted)}"


def shown(value: Value | None) -> str:
    """A fact's value for a person."""
    if value is None:
        return "not there"
    if isinstance(value, tuple):
        return ", ".join(value) or "empty"
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value) or "empty"


def check_of(fact: str) -> str:
    """The check that tells of a fact."""
    found = _CHECK_OF.get(fact) or _CHECK_OF.get(fact.partition(".")[0])
    return found or ("ako-config-drift" if fact.startswith("ako.") else "config-drift")


def wanted_cilium(scene: Scene) -> Facts:
    """What the stack makes of Cilium."""
    cilium = scene.cilium
    derived = cilium_values(scene.cluster, cilium, scene.ako)
    return facts_from_values(
        "cilium", merged(derived, cilium.values), str(cilium.version), "kube-system/cilium"
    )


def wanted_ako(scene: Scene) -> Facts | None:
    """What the stack makes of AKO; None without AKO."""
    ako = scene.ako
    if ako is None:
        return None
    derived = ako_values(scene.cluster, scene.cilium, ako)
    return facts_from_values(
        "ako", merged(derived, ako.values), str(ako.version), "avi-system/ako"
    )


@lru_cache(maxsize=2)
def cilium_differences(scene: Scene) -> tuple[Difference, ...]:
    """Every fact of Cilium that differs."""
    if scene.seen.cilium_config is None:
        return ()
    return tuple(_differences(cilium_facts_from_config(scene.data), wanted_cilium(scene)))


@lru_cache(maxsize=2)
def ako_differences(scene: Scene) -> tuple[Difference, ...]:
    """Every fact of AKO that differs."""
    wanted = wanted_ako(scene)
    if wanted is None or scene.seen.ako_config is None:
        return ()
    return tuple(_differences(ako_facts_from_config(scene.ako_data), wanted))


def _differences(live: Facts, wanted: Facts) -> Iterator[Difference]:
    told = {
        fact
        for fact in {*live.known, *wanted.known}
        if live.why_unknown(fact) is None and wanted.why_unknown(fact) is None
    }
    differing = {fact for fact in told if live.get(fact) != wanted.get(fact)}
    for fact in sorted(differing):
        row = BY_NAME.get(fact)
        if row is None:
            continue
        absent = fact not in live.known or fact not in wanted.known
        if absent and (row.declared or differing.intersection(row.follows)):
            continue
        yield Difference(fact, live.get(fact), wanted.get(fact))


@lru_cache(maxsize=1)
def decided_keys() -> frozenset[str]:
    """Every key of cilium-config that a stack decides or watches."""
    told = {"enable-ipsec", "enable-wireguard", "kvstore", "kvstore-opt", "etcd-config"}
    return frozenset(told.union(row.spelling.config for row in rows("cilium"))) - {""}
