"""Conditions of changes of AKO: its version, and whether what it made is still in place."""

from __future__ import annotations

from cilium_ako.catalogue.ako.features import EXISTING_SECRET, LONE_AKO_WITHOUT_LEASE
from cilium_ako.catalogue.ako.objects import EXTERNAL
from cilium_ako.changes.conditions.fact_values import release_of
from cilium_ako.changes.conditions.general import disappears
from cilium_ako.changes.conditions.registry import Change, condition


def _version_up(change: Change) -> bool:
    old, new = release_of(change.old), release_of(change.new)
    return old is not None and new is not None and new > old


def _version_down(change: Change) -> bool:
    """An earlier release, or the same written otherwise."""
    old, new = release_of(change.old), release_of(change.new)
    return old is not None and new is not None and new <= old


def _secret_changes_hands(change: Change) -> bool:
    """On one side the chart makes the Secret with the credentials, on the other it does not."""
    sides = [release_of(change.old), release_of(change.new)]
    return len({side is not None and EXISTING_SECRET.is_in(side) for side in sides}) > 1


def _others_own_the_secret(change: Change) -> bool:
    return change.after.get("ako.credentials") == EXTERNAL


@condition
def version_up_one_owner(change: Change) -> bool:
    """A later release, and the Secret's owner stays."""
    return _version_up(change) and not _secret_changes_hands(change)


@condition
def secret_leaves_helm(change: Change) -> bool:
    """A later release whose chart leaves the Secret to this program."""
    handed = _version_up(change) and _secret_changes_hands(change)
    return handed and not _others_own_the_secret(change)


@condition
def secret_lost(change: Change) -> bool:
    """A later release whose chart leaves the Secret to others, whom Helm does not know."""
    handed = _version_up(change) and _secret_changes_hands(change)
    return handed and _others_own_the_secret(change)


@condition
def version_down_one_owner(change: Change) -> bool:
    """An earlier release, and the Secret's owner stays."""
    return _version_down(change) and not _secret_changes_hands(change)


@condition
def secret_returns_to_helm(change: Change) -> bool:
    """An earlier release whose chart makes the Secret."""
    return _version_down(change) and _secret_changes_hands(change)


@condition
def credentials_left_to_others(change: Change) -> bool:
    """Somebody else provides the Secret from now on."""
    return change.new == EXTERNAL


@condition
def credentials_stay_here(change: Change) -> bool:
    """They are, or become, those of the stack's config."""
    return not credentials_left_to_others(change)


@condition
def second_ako_leads(change: Change) -> bool:
    """A second replica comes beside a single one that holds no lease."""
    release = release_of(change.after.get("ako.version"))
    lone = release is None or LONE_AKO_WITHOUT_LEASE.is_in(release)
    return lone and change.old == 1 and change.new != 0


@condition
def one_ako_leads(change: Change) -> bool:
    """Any other number of replicas."""
    return not second_ako_leads(change)


@condition
def ako_objects_deleted(change: Change) -> bool:
    """AKO was told to delete what it made, in a change before this one."""
    return change.before.get("ako.deleteConfig") is True


@condition
def ako_objects_remain(change: Change) -> bool:
    """AKO was not told so: its objects are still there."""
    return not ako_objects_deleted(change)


@condition
def ako_removed_with_objects(change: Change) -> bool:
    """AKO goes, and its objects are still there."""
    return disappears(change) and ako_objects_remain(change)


@condition
def ako_removed_without_objects(change: Change) -> bool:
    """AKO goes, and its objects went before."""
    return disappears(change) and ako_objects_deleted(change)
