"""Every row of the table, by an example."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from cilium_ako.catalogue.facts import BY_NAME
from cilium_ako.catalogue.rules import BY_ID as RULES
from cilium_ako.catalogue.transitions import BY_ID, TRANSITION_IDS, TRANSITIONS
from cilium_ako.changes.classification import classify, taken_down
from cilium_ako.changes.conditions import COMBINATIONS, CONDITIONS
from tests.changes.bases import CASES, base, patched

_ANOTHER_WAY = {"cluster-taken-down"} | {row.id for row in TRANSITIONS if row.when == "never"}
"""Rows that no change of one fact leads to; each has a test of its own."""


@pytest.mark.parametrize("name", CASES)
def test_row(name: str) -> None:
    case: dict[str, Any] = CASES[name]
    identity = name.partition(":")[0]
    verdict = classify(patched(case["old"]), patched(case["new"]))
    assert verdict.unknown == ()
    assert {change.rule for change in verdict.changes} == {identity, *case.get("also", [])}
    assert BY_ID[identity].impact == case["class"]
    assert verdict.impact == case["class"]
    for change in verdict.changes:
        if change.rule == identity:
            assert change.impact == case["class"]
            assert change.consequence == BY_ID[identity].consequence


def test_every_row_has_an_example() -> None:
    shown = {name.partition(":")[0] for name in CASES}
    assert shown == {row.id for row in TRANSITIONS} - _ANOTHER_WAY


def test_ids() -> None:
    counted = Counter(row.id for row in TRANSITIONS)
    assert [identity for identity, count in counted.items() if count > 1] == []
    for identity in counted:
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", identity)
    assert set(counted) == TRANSITION_IDS
    assert TRANSITION_IDS & set(RULES) == set()


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: row.id)
def test_row_is_whole(row: Any) -> None:
    assert row.when in (COMBINATIONS if row.combination else CONDITIONS)
    assert row.consequence.endswith(".")
    assert row.source
    assert isinstance(row.facts, tuple)
    assert isinstance(row.runbook, tuple)
    assert all(step == step.strip() and step for step in row.runbook)
    if row.impact in ("disruptive", "forbidden"):
        assert row.runbook, "whoever is stopped is told what to do"
    for fact in row.facts:
        assert fact in BY_NAME or fact.endswith("*") or fact.startswith(("values.", "cluster"))


def test_a_stack_that_goes() -> None:
    verdict = taken_down(base())
    assert [change.rule for change in verdict.changes] == ["cluster-taken-down"]
    assert verdict.impact == "disruptive"
    assert verdict.exit_status == 3


def test_facts_without_a_row_are_unknown() -> None:
    verdict = classify(base(), patched({"values.bandwidthManager.enabled": "true"}))
    assert verdict.changes == ()
    assert [each.rule for each in verdict.unknown] == ["unknown-cilium-change"]
    assert verdict.unknown[0].path == "cilium-ako:cilium.values.bandwidthManager.enabled"
    assert verdict.impact == "disruptive"
    verdict = classify(base(), patched({"ako.values.image.repository": '"x"'}))
    assert [each.rule for each in verdict.unknown] == ["unknown-ako-change"]
