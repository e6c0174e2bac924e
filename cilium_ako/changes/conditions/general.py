"""Conditions that rows of several subjects name."""

from __future__ import annotations

from cilium_ako.changes.conditions.fact_values import number_of
from cilium_ako.changes.conditions.registry import Change, condition


@condition
def always(change: Change) -> bool:
    """Whatever it becomes."""
    del change
    return True


@condition
def never(change: Change) -> bool:
    """No change leads to such a row: the code takes it by its id."""
    del change
    return False


@condition
def appears(change: Change) -> bool:
    """It was not there."""
    return change.old is None


@condition
def disappears(change: Change) -> bool:
    """It is no longer there."""
    return change.new is None


@condition
def switched_on(change: Change) -> bool:
    """It becomes true."""
    return change.new is True


@condition
def switched_off(change: Change) -> bool:
    """It becomes false, or is gone."""
    return change.new is False or change.new is None


@condition
def not_switched_off(change: Change) -> bool:
    """It becomes anything but false."""
    return not switched_off(change)


@condition
def number_lowered(change: Change) -> bool:
    """A number becomes smaller."""
    old, new = number_of(change.old), number_of(change.new)
    return old is not None and new is not None and new < old


@condition
def number_not_lowered(change: Change) -> bool:
    """It is no number, or one that does not become smaller."""
    return not number_lowered(change)
