"""Stack to values and back: with `--cluster` as the stack itself, the same config comes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.stack import Stack
from tests.adopt.files import adopted, stack_of
from tests.configs import ALL, Config, parsed, without
from tests.strategies import examples, valid_configs


def parts(stack: Stack) -> dict[str, Any]:
    """What a stack says, but for acknowledgements and secrets."""
    return {
        "cluster": stack.cluster and stack.cluster.model_dump(),
        "cilium": stack.cilium and stack.cilium.model_dump(),
        "ako": stack.ako and stack.ako.model_dump(),
        "aviUsername": stack.avi_username,
    }


def comes_back(config: Config, folder: Path) -> None:
    stack = parsed(config)
    values = helm_values(stack)
    assembled = adopted(config, values, folder)
    back = stack_of(assembled)
    dropped = [(chart, each.key) for chart, found in assembled.left_out.items() for each in found]
    for chart, key in dropped:
        # what no chart of this minor reads is said, and comes back nowhere
        config = without(config, chart, "values", *key.split("."))
    expected = parts(parsed(_without_empty_values(config)))
    assert parts(back) == expected, dropped
    if not dropped:
        assert helm_values(back) == values


def _without_empty_values(config: Config) -> Config:
    """A config whose raw values have no mapping left that is empty."""
    pruned = {**config}
    for chart in ("cilium", "ako"):
        values = config.get(chart, {}).get("values")
        if values:
            pruned[chart] = {**config[chart], "values": _pruned(values)}
    return pruned


def _pruned(values: dict[str, Any]) -> dict[str, Any]:
    found = {key: _pruned(each) if isinstance(each, dict) else each for key, each in values.items()}
    return {key: each for key, each in found.items() if each != {}}


@pytest.mark.parametrize("name", ALL)
def test_every_test_config_comes_back(name: str, tmp_path: Path) -> None:
    comes_back(ALL[name], tmp_path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("round-trip")


@examples(0.05)
@given(config=valid_configs())
def test_any_valid_config_comes_back(config: Config, folder: Path) -> None:
    comes_back(config, folder)
