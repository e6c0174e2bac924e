"""Every change whose effect on a running cluster is known, and what to do about it.

Where the sources leave an effect open, the stricter one stands here. A change that no row is for
is unknown, which is never safe. Rows of one fact exclude each other by their conditions; where
two hold, the worse one counts.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transition import EFFECTS, Effect, Transition
from cilium_ako.catalogue.transitions_addresses import ADDRESSES
from cilium_ako.catalogue.transitions_ako import AKO
from cilium_ako.catalogue.transitions_datapath import ROUTING, SERVICES
from cilium_ako.catalogue.transitions_encryption import ENCRYPTION
from cilium_ako.catalogue.transitions_state import STATE
from cilium_ako.catalogue.transitions_versions import VERSIONS

__all__ = ["BY_ID", "EFFECTS", "TRANSITIONS", "Effect", "Transition"]

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
