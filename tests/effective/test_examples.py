"""Every refusal: a config that breaks it and nothing else, and a report that helps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cilium_ako.catalogue.refusals import BY_SUBJECT
from cilium_ako.check.checked_stack import check_config
from cilium_ako.rules.problem import Problem
from tests.data_files import data_of
from tests.effective.examples import DIRECTORY, Example, bases, examples, raw

Names = list[str]


def problems(config: object, tmp_path: Path) -> list[Problem]:
    assert isinstance(config, dict)
    return list(check_config("dev", raw(config), tmp_path, offline=True).problems)


@pytest.mark.parametrize("name", bases())
def test_a_base_is_refused_by_nothing(name: str, tmp_path: Path) -> None:
    assert [each for each in problems(bases()[name], tmp_path) if each.stops] == []


@pytest.mark.parametrize("example", examples(), ids=lambda each: each.row.id)
def test_an_example_is_refused_by_its_row_and_no_other(example: Example, tmp_path: Path) -> None:
    found = problems(dict(example.config), tmp_path)
    errors = {each.rule for each in found if each.severity == "error"}
    of_row = [each for each in found if each.rule == example.row.id]
    assert len(of_row) == 1, found
    assert of_row[0].severity == example.row.severity
    assert errors - {example.row.id} == set(example.also), found


@pytest.mark.parametrize("example", examples(), ids=lambda each: each.row.id)
def test_a_report_says_where_what_and_what_to_do(example: Example, tmp_path: Path) -> None:
    (found,) = (
        each for each in problems(dict(example.config), tmp_path) if each.rule == example.row.id
    )
    assert found.path.startswith("cilium-ako:")
    assert found.message.endswith(example.row.why)
    assert re.search(r"is (on|off|not set|\S+)", found.message), found.message
    assert found.fix.strip()
    assert "  " not in found.message
    assert ".." not in found.message


@pytest.mark.parametrize("subject", BY_SUBJECT)
def test_every_row_has_an_example_in_the_file_of_its_subject(subject: str) -> None:
    given = data_of(DIRECTORY / f"{subject}.yaml")
    assert list(given) == [row.id for row in BY_SUBJECT[subject]]
