"""The table of distributions: complete, without contradictions, and spelled by a key each."""

from __future__ import annotations

from typing import get_args

import pytest

from cilium_ako.catalogue.cilium.distribution_keys import DISTRIBUTION_KEYS
from cilium_ako.catalogue.cilium.value_keys import VALUE_KEYS
from cilium_ako.catalogue.distributions import (
    BY_NAME,
    DISTRIBUTIONS,
    Distribution,
    DistributionName,
    Platform,
    control_plane_label,
)
from cilium_ako.catalogue.facts import BY_NAME as FACTS
from tests.charts.grid import CILIUM, minor

KEYS = {row.fact: row for row in DISTRIBUTION_KEYS}


def test_every_name_has_one_row() -> None:
    assert [row.name for row in DISTRIBUTIONS] == list(get_args(DistributionName))
    assert len(BY_NAME) == len(DISTRIBUTIONS)


@pytest.mark.parametrize("row", DISTRIBUTIONS, ids=lambda row: row.name)
def test_a_row_can_be_used_as_it_is(row: Distribution) -> None:
    assert row.platforms
    assert set(row.platforms) <= set(get_args(Platform))
    assert row.without_cni
    assert row.source
    for text in (row.without_cni, row.without_kube_proxy, row.api_servers):
        assert text == text.strip(" .")
    for each in row.values:
        assert each.why.endswith(".")
        assert each.fact in KEYS
    facts = [each.fact for each in row.values]
    assert len(facts) == len(set(facts))
    if row.ipam_modes is not None:
        assert set(row.ipam_modes) <= {"cluster-pool", "kubernetes", "eni"}
        assert row.ipam_reason.endswith(".")
    if row.node_local_api is not None:
        host, port = row.node_local_api
        assert f"{host}:{port}" in row.api_servers


def test_without_a_distribution_nothing_is_assumed() -> None:
    assert control_plane_label(None) == ("node-role.kubernetes.io/control-plane", "")


@pytest.mark.parametrize("row", DISTRIBUTION_KEYS, ids=lambda row: row.fact)
def test_a_key_is_a_fact_that_some_distribution_gives(row: object) -> None:
    fact = next(key.fact for key in DISTRIBUTION_KEYS if key is row)
    assert fact in FACTS
    assert any(fact == each.fact for given in DISTRIBUTIONS for each in given.values)


@pytest.mark.parametrize("version", CILIUM)
def test_no_key_is_decided_by_the_config_too(version: str) -> None:
    decided = {
        row.key for row in VALUE_KEYS if row.applies_to(minor(version)) and not row.free_when_unsaid
    }
    for row in DISTRIBUTION_KEYS:
        for key in decided:
            assert not f"{key}.".startswith(f"{row.key}.")
            assert not f"{row.key}.".startswith(f"{key}.")
