"""Facts: everything that a cluster is told of which a change may hurt.

A fact that a stack's config decides has the name that its row in `catalogue.cilium.value_keys` or
`catalogue.ako.value_keys` has, and that table says which Helm key and which key of the ConfigMap it
is, minor by minor. The rest this program never writes, but a stack's own `values` or another
installation may: their keys stand here, as `WATCHED_KEYS`.

A Helm key that no fact knows is compared all the same, under its own name behind `OTHER_CILIUM` or
`OTHER_AKO`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.facts import ako, cilium
from cilium_ako.catalogue.facts.row import FactDefinition, Kind, Value

__all__ = ["BY_NAME", "OTHER_AKO", "OTHER_CILIUM", "FactDefinition", "Kind", "Value"]

BY_NAME: Final[Mapping[str, FactDefinition]] = {
    fact.name: fact for fact in (*cilium.FACTS, *ako.FACTS)
}
"""Every fact by name, in the order in which a person reads about them."""

OTHER_CILIUM: Final = "values."
"""Begins the name of a Cilium Helm key that no fact knows."""
OTHER_AKO: Final = "ako.values."
"""Begins the name of an AKO Helm key that no fact knows."""
