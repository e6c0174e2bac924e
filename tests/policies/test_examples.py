"""Every rule that a release's values hold the facts of is found in one, and no other is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
import yaml

from cilium_ako.catalogue.release_facts import LET_RUN, MISSING_FACTS
from cilium_ako.catalogue.rules import BY_ID, RULES
from cilium_ako.policies.judge import judged_rules
from cilium_ako.policies.told import finding_text
from tests.policies.declared import Declared, examples_of_rules, own_examples, released

CANARY: Final = "canary5e6f"
PINNED: Final[dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("not_judged.yaml").read_text("utf-8")
)
"""What is missing to the rules that need it."""
NOTE: Final = "release-unread"
"""The one row that is no finding of a rule: it is told of what was not looked at."""


def examples_of(rule: str) -> list[Declared]:
    return [declared for each, declared in examples_of_rules() if each == rule]


def test_the_rules_that_are_not_judged_are_these() -> None:
    assert {row.fact: list(row.rules) for row in MISSING_FACTS} == PINNED


def test_a_rule_is_judged_or_something_is_missing_once() -> None:
    listed = [rule for row in MISSING_FACTS for rule in row.rules]
    assert len(listed) == len(set(listed))
    assert set(listed) <= BY_ID.keys()
    assert judged_rules().keys() == {rule.id for rule in RULES} - set(listed)
    assert LET_RUN.keys() <= judged_rules().keys()


@pytest.mark.parametrize("rule", [each for each in judged_rules() if each != NOTE])
def test_a_judged_rule_is_found_in_an_example_of_its_row(rule: str) -> None:
    assert examples_of(rule), "no config that breaks it makes values: write one in releases.yaml"
    assert any(rule in {each.rule for each in declared.findings} for declared in examples_of(rule))


@pytest.mark.parametrize("rule", own_examples())
def test_an_example_here_is_one_that_no_config_makes(rule: str) -> None:
    assert rule in judged_rules()


@pytest.mark.parametrize("rule", judged_rules())
def test_what_is_told_has_a_place_a_reason_and_a_fix_and_no_value(rule: str) -> None:
    for declared in examples_of(rule)[:1]:
        for each in declared.findings:
            version = released(each.chart, declared.releases[each.chart]).version
            text = finding_text(each, version)
            first, fix, *_ = text.splitlines()
            assert first.startswith(("version: ", "values: ", "values.", "values[")), text
            assert first.endswith("."), text
            assert fix.startswith("fix: "), text
            assert "pulumi config" not in text
            assert CANARY not in text
