"""The row type of the tables that say what a key of a ConfigMap does when its default changes."""

from __future__ import annotations

from typing import NamedTuple

from cilium_ako.catalogue.release import Release
from cilium_ako.catalogue.transitions.row import Impact


class DefaultChange(NamedTuple):
    """What it does that a minor writes keys of the ConfigMap otherwise than the one before it."""

    keys: tuple[str, ...]
    """Keys of the ConfigMap; a `*` at the end stands for any rest."""
    impact: Impact
    """What it does; what is disruptive or worse is a transition, which `transition` names."""
    consequence: str
    """What is different then, in sentences."""
    source: str
    """Where it is known from, as in transitions."""
    since: Release | None = None
    """The minor at which it changes; None for every minor at which it does."""
    transition: str = ""
    """The transition that holds where it hurts; the row is of a cluster in which that does not."""

    def is_of(self, key: str) -> bool:
        """Whether the row is for a key."""
        return key in self.keys or any(
            key.startswith(each[:-1]) for each in self.keys if each.endswith("*")
        )
