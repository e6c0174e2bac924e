"""Ids of transitions, which `acknowledge` may name beside rules.

They are judged where a change is seen, so a config alone never calls one stale.
"""

from __future__ import annotations

from typing import Final

TRANSITION_IDS: Final[frozenset[str]] = frozenset({"cluster-taken-down"})
"""Every transition's id."""
