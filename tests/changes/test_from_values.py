"""The reader of Helm values: spellings of every minor, defaults, and what it never reads."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from cilium_ako.changes.facts import Facts, Hidden
from cilium_ako.changes.from_values import facts_from_values
from tests.charts.contracts import default_values, versions


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


@pytest.mark.parametrize("version", versions("ako"))
def test_defaults_of_ako_are_those_of_its_chart(version: str) -> None:
    given = default_values("ako", version)
    written = facts_from_values("ako", given, version, "avi-system/ako").known
    left_out = facts_from_values("ako", {}, version, "avi-system/ako").known
    shown = {fact for fact in written if not fact.startswith("ako.values.")}
    assert {fact: written[fact] for fact in shown} == dict(left_out)


@pytest.mark.parametrize("version", versions("cilium"))
def test_defaults_of_cilium_are_those_of_its_chart(version: str) -> None:
    given = default_values("cilium", version)
    written = _cilium(given, version).known
    left_out = _cilium({}, version).known
    # these of the chart's own differ by minor, and are compared where they are set
    by_minor = {"operator.tolerations", "agent.capabilities", "cleanState.capabilities"}
    for fact in set(left_out) - by_minor:
        assert written.get(fact) == left_out[fact], fact
