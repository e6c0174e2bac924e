"""What the real charts make of our values: every fact stands in the ConfigMap that agents read.

The charts are found through `CILIUM_AKO_CHARTS` (archives or directories, `cilium-<version>`,
`ako-<version>` or `ako`), and `helm` on PATH.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.catalogue.ako import value_keys as ako_values
from cilium_ako.catalogue.cilium import value_keys as cilium_values
from cilium_ako.charts.ako import ako_facts
from cilium_ako.charts.cilium import cilium_facts
from cilium_ako.charts.values_yaml import values_yaml
from tests.charts.grid import AKO, CILIUM, FEATURES, MODES, ako_config, checked, config
from tests.charts.test_release_values import minor, values_of
from tests.configs import Config

CHARTS = os.environ.get("CILIUM_AKO_CHARTS", "")
HELM = shutil.which("helm")

pytestmark = pytest.mark.skipif(
    not CHARTS or HELM is None,
    reason="the charts (CILIUM_AKO_CHARTS) or helm are not here",
)


def chart(name: str, version: str) -> str:
    for each in (f"{name}-{version}.tgz", f"{name}-{version}", name):
        path = Path(CHARTS) / each
        if path.exists():
            return str(path)
    pytest.skip(f"no chart {name} {version} in CILIUM_AKO_CHARTS")


def rendered(
    name: str, version: str, values: dict[str, Any], *, only: str = "", kubernetes: str = "1.33"
) -> list[dict[str, Any]]:
    """The objects that a chart makes of values."""
    command = ["helm", "template", name, chart(name, version), "--values", "-"]
    command += ["--namespace", "kube-system", "--kube-version", f"{kubernetes}.0"]
    if only:
        command += ["--show-only", only]
    found = subprocess.run(
        command, input=values_yaml(values), capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    return [each for each in yaml.safe_load_all(found.stdout) if each]


def config_map(objects: list[dict[str, Any]], name: str) -> dict[str, str]:
    found = [
        each for each in objects if each["kind"] == "ConfigMap" and each["metadata"]["name"] == name
    ]
    assert len(found) == 1
    data: dict[str, str] = found[0]["data"]
    assert all(isinstance(value, str) for value in data.values())
    return data


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
    objects = rendered(
        "cilium",
        version,
        values_of(given),
        only="templates/cilium-configmap.yaml",
        kubernetes=CILIUM[version],
    )
    data = config_map(objects, "cilium-config")
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
    images = {}
    for mode in MODES:
        objects = rendered(
            "cilium",
            version,
            values_of(config(version, mode, "plain")),
            only="templates/cilium-operator/deployment.yaml",
            kubernetes=CILIUM[version],
        )
        container = objects[0]["spec"]["template"]["spec"]["containers"][0]
        images[mode] = container["command"][0]
    assert images == {
        "cluster-pool": "cilium-operator-generic",
        "kubernetes": "cilium-operator-generic",
        "eni": "cilium-operator-aws",
    }


@pytest.mark.parametrize("version", CILIUM)
def test_agents_and_operator_follow_the_config(version: str) -> None:
    """Without these annotations a changed ConfigMap reaches no running pod."""
    values = values_of(config(version, "cluster-pool", "kube-proxy-replacement"))
    for template in ("cilium-agent/daemonset", "cilium-operator/deployment"):
        objects = rendered(
            "cilium",
            version,
            values,
            only=f"templates/{template}.yaml",
            kubernetes=CILIUM[version],
        )
        pod = objects[0]["spec"]["template"]
        assert "cilium.io/cilium-configmap-checksum" in pod["metadata"]["annotations"]
        environment = {
            each["name"]: each.get("value") for each in pod["spec"]["containers"][0].get("env", ())
        }
        assert environment["KUBERNETES_SERVICE_HOST"] == "api.example.test"
        assert environment["KUBERNETES_SERVICE_PORT"] == "6443"


@pytest.mark.parametrize("version", CILIUM)
def test_secrets_are_mounted_under_our_names(version: str) -> None:
    volumes: dict[str, Any] = {}
    for feature in ("ipsec", "kvstore"):
        objects = rendered(
            "cilium",
            version,
            values_of(config(version, "kubernetes", feature)),
            only="templates/cilium-agent/daemonset.yaml",
            kubernetes=CILIUM[version],
        )
        for volume in objects[0]["spec"]["template"]["spec"]["volumes"]:
            volumes[volume["name"]] = volume.get("secret", {}).get("secretName")
    assert volumes["cilium-ipsec-secrets"] == "cilium-ipsec-keys"
    assert volumes["etcd-secrets"] == "cilium-etcd-secrets"


# --- AKO


def ako_objects(given: Config, version: str) -> list[dict[str, Any]]:
    values = values_of(given, "ako")
    if version < "1.12.1":
        # its chart makes the Secret itself; the program hands the credentials on as secret values
        values["avicredentials"] = {"username": "u", "password": "p"}
    return rendered("ako", version, values, kubernetes=AKO[version][0])


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
        value = facts[row.fact]
        value = value if row.value_map is None else row.value_map[value]
        if isinstance(value, list):
            assert yaml.safe_load(data.get(row.config, "[]") or "[]") == value, row.config
        elif value in ("", False):
            assert data.get(row.config, "") in ("", "false"), row.config
        else:
            assert data[row.config] == printed(value), row.config
    makes_its_own = [each for each in objects if each["kind"] == "Secret"]
    assert bool(makes_its_own) == (version < "1.12.1")


@pytest.mark.parametrize("version", AKO)
def test_ako_is_a_stateful_set_that_our_patch_finds(version: str) -> None:
    objects = ako_objects(ako_config(version, "cluster-pool"), version)
    found = [each["metadata"]["name"] for each in objects if each["kind"] == "StatefulSet"]
    assert found == ["ako"]
