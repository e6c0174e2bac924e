"""Every rule: a config that breaks it and nothing else, and a report that helps.

`pytest tests/rules -k pool-too-small` runs what concerns one rule.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cilium_ako.catalogue.rules import BY_SUBJECT, RULES, Rule
from cilium_ako.check.checked_stack import check_config
from cilium_ako.config.stack import AWS_REGION
from tests.rules.cases import Case, base_case, bases, cases

OWN_KEYS = ("cilium-ako:", AWS_REGION)
"""What a finding may be about: this program's keys, and the one of others that it looks at."""

CHECKED_HERE = [rule for rule in RULES if rule.checked_by == "rules"]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_case_breaks_exactly_its_rules(case: Case) -> None:
    problems = case.problems()
    reported = sorted({problem.rule for problem in problems if not problem.acknowledged})
    assert reported == case.expect, problems
    text = "\n".join(f"{each.path} {each.message} {each.fix}" for each in problems)
    for wanted in case.says:
        assert wanted in text
    for secret in (*case.hides, *(s.text for s in case.secrets.values() if s.text)):
        assert secret not in text


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_nor_does_the_whole_check_find_more(case: Case, tmp_path: Path) -> None:
    checked = check_config(case.name, case.raw, tmp_path, offline=case.offline)
    reported = sorted({each.rule for each in checked.problems if not each.acknowledged})
    assert reported == case.expect, checked.problems


@pytest.mark.parametrize("name", bases())
def test_a_base_breaks_nothing(name: str) -> None:
    assert [each for each in base_case(name).problems() if not each.acknowledged] == []


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_report_says_where_and_what_to_do(case: Case) -> None:
    for problem in case.problems():
        assert problem.path.startswith(OWN_KEYS), problem
        assert problem.fix.strip(), problem
        assert problem.message.endswith("."), problem
        assert ".." not in problem.message.replace("…", ""), problem
        assert "  " not in problem.message, problem
        for command in re.findall(r"pulumi config set --path '([^']+)' ?(\S+)?", problem.fix):
            assert command[0].startswith(OWN_KEYS), problem
            assert command[1], problem


@pytest.mark.parametrize("rule", CHECKED_HERE, ids=lambda rule: rule.id)
def test_a_rule_has_an_example_of_its_name_that_breaks_it(rule: Rule) -> None:
    assert rule.id in {identity for case in cases() for identity in case.expect}
    assert rule.id in {case.name for case in cases()}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_an_example_lies_with_the_rules_of_its_subject(case: Case) -> None:
    ids = {rule.id for rule in BY_SUBJECT[case.subject]}
    assert case.name.startswith((*ids, "nothing-"))
    assert not case.expect or ids.intersection(case.expect)
