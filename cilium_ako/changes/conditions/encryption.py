"""Conditions of changes of the kind of encryption."""

from __future__ import annotations

from cilium_ako.changes.conditions.registry import Change, condition


@condition
def encryption_begins(change: Change) -> bool:
    """From none to some."""
    return change.old == "none"


@condition
def encryption_ends(change: Change) -> bool:
    """From some to none."""
    return change.new == "none"


@condition
def encryption_swapped(change: Change) -> bool:
    """From one kind to another."""
    return not encryption_begins(change) and not encryption_ends(change)
