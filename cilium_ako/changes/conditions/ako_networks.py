"""Conditions of changes of AKO's networks and of what its pools hold."""

from __future__ import annotations

from cilium_ako.changes.conditions.registry import Change, condition


@condition
def nodes_become_members(change: Change) -> bool:
    """Pools held pods, and hold nodes from now on."""
    return change.old == "ClusterIP"


@condition
def pods_become_members(change: Change) -> bool:
    """Pools held nodes, or it is not known."""
    return not nodes_become_members(change)
