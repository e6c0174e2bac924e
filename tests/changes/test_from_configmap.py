"""The reader of ConfigMaps says what the reader of the values says that they were rendered from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.changes.fact_keys import fact_keys
from cilium_ako.changes.facts import Facts
from cilium_ako.changes.from_configmap import ako_facts_from_configmap, cilium_facts_from_configmap
from cilium_ako.changes.from_values import facts_from_values
from tests.changes.derive_rendered import READ_BESIDE, config_of
from tests.charts.contracts import CONTRACTS

RECORDED: dict[str, Any] = json.loads(Path(__file__).with_name("rendered.json").read_text("utf-8"))


def _shared(values: Facts, config: Facts) -> Iterator[tuple[str, object, object]]:
    for fact in sorted({*values.known, *config.known}):
        if config.why_unobservable(fact) is None:
            yield fact, values.get(fact), config.get(fact)


def _agree(version: str, values: Mapping[str, object], config: Mapping[str, str]) -> None:
    said = facts_from_values("cilium", values, version, "kube-system/cilium")
    rendered = cilium_facts_from_configmap(config)
    assert said.unknown == rendered.unknown == {}
    differing = [found for found in _shared(said, rendered) if found[1] != found[2]]
    assert differing == []


@pytest.mark.parametrize(
    ("version", "case"), [(version, case) for version in RECORDED for case in RECORDED[version]]
)
def test_values_say_what_the_chart_renders(version: str, case: str) -> None:
    found = RECORDED[version][case]
    _agree(version, found["values"], found["config"])


def test_the_recorded_config_maps_are_those_of_the_charts() -> None:
    if CONTRACTS is None:
        pytest.skip("CILIUM_AKO_CONTRACTS names no folder of the charts' contracts")
    keys = {each.value_key.config for each in fact_keys("cilium")} | READ_BESIDE
    for version, cases in RECORDED.items():
        path = CONTRACTS / "cilium" / version / "rendered.json"
        rendered = json.loads(path.read_text("utf-8"))
        assert set(rendered) == set(cases)
        for case, found in cases.items():
            assert found["config"] == config_of(rendered, case, keys)
            assert found["values"] == rendered[case]["values"]
            whole = config_of(rendered, case, {*rendered["default"]["ciliumConfig"], *keys})
            _agree(version, found["values"], whole)


AKO_CONFIG = {
    "cniPlugin": "cilium",
    "clusterName": "dev",
    "disableStaticRouteSync": "false",
    "serviceType": "ClusterIP",
    "shardVSSize": "LARGE",
    "controllerIP": "avi.example.test",
    "controllerVersion": "22.1.5",
    "vipNetworkList": '[{"networkName":"vip","cidr":"10.20.0.0/24"}]',
    "bgpPeerLabels": "[]",
    "enableRHI": "false",
    "deleteConfig": "false",
    "primaryInstance": "true",
}


def test_ako_config() -> None:
    values = {
        "AKOSettings": {"clusterName": "dev", "cniPlugin": "cilium"},
        "ControllerSettings": {"controllerHost": "avi.example.test", "controllerVersion": "22.1.5"},
        "NetworkSettings": {"vipNetworkList": [{"cidr": "10.20.0.0/24", "networkName": "vip"}]},
    }
    said = facts_from_values("ako", values, "1.14.1", "avi-system/ako")
    differing = [
        found
        for found in _shared(said, ako_facts_from_configmap(AKO_CONFIG))
        if found[1] != found[2]
    ]
    assert differing == []


def test_a_config_map_that_is_damaged() -> None:
    facts = cilium_facts_from_configmap({"kvstore": "etcd", "etcd-config": "{"})
    assert "kvstore.endpoints" in facts.unknown
    assert cilium_facts_from_configmap({}).get("ipam.mode") == "cluster-pool"
    assert facts.why_unknown("cilium.version") is not None
