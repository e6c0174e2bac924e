"""Conditions of changes of how much policies are enforced."""

from __future__ import annotations

from typing import Final

from cilium_ako.changes.conditions.registry import Change, condition

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
