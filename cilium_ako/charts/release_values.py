"""What each release of a stack is given: derived values with the stack's own."""

from __future__ import annotations

from cilium_ako.catalogue.ako import value_keys as ako_keys
from cilium_ako.catalogue.cilium import value_keys as cilium_keys
from cilium_ako.charts.ako import ako_values
from cilium_ako.charts.cilium import cilium_values
from cilium_ako.charts.distribution import distribution_values
from cilium_ako.charts.features import said_by_config
from cilium_ako.charts.helm_values import Values
from cilium_ako.charts.user_values import merge_user_values, without_overridden_preferences
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.stack import Stack


def helm_values(stack: Stack) -> dict[str, Values]:
    """The Helm values of each release of a stack, by chart; credentials are not among them.

    Empty where the stack's cluster or Cilium did not parse.
    """
    cluster, cilium, ako = stack.cluster, stack.cilium, stack.ako
    if cluster is None or cilium is None:
        return {}
    found = {"cilium": cilium_release_values(cluster, cilium, ako)}
    if ako is not None:
        found["ako"] = ako_release_values(cluster, cilium, ako)
    return found


def cilium_release_values(cluster: Cluster, cilium: Cilium, ako: Ako | None) -> Values:
    """The Helm values of Cilium's release.

    What the distribution's nodes need lies below a stack's own values, what is decided above them.
    """
    own = merge_user_values(cilium.values, distribution_values(cluster, cilium))
    derived = cilium_values(cluster, cilium, ako)
    kept = without_overridden_preferences(
        derived, cilium_keys.VALUE_KEYS, cilium.values, said_by_config(cilium)
    )
    return merge_user_values(kept, own)


def ako_release_values(cluster: Cluster, cilium: Cilium, ako: Ako) -> Values:
    """The Helm values of AKO's release, without credentials."""
    derived = ako_values(cluster, cilium, ako)
    kept = without_overridden_preferences(derived, ako_keys.VALUE_KEYS, ako.values)
    return merge_user_values(kept, ako.values)
