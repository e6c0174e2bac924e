"""Conditions of changes of a cluster's membership in a mesh."""

from __future__ import annotations

from collections.abc import Mapping

from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.facts import Value
from cilium_ako.changes.conditions.fact_values import cilium_release, elements
from cilium_ako.changes.conditions.policies import in_mesh
from cilium_ako.changes.conditions.registry import Change, condition
from cilium_ako.changes.facts import Facts
from cilium_ako.config.types import is_address


@condition
def mesh_begins(change: Change) -> bool:
    """A cluster opens itself to a mesh, or begins to connect with it."""
    return change.new is True


@condition
def mesh_ends(change: Change) -> bool:
    """It ceases to."""
    return not mesh_begins(change)


def _places(value: Value | None) -> Mapping[str, str]:
    """Peers by name, each with address and port, as the fact has them (`name=address:port`)."""
    return dict(each.partition("=")[::2] for each in elements(value))


@condition
def peers_removed(change: Change) -> bool:
    """A peer is gone, whatever else changes."""
    return bool(_places(change.old).keys() - _places(change.new).keys())


@condition
def peers_moved(change: Change) -> bool:
    """No peer is gone, and one is elsewhere."""
    before, after = _places(change.old), _places(change.new)
    moved = any(name in after and after[name] != place for name, place in before.items())
    return moved and not peers_removed(change)


@condition
def peers_added(change: Change) -> bool:
    """Peers come, and no other is touched."""
    return not peers_removed(change) and not peers_moved(change)


@condition
def peers_in_pods(change: Change) -> bool:
    """A peer comes, goes or moves that agents of old releases know by an alias in their pod."""
    before, after = _places(change.old), _places(change.new)
    changed = {
        place
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
        for place in (before.get(name, ""), after.get(name, ""))
    }
    by_address = any(is_address(place.rpartition(":")[0]) for place in changed)
    release = cilium_release(change.after)
    return by_address and (release is None or not features.MESH_PEERS_IN_SECRETS.is_in(release))


def _are_local(facts: Facts, said: Value | None) -> bool:
    """Whether policies that name no cluster select their own alone, said or by default."""
    if said is not None:
        return said is True
    release = cilium_release(facts)
    return release is not None and features.POLICIES_LOCAL_TO_CLUSTER.is_in(release)


@condition
def policies_turn_local(change: Change) -> bool:
    """In a mesh, policies cease to reach other clusters."""
    was, becomes = _are_local(change.before, change.old), _are_local(change.after, change.new)
    return in_mesh(change.before) and becomes and not was


@condition
def policies_turn_wide(change: Change) -> bool:
    """In a mesh, policies begin to reach other clusters."""
    was, becomes = _are_local(change.before, change.old), _are_local(change.after, change.new)
    return in_mesh(change.before) and was and not becomes


@condition
def policies_mean_the_same(change: Change) -> bool:
    """Outside of a mesh, or where only what is the default is said by name."""
    return not policies_turn_local(change) and not policies_turn_wide(change)
