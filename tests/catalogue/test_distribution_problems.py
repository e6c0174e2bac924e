"""What goes wrong on each distribution is answered: by a rule, by a value, or by a note."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from cilium_ako.catalogue.distribution_problems import PROBLEMS, KnownProblem
from cilium_ako.catalogue.distributions import BY_NAME
from cilium_ako.catalogue.rules import BY_ID

NAMES = {"aks-byocni": "aks", "cluster-api (generic, vSphere/Tanzu)": "capi"}
"""Names of the list of facts that are other ones here."""


@pytest.mark.parametrize("row", PROBLEMS, ids=lambda row: row.what[:40])
def test_a_problem_has_one_answer(row: KnownProblem) -> None:
    answers = [each for each in (row.rules, row.gives, row.note) if each]
    assert len(answers) == 1
    assert set(row.distributions) <= BY_NAME.keys()
    assert row.what.endswith(".")
    for identity in row.rules:
        assert identity in BY_ID
    for name in row.distributions:
        given = {each.fact for each in BY_NAME[name].values}
        assert set(row.gives) <= given
    if row.note:
        assert row.note.endswith(".")


def test_every_value_and_every_rule_of_distributions_answers_something() -> None:
    answered = {fact for row in PROBLEMS for fact in row.gives}
    given = {each.fact for row in BY_NAME.values() for each in row.values}
    assert given == answered
    rules = {identity for row in PROBLEMS for identity in row.rules}
    own = {identity for identity in BY_ID if identity.startswith(("talos-", "openshift-", "aks-"))}
    assert own <= rules


@pytest.mark.parametrize("name", BY_NAME)
def test_of_every_distribution_something_is_known(name: str) -> None:
    assert [row for row in PROBLEMS if name in row.distributions]


def test_the_list_of_facts_is_answered_in_full() -> None:
    folder = os.environ.get("CILIUM_AKO_CONTRACTS")
    path = Path(folder).parent / "distributions.tsv" if folder else None
    if path is None or not path.exists():
        pytest.skip("CILIUM_AKO_CONTRACTS names no folder beside a list of distributions")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    known = {NAMES.get(row["distribution"], row["distribution"]): row for row in rows}
    assert known.keys() == BY_NAME.keys()
    for name, row in known.items():
        clauses = [each for each in row["what goes wrong"].split(";") if each.strip()]
        answered = [each for each in PROBLEMS if name in each.distributions]
        assert len(answered) >= len(clauses) - 1, name  # one clause in two parts is one problem
