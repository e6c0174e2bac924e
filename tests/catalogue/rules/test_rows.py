"""The tables of rules: fit to be read, each beside its code, and nothing named twice."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from cilium_ako import rules
from cilium_ako.catalogue import rules as catalogue
from cilium_ako.catalogue.rules import BY_ID, BY_SUBJECT, RULES, SUBJECTS, Rule
from cilium_ako.catalogue.transitions import TRANSITION_IDS
from cilium_ako.rules import collect
from cilium_ako.rules.registry import last_rule, registered, rule

MACHINERY = {"collect", "eni_limits", "problem", "queries", "registry", "schema_problems", "unseen"}
"""Files of cilium_ako.rules that are no subject."""


def _files(package: str) -> set[str]:
    return {path.stem for path in Path(package).glob("*.py")} - {"__init__"}


def test_a_subject_has_one_file_name_everywhere() -> None:
    with_code = {
        subject
        for subject, rows in BY_SUBJECT.items()
        if any(row.checked_by == "rules" for row in rows)
    }
    assert _files(catalogue.__path__[0]) - {"row"} == set(SUBJECTS)
    assert _files(rules.__path__[0]) - MACHINERY == with_code
    examples = Path(__file__).parents[2] / "rules"
    assert {path.parent.name for path in examples.glob("*/*.yaml")} == with_code


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_rule_is_checked_in_the_file_of_its_subject(subject: str) -> None:
    path = Path(rules.__path__[0]) / f"{subject}.py"
    text = path.read_text("utf-8") if path.exists() else ""
    found = re.findall(r'^@(?:last_)?rule\("([^"]+)"\)\ndef (\w+)', text, flags=re.MULTILINE)
    assert [name for _, name in found] == [each.replace("-", "_") for each, _ in found]
    checked = [each for each, _ in found]
    rows = [row.id for row in BY_SUBJECT[subject] if row.checked_by == "rules"]
    assert sorted(checked) == sorted(rows)


def test_every_rule_that_is_checked_here_has_a_check() -> None:
    assert collect.collect_problems is not None  # importing it registers all checks
    assert registered() == {row.id for row in RULES if row.checked_by == "rules"}


@pytest.mark.parametrize("register", [rule, last_rule])
@pytest.mark.parametrize(
    ("identity", "says"),
    [
        ("no-such-rule", "no rule no-such-rule"),
        ("values-type", "checked by charts"),
        ("pool-too-small", "two checks"),
    ],
)
def test_a_check_is_registered_once_for_a_rule_of_this_package(
    register: type, identity: str, says: str
) -> None:
    with pytest.raises(LookupError, match=says):
        register(identity)


def test_ids_are_unique_and_no_transition_has_one() -> None:
    assert [name for name, count in Counter(row.id for row in RULES).items() if count > 1] == []
    assert not set(BY_ID) & TRANSITION_IDS


@pytest.mark.parametrize("row", RULES, ids=lambda row: row.id)
def test_a_row_can_be_read_on_its_own(row: Rule) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", row.id)
    assert row.says.endswith(".")
    assert row.why.endswith(".")
    assert row.fix.endswith((".", '"'))
    assert row.source
    for text in (row.says, row.why, row.fix):
        assert "  " not in text
        assert "\n" not in text
