"""What each release of a stack is given: derived values, with the stack's own."""

from __future__ import annotations

from cilium_ako.charts.ako import ako_values
from cilium_ako.charts.cilium import cilium_values
from cilium_ako.charts.overrides import merged
from cilium_ako.charts.spelling import Values
from cilium_ako.settings.stack import Stack


def helm_values(stack: Stack) -> dict[str, Values]:
    """The Helm values of each release of a stack, by chart; credentials are not among them.

    Empty where the stack's cluster or Cilium did not parse.
    """
    cluster, cilium, ako = stack.cluster, stack.cilium, stack.ako
    if cluster is None or cilium is None:
        return {}
    found: dict[str, Values] = {
        "cilium": merged(cilium_values(cluster, cilium, ako), cilium.values)
    }
    if ako is not None:
        found["ako"] = merged(ako_values(cluster, cilium, ako), ako.values)
    return found
