"""Every change whose effect on a running cluster is known, and what to do about it.

Where the sources leave an effect open, the stricter one stands here. A change that no row is for
is unknown, which is never safe. Rows of one fact exclude each other by their conditions; where
two hold, the worse one counts.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.addresses import ADDRESSES
from cilium_ako.catalogue.transitions.ako import AKO
from cilium_ako.catalogue.transitions.datapath import ROUTING, SERVICES
from cilium_ako.catalogue.transitions.encryption import ENCRYPTION
from cilium_ako.catalogue.transitions.row import IMPACTS, Impact, Transition
from cilium_ako.catalogue.transitions.state import STATE
from cilium_ako.catalogue.transitions.versions import VERSIONS

__all__ = ["BY_ID", "IMPACTS", "TRANSITIONS", "Impact", "Transition"]

TRANSITIONS: Final[tuple[Transition, ...]] = (
    *ADDRESSES,
    *ROUTING,
    *SERVICES,
    *STATE,
    *ENCRYPTION,
    *VERSIONS,
    *AKO,
)
"""Every row."""

BY_ID: Final = {row.id: row for row in TRANSITIONS}
"""The rows by id."""

TRANSITION_IDS: Final[frozenset[str]] = frozenset(BY_ID)
"""Every transition's id, which `acknowledge` may name beside rules.

They are judged where a change is seen, so a config alone never calls one stale.
"""
