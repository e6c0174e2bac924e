"""What the real charts make of our values: every fact stands in the ConfigMap that is read."""

from __future__ import annotations

import pytest
import yaml

from cilium_ako.catalogue.ako import value_keys as ako_values
from cilium_ako.catalogue.cilium import value_keys as cilium_values
from cilium_ako.charts.ako import ako_facts
from cilium_ako.charts.cilium import cilium_facts
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
from tests.charts.real_charts import Objects, config_map, rendered
from tests.configs import Config


def cilium_objects(version: str, mode: str, feature: str = "plain") -> Objects:
    values = values_of(config(version, mode, feature))
    return rendered("cilium", version, values, CILIUM[version])


def printed(value: object) -> str:
    """A fact's value as the charts print it into a ConfigMap."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(str(each) for each in value)
    return str(value)


SILENT_WHEN_OFF = {
    "sctp",
    "encryption.nodeEncryption",
    "encryption.strict",
    "encryption.strictRemoteNodes",
    "eni.prefixDelegation",
    "routing.port",
    "mtu",
}
"""Facts whose key a chart leaves out where they are off, which is what the agent takes it for."""


@pytest.mark.parametrize("feature", FEATURES)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("version", CILIUM)
def test_every_fact_reaches_the_agents(version: str, mode: str, feature: str) -> None:
    given = config(version, mode, feature)
    data = config_map(cilium_objects(version, mode, feature), "cilium-config")
    stack = checked(given).stack
    assert stack is not None
    assert stack.cluster is not None
    assert stack.cilium is not None
    facts = cilium_facts(stack.cluster, stack.cilium, None)
    seen = 0
    for row in cilium_values.VALUE_KEYS:
        if row.fact not in facts or not row.config or not row.applies_to(minor(version)):
            continue
        value = facts[row.fact]
        if row.value_map is not None:
            if value not in row.value_map:
                continue
            value = row.value_map[value]
        if row.config not in data:
            assert row.fact in SILENT_WHEN_OFF, f"{row.config} is missing"
            assert not value, f"{row.config} is missing, and {row.fact} is {value}"
            continue
        assert data[row.config] == printed(value), row.config
        seen += 1
    assert seen > 10
    _feature(feature, version, data)


def _feature(feature: str, version: str, data: dict[str, str]) -> None:
    """What has no key of its own."""
    encrypted = {key: data.get(f"enable-{key}", "false") for key in ("ipsec", "wireguard")}
    assert encrypted == {
        key: "true" if key == feature else "false" for key in ("ipsec", "wireguard")
    }
    if feature == "kvstore":
        assert data["kvstore"] == "etcd"
        assert "https://10.1.0.1:2379" in data["etcd-config"]
        assert "/var/lib/etcd-secrets/etcd-client.key" in data["etcd-config"]
    else:
        assert "kvstore" not in data
    if feature == "ipsec":
        assert data["ipsec-key-file"] == "/etc/ipsec/keys"


@pytest.mark.parametrize("version", CILIUM)
def test_the_operator_is_the_right_one(version: str) -> None:
    images = {
        mode: cilium_objects(version, mode)["Deployment/cilium-operator"]["command"][0]
        for mode in MODES
    }
    assert images == {
        "cluster-pool": "cilium-operator-generic",
        "kubernetes": "cilium-operator-generic",
        "eni": "cilium-operator-aws",
    }


@pytest.mark.parametrize("pods", ["DaemonSet/cilium", "Deployment/cilium-operator"])
@pytest.mark.parametrize("version", CILIUM)
def test_agents_and_operator_follow_the_config(version: str, pods: str) -> None:
    """Without these annotations a changed ConfigMap reaches no running pod."""
    found = cilium_objects(version, "cluster-pool", "kube-proxy-replacement")[pods]
    assert "cilium.io/cilium-configmap-checksum" in found["annotations"]
    assert found["env"]["KUBERNETES_SERVICE_HOST"] == "api.example.test"
    assert found["env"]["KUBERNETES_SERVICE_PORT"] == "6443"


@pytest.mark.parametrize(
    ("feature", "volume", "name"),
    [
        ("ipsec", "cilium-ipsec-secrets", "cilium-ipsec-keys"),
        ("kvstore", "etcd-secrets", "cilium-etcd-secrets"),
    ],
)
@pytest.mark.parametrize("version", CILIUM)
def test_secrets_are_mounted_under_our_names(
    version: str, feature: str, volume: str, name: str
) -> None:
    agents = cilium_objects(version, "kubernetes", feature)["DaemonSet/cilium"]
    assert agents["secrets"][volume] == name


# --- AKO


def ako_objects(given: Config, version: str) -> Objects:
    values = values_of(given, "ako")
    if version < "1.12.1":
        # its chart makes the Secret itself; the program hands the credentials on as secret values
        values["avicredentials"] = {"username": "u", "password": "p"}
    return rendered("ako", version, values, AKO[version][0])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("version", AKO)
def test_every_fact_reaches_ako(version: str, mode: str) -> None:
    given = ako_config(version, mode)
    objects = ako_objects(given, version)
    data = config_map(objects, "avi-k8s-config")
    stack = checked(given).stack
    assert stack is not None
    assert stack.cluster is not None
    assert stack.cilium is not None
    assert stack.ako is not None
    facts = ako_facts(stack.cluster, stack.cilium, stack.ako)
    for row in ako_values.VALUE_KEYS:
        if not row.applies_to(minor(version)):
            continue
        if row.fact not in facts:
            assert row.free_when_unsaid
            continue
        value = facts[row.fact]
        value = value if row.value_map is None else row.value_map[value]
        if isinstance(value, list):
            assert yaml.safe_load(data.get(row.config, "[]") or "[]") == value, row.config
        elif value in ("", False):
            assert data.get(row.config, "") in ("", "false"), row.config
        else:
            assert data[row.config] == printed(value), row.config
    assert ("Secret/avi-secret" in objects) == (version < "1.12.1")


@pytest.mark.parametrize("version", AKO)
def test_ako_is_a_stateful_set_that_our_patch_finds(version: str) -> None:
    assert "StatefulSet/ako" in ako_objects(ako_config(version, "cluster-pool"), version)
