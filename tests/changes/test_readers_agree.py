"""The readers of values and of ConfigMaps agree on what the real charts render."""

from __future__ import annotations

from typing import Any

import pytest

from cilium_ako.changes.from_configmap import cilium_facts_from_configmap
from cilium_ako.changes.from_values import facts_from_values
from tests.changes.chart_cases import cases_of
from tests.charts.real_charts import config_map, rendered
from tests.strategies import CONTRACT_VERSIONS

PAIRS = [
    pytest.param(version, values, id=f"{version}-{index}")
    for version in CONTRACT_VERSIONS
    for index, values in enumerate(cases_of(version))
]


@pytest.mark.parametrize(("version", "values"), PAIRS)
def test_values_and_config_map_say_the_same(version: str, values: dict[str, Any]) -> None:
    data = config_map(rendered("cilium", version, values), "cilium-config")
    said = facts_from_values("cilium", values, version, "kube-system/cilium")
    shown = cilium_facts_from_configmap(data)
    assert said.unknown == shown.unknown == {}
    for fact in sorted({*said.known, *shown.known}):
        if shown.why_unobservable(fact) is None:
            assert said.get(fact) == shown.get(fact), fact
