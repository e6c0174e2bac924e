"""Conditions of changes of network interfaces in IPAM mode eni."""

from __future__ import annotations

from cilium_ako.catalogue.cilium import deny_list
from cilium_ako.changes.conditions.fact_values import cilium_release, elements
from cilium_ako.changes.conditions.registry import Change, combination, condition
from cilium_ako.changes.facts import Facts


@condition
def selection_widened(change: Change) -> bool:
    """Every subnet that could be chosen still can; an empty list chooses all."""
    old, new = set(elements(change.old)), set(elements(change.new))
    return not new or bool(old and old <= new)


@condition
def selection_narrowed(change: Change) -> bool:
    """A subnet that could be chosen no longer can."""
    return not selection_widened(change)


@condition
def tags_loosened(change: Change) -> bool:
    """No tag is asked for that was not; a subnet must have all tags of the list."""
    return set(elements(change.new)) <= set(elements(change.old))


@condition
def tags_tightened(change: Change) -> bool:
    """A tag is asked for that was not."""
    return not tags_loosened(change)


@combination
def prefixes_released_in_use(before: Facts, after: Facts) -> bool:
    """Prefix delegation and release of excess addresses, on a release that mixes them up."""
    del before
    becomes = cilium_release(after)
    return (
        after.get("eni.prefixDelegation") is True
        and after.get("eni.releaseExcess") is True
        and becomes is not None
        and deny_list.breaks("eni-prefix-delegation", becomes)
    )
