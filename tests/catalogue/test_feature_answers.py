"""Every feature of Cilium, every refusal of its charts and every exit of its agents is answered."""

from __future__ import annotations

import csv
import os
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import pytest
from pydantic import BaseModel

from cilium_ako.catalogue.charts.keys import minors_with
from cilium_ako.catalogue.cilium.value_keys import VALUE_KEYS
from cilium_ako.catalogue.facts import BY_NAME
from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.catalogue.transitions import TRANSITION_IDS
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from tests.components.test_knobs import knobs


class Answer(NamedTuple):
    """One row of the table."""

    topic: str
    kind: str
    text: str


def _answers() -> list[Answer]:
    text = (files("cilium_ako.catalogue.cilium") / "feature_answers.tsv").read_text("utf-8")
    return [Answer(*line.split("\t")) for line in text.splitlines() if not line.startswith("#")]


ANSWERS = _answers()
MODELS: tuple[tuple[str, type[BaseModel]], ...] = (("cluster", Cluster), ("cilium", Cilium))
KEYS = {
    path.replace("[", ".[").split(".[")[0]
    + "".join(f".{part}" for part in path.partition("]")[2].strip(".").split(".") if part)
    for name, model in MODELS
    for path in knobs(model, name)
}
"""Paths of the config, without the tags of unions."""


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda each: each.topic)
def test_an_answer_names_what_is_there(answer: Answer) -> None:
    names = answer.text.split()
    match answer.kind:
        case "rule":
            assert [each for each in names if each not in BY_ID] == []
        case "key":
            assert [each for each in names if each not in KEYS | _MODES] == []
        case "fact":
            assert [each for each in names if each not in BY_NAME] == []
        case "transition":
            assert [each for each in names if each not in TRANSITION_IDS] == []
        case "preference":
            preferred = {row.key for row in VALUE_KEYS if row.preference}
            assert [each for each in names if each not in preferred] == []
        case "passes":
            assert [each for each in names if minors_with("cilium", each) is None] == []
        case "note":
            assert answer.text.endswith(".")
        case _:
            pytest.fail(f"there is no answer of the kind {answer.kind}")


_MODES = {"cilium.ipam.mode", "cilium.ipam.podCidrs", "cilium.kvstore.identityAllocation"}
"""Tags of unions, which are no keys of one member alone."""


def test_a_topic_has_one_answer() -> None:
    topics = [each.topic for each in ANSWERS]
    assert len(topics) == len(set(topics))


def test_the_list_of_features_is_answered_in_full() -> None:
    folder = os.environ.get("CILIUM_AKO_CONTRACTS")
    path = Path(folder).parent / "features.tsv" if folder else None
    if path is None or not path.exists():
        pytest.skip("CILIUM_AKO_CONTRACTS names no folder beside a list of features")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [row["id"] for row in rows] == [each.topic for each in ANSWERS]
