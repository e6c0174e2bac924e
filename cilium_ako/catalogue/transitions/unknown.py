"""What is in no row, or could not be read: never safe.

No condition leads here: `changes.classification` takes these rows where it finds no other.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="unknown-cilium-change",
        facts=("values.*",),
        when="never",
        impact="disruptive",
        consequence=(
            "What it does to a running cluster is not known here, so it counts as disruptive."
        ),
        runbook=(
            "look up the setting in Cilium's upgrade notes and documentation",
            "try it elsewhere",
        ),
        source="no row of this table",
    ),
    Transition(
        id="unknown-key-change",
        facts=("ipsec.keyId", "ipsec.keyDigest"),
        when="never",
        impact="disruptive",
        consequence="Whether the IPsec key changes could not be read, so it counts as disruptive.",
        runbook=(
            "raise `rotation` by exactly one where the key shall change",
            "else find what changes it",
        ),
        source="no row of this table",
    ),
    Transition(
        id="unknown-ako-change",
        facts=("ako.values.*",),
        when="never",
        impact="disruptive",
        consequence=(
            "What it does to a running cluster is not known here, so it counts as disruptive."
        ),
        runbook=("look up the setting in AKO's documentation", "try it elsewhere"),
        source="no row of this table",
    ),
)
