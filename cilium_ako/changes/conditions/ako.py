"""Conditions of changes of AKO: its version, and whether what it made is still in place."""

from __future__ import annotations

from cilium_ako.changes.conditions.fact_values import release_of
from cilium_ako.changes.conditions.general import disappears
from cilium_ako.changes.conditions.registry import Change, condition


@condition
def version_up(change: Change) -> bool:
    """A later release."""
    old, new = release_of(change.old), release_of(change.new)
    return old is not None and new is not None and new > old


@condition
def version_down(change: Change) -> bool:
    """An earlier release, or the same written otherwise."""
    old, new = release_of(change.old), release_of(change.new)
    return old is not None and new is not None and new <= old


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
