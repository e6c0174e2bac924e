"""Conditions of changes of the pools that nodes cut their ranges from."""

from __future__ import annotations

from ipaddress import ip_network

from cilium_ako.addresses.intervals import AddressRange, Network, contains, overlap
from cilium_ako.catalogue.facts import Value
from cilium_ako.changes.conditions.fact_values import elements
from cilium_ako.changes.conditions.registry import Change, combination, condition
from cilium_ako.changes.facts import Facts


def _networks(value: Value | None) -> list[AddressRange] | None:
    """The networks of a list; None where an element is none."""
    try:
        return [_range(text) for text in elements(value)]
    except ValueError:
        return None


def _range(text: str) -> AddressRange:
    network: Network = ip_network(text, strict=False)
    return AddressRange.of(network)


def _all_kept(change: Change) -> bool:
    """Every old element is still there, written as it was."""
    return set(elements(change.old)) <= set(elements(change.new))


def _in_place(change: Change) -> bool:
    old, new = elements(change.old), elements(change.new)
    return new[: len(old)] == old


def _overlapping(change: Change) -> bool:
    """Two of the new elements overlap, or one is no range."""
    networks = _networks(change.new)
    if networks is None:
        return True
    return any(
        overlap(one, other) for index, one in enumerate(networks) for other in networks[index + 1 :]
    )


@condition
def pools_appended(change: Change) -> bool:
    """Pools are appended that overlap neither each other nor the old ones."""
    return _all_kept(change) and _in_place(change) and not _overlapping(change)


@condition
def pools_appended_overlapping(change: Change) -> bool:
    """All old pools are there, and a new one overlaps another, or is no range."""
    return _all_kept(change) and _overlapping(change)


@condition
def pools_reordered(change: Change) -> bool:
    """All old pools are there, in another order."""
    return _all_kept(change) and not _in_place(change) and not _overlapping(change)


@condition
def pool_removed(change: Change) -> bool:
    """An old pool is gone, and nothing new lies where it was."""
    if _all_kept(change):
        return False
    new = _networks(change.new)
    lost = _networks(tuple(e for e in elements(change.old) if e not in elements(change.new)))
    if new is None or lost is None:
        return True
    return any(not any(overlap(gone, other) for other in new) for gone in lost)


@condition
def pool_changed(change: Change) -> bool:
    """An old pool is gone, and a new one lies where it was."""
    return not _all_kept(change) and not pool_removed(change)


@combination
def pool_outside_native_cidr(before: Facts, after: Facts) -> bool:
    """A pool is added outside the native routing CIDR, with native routing and masquerade."""
    return _outside(before, after, "ipam.pools", "routing.nativeCidr", "masquerade.enabled")


@combination
def pool_outside_native_cidr_ipv6(before: Facts, after: Facts) -> bool:
    """The same of an IPv6 pool."""
    return _outside(
        before, after, "ipam.poolsIpv6", "routing.nativeCidrIpv6", "masquerade.enabledIpv6"
    )


def _outside(before: Facts, after: Facts, pools: str, native: str, masquerade: str) -> bool:
    cidr = after.get(native)
    if after.get("routing.tunnel") != "disabled" or not isinstance(cidr, str):
        return False
    if after.get(masquerade) is not True:
        return False
    old = set(elements(before.get(pools)))
    added = tuple(each for each in elements(after.get(pools)) if each not in old)
    around, inside = _networks((cidr,)), _networks(added)
    if around is None or inside is None:
        return bool(added)
    return any(not contains(around[0], each) for each in inside)
