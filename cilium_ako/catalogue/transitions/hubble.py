"""Changes of Hubble.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="hubble-switched",
        facts=("hubble.enabled",),
        when="always",
        impact="rolling",
        consequence="Agents restart, and flows are recorded or no longer so.",
        runbook=(),
        source="install/kubernetes/cilium/values.yaml",
    ),
    Transition(
        id="hubble-pods-changed",
        facts=("hubble.relay", "hubble.ui"),
        when="always",
        impact="safe",
        consequence="Only Hubble's own pods come or go; relay and agents must trust one authority.",
        runbook=(),
        source="install/kubernetes/cilium/values.yaml",
    ),
)
