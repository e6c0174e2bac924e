"""Our values against the charts: keys, types, and what each feature needs.

The tables in the repository and one recorded schema are enough for all of it. With the charts' full
defaults and schemas at hand (`CILIUM_AKO_CONTRACTS`) the tables themselves are checked, and values
are held against every schema.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.catalogue.charts.keys import Chart, has_schema, types_of
from cilium_ako.catalogue.cilium.value_keys import VALUE_KEYS
from cilium_ako.charts.ako import ako_facts
from cilium_ako.charts.cilium import cilium_facts
from cilium_ako.charts.helm_values import flatten
from tests.charts.contracts import CONTRACTS, schema, with_contracts
from tests.charts.grid import (
    AKO,
    CILIUM,
    FEATURES,
    MODES,
    ako_config,
    checked,
    config,
    minor,
    values_of,
)
from tools import derive_contract_cases
from tools.chart_key_tables import TABLES
from tools.derive_chart_keys import derived_table
from tools.minor_rows import table_rows

ROOT = Path(__file__).parents[2]
CASES: dict[str, dict[str, dict[str, Any]]] = json.loads(
    (ROOT / "tests" / "contracts" / "cases.json").read_text("utf-8")
)


GRID = [
    pytest.param(version, mode, feature, id=f"{version}-{mode}-{feature}")
    for version in CILIUM
    for mode in MODES
    for feature in FEATURES
]


_TYPES: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    str: "string",
    list: "array",
    dict: "object",
}


def problems(chart: Chart, version: str, values: Mapping[str, object]) -> list[str]:
    """Keys that the chart does not know, and values that do not fit it."""
    found = []
    for key, value in flatten(values):
        types = types_of(chart, minor(version), key)
        if types is None:
            found.append(f"{key} is no key of {chart} {version}")
        elif "any" not in types and _TYPES[type(value)] not in types:
            found.append(f"{key}: {value!r} is none of {', '.join(sorted(types))}")
    return found


@pytest.mark.parametrize(("version", "mode", "feature"), GRID)
def test_every_key_exists_and_every_type_fits(version: str, mode: str, feature: str) -> None:
    values = values_of(config(version, mode, feature))
    found = problems("cilium", version, values)
    if minor(version) < (1, 16) and feature == "kube-proxy-replacement":
        # no schema says so, and the template quotes the port: its default is an empty text
        found.remove(f"k8sServicePort: {values['k8sServicePort']} is none of string")
    assert found == []


WITH_SCHEMA = [
    pytest.param(version, mode, feature, id=f"{version}-{mode}-{feature}")
    for version in CILIUM
    if has_schema("cilium", minor(version))
    for mode in MODES
    for feature in FEATURES
]


@pytest.mark.parametrize(("version", "mode", "feature"), WITH_SCHEMA)
def test_values_fit_the_schema(version: str, mode: str, feature: str) -> None:
    values = values_of(config(version, mode, feature))
    assert [error.message for error in validator(version).iter_errors(values)] == []


@cache
def validator(version: str) -> Any:
    # slow, and it has no types of its own
    import jsonschema  # type: ignore[import-untyped]  # noqa: PLC0415

    document = schema(version)
    return jsonschema.validators.validator_for(document)(document)


def flat(values: Mapping[str, object]) -> dict[str, object]:
    return dict(flatten(values))


WHERE = {
    "cluster-pool": ("cluster-pool", "plain"),
    "kubernetes": ("kubernetes", "plain"),
    "eni": ("eni", "plain"),
    "kube-proxy-replacement": ("cluster-pool", "kube-proxy-replacement"),
    "kvstore": ("kubernetes", "kvstore"),
    "ipsec": ("cluster-pool", "ipsec"),
    "wireguard": ("cluster-pool", "wireguard"),
    "sctp": ("kubernetes", "sctp"),
}
"""Case of the contracts to the mode and feature that ask for the same."""

OURS = {
    ("1.13.18", "kube-proxy-replacement", "loadBalancer.mode"): "dsr",
    # the agents of 1.13 have no switch for it beside WireGuard
    ("1.13.18", "wireguard", "encryption.nodeEncryption"): False,
}
"""What a rule keeps a stack from asking for, and what is asked for instead."""


@pytest.mark.parametrize("case", WHERE)
@pytest.mark.parametrize("version", CILIUM)
def test_what_a_feature_needs_is_asked_for(version: str, case: str) -> None:
    ours = flat(values_of(config(version, *WHERE[case])))
    for key, value in flat(CASES[version][case]["values"]).items():
        assert key in ours, f"{case} needs {key}"
        assert ours[key] == OURS.get((version, case, key), value), key


def test_the_cases_are_all_asked_for() -> None:
    assert set(CASES) == set(CILIUM)
    for cases in CASES.values():
        assert set(cases) == set(WHERE)


@pytest.mark.parametrize(("version", "mode", "feature"), GRID)
def test_what_would_hurt_is_stated(version: str, mode: str, feature: str) -> None:
    """No default of any version may decide it."""
    values = flat(values_of(config(version, mode, feature)))
    stated = {
        "cluster.name",
        "cluster.id",
        "ipam.mode",
        "eni.enabled",
        "enableIPv4Masquerade",
        "bpf.masquerade",
        "kubeProxyReplacement",
        "etcd.enabled",
        "identityAllocationMode",
        "encryption.enabled",
        "sctp.enabled",
        "l7Proxy",
        "rollOutCiliumPods",
        "operator.rollOutPods",
        "tunnel" if version.startswith("1.13.") else "routingMode",
        "autoDirectNodeRoutes",
        "hubble.enabled",
        "hubble.relay.enabled",
        "hubble.ui.enabled",
    }
    assert stated <= set(values)
    assert values["rollOutCiliumPods"] is True
    assert values["operator.rollOutPods"] is True
    assert "upgradeCompatibility" not in values


ENI_TOGETHER = {"ipam.mode": "eni", "eni.enabled": True, "enableIPv4Masquerade": False}


@pytest.mark.parametrize("version", CILIUM)
def test_the_switches_of_eni_go_together(version: str) -> None:
    values = flat(values_of(config(version, "eni", "plain")))
    assert {key: values[key] for key in ENI_TOGETHER} == ENI_TOGETHER
    if version.startswith("1.13."):
        assert values["tunnel"] == "disabled"
    else:
        assert values["routingMode"] == "native"
    role = "arn:aws:iam::111122223333:role/prod-operator"
    assert values["eni.iamRole"] == role
    assert not [key for key in values if key.startswith("operator.nodeSelector")]


@pytest.mark.parametrize("version", CILIUM)
def test_without_a_role_the_operator_runs_on_the_control_plane(version: str) -> None:
    given = config(version, "eni", "plain")
    del given["cilium"]["ipam"]["operatorRole"]
    given["cluster"]["platform"] = "aws"
    given["cluster"]["apiServer"] = ["https://api.example.test:6443"]
    values = values_of(given)
    assert values["operator"]["nodeSelector"] == {"node-role.kubernetes.io/control-plane": ""}


# --- AKO


AKO_GRID = [
    pytest.param(version, mode, id=f"{version}-{mode}") for version in AKO for mode in MODES
]

ROUTES = {
    "cluster-pool": ("cilium", "false"),
    "kubernetes": ("", "false"),
    "eni": ("", "true"),
}
"""The reason for all this: IPAM mode to `cniPlugin` and `disableStaticRouteSync`."""


@pytest.mark.parametrize(("version", "mode"), AKO_GRID)
def test_ako(version: str, mode: str) -> None:
    values = values_of(ako_config(version, mode), "ako")
    assert problems("ako", version, values) == []
    settings = values["AKOSettings"]
    assert (settings["cniPlugin"], settings["disableStaticRouteSync"]) == ROUTES[mode]
    assert settings["clusterName"] == ("prod" if mode == "eni" else "staging")
    tenant = "admin" if version < "1.13" else "blue"
    assert values["ControllerSettings"]["tenantName"] == tenant
    assert values["NetworkSettings"]["vipNetworkList"]
    assert "avicredentials" not in values


@pytest.mark.parametrize("version", AKO)
def test_ako_states_all_that_it_is_told(version: str) -> None:
    given = ako_config(version, "cluster-pool")
    stack = checked(given).stack
    assert stack is not None
    assert stack.cluster is not None
    assert stack.cilium is not None
    assert stack.ako is not None
    facts = ako_facts(stack.cluster, stack.cilium, stack.ako)
    missing = {"controller.vrf"} if minor(version) < (1, 12) else set[str]()
    assert len(flat(values_of(given, "ako"))) == len(facts) - len(missing)


def test_every_fact_reaches_every_minor_that_has_a_key_for_it() -> None:
    later = {
        "loadBalancerAddresses": (1, 17),
        "envoy.daemonSet": (1, 16),
        "envoy.discovery": (1, 20),
        "secretSync": (1, 17),
    }
    for version in CILIUM:
        for mode in MODES:
            for feature in FEATURES:
                given = config(version, mode, feature)
                stack = checked(given).stack
                assert stack is not None
                assert stack.cluster is not None
                assert stack.cilium is not None
                facts = cilium_facts(stack.cluster, stack.cilium, None)
                for fact, value in facts.items():
                    if minor(version) < later.get(fact, (0, 0)):
                        continue
                    rows = [
                        row
                        for row in VALUE_KEYS
                        if row.fact == fact and row.applies_to(minor(version))
                    ]
                    off = fact == "encryption.strict" and value is False
                    assert rows or off, f"{fact} is not said to {version}"


# --- the tables


@with_contracts
def test_the_tables_of_keys_are_current() -> None:
    assert CONTRACTS is not None
    for chart in ("cilium", "ako"):
        text = (TABLES / chart / "chart_keys" / "values.tsv").read_text("utf-8")
        assert table_rows(text) == derived_table(CONTRACTS / chart)


@with_contracts
def test_the_table_of_cases_is_current() -> None:
    assert CONTRACTS is not None
    committed = derive_contract_cases.TABLE.read_text("utf-8")
    assert committed == derive_contract_cases.text(CONTRACTS)
