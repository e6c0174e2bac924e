"""What later versions ask of this one: a change of a stack file, judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cilium_ako.changes.verdict import ClassifiedChange, UnknownChange
from cilium_ako.config.stack import PROJECT
from cilium_ako.derivation import derive
from cilium_ako.diff.snapshots.base_judgement import read_judgement
from cilium_ako.judgement import Judgement, ReleaseGiven, judge
from cilium_ako.rules.problem import Problem
from tests.diff.repository import config


def text(**changes: object) -> str:
    """A stack file with the plain config, changed at some paths."""
    keys = {f"{PROJECT}:{key}": value for key, value in config(**changes).items()}
    return json.dumps({"config": keys})


def judged(before: str | None, after: str | None, **more: Any) -> Judgement:
    """The judgement, which JSON holds and a later version reads."""
    found = judge(name="dev", before=before, after=after, project="/nowhere", **more)
    read_judgement(json.loads(json.dumps(found, allow_nan=False)))
    return found


OTHER_POOL: dict[str, object] = {"cilium__ipam__podCidrs": ["10.99.0.0/16"]}


def test_the_answer_has_the_keys_that_are_promised() -> None:
    found = judged(text(), text(**OTHER_POOL, cilium__values={"made": {"up": "key"}}))
    assert list(found) == ["changes", "unknown", "impact", "status", "problems", "problem"]
    assert found["changes"][0].keys() >= set(ClassifiedChange.__slots__) - {"overruled"}
    assert found["unknown"][0].keys() >= set(UnknownChange.__slots__) - {"overruled"}
    assert all(each.keys() >= set(Problem._fields) for each in found["problems"])
    assert (found["impact"], found["status"], found["problem"]) == ("forbidden", 4, "")


@pytest.mark.parametrize(
    ("before", "after", "impact", "status"),
    [
        (text(), text(), "none", 0),
        (None, text(), "none", 0),
        (text(), None, "disruptive", 3),
        (None, None, "none", 0),
        (text(), text(cluster__serviceCidrs=["10.42.0.0/20"]), "safe", 2),
        ("config: [", text(), "disruptive", 3),
    ],
    ids=["the same", "begins", "ends", "never was", "breaks a rule", "could not be read"],
)
def test_both_sides_of_a_stack(
    before: str | None, after: str | None, impact: str, status: int
) -> None:
    found = judged(before, after)
    assert found["problem"] == ""
    assert found["status"] == status
    if impact != "safe":
        assert found["impact"] == impact


def releases(after: str) -> dict[str, ReleaseGiven]:
    """What another program tells Helm: what this one does."""
    values = derive("dev", after)["values"]
    versions = {"cilium": "1.18.12", "ako": "1.13.4"}
    return {chart: {"version": versions[chart], "values": values[chart]} for chart in versions}


def test_the_same_values_of_another_program_change_nothing() -> None:
    assert judged(text(), text(), releases=releases(text()))["changes"] == []


def test_other_values_of_another_program_are_judged_beside_the_text() -> None:
    found = judged(text(), text(), releases=releases(text(**OTHER_POOL)))
    assert [each["rule"] for each in found["changes"]] == ["pool-replaced"]
    found = judged(text(), text(**OTHER_POOL), releases=releases(text()))
    assert [each["rule"] for each in found["changes"]] == ["pool-replaced"]


def test_a_shape_that_is_not_known_is_judged_by_its_values_and_said() -> None:
    after = text(**OTHER_POOL, cilium__ofTomorrow=1)
    found = judged(text(), after, releases=releases(text(**OTHER_POOL)))
    assert [each["rule"] for each in found["changes"]] == ["pool-replaced"]
    assert found["problem"] == (
        "the stack file as it is now does not fit it: cilium-ako:cilium.ofTomorrow;"
        " only its Helm values were judged"
    )
    assert judged(text(), after)["problem"].endswith("cilium-ako:cilium.ofTomorrow")


@settings(max_examples=30)
@given(st.one_of(st.none(), st.text(max_size=40)), st.one_of(st.none(), st.text(max_size=40)))
def test_no_text_raises(before: str | None, after: str | None) -> None:
    judged(before, after)


def test_relative_charts_start_at_the_project(tmp_path: Path) -> None:
    found = judge(
        name="dev",
        before=text(),
        after=text(cilium__chart="./no-such-chart"),
        project=str(tmp_path),
    )
    assert "chart-unusable" in [each["rule"] for each in found["problems"]]
