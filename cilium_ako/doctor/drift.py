"""Where a live config differs from its stack, fact by fact, in the words of `changes`.

Both sides are read by the room that also judges changes, so the doctor and the diff never
disagree on what a key means.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from cilium_ako.catalogue.cilium.value_keys import CONFIG_BESIDE
from cilium_ako.catalogue.facts import BY_NAME, Value
from cilium_ako.changes.classification import classify
from cilium_ako.changes.fact_keys import rows
from cilium_ako.changes.facts import NO_FACTS, Facts
from cilium_ako.changes.from_configmap import ako_facts_from_configmap, cilium_facts_from_configmap
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.changes.verdict import ClassifiedChange
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
    mending: ClassifiedChange | None
    """What the change does that makes the cluster as the stack says; None where nobody knows."""

    def __str__(self) -> str:
        effect = self.mending.effect if self.mending is not None else "of unknown effect"
        return (
            f"{self.fact} is {shown(self.live)}, the stack has {shown(self.wanted)}"
            f" (mending it is {effect})"
        )


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


@lru_cache(maxsize=2)
def differences(scene: Scene) -> tuple[Difference, ...]:
    """Every fact that differs, of Cilium and of AKO, where their ConfigMaps are there."""
    live = NO_FACTS
    parts = []
    if scene.seen.cilium_config is not None:
        live = live.joined(cilium_facts_from_configmap(scene.data))
        parts.append(False)
    if scene.ako is not None and scene.seen.ako_config is not None:
        live = live.joined(ako_facts_from_configmap(scene.ako_data))
        parts.append(True)
    wanted = facts_from_stack(scene.stack)
    mending = {fact: each for each in classify(live, wanted).changes for fact in each.facts}
    return tuple(
        Difference(fact, live.get(fact), wanted.get(fact), mending.get(fact))
        for fact in _differing(live, wanted)
        if fact.startswith("ako.") in parts
    )


def _differing(live: Facts, wanted: Facts) -> Iterator[str]:
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
        # what came or went with another fact is that other fact's difference
        if absent and (row.declared or differing.intersection(row.follows)):
            continue
        # its default hangs on a version that a ConfigMap does not show
        if absent and any(live.why_blind(each) is not None for each in row.follows):
            continue
        yield fact


@lru_cache(maxsize=1)
def decided_keys() -> frozenset[str]:
    """Every key of cilium-config that a stack decides or watches."""
    return frozenset(row.spelling.config for row in rows("cilium")) - {""} | CONFIG_BESIDE.keys()
