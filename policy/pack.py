"""The policies of the pack, one for each rule, in the order of the catalogue."""

from __future__ import annotations

from typing import Final

from pulumi_policy import Policy

from cilium_ako.policies.judge import judged_rules
from policy.pair_policies import pair_policy
from policy.release_policies import ReleasePolicy

PACK: Final = "cilium-ako"
"""What the engine calls the pack."""


def policies() -> list[Policy]:
    """A policy for every rule that is judged, by the rule's id."""
    return [
        ReleasePolicy(rule) if subject == "release" else pair_policy(rule)
        for rule, subject in judged_rules().items()
    ]
