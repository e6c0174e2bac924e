"""Conditions of changes of routing, tunnels, MTU and masquerade."""

from __future__ import annotations

from cilium_ako.catalogue.cilium import features
from cilium_ako.changes.conditions.fact_values import number_of, on_both_sides
from cilium_ako.changes.conditions.general import number_lowered, switched_on
from cilium_ako.changes.conditions.registry import Change, condition


@condition
def routing_mode_switched(change: Change) -> bool:
    """From a tunnel to native routing, or back."""
    return (change.old == "disabled") != (change.new == "disabled")


@condition
def tunnel_changed(change: Change) -> bool:
    """Another tunnel protocol, or another port."""
    return change.fact != "routing.tunnel" or not routing_mode_switched(change)


@condition
def mtu_lowered_unseen_by_pods(change: Change) -> bool:
    """Not surely raised (0 is worked out by the agent), and running pods may keep the old one."""
    old, new = number_of(change.old), number_of(change.new)
    raised = bool(old) and bool(new) and not number_lowered(change)
    return not raised and not on_both_sides(change, features.MTU_OF_RUNNING_PODS)


@condition
def mtu_raised_or_seen_by_pods(change: Change) -> bool:
    """Surely raised, or running pods are told."""
    return not mtu_lowered_unseen_by_pods(change)


@condition
def masquerade_in_use(change: Change) -> bool:
    """Masquerade is on, before or after, or not known."""
    ipv6 = change.fact == "routing.nativeCidrIpv6"
    switch = "masquerade.enabledIpv6" if ipv6 else "masquerade.enabled"
    return any(each.get(switch) is not False for each in (change.before, change.after))


@condition
def switched_on_with_tunnel(change: Change) -> bool:
    """It becomes true where there is a tunnel, or may be."""
    return switched_on(change) and any(
        each.get("routing.tunnel") != "disabled" for each in (change.before, change.after)
    )


@condition
def switched_on_without_tunnel(change: Change) -> bool:
    """It becomes true with native routing."""
    return switched_on(change) and not switched_on_with_tunnel(change)
