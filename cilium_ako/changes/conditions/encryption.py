"""Conditions of changes of the kind of encryption."""

from __future__ import annotations

from cilium_ako.changes.conditions.fact_values import elements
from cilium_ako.changes.conditions.registry import Change, condition


@condition
def encryption_begins(change: Change) -> bool:
    """From none to some, but WireGuard."""
    return change.old == "none" and change.new != "wireguard"


@condition
def wireguard_begins(change: Change) -> bool:
    """From none to WireGuard."""
    return change.old == "none" and change.new == "wireguard"


@condition
def encryption_ends(change: Change) -> bool:
    """From some to none."""
    return change.new == "none"


@condition
def encryption_swapped(change: Change) -> bool:
    """From one kind to another."""
    return change.old != "none" and not encryption_ends(change)


def _joins(change: Change, kind: str) -> bool:
    more = set(elements(change.new)) - set(elements(change.old))
    return bool(more) and change.after.get("encryption.type") == kind


@condition
def nodes_join_wireguard(change: Change) -> bool:
    """Nodes may come in more ranges, and WireGuard encrypts to them."""
    return _joins(change, "wireguard")


@condition
def nodes_join_ipsec(change: Change) -> bool:
    """The same with IPsec."""
    return _joins(change, "ipsec")


@condition
def nodes_need_no_key(change: Change) -> bool:
    """Ranges go, or nothing encrypts."""
    return not nodes_join_wireguard(change) and not nodes_join_ipsec(change)
