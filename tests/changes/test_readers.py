"""The readers agree on what they share: Helm values, ConfigMaps and a stack's config."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.catalogue.facts import BY_NAME
from cilium_ako.changes.fact_keys import fact_keys
from cilium_ako.changes.facts import Facts, Hidden
from cilium_ako.changes.from_configmap import ako_facts_from_configmap, cilium_facts_from_configmap
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.changes.from_values import facts_from_values
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.stack import parse
from cilium_ako.config.stack_files import raw_config
from tests.changes.derive_rendered import READ_BESIDE, config_of

ROOT = Path(__file__).parents[2]
DERIVED: dict[str, Any] = json.loads((Path(__file__).parent / "rendered.json").read_text("utf-8"))
CONTRACTS = Path(os.environ.get("CILIUM_AKO_CONTRACTS", ROOT.parent / "shared" / "contracts"))


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
    ("version", "case"), [(version, case) for version in DERIVED for case in DERIVED[version]]
)
def test_values_say_what_the_chart_renders(version: str, case: str) -> None:
    found = DERIVED[version][case]
    _agree(version, found["values"], found["config"])


def test_derived_data_is_that_of_the_charts() -> None:
    if not CONTRACTS.is_dir():
        pytest.skip(f"there is no contract data at {CONTRACTS} (CILIUM_AKO_CONTRACTS)")
    keys = {row.value_key.config for row in fact_keys("cilium")} | READ_BESIDE
    for version, cases in DERIVED.items():
        path = CONTRACTS / "cilium" / version / "rendered.json"
        rendered = json.loads(path.read_text("utf-8"))
        assert set(rendered) == set(cases)
        for case, found in cases.items():
            assert found["config"] == config_of(rendered, case, keys)
            assert found["values"] == rendered[case]["values"]
            whole = config_of(rendered, case, {*rendered["default"]["ciliumConfig"], *keys})
            _agree(version, found["values"], whole)


def test_defaults_of_ako_are_those_of_its_charts() -> None:
    if not CONTRACTS.is_dir():
        pytest.skip(f"there is no contract data at {CONTRACTS} (CILIUM_AKO_CONTRACTS)")
    for directory in sorted(CONTRACTS.joinpath("ako").iterdir()):
        given = json.loads((directory / "values.json").read_text("utf-8"))
        written = facts_from_values("ako", given, directory.name, "avi-system/ako").known
        left_out = facts_from_values("ako", {}, directory.name, "avi-system/ako").known
        shown = {fact for fact in written if not fact.startswith("ako.values.")}
        assert {fact: written[fact] for fact in shown} == dict(left_out)


def test_defaults_of_cilium_are_those_of_its_charts() -> None:
    if not CONTRACTS.is_dir():
        pytest.skip(f"there is no contract data at {CONTRACTS} (CILIUM_AKO_CONTRACTS)")
    for directory in sorted(CONTRACTS.joinpath("cilium").iterdir()):
        given = json.loads((directory / "values.json").read_text("utf-8"))
        written = facts_from_values("cilium", given, directory.name, "kube-system/cilium").known
        left_out = facts_from_values("cilium", {}, directory.name, "kube-system/cilium").known
        # the chart's operator tolerations differ by minor and are compared where they are set
        for fact in set(left_out) - {"operator.tolerations"}:
            assert written.get(fact) == left_out[fact], (directory.name, fact)


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


@pytest.mark.parametrize("stack", ["dev", "staging", "prod-aws"])
def test_config_is_its_values(stack: str) -> None:
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text("utf-8")
    parsed, errors = parse(stack, raw_config(text), offline=True)
    assert errors == []
    assert parsed.cilium is not None
    assert parsed.ako is not None
    facts = facts_from_stack(parsed)
    assert facts.unknown == {}
    values = helm_values(parsed)
    said = facts_from_values(
        "cilium", values["cilium"], str(parsed.cilium.version), "kube-system/cilium"
    )
    said = said.merged(
        facts_from_values("ako", values["ako"], str(parsed.ako.version), "avi-system/ako")
    )
    more = {fact for fact in facts.known if fact not in said.known}
    assert {fact: facts.known[fact] for fact in said.known} == dict(said.known)
    assert all(fact == "ipsec.keyId" or BY_NAME[fact].config_only for fact in more)


def _cilium(values: Mapping[str, object], version: str) -> Facts:
    return facts_from_values("cilium", values, version, "kube-system/cilium")


def test_older_spellings() -> None:
    old = _cilium(
        {
            "tunnel": "geneve",
            "kubeProxyReplacement": "strict",
            "ipam": {"operator": {"clusterPoolIPv4PodCIDR": "10.42.0.0/16"}},
        },
        "1.13.18",
    )
    new = _cilium(
        {
            "routingMode": "tunnel",
            "tunnelProtocol": "geneve",
            "kubeProxyReplacement": True,
            "ipam": {"operator": {"clusterPoolIPv4PodCIDRList": ["10.42.0.0/16"]}},
        },
        "1.14.19",
    )
    for fact in ("routing.tunnel", "routing.port", "kubeProxyReplacement", "ipam.pools"):
        assert old.get(fact) == new.get(fact)
    assert _cilium({"tunnel": "disabled"}, "1.14.19").get("routing.tunnel") == "disabled"
    assert (
        _cilium({"kubeProxyReplacement": "strict"}, "1.15.19").get("kubeProxyReplacement") is True
    )
    assert (
        _cilium({"kubeProxyReplacement": "partial"}, "1.15.19").get("kubeProxyReplacement")
        == "partial"
    )
    # 1.13 has no routingMode, and its chart ignores it
    assert _cilium({"routingMode": "native"}, "1.13.18").get("routing.tunnel") == "vxlan"
    # a list may be written as a text
    texts = {"ipam": {"operator": {"clusterPoolIPv4PodCIDRList": "10.1.0.0/16 10.2.0.0/16"}}}
    assert _cilium(texts, "1.18.12").get("ipam.pools") == ("10.1.0.0/16", "10.2.0.0/16")


def test_numbers_of_the_engine_are_floats() -> None:
    values = {
        "ipam": {"operator": {"clusterPoolIPv4MaskSize": 24.0}},
        "MTU": 1400.0,
        "k8sServicePort": 6443.0,
    }
    facts = _cilium({**values, "kubeProxyReplacement": True}, "1.18.12")
    assert facts.get("ipam.mask") == 24
    assert facts.get("mtu") == 1400
    assert facts.get("apiServer.port") == "6443"


def test_written_past_the_chart() -> None:
    values = {"extraConfig": {"cluster-pool-ipv4-cidr": "10.9.0.0/16", "bpf-root": "/x"}}
    facts = _cilium(values, "1.18.12")
    assert facts.get("ipam.pools") == ("10.9.0.0/16",)
    assert facts.get("values.extraConfig.bpf-root") == "/x"


def test_upgrade_compatibility_flips_defaults() -> None:
    eni = {"eni": {"enabled": True}, "ipam": {"mode": "eni"}, "routingMode": "native"}
    assert _cilium(eni, "1.18.12").get("masquerade.enabled") is False
    assert _cilium(eni, "1.17.18").get("masquerade.enabled") is True
    kept = _cilium({**eni, "upgradeCompatibility": "1.17"}, "1.18.12")
    assert kept.get("masquerade.enabled") is True
    old = _cilium({"upgradeCompatibility": "1.15"}, "1.18.12")
    assert old.get("envoy.daemonSet") is False
    assert old.get("secretSync") is False


def test_versions_that_are_not_known() -> None:
    for version, what in (
        ("", "not known"),
        ("1.12.0", "1.12"),
        ("1.99.0", "1.99"),
        ("x", "not known"),
    ):
        facts = _cilium({}, version)
        reason = facts.why_unknown("ipam.pools")
        assert reason is not None
        assert what in reason
        assert facts.get("cilium.installed") is True
    assert _cilium({}, "v1.18.12").get("cilium.version") == "1.18.12"


def test_secrets_are_not_read() -> None:
    values = {
        "hubble": {"tls": {"server": {"key": "CANARY"}}},
        "extraEnv": [{"name": "A", "value": "CANARY"}],
        "some": {"password": "CANARY"},
    }
    facts = _cilium(values, "1.18.12")
    assert "CANARY" not in repr(facts)
    assert set(facts.unknown) == {
        "values.hubble.tls.server.key",
        "values.extraEnv",
        "values.some.password",
    }
    hidden = _cilium({"ipam": {"mode": Hidden("it is encrypted")}, "MTU": Hidden("no")}, "1.18.12")
    assert hidden.unknown["ipam.mode"] == "it is encrypted"
    assert hidden.unknown["mtu"] == "no"
    ako = facts_from_values("ako", {"avicredentials": {"password": "CANARY"}}, "1.13.4", "a/ako")
    assert "CANARY" not in repr(ako)


def test_a_config_map_that_is_damaged() -> None:
    facts = cilium_facts_from_configmap({"kvstore": "etcd", "etcd-config": "{"})
    assert "kvstore.endpoints" in facts.unknown
    assert cilium_facts_from_configmap({}).get("ipam.mode") == "cluster-pool"
    assert facts.why_unknown("cilium.version") is not None
