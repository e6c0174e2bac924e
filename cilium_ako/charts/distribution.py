"""What a stack's distribution tells the Cilium chart, below the stack's own values."""

from __future__ import annotations

from cilium_ako.catalogue.cilium.distribution_keys import DISTRIBUTION_KEYS
from cilium_ako.catalogue.distributions import BY_NAME
from cilium_ako.charts.helm_values import DerivedFacts, Values, to_helm_values
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster


def distribution_values(cluster: Cluster, cilium: Cilium) -> Values:
    """The Helm values that the distribution's nodes need; empty without a distribution."""
    facts = distribution_facts(cluster, cilium)
    return to_helm_values(facts, DISTRIBUTION_KEYS, cilium.version.minor_release)


def distribution_facts(cluster: Cluster, cilium: Cilium) -> DerivedFacts:
    """The same by the names of `catalogue.cilium.distribution_keys`."""
    if cluster.distribution is None:
        return {}
    mode = cilium.effective_routing.mode
    return {
        each.fact: list(each.value) if isinstance(each.value, tuple) else each.value
        for each in BY_NAME[cluster.distribution].values
        if each.routing in ("", mode)
    }
