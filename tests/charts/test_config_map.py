"""What the tables of ConfigMaps say against what the real charts render, and how they evaluate."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given

from cilium_ako.catalogue.charts.config_map import config_map_table, minors
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.config_map import config_map, merged_values
from cilium_ako.charts.release_values import helm_values
from cilium_ako.charts.template_expressions import Scope, UnknownExpressionError, text_of
from cilium_ako.config.stack import Stack
from tests.charts.real_charts import helm_template
from tests.configs import ALL, POOL, changed, parsed
from tests.conftest import ROOT
from tests.strategies import AKO_VERSIONS, CONTRACT_VERSIONS, examples, valid_stacks
from tools.config_map_tables import TEMPLATES, derived, folder, texts
from tools.derive_config_maps import charts_in

KUBERNETES = Release(1, 33, 0)
CHARTS = "CILIUM_AKO_CHARTS"
needs_charts = pytest.mark.skipif(
    CHARTS not in os.environ or shutil.which("helm") is None,
    reason=f"{CHARTS} names no folder of charts, or there is no helm on PATH",
)
CASES = json.loads((ROOT / "tests/contracts/cases.json").read_text("utf-8"))
CREDENTIALS = {"avicredentials": {"username": "a", "password": "b"}}
"""Without these AKO's older charts do not render at all."""


def rendered(chart: Chart, version: str, values: Mapping[str, Any]) -> dict[str, str] | str:
    """The ConfigMap's data as the real chart renders it; why it refuses the values."""
    template, name = TEMPLATES[chart]
    ran = helm_template(
        chart, version, values, str(KUBERNETES.minor_release), "--show-only", template
    )
    if ran.returncode:
        return ran.stderr
    for document in yaml.safe_load_all(ran.stdout):
        if document and document["metadata"]["name"] == name:
            data: dict[str, Any] = document["data"]
            return {key: text_of(value) for key, value in data.items() if value is not None}
    return {}


def compared(chart: Chart, version: str, values: Mapping[str, Any]) -> None:
    """Holds the tables against one rendering; values that the chart refuses show nothing."""
    real = rendered(chart, version, values)
    if isinstance(real, str):
        return
    release = Release.parse(version)
    assert release is not None
    assert config_map(chart, release.minor_release, values, KUBERNETES) == real


@pytest.mark.parametrize("chart", ["cilium", "ako"])
def test_every_minor_that_is_installed_is_in_the_tables(chart: Chart) -> None:
    versions = CONTRACT_VERSIONS if chart == "cilium" else AKO_VERSIONS
    known = {Release.parse(each) for each in versions}
    assert {each.minor_release for each in known if each is not None} == set(minors(chart))


@pytest.mark.parametrize("chart", ["cilium", "ako"])
def test_every_expression_can_be_evaluated(chart: Chart) -> None:
    for minor in minors(chart):
        table = config_map_table(chart, minor)
        assert table is not None
        scope = Scope({}, table.variables, {"Capabilities.KubeVersion.Version": "v1.33.0"})
        for row in table.rows:
            scope.evaluated(row.when)
            scope.evaluated(row.text)


@pytest.mark.parametrize("version", CONTRACT_VERSIONS)
def test_what_features_change_is_what_was_recorded_of_the_real_charts(version: str) -> None:
    release = Release.parse(version)
    assert release is not None
    default = config_map("cilium", release.minor_release, {}, KUBERNETES)
    assert default
    for name, case in CASES[version].items():
        found = config_map("cilium", release.minor_release, case["values"], KUBERNETES)
        assert found
        changes = {key: text for key, text in found.items() if default.get(key) != text}
        assert changes == case["config"], name


def test_a_minor_that_is_not_known_has_no_config_map() -> None:
    assert config_map("cilium", Release(1, 99), {}, KUBERNETES) is None


def test_values_are_merged_as_helm_merges_them() -> None:
    defaults: dict[str, object] = {
        "a": {"b": 1, "c": 2},
        "d": None,
        "e": [1],
        "f": {"g": {}},
    }
    own: dict[str, object] = {"a": {"b": None}, "e": [2], "f": None, "h": {"i": None, "j": 3}}
    assert merged_values(defaults, own) == {"a": {"c": 2}, "d": None, "e": [2], "h": {"j": 3}}


NUMBERS = {
    0: "0",
    100000: "100000",
    1500000: "1.5e+06",
    1000000: "1e+06",
    0.0025: "0.0025",
    0.00001: "1e-05",
    -3: "-3",
    123456789: "1.23456789e+08",
}


@pytest.mark.parametrize(("number", "text"), NUMBERS.items())
def test_numbers_are_written_as_go_writes_them(number: float, text: str) -> None:
    assert text_of(float(number)) == text


def test_what_nobody_knows_how_to_evaluate_is_an_error() -> None:
    with pytest.raises(UnknownExpressionError, match="lookup"):
        Scope({}, {}, {}).evaluated('(lookup "v1")')
    with pytest.raises(UnknownExpressionError, match=r"\^1\.19"):
        Scope({}, {}, {}).evaluated('(semverCompare "^1.19" "1.20")')


@needs_charts
@pytest.mark.parametrize("version", CONTRACT_VERSIONS)
def test_cilium_s_configs_are_those_of_the_real_chart(version: str) -> None:
    compared("cilium", version, {})
    for name, config in ALL.items():
        values = helm_values(parsed(changed(config, (("cilium", "version"), version))))
        compared("cilium", version, values["cilium"])
        assert values, name


RAW: dict[str, Mapping[str, Any]] = {
    "a mesh": {
        "cluster": {"name": "a", "id": 7},
        "clustermesh": {
            "useAPIServer": True,
            "config": {"enabled": True, "clusters": [{"name": "b", "ips": ["10.0.0.1"]}]},
        },
    },
    "what is null": {"tunnelPort": None, "debug": {"enabled": None}, "bpfClockProbe": None},
    "extra keys": {"extraConfig": {"a": True, "debug": "true", "b": "1", "c": 1500000}},
    "older defaults": {"upgradeCompatibility": "1.12"},
    "lists": {
        "prometheus": {"enabled": True, "metrics": ["+a", "-b"]},
        "hubble": {"metrics": {"enabled": ["dns", "drop;x=y"]}},
        "nodePort": {"addresses": ["10.0.0.0/8", "192.168.0.0/16"]},
    },
    "pools": {
        "ipam": {
            "mode": "multi-pool",
            "operator": {
                "autoCreateCiliumPodIPPools": {
                    "default": {"ipv4": {"cidrs": ["10.0.0.0/8"], "maskSize": 24}},
                    "other": {"ipv6": {"cidrs": ["fd00::/104", "fd01::/104"], "maskSize": 120}},
                }
            },
        },
        "routingMode": "native",
        "ipv4NativeRoutingCIDR": "10.0.0.0/8",
        "endpointRoutes": {"enabled": True},
    },
    "etcd": {"etcd": {"enabled": True, "ssl": True, "endpoints": ["https://a:1", "https://b:2"]}},
    "numbers": {"MTU": 1500000, "bpf": {"mapDynamicSizeRatio": 0.005, "ctTcpMax": 1000000}},
    "no agent": {"agent": False, "operator": {"enabled": False}},
    "preflight": {"preflight": {"enabled": True}},
}


@needs_charts
@pytest.mark.parametrize("values", RAW.values(), ids=RAW)
def test_raw_values_come_to_what_the_real_chart_makes_of_them(values: Mapping[str, Any]) -> None:
    for version in CONTRACT_VERSIONS:
        compared("cilium", version, values)


@needs_charts
@pytest.mark.parametrize("version", AKO_VERSIONS)
def test_ako_s_config_is_that_of_the_real_chart(version: str) -> None:
    for config in (POOL, *ALL.values()):
        if "ako" in config:
            values = helm_values(parsed(changed(config, (("ako", "version"), version))))["ako"]
            compared("ako", version, {**values, **CREDENTIALS})


@needs_charts
@examples(share=0.1)
@given(stack=valid_stacks())
def test_any_stack_s_config_maps_are_those_of_the_real_charts(stack: Stack) -> None:
    assert stack.cilium is not None
    values = helm_values(stack)
    compared("cilium", str(stack.cilium.version), values["cilium"])
    if stack.ako is not None:
        compared("ako", str(stack.ako.version), {**values["ako"], **CREDENTIALS})


@needs_charts
def test_the_tables_are_those_that_the_charts_give() -> None:
    for chart in TEMPLATES:
        found = texts(derived(charts_in(Path(os.environ[CHARTS]), chart)))
        for name, text in found.items():
            assert (folder(chart) / name).read_text("utf-8") == text, f"{chart}/{name}"
