"""Where a live config differs from its stack, fact by fact.

Both sides are read by `cilium_ako.changes`, which also judges changes, so the doctor and the diff
never disagree on what a key means.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from cilium_ako.catalogue.facts import BY_NAME, Value
from cilium_ako.changes.classification import classify
from cilium_ako.changes.facts import Facts
from cilium_ako.changes.from_configmap import ako_facts_from_configmap
from cilium_ako.changes.hidden import without_hidden
from cilium_ako.changes.verdict import ClassifiedChange
from cilium_ako.doctor.cluster_view import ClusterView

_FAULT_OF: Final = {
    "ipam.mode": "ipam-mode-drift",
    "eni.enabled": "ipam-mode-drift",
    "ipam.pools": "pools-drift",
    "ipam.poolsIpv6": "pools-drift",
    "ipam.mask": "mask-drift",
    "ipam.maskIpv6": "mask-drift",
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
"""A fact, or the first word of facts, to the fault that its drift is; all others are other
drift."""


class Drift(NamedTuple):
    """One fact that a cluster and its stack do not agree on."""

    fact: str
    live: Value | None
    """None where the cluster has no such fact."""
    expected: Value | None
    """The stack's; None where it has no such fact."""
    remedy: ClassifiedChange | None
    """What the change does that makes the cluster as the stack says; None where nobody knows."""

    def __str__(self) -> str:
        impact = self.remedy.impact if self.remedy is not None else "of unknown effect"
        return (
            f"{self.fact} is {value_text(self.live)}, the stack has {value_text(self.expected)}"
            f" (mending it is {impact})"
        )


def value_text(value: Value | None) -> str:
    """A fact's value for a person."""
    if value is None:
        return "not there"
    if isinstance(value, tuple):
        return ", ".join(value) or "empty"
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value) or "empty"


def fault_of(fact: str) -> str:
    """The id of the fault that a fact's drift is."""
    found = _FAULT_OF.get(fact) or _FAULT_OF.get(fact.partition(".")[0])
    return found or ("ako-config-drift" if fact.startswith("ako.") else "config-drift")


@lru_cache(maxsize=2)
def drifts(view: ClusterView) -> tuple[Drift, ...]:
    """Every fact that differs, of Cilium and of AKO, where their ConfigMaps are there."""
    live = view.live_facts
    of_ako = []
    if view.observation.cilium_config is not None:
        of_ako.append(False)
    if view.ako is not None and view.observation.ako_config is not None:
        live = live.merged(ako_facts_from_configmap(view.ako_data))
        of_ako.append(True)
    # what an environment may say otherwise is no drift
    live, expected = without_hidden(live, view.stack_facts)
    remedies = {fact: each for each in classify(live, expected).changes for fact in each.facts}
    return tuple(
        Drift(fact, live.get(fact), expected.get(fact), remedies.get(fact))
        for fact in _differing(live, expected)
        if fact.startswith("ako.") in of_ako
    )


def _differing(live: Facts, expected: Facts) -> Iterator[str]:
    comparable = {
        fact
        for fact in {*live.known, *expected.known}
        if live.why_unknown(fact) is None and expected.why_unknown(fact) is None
    }
    differing = {fact for fact in comparable if live.get(fact) != expected.get(fact)}
    for fact in sorted(differing):
        row = BY_NAME.get(fact)
        if row is None:
            continue
        absent = fact not in live.known or fact not in expected.known
        # what came or went with another fact is that other fact's drift
        if absent and (row.config_only or differing.intersection(row.depends_on)):
            continue
        # its default hangs on a version that a ConfigMap does not show
        if absent and any(live.why_unobservable(each) is not None for each in row.depends_on):
            continue
        yield fact
