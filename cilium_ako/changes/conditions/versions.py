"""Conditions of changes of Cilium's version, and of what an upgrade is told to keep."""

from __future__ import annotations

from typing import Final, NamedTuple

from cilium_ako.catalogue.cilium import deny_list, features
from cilium_ako.changes.conditions.fact_values import cilium_release, release_of
from cilium_ako.changes.conditions.registry import Change, combination, condition
from cilium_ako.changes.facts import Facts


class _Step(NamedTuple):
    """How far a version goes, downwards as negative numbers."""

    minors: int
    patches: int
    """Only of a meaning where the minor stays."""
    leaves_major: bool


def _step(change: Change) -> _Step | None:
    """The step between two releases; None where one is not known."""
    old, new = release_of(change.old), release_of(change.new)
    if old is None or new is None:
        return None
    return _Step(new.minor - old.minor, new.patch - old.patch, old.major != new.major)


def _minors(change: Change) -> int | None:
    """How many minors up; None where the major changes or a release is not known."""
    step = _step(change)
    return None if step is None or step.leaves_major else step.minors


@condition
def patch_up(change: Change) -> bool:
    """A later patch of the same minor."""
    step = _step(change)
    return step is not None and _minors(change) == 0 and step.patches >= 0


@condition
def patch_down(change: Change) -> bool:
    """An earlier patch of the same minor."""
    step = _step(change)
    return step is not None and _minors(change) == 0 and step.patches < 0


_L7_IN_USE: Final = ("ingressController", "gatewayAPI", "envoyConfig")


@condition
def minor_up_with_ingress(change: Change) -> bool:
    """One minor up, with Cilium's own Ingress or Gateway in use."""
    in_use = any(change.before.get(fact) is True for fact in _L7_IN_USE)
    return _minors(change) == 1 and in_use


@condition
def minor_up(change: Change) -> bool:
    """One minor up, without them."""
    return _minors(change) == 1 and not minor_up_with_ingress(change)


@condition
def minor_down(change: Change) -> bool:
    """One minor down."""
    return _minors(change) == -1


@condition
def minors_skipped(change: Change) -> bool:
    """Further than to a neighbour, or to another major."""
    step = _step(change)
    return step is not None and (step.leaves_major or abs(step.minors) > 1)


@combination
def node_config_not_migrated(before: Facts, after: Facts) -> bool:
    """From an older minor to a release whose operator stops at the first CiliumNodeConfigs."""
    was, becomes = cilium_release(before), cilium_release(after)
    faulty = deny_list.NODE_CONFIG_NOT_MIGRATED
    if was is None or becomes is None:
        return False
    return faulty.is_in(becomes) and was < faulty.since


def _followed(value: object) -> bool:
    """Whether everything that an `upgradeCompatibility` flips is a fact of its own."""
    if value in ("", None):
        return True
    release = release_of(value)
    return release is not None and release >= features.OLDEST_COMPATIBILITY


@condition
def compatibility_followed(change: Change) -> bool:
    """Everything that it flips, before and after, is a fact of its own."""
    return _followed(change.old) and _followed(change.new)


@condition
def compatibility_not_followed(change: Change) -> bool:
    """On one side it is too old, or no release: it flips more than is followed here."""
    return not compatibility_followed(change)
