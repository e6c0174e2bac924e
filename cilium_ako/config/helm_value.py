"""Single Helm values among a stack's own, as a chart would take them."""

from __future__ import annotations

from collections.abc import Mapping


def value_at(values: Mapping[str, object], *keys: str) -> object:
    """The Helm value at a path, or None."""
    if not values:
        return None
    found: object = values
    for key in keys:
        if not isinstance(found, Mapping):
            return None
        found = found.get(key)
    return found


def is_on(value: object) -> bool:
    """Whether a chart takes a value for true; most of its switches accept the word, too."""
    return value is True or value == "true"


def is_off(value: object) -> bool:
    """Whether a value is false, and not just absent."""
    return value is False or value == "false"
