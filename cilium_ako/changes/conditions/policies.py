"""Conditions of changes of how much policies are enforced."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.facts import OTHER_CILIUM
from cilium_ako.changes.conditions.fact_values import upgrade_brings
from cilium_ako.changes.conditions.registry import Change, combination, condition
from cilium_ako.changes.facts import Facts

_MODES: Final = ("never", "default", "always")
"""`policyEnforcementMode`, from loose to strict."""


@condition
def policy_loosened(change: Change) -> bool:
    """Less is enforced."""
    if change.old not in _MODES or change.new not in _MODES:
        return False
    return _MODES.index(str(change.new)) < _MODES.index(str(change.old))


@condition
def policy_tightened(change: Change) -> bool:
    """More is enforced, or a mode is not known."""
    return not policy_loosened(change)


def in_mesh(facts: Facts) -> bool:
    """Whether the release's values connect the cluster with others, or let others connect."""
    names = ("clustermesh.config", "clustermesh.apiServer")
    return any(facts.get(name) is True for name in names)


def _says(facts: Facts, key: str) -> bool:
    return facts.get(f"{OTHER_CILIUM}{key}") is not None


@combination
def policies_become_local(before: Facts, after: Facts) -> bool:
    """In a mesh, to a minor whose policies are local where nobody says that they are not."""
    brings = upgrade_brings(before, after, features.POLICIES_LOCAL_TO_CLUSTER)
    if not brings or not in_mesh(before):
        return False
    return after.get("policyDefaultLocalCluster") is None


@combination
def authentication_goes_off(before: Facts, after: Facts) -> bool:
    """With SPIRE, to a minor without mutual authentication where nobody asks for it."""
    if not upgrade_brings(before, after, features.NO_MUTUAL_AUTHENTICATION):
        return False
    on = before.get("authentication.spire") is True
    return on and not _says(after, "authentication.enabled")
