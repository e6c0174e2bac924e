"""Changes of SCTP.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="sctp-on",
        facts=("sctp",),
        when="switched_on",
        impact="rolling",
        consequence="Agents restart.",
        runbook=(),
        source="Documentation/configuration/sctp.rst",
    ),
    Transition(
        id="sctp-off",
        facts=("sctp",),
        when="switched_off",
        impact="disruptive",
        consequence="SCTP is no longer served or allowed: its connections end.",
        runbook=("move SCTP workloads away first", "pulumi up"),
        source="Documentation/configuration/sctp.rst",
    ),
)
