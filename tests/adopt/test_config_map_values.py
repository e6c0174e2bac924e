"""A ConfigMap turned back into values: they write the same ConfigMap again, whatever it was."""

from __future__ import annotations

import pytest
from hypothesis import given

from cilium_ako.adopt.config_map_values import values_of_config_map
from cilium_ako.catalogue.charts.config_map import minors
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.config_map import config_map
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.stack import Stack
from tests.configs import ALL, Config, parsed
from tests.strategies import examples, valid_configs

KUBERNETES = Release(1, 33)
CHARTS: tuple[Chart, ...] = ("cilium", "ako")
ALL_MINORS = [(chart, minor) for chart in CHARTS for minor in minors(chart)]


def versions(stack: Stack) -> dict[Chart, Release]:
    assert stack.cilium is not None
    found: dict[Chart, Release] = {"cilium": stack.cilium.version.minor_release}
    if stack.ako is not None:
        found["ako"] = stack.ako.version.minor_release
    return found


def comes_back(config: Config) -> None:
    stack = parsed(config)
    values = helm_values(stack)
    for chart, minor in versions(stack).items():
        data = config_map(chart, minor, values[chart], KUBERNETES)
        if data is None:
            continue
        found = values_of_config_map(chart, minor, data, KUBERNETES)
        assert found is not None
        assert found.unsaid == ()
        assert config_map(chart, minor, found.values, KUBERNETES) == data


@pytest.mark.parametrize("name", ALL)
def test_every_test_config_comes_back(name: str) -> None:
    comes_back(ALL[name])


@examples(0.1)
@given(config=valid_configs())
def test_any_valid_config_comes_back(config: Config) -> None:
    comes_back(config)


@pytest.mark.parametrize(("chart", "minor"), ALL_MINORS, ids=str)
def test_the_defaults_need_no_value(chart: Chart, minor: Release) -> None:
    data = config_map(chart, minor, {}, KUBERNETES)
    assert data is not None
    found = values_of_config_map(chart, minor, data, KUBERNETES)
    assert found is not None
    assert (found.values, found.unsaid) == ({}, ())


def test_a_key_that_no_value_writes_stays_as_it_is() -> None:
    minor = Release(1, 18)
    data = config_map("cilium", minor, {}, KUBERNETES)
    assert data is not None
    found = values_of_config_map("cilium", minor, {**data, "made-up": "yes"}, KUBERNETES)
    assert found is not None
    assert found.values == {"extraConfig": {"made-up": "yes"}}


def test_a_key_that_is_gone_and_that_the_chart_always_writes_is_told() -> None:
    minor = Release(1, 18)
    data = config_map("cilium", minor, {}, KUBERNETES)
    assert data is not None
    without = {key: text for key, text in data.items() if key != "cluster-name"}
    found = values_of_config_map("cilium", minor, without, KUBERNETES)
    assert found is not None
    assert found.unsaid == ("cluster-name",)


def test_what_is_no_key_of_akos_is_told() -> None:
    minor = Release(1, 13)
    data = config_map("ako", minor, {}, KUBERNETES)
    assert data is not None
    found = values_of_config_map("ako", minor, {**data, "madeUp": "yes"}, KUBERNETES)
    assert found is not None
    assert (found.values, found.unsaid) == ({}, ("madeUp",))


def test_types_are_those_that_charts_take() -> None:
    minor = Release(1, 18)
    values = {
        "bpf": {"mapDynamicSizeRatio": 0.005},
        "hubble": {"metrics": {"enabled": ["dns", "drop"]}},
        "cluster": {"id": 7},
        "l7Proxy": False,
    }
    data = config_map("cilium", minor, values, KUBERNETES)
    assert data is not None
    found = values_of_config_map("cilium", minor, data, KUBERNETES)
    assert found is not None
    assert found.values == values


def test_a_minor_that_nobody_knows() -> None:
    assert values_of_config_map("cilium", Release(1, 12), {}, KUBERNETES) is None
