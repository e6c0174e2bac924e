"""The table of transitions: fit to be read, each row beside its condition and its example."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from cilium_ako.catalogue import transitions as catalogue
from cilium_ako.catalogue.facts import BY_NAME
from cilium_ako.catalogue.transitions import BY_SUBJECT, SUBJECTS, TRANSITIONS, Transition
from cilium_ako.changes import conditions
from cilium_ako.changes.conditions import COMBINATIONS, CONDITIONS
from cilium_ako.changes.conditions.registry import combination, condition
from tests.changes.bases import EXAMPLES, WITHOUT_EXAMPLE

MACHINERY = {"fact_values", "registry"}
"""Files of cilium_ako.changes.conditions without a condition."""
SHARED = {"general"}
"""Files whose conditions rows of any subject may name."""


def _files(package: str) -> set[str]:
    return {path.stem for path in Path(package).glob("*.py")} - {"__init__"}


def _subject_of(name: str) -> str:
    """The file that a condition is written in."""
    function = CONDITIONS.get(name) or COMBINATIONS[name]
    return function.__module__.rpartition(".")[2]


def test_a_subject_has_one_file_name_everywhere() -> None:
    assert _files(catalogue.__path__[0]) - {"row"} == set(SUBJECTS)
    own = {_subject_of(name) for name in {*CONDITIONS, *COMBINATIONS}} - SHARED
    assert _files(conditions.__path__[0]) - MACHINERY - SHARED == own
    assert own <= set(SUBJECTS)
    subjects_with_example = {
        subject
        for subject, rows in BY_SUBJECT.items()
        if any(row.id not in WITHOUT_EXAMPLE for row in rows)
    }
    assert set(EXAMPLES) == subjects_with_example


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_row_has_an_example_in_the_file_of_its_subject(subject: str) -> None:
    shown = {name.partition(":")[0] for name in EXAMPLES.get(subject, ())}
    assert shown == {row.id for row in BY_SUBJECT[subject]} - WITHOUT_EXAMPLE


def test_every_condition_is_named_and_every_name_is_a_condition() -> None:
    named = {row.when for row in TRANSITIONS if not row.combination}
    assert named == set(CONDITIONS), "a row names no condition, or no row a condition"
    named = {row.when for row in TRANSITIONS if row.combination}
    assert named == set(COMBINATIONS), "a row names no combination, or no row a combination"


@pytest.mark.parametrize("name", sorted({*CONDITIONS, *COMBINATIONS}))
def test_a_condition_stands_in_the_file_of_a_subject_that_names_it(name: str) -> None:
    subject = _subject_of(name)
    users = {user for user, rows in BY_SUBJECT.items() if name in {row.when for row in rows}}
    if subject in SHARED:
        assert users
    else:
        assert subject in users


@pytest.mark.parametrize("register", [condition, combination])
def test_two_conditions_of_one_name_are_refused(register: type) -> None:
    def always() -> bool:
        return True

    with pytest.raises(LookupError, match="two conditions always"):
        register(always)


def test_ids_are_unique() -> None:
    counted = Counter(row.id for row in TRANSITIONS)
    assert [identity for identity, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: row.id)
def test_a_row_can_be_read_on_its_own(row: Transition) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", row.id)
    assert row.consequence.endswith(".")
    assert row.source
    assert isinstance(row.facts, tuple)
    assert isinstance(row.runbook, tuple)
    assert all(step == step.strip() and step for step in row.runbook)
    for text in (row.consequence, *row.runbook):
        assert "  " not in text
        assert "\n" not in text
    if row.impact in ("disruptive", "forbidden"):
        assert row.runbook, "whoever is stopped is told what to do"
    for fact in row.facts:
        assert fact in BY_NAME or fact.endswith("*") or fact.startswith(("values.", "cluster"))
