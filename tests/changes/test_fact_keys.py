"""Keys of charts and of their ConfigMaps, read upwards: from a key to a fact."""

from __future__ import annotations

import pytest

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.cilium.value_keys import CONFIG_BESIDE
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.fact_keys import (
    decided_config_keys,
    defaults,
    definitions,
    fact_keys,
    helm_key,
    helm_keys,
)


@pytest.mark.parametrize("chart", ["cilium", "ako"])
def test_every_key_of_a_row_is_a_key_of_its_chart(chart: Chart) -> None:
    assert {each.value_key.key for each in fact_keys(chart)} <= helm_keys(chart)


@pytest.mark.parametrize("chart", ["cilium", "ako"])
def test_a_fact_has_one_meaning_for_each_value_of_a_key(chart: Chart) -> None:
    for each in fact_keys(chart):
        written = each.value_key.value_map
        if written is not None and each.fact.name != "routing.tunnel":
            assert each.meaning is not None
            assert len(each.meaning) == len(written), each.value_key.key


def test_keys_that_a_chart_derives_are_decided_too() -> None:
    assert "ipsec-key-file" in decided_config_keys()
    assert set(CONFIG_BESIDE) <= decided_config_keys()
    assert "cluster-pool-ipv4-cidr" in decided_config_keys()
    assert "" not in decided_config_keys()


@pytest.mark.parametrize(
    ("minor", "key"),
    [
        (Release(1, 13), "ipam.operator.clusterPoolIPv4PodCIDRList"),
        (Release(1, 20), "ipam.operator.clusterPoolIPv4PodCIDRList"),
        (None, "ipam.operator.clusterPoolIPv4PodCIDRList"),
    ],
)
def test_the_helm_key_of_a_fact(minor: Release | None, key: str) -> None:
    assert helm_key("cilium", "ipam.pools", minor) == key


def test_a_fact_that_no_value_says_has_no_helm_key() -> None:
    assert helm_key("cilium", "ipsec.keyId", None) == ""


@pytest.mark.parametrize("chart", ["cilium", "ako"])
def test_defaults_are_of_facts_that_there_are(chart: Chart) -> None:
    names = {fact.name for fact in definitions(chart)}
    for minor in (None, Release(1, 13), Release(1, 20), Release(2, 1)):
        assert defaults(chart, minor, None).keys() <= names


def test_a_default_that_hangs_on_the_version_needs_one() -> None:
    assert "secretSync" not in defaults("cilium", None, None)
    assert "secretSync" not in defaults("cilium", Release(1, 16), None)
    assert defaults("cilium", Release(1, 18), None)["secretSync"] is True
    assert defaults("cilium", Release(1, 18), Release(1, 16))["secretSync"] is False
