"""Conditions of changes of network interfaces in IPAM mode eni."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.addresses.intervals import contains, parse_range
from cilium_ako.catalogue.aws.operator_permissions import CALLS, Switch
from cilium_ako.catalogue.cilium import deny_list, features
from cilium_ako.catalogue.release import Release
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


@condition
def vpc_range_added(change: Change) -> bool:
    """Every range of the VPC is still there, and none of them comes to be masqueraded."""
    return _ranges_kept(change) and not _masquerades_range(change)


@condition
def vpc_range_added_masqueraded(change: Change) -> bool:
    """The same, and agents masquerade what they do not know to be of the VPC."""
    return _ranges_kept(change) and _masquerades_range(change)


@condition
def vpc_range_removed(change: Change) -> bool:
    """A range of the VPC is no longer there."""
    return not _ranges_kept(change)


@condition
def pod_subnets_added(change: Change) -> bool:
    """Every subnet is still there."""
    return _ranges_kept(change)


@condition
def pod_subnets_removed(change: Change) -> bool:
    """A subnet is no longer there."""
    return not _ranges_kept(change)


def _ranges_kept(change: Change) -> bool:
    return set(elements(change.old)) <= set(elements(change.new))


def _masquerades_range(change: Change) -> bool:
    """Whether agents masquerade, and the range that they leave out does not hold all of the VPC."""
    if change.after.get("masquerade.enabled") is not True:
        return False
    native = parse_range(str(change.after.get("routing.nativeCidr") or ""))
    ranges = [each for text in elements(change.new) if (each := parse_range(text)) is not None]
    return not (
        native is not None and all(contains(native, each) for each in ranges if each.family == 4)
    )


@combination
def policy_widened(before: Facts, after: Facts) -> bool:
    """The operator makes a call to EC2 that it did not make."""
    was, becomes = _calls(before), _calls(after)
    return was is not None and becomes is not None and bool(becomes - was)


@combination
def policy_narrowed(before: Facts, after: Facts) -> bool:
    """The operator makes no more a call to EC2 that it made."""
    was, becomes = _calls(before), _calls(after)
    return was is not None and becomes is not None and bool(was - becomes)


_UNSEEN: Final[frozenset[Switch]] = frozenset({"tags", "delete-on-termination", "static-addresses"})
"""What no fact says: taken for on, on both sides."""


def _calls(facts: Facts) -> frozenset[str] | None:
    """The calls that an operator makes; None without eni, and where its release is not known."""
    version = cilium_release(facts)
    if version is None or facts.get("ipam.mode") != "eni":
        return None
    switched = {*_UNSEEN, *_switches(facts, version)}
    return frozenset(call.action for call in CALLS if call.is_made(version, switched))


def _switches(facts: Facts, version: Release) -> Iterator[Switch]:
    if facts.get("eni.releaseExcess") is True:
        yield "release"
    if elements(facts.get("eni.instanceTags")):
        yield "instance-tags"
    if facts.get("ipv6") is True:
        yield "ipv6"
    if features.ENI_LIMITS_ASKED.is_in(version):
        yield "adapter-limits"
