"""Ids of transitions, which `acknowledge` may name beside rules.

They are judged where a change is seen, so a config alone never calls one stale.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions import TRANSITIONS

TRANSITION_IDS: Final[frozenset[str]] = frozenset(row.id for row in TRANSITIONS)
"""Every transition's id."""
