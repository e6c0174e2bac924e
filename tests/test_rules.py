"""Every rule: a config that breaks it and nothing else, and a catalogue fit to be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cilium_ako.catalogue.ako.releases import SUPPORT
from cilium_ako.catalogue.cilium.deny_list import DENIED
from cilium_ako.catalogue.cilium.releases import IPSEC_PATCHES, MINORS, cilium_minor
from cilium_ako.catalogue.rules import BY_ID, CHECKED_ELSEWHERE, RULES, Rule
from cilium_ako.catalogue.transitions import TRANSITION_IDS
from cilium_ako.check.checked_stack import check_config
from cilium_ako.rules.registry import registered
from tests.rules.cases import Case, base_case, bases, cases


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
        assert problem.path.startswith("cilium-ako:"), problem
        assert problem.fix.strip(), problem
        assert problem.message.endswith("."), problem
        assert ".." not in problem.message.replace("…", ""), problem
        assert "  " not in problem.message, problem
        for command in re.findall(r"pulumi config set --path '([^']+)' ?(\S+)?", problem.fix):
            assert command[0].startswith("cilium-ako:"), problem
            assert command[1], problem


def test_every_rule_has_a_case_that_names_it() -> None:
    shown = {identity for case in cases() for identity in case.expect}
    named = {case.name for case in cases()}
    missing = set(BY_ID) - CHECKED_ELSEWHERE
    assert missing - shown == set()
    assert missing - named == set()


def test_every_rule_has_a_check_here_or_in_a_room_that_hands_its_findings_in() -> None:
    assert registered() | CHECKED_ELSEWHERE == set(BY_ID)
    assert not registered() & CHECKED_ELSEWHERE


def test_ids_are_unique_and_disjoint_from_transitions() -> None:
    assert len(BY_ID) == len(RULES)
    assert not set(BY_ID) & TRANSITION_IDS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_row_can_be_read_on_its_own(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", rule.id)
    assert rule.says.endswith(".")
    assert rule.why.endswith(".")
    assert rule.fix.endswith((".", '"'))
    assert rule.source
    for text in (rule.says, rule.why, rule.fix):
        assert "  " not in text
        assert "\n" not in text


def test_the_deny_list_names_known_minors_and_mends_within_them() -> None:
    for row in DENIED:
        assert row.since < row.mended
        assert row.since.minor_release == row.mended.minor_release
        assert cilium_minor(row.since) is not None


def test_the_tables_of_versions_are_in_order() -> None:
    assert [row.minor for row in MINORS] == sorted(row.minor for row in MINORS)
    assert sum(minor.maintained for minor in MINORS) == 3
    for minor in MINORS:
        assert minor.chart_floor <= minor.kubernetes[0] <= minor.kubernetes[1]
    assert [row.since for row in SUPPORT] == sorted(row.since for row in SUPPORT)
    for row in SUPPORT:
        assert row.kubernetes[0] <= row.kubernetes[1]
        assert row.controller[0] <= row.controller[1]
    for line, patch in IPSEC_PATCHES.items():
        assert patch.minor_release == line
