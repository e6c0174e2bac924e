"""A stack's facts are those of the Helm values that follow from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cilium_ako.catalogue.facts import BY_NAME
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.changes.from_values import facts_from_values
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.stack import parse
from cilium_ako.config.stack_files import raw_config

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("stack", ["dev", "staging", "prod-aws"])
def test_config_is_its_values(stack: str) -> None:
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text("utf-8")
    parsed, errors = parse(stack, raw_config(text), offline=True)
    assert errors == []
    assert parsed.cilium is not None
    assert parsed.ako is not None
    facts = facts_from_stack(parsed)
    assert facts.unknown == {}
    values = helm_values(parsed)
    said = facts_from_values(
        "cilium", values["cilium"], str(parsed.cilium.version), "kube-system/cilium"
    )
    said = said.merged(
        facts_from_values("ako", values["ako"], str(parsed.ako.version), "avi-system/ako")
    )
    more = {fact for fact in facts.known if fact not in said.known}
    assert {fact: facts.known[fact] for fact in said.known} == dict(said.known)
    assert all(fact == "ipsec.keyId" or BY_NAME[fact].config_only for fact in more)
