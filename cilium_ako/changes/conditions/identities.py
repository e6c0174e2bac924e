"""Conditions of changes of identities and of the objects that announce endpoints."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.cilium import features
from cilium_ako.changes.conditions.fact_values import on_both_sides
from cilium_ako.changes.conditions.policies import in_mesh
from cilium_ako.changes.conditions.registry import Change, condition

_STORES: Final = ("crd", "doublewrite-readcrd", "doublewrite-readkvstore", "kvstore")
"""Neighbours hold the same identities, where Cilium can write to both stores."""


@condition
def identity_store_step(change: Change) -> bool:
    """One step between neighbours, with the kvstore on, and agents that know double write."""
    if change.old not in _STORES or change.new not in _STORES:
        return False
    stored = all(each.get("kvstore.enabled") is True for each in (change.before, change.after))
    apart = _STORES.index(str(change.old)) - _STORES.index(str(change.new))
    return abs(apart) == 1 and stored and on_both_sides(change, features.DOUBLE_WRITE)


@condition
def identity_store_leap(change: Change) -> bool:
    """Any other change of where identities are."""
    return not identity_store_step(change)


@condition
def one_side_restarts_first(change: Change) -> bool:
    """Only the side that must be first restarts: the operator when it writes from now on."""
    if change.fact == "identityManagement":
        operator_writes = change.new == "operator"
    else:
        operator_writes = change.new is True
    waits = "rollOut.agents" if operator_writes else "rollOut.operator"
    goes = "rollOut.operator" if operator_writes else "rollOut.agents"
    return change.after.get(waits) is False and change.after.get(goes) is True


@condition
def both_sides_restart(change: Change) -> bool:
    """Operator and agents restart together, or the wrong side does, or none."""
    return not one_side_restarts_first(change)


def _renamed(change: Change) -> bool:
    return change.before.get("cluster.name") != change.after.get("cluster.name")


@condition
def cluster_renamed(change: Change) -> bool:
    """Outside of a mesh the cluster gets another name, whatever its id is."""
    return _renamed(change) and not in_mesh(change.before)


@condition
def cluster_renumbered(change: Change) -> bool:
    """Outside of a mesh the cluster gets another id, and keeps its name."""
    return not _renamed(change) and not in_mesh(change.before)


@condition
def member_renamed(change: Change) -> bool:
    """A member of a mesh gets another name or id."""
    return in_mesh(change.before)
