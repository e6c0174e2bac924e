"""What a condition is, and the decorators that register one under its function's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from cilium_ako.catalogue.facts import Value
from cilium_ako.changes.facts import Facts


class Change(NamedTuple):
    """The change of one fact, with all facts around it."""

    fact: str
    """The fact's name in `catalogue.facts`."""
    old: Value | None
    """Its value before; None where it was absent."""
    new: Value | None
    """Its value after; None where it is absent."""
    before: Facts
    """All facts before the change."""
    after: Facts
    """All facts after the change."""


Condition = Callable[[Change], bool]
"""Whether a row is the one for the change of one fact."""
Combination = Callable[[Facts, Facts], bool]
"""Whether a row holds of the facts before and after a change."""

CONDITIONS: Final[dict[str, Condition]] = {}
"""Conditions of one fact's change, by the name that rows have in `when`."""
COMBINATIONS: Final[dict[str, Combination]] = {}
"""Conditions of rows with `combination=True`, by the name that rows have in `when`."""


def condition(function: Condition) -> Condition:
    """Registers a condition of one fact's change under the function's name.

    Raises LookupError where another condition has that name.
    """
    CONDITIONS[_free_name(function)] = function
    return function


def combination(function: Combination) -> Combination:
    """Registers the condition of a combination under the function's name.

    Raises LookupError where another condition has that name.
    """
    COMBINATIONS[_free_name(function)] = function
    return function


def _free_name(function: Callable[..., bool]) -> str:
    name = function.__name__
    if name in CONDITIONS or name in COMBINATIONS:
        raise LookupError(f"there are two conditions {name}")
    return name
