"""Small configs that were judged wrongly once: each stands for its whole kind."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import pytest

from cilium_ako.check.checked_stack import check_config
from cilium_ako.config.stack import PROJECT, RawConfig, Secret
from cilium_ako.rules.problem import Problem
from tests.data_files import data_of

DATA: Final[dict[str, Any]] = data_of(Path(__file__).with_name("small_configs.yaml"))


def problems(changes: dict[str, Any]) -> list[Problem]:
    config = deepcopy(DATA["base"])
    for dotted, value in changes.items():
        *above, last = dotted.split(".")
        place = config
        for step in above:
            place = place.setdefault(step, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    secrets = {f"{PROJECT}:aviPassword": Secret()} if "aviUsername" in config else {}
    keys = {f"{PROJECT}:{key}": value for key, value in config.items()}
    return list(check_config("dev", RawConfig(keys, secrets), Path(), offline=True).problems)


def named(found: list[Problem], words: list[str]) -> bool:
    text = " ".join(f"{each.path} {each.message} {each.fix}" for each in found)
    return all(any(word in text for word in either.split("|")) for either in words)


@pytest.mark.parametrize("name", DATA["cases"])
def test_the_right_answer(name: str) -> None:
    case = DATA["cases"][name]
    found = problems(case["changes"])
    words = case.get("mentions", [])
    stops = [each for each in found if each.stops]
    warns = [each for each in found if each.severity == "warning"]
    answers = {
        "accepted": not stops,
        "refused": bool(stops) and named(stops, words),
        "warned": not stops and named(warns, words),
    }
    assert any(answers[answer] for answer in case["answer"]), found


def test_the_base_is_accepted() -> None:
    assert problems({}) == []
