"""Rules about what a person has let pass."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rule import Rule

_SOURCE: Final = "`cilium-ako rules` lists what can be acknowledged"

ACKNOWLEDGEMENTS: Final = (
    Rule(
        "acknowledgement-unknown",
        "error",
        "An acknowledgement names a rule or a transition.",
        "It lets nothing pass, although whoever reads the config thinks so.",
        "Correct the name, or remove the acknowledgement.",
        _SOURCE,
    ),
    Rule(
        "acknowledgement-refused",
        "error",
        "An acknowledgement names a rule that can be acknowledged.",
        "The rule stands whatever is acknowledged: what breaks it cannot work.",
        "Remove the acknowledgement and mend what the rule is about.",
        _SOURCE,
    ),
    Rule(
        "acknowledgement-stale",
        "warning",
        "An acknowledgement names a rule that is broken.",
        "It would let a later mistake pass that nobody has looked at.",
        "Remove it.",
        _SOURCE,
    ),
    Rule(
        "acknowledgement-digest",
        "warning",
        "Only a transition is acknowledged with a digest.",
        "Nothing reads it: a rule has no new facts that it could stand for.",
        "Remove it.",
        _SOURCE,
    ),
)
"""Rules about acknowledgements."""
