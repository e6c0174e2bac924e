"""`cilium-ako adopt`: what is written, what is not, and what the command ends with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.commands.runs import Invoke, project
from tests.configs import POOL, without

VERSION = POOL["cilium"]["version"]
GUIDE = """
ipam: {operator: {clusterPoolIPv4PodCIDRList: [10.42.0.0/16]}}
kubeProxyReplacement: true
k8sServiceHost: 192.168.10.250
k8sServicePort: 6443
"""
CLUSTER = (
    *("--node-cidrs", "192.168.10.0/24", "--service-cidrs", "10.96.0.0/16"),
    *("--kernel-version", "6.1", "--kubernetes-version", "1.33", "--max-nodes", "50"),
)
AKO = """
AKOSettings: {clusterName: home-1, cniPlugin: cilium}
ControllerSettings: {controllerHost: avi.example.test, controllerVersion: 22.1.5}
NetworkSettings: {vipNetworkList: [{networkName: vips, cidr: 10.20.0.0/24}]}
avicredentials: {username: ako, password: hunter2-hunter2}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a project, a cluster's values, and no stack."""
    (tmp_path / "Pulumi.yaml").write_text("name: cilium-ako\n")
    (tmp_path / "values.yaml").write_text(GUIDE)
    (tmp_path / "ako.yaml").write_text(AKO)
    return tmp_path


def adopt(invoke: Invoke, folder: Path, *more: str) -> str:
    """Runs the command with everything that it needs, and gives what it wrote."""
    values = ("--helm-values", "values.yaml", "--chart-version", VERSION)
    result = invoke("adopt", "home", *values, *CLUSTER, *more, at=folder)
    assert result.status == 0, result.err
    return (folder / "Pulumi.home.yaml").read_text()


def test_what_is_whole_passes_its_check(invoke: Invoke, folder: Path) -> None:
    text = adopt(invoke, folder)
    assert "kubeProxy: absent  # assumed: Cilium stands in for kube-proxy" in text
    assert invoke("check", "home", at=folder).status == 0


def test_a_key_s_secret_is_assumed_to_stay(invoke: Invoke, folder: Path) -> None:
    (folder / "values.yaml").write_text(GUIDE + "encryption: {enabled: true, type: ipsec}\n")
    text = adopt(invoke, folder)
    assert (
        "    key: {source: external, name: cilium-ipsec-keys}  # assumed: its Secret stays as it is"
        in text.replace("      key:", "    key:")
    )


def test_what_changes_is_listed_with_what_it_does(
    invoke: Invoke, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = ("--helm-values", "values.yaml", "--chart-version", VERSION)
    monkeypatch.delenv("CILIUM_AKO_CHARTS", raising=False)
    monkeypatch.setenv("CILIUM_AKO_CACHE", str(folder))
    out = invoke("adopt", "home", *values, *CLUSTER, at=folder).out
    assert "Of what was compared, nothing changes but these 4 lines, all safe" in out
    assert "Objects of cilium are not compared" in out
    for key in ("bpf-lb-algorithm", "bpf-lb-mode", "enable-bpf-masquerade", "node-port-range"):
        assert f"none  {key}  - → " in out


def test_an_api_server_that_the_release_contradicts_is_told(invoke: Invoke, folder: Path) -> None:
    values = ("--helm-values", "values.yaml", "--chart-version", VERSION)
    more = ("--api-server", "https://other.example.test")
    result = invoke("adopt", "home", *values, *CLUSTER, *more, at=folder)
    assert "apiServer: [https://192.168.10.250:6443]" in (folder / "Pulumi.home.yaml").read_text()
    assert "and not as --api-server says" in " ".join(result.err.split())


def test_what_nothing_says_is_a_comment_with_its_command(invoke: Invoke, folder: Path) -> None:
    result = invoke("adopt", "home", "--helm-values", "values.yaml", at=folder)
    text = (folder / "Pulumi.home.yaml").read_text()
    assert result.status == 2
    commented = re.findall(r"(?m)^ +# (\w+): missing: pulumi config set --stack home", text)
    assert commented == [
        *("kubernetesVersion", "kernelVersion", "nodeCidrs", "serviceCidrs", "maxNodes"),
        "version",
    ]
    check = invoke("check", "home", at=folder)
    assert check.status == 2
    for key in commented:
        assert f"{key} is required" in check.out


def test_a_file_that_is_there_stays(invoke: Invoke, folder: Path) -> None:
    there = folder / "Pulumi.home.yaml"
    there.write_text("config: {}\n")
    values = ("--helm-values", "values.yaml", "--chart-version", VERSION)
    result = invoke("adopt", "home", *values, at=folder)
    assert result.status == 1
    assert "is there already" in result.err
    assert there.read_text() == "config: {}\n"
    assert not (folder / "Pulumi.home.yaml.bak").exists()


def test_force_copies_it_first(invoke: Invoke, folder: Path) -> None:
    (folder / "Pulumi.home.yaml").write_text("config: {}\n")
    text = adopt(invoke, folder, "--force")
    assert (folder / "Pulumi.home.yaml.bak").read_text() == "config: {}\n"
    assert "10.42.0.0/16" in text


def test_secrets_that_stay_in_the_backup_are_named(invoke: Invoke, folder: Path) -> None:
    (folder / "Pulumi.home.yaml").write_text(
        "config: {'cilium-ako:aviPassword': {secure: v1:0123456789abcdef}}\n"
    )
    values = ("--helm-values", "values.yaml", "--chart-version", VERSION)
    result = invoke("adopt", "home", *values, *CLUSTER, "--force", at=folder)
    assert "cilium-ako:aviPassword are encrypted in the backup alone" in result.out
    assert "v1:" not in result.out


def test_nothing_is_written_where_a_source_cannot_be_read(invoke: Invoke, folder: Path) -> None:
    for more in (("--helm-values", "absent.yaml"), ("--cluster", "absent.yaml"), ()):
        result = invoke("adopt", "home", *more, at=folder)
        assert result.status == 1, more
        assert "fix:" in result.err
    assert not (folder / "Pulumi.home.yaml").exists()


def test_the_chart_s_pool_is_written_where_the_owner_has_none(invoke: Invoke, folder: Path) -> None:
    (folder / "values.yaml").write_text("hubble: {enabled: true}\n")
    invoke("adopt", "home", "--helm-values", "values.yaml", at=folder)
    stack = yaml.safe_load((folder / "Pulumi.home.yaml").read_text())
    assert stack["config"]["cilium-ako:cilium"]["ipam"] == {
        "mode": "cluster-pool",
        "podCidrs": ["10.0.0.0/8"],
        "nodeMaskSize": 24,
    }


def test_the_release_s_own_name_counts_before_the_cluster_file_s(
    invoke: Invoke, folder: Path
) -> None:
    cluster = {**POOL["cluster"], "apiServer": ["https://192.168.10.250:6443"]}
    project(folder, {**without(POOL, "ako"), "cluster": cluster}, "other")
    (folder / "values.yaml").write_text(GUIDE + "cluster: {name: mine, id: 3}\n")
    more = ("--cluster", "Pulumi.other.yaml", "--ako-helm-values", "ako.yaml")
    values = ("--helm-values", "values.yaml", "--chart-version", VERSION)
    ako = ("--ako-chart-version", POOL["ako"]["version"], "--ako-cloud", "vcenter")
    result = invoke("adopt", "home", *values, *more, *ako, at=folder)
    config = yaml.safe_load((folder / "Pulumi.home.yaml").read_text())["config"]
    assert (config["cilium-ako:cluster"]["name"], config["cilium-ako:cluster"]["id"]) == ("mine", 3)
    assert config["cilium-ako:ako"]["clusterName"] == "home-1"
    assert "cluster.name is mine by values.yaml, and dev by Pulumi.other.yaml" in result.err
    assert "cluster.id is 3 by values.yaml, and 7 by Pulumi.other.yaml" in result.err


def test_a_secret_is_named_and_never_written(invoke: Invoke, folder: Path) -> None:
    more = ("--ako-helm-values", "ako.yaml", "--ako-chart-version", POOL["ako"]["version"])
    values = ("--helm-values", "values.yaml", "--chart-version", VERSION)
    result = invoke("adopt", "home", *values, *CLUSTER, *more, at=folder)
    text = (folder / "Pulumi.home.yaml").read_text()
    assert "cilium-ako:aviUsername: ako\n" in text
    assert "pulumi config set --secret --stack home cilium-ako:aviPassword" in result.out
    for said in (text, result.out, result.err):
        assert "hunter2" not in said


def test_what_the_chart_does_not_read_is_dropped_and_said(invoke: Invoke, folder: Path) -> None:
    more = "cgroup: {automount: {enabled: true}}\nexternalIPs: {enabled: true}\n"
    (folder / "values.yaml").write_text(GUIDE + more)
    values = ("--helm-values", "values.yaml", "--chart-version", VERSION)
    result = invoke("adopt", "home", *values, *CLUSTER, at=folder)
    text = (folder / "Pulumi.home.yaml").read_text()
    for key in ("cgroup.automount.enabled", "externalIPs.enabled"):
        assert f"cilium: {key}" in result.out
    assert "automount" not in text
    assert "externalIPs" not in text


def test_eni_and_the_name_default_can_be_acknowledged(invoke: Invoke, folder: Path) -> None:
    (folder / "values.yaml").write_text("eni: {enabled: true}\nipam: {mode: eni}\n")
    values = ("--helm-values", "values.yaml", "--chart-version", VERSION)
    more = ("--vpc-cidrs", "10.0.0.0/16", "--region", "eu-central-1", *CLUSTER)
    server = ("--api-server", "https://api.example.test")
    result = invoke("adopt", "home", *values, *more, *server, at=folder)
    assert result.status == 2
    assert "eni-cluster-name" in result.err
    assert "io.cilium/cluster-name" in result.out
    there = folder / "Pulumi.home.yaml"
    there.write_text(
        there.read_text()
        + "  cilium-ako:acknowledge: {eni-cluster-name: {reason: one cluster in this VPC}}\n"
    )
    assert "eni-cluster-name" not in [
        line.split()[1]
        for line in invoke("check", "home", at=folder).out.splitlines()
        if line.startswith("  error")
    ]
