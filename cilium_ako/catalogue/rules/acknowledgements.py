"""Rules about what a person has let pass."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_SOURCE: Final = "`cilium-ako rules` lists what can be acknowledged"

RULES: Final = (
    Rule(
        id="acknowledgement-unknown",
        severity="error",
        says="An acknowledgement names a rule or a transition.",
        why="It lets nothing pass, although whoever reads the config thinks so.",
        fix="Correct the name, or remove the acknowledgement.",
        source=_SOURCE,
    ),
    Rule(
        id="acknowledgement-refused",
        severity="error",
        says="An acknowledgement names a rule that can be acknowledged.",
        why="The rule stands whatever is acknowledged: what breaks it cannot work.",
        fix="Remove the acknowledgement and mend what the rule is about.",
        source=_SOURCE,
    ),
    Rule(
        id="acknowledgement-stale",
        severity="warning",
        says="An acknowledgement names a rule that is broken.",
        why="It would let a later mistake pass that nobody has looked at.",
        fix="Remove it.",
        source=_SOURCE,
    ),
    Rule(
        id="acknowledgement-digest",
        severity="warning",
        says="Only a transition is acknowledged with a digest.",
        why="Nothing reads it: a rule has no new facts that it could stand for.",
        fix="Remove it.",
        source=_SOURCE,
    ),
)
