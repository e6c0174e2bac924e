"""Rules about releases of AKO that break what a stack uses."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_LIST: Final = "cilium_ako/catalogue/ako/deny_list.py names the change of each row"

RULES: Final = (
    Rule(
        id="ako-denied",
        severity="error",
        says="AKO's release does not break something that the stack uses.",
        why="The defect is known and mended in a later release.",
        fix="Use the release that mended it.",
        source=_LIST,
        acknowledgeable=True,
    ),
    Rule(
        id="ako-flawed",
        severity="warning",
        says="AKO's release has no known flaw in something that the stack uses.",
        why="It shows only under certain conditions, and a later release mended it.",
        fix="Use the release that mended it.",
        source=_LIST,
        acknowledgeable=True,
    ),
)
