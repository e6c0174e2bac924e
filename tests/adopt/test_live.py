"""What a running cluster tells, and what is refused of it; each read from objects in memory."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.adopt.adopt import adopt, given_values, kubernetes_of
from cilium_ako.adopt.assemble import assemble
from cilium_ako.adopt.proof import prove
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.from_values import facts_from_values
from cilium_ako.charts.release_values import helm_values
from cilium_ako.documents.error import DocumentError
from tests.adopt.clusters import LiveWorld
from tests.components.helm_record import helm_record
from tests.doctor.stacks import FEATURES, IPSEC, KVSTORE, MODES, WIREGUARD, stack

CANARY = "canary-5e6f"


def same_facts(world: LiveWorld, chart: Any, values: dict[str, Any], version: Release) -> None:
    """The values found say what the stack's own do, but for what no object shows."""
    found = world.found()
    release = found.cilium if chart == "cilium" else found.ako
    assert release is not None
    name = {"cilium": "kube-system/cilium", "ako": "avi-system/ako"}[chart]
    here, there = (
        facts_from_values(chart, each, str(version), name).known
        for each in (release.values, values)
    )
    hidden = {"hubble.tls", "operator.placement"}
    different = {
        fact: (there.get(fact), here.get(fact))
        for fact in {*here, *there}
        if here.get(fact) != there.get(fact) and not fact.startswith(("values.", *hidden))
    }
    assert different == {}


@pytest.mark.parametrize("asked", [{}, IPSEC, WIREGUARD, KVSTORE], ids=str)
@pytest.mark.parametrize("mode", MODES)
def test_a_cluster_says_what_its_stack_did(mode: str, asked: dict[str, Any]) -> None:
    stack_ = stack(mode, cilium=asked)
    assert stack_.cilium is not None
    assert stack_.ako is not None
    values = helm_values(stack_)
    world = LiveWorld(stack_)
    same_facts(world, "cilium", values["cilium"], stack_.cilium.version)
    same_facts(world, "ako", values["ako"], stack_.ako.version)


@pytest.mark.parametrize("asked", [{}, IPSEC, WIREGUARD, KVSTORE, FEATURES], ids=str)
@pytest.mark.parametrize("mode", MODES)
def test_a_stack_of_it_changes_nothing_that_pods_read(
    mode: str, asked: dict[str, Any], tmp_path: Path
) -> None:
    found = LiveWorld(stack(mode, cilium=asked)).found()
    assembled = assemble(found)
    proof = prove(
        assembled.told,
        given_values(assembled),
        kubernetes_of(assembled),
        tmp_path,
        {},
        {"PATH": ""},
        live=found.config_maps,
    )
    assert [each for each in proof.differences if each.impact != "none"] == []


def test_no_secret_is_read_unless_it_is_asked_for() -> None:
    world = LiveWorld(stack(cilium=IPSEC))
    found = world.found()
    assert not any("/secrets" in each for each in world.asked)
    assert any("--read-helm-release" in each.fix for each in found.notes)
    world.found(helm_records=True)
    assert {each for each in world.asked if "/secrets" in each} == {
        "/api/v1/namespaces/kube-system/secrets",
        "/api/v1/namespaces/avi-system/secrets",
    }


def test_helms_own_record_counts_where_it_is_read() -> None:
    world = LiveWorld(stack())
    values = {"resources": {"requests": {"cpu": "200m"}}}
    record = helm_record("cilium", values=values)
    world.objects["Secret", "kube-system", record["metadata"]["name"]] = record
    found = world.found(helm_records=True)
    assert found.cilium is not None
    assert found.cilium.values == values
    assert found.cilium.source == "the release cilium in kube-system"


# --- the cluster's own keys


def keys(world: LiveWorld) -> dict[str, object]:
    return {path: each.value for path, each in world.found().keys.items()}


def test_the_cluster_shows_itself() -> None:
    world = LiveWorld(stack(cilium={"kubeProxyReplacement": False}))
    world.add("DaemonSet", "kube-proxy", "kube-system", spec={})
    world.add(
        "ConfigMap",
        "kube-proxy",
        "kube-system",
        data={"config.conf": "kind: KubeProxyConfiguration\nmode: ipvs\n"},
    )
    world.add(
        "ConfigMap",
        "kubeadm-config",
        "kube-system",
        data={
            "ClusterConfiguration": "networking:\n"
            "  serviceSubnet: 10.96.0.0/12\n"
            "  podSubnet: 10.244.0.0/16\n"
        },
    )
    for node in world.all("Node"):
        node["status"]["capacity"] = {"pods": "64"}
        node["status"]["nodeInfo"]["kernelVersion"] = "6.1.0-18-amd64"
    world.node(1)["status"]["nodeInfo"]["kernelVersion"] = "5.15.0-91-generic"
    found = keys(world)
    assert found["cluster.kubernetesVersion"] == "1.33"
    assert found["cluster.kernelVersion"] == "5.15"
    assert found["cluster.apiServer"] == ["https://api.dev.example.test:6443"]
    assert found["cluster.nodeCidrs"] == ["192.168.10.0/24"]
    assert found["cluster.serviceCidrs"] == ["10.96.0.0/12"]
    assert found["cilium.ipam.podCidrs"] == ["10.244.0.0/16"]
    assert found["cluster.maxNodes"] == 3
    assert found["cluster.maxPodsPerNode"] == 64
    assert found["cluster.controlPlanes"] == 3
    assert found["cluster.kubeProxy"] == "ipvs"
    assert found["cluster.distribution"] == "kubeadm"


def test_what_is_concluded_is_said_to_be() -> None:
    assumed = {path for path, each in LiveWorld(stack()).found().keys.items() if each.assumed}
    assert {"cluster.nodeCidrs", "cluster.maxNodes"} <= assumed
    assert "cluster.kubernetesVersion" not in assumed


def test_aws_shows_its_ranges_and_its_region() -> None:
    world = LiveWorld(stack("eni-1.20"))
    for node in world.all("Node"):
        node["spec"]["providerID"] = "aws:///eu-central-1a/i-0123456789abcdef0"
        node["metadata"]["labels"]["topology.kubernetes.io/region"] = "eu-central-1"
    for each in world.all("CiliumNode"):
        each["status"]["eni"]["enis"] = {
            "eni-1": {
                "vpc": {"primary-cidr": "10.64.0.0/16", "cidrs": ["10.65.0.0/16"]},
                "subnet": {"cidr": "10.64.8.0/22"},
            }
        }
    found = keys(world)
    assert found["cilium.ipam.vpcCidrs"] == ["10.64.0.0/15"]
    assert found["cluster.nodeCidrs"] == ["10.64.8.0/22"]
    assert found["cluster.platform"] == "aws"
    assert found["cluster.region"] == "eu-central-1"


SIGNS: dict[str, dict[str, Any]] = {
    "rke2": {"status": {"nodeInfo": {"kubeletVersion": "v1.33.1+rke2r1"}}},
    "k3s": {"status": {"nodeInfo": {"kubeletVersion": "v1.33.1+k3s1"}}},
    "eks": {"status": {"nodeInfo": {"kubeletVersion": "v1.33.1-eks-f5f9a7d"}}},
    "talos": {"status": {"nodeInfo": {"osImage": "Talos (v1.10.0)"}}},
    "kops": {"metadata": {"labels": {"kops.k8s.io/instancegroup": "nodes"}}},
    "kind": {"spec": {"providerID": "kind://docker/kind/node-0"}},
}


@pytest.mark.parametrize("name", SIGNS)
def test_a_distribution_is_known_by_its_nodes(name: str) -> None:
    world = LiveWorld(stack())
    for part, fields in SIGNS[name].items():
        for key, value in fields.items():
            held = world.node().setdefault(part, {}).setdefault(key, {})
            if isinstance(value, dict):
                held.update(value)
            else:
                world.node()[part][key] = value
    assert keys(world)["cluster.distribution"] == name


def test_the_address_of_a_tunnel_is_no_api_server() -> None:
    from cilium_ako.adopt.live import read_live  # noqa: PLC0415
    from cilium_ako.adopt.live_options import LiveOptions  # noqa: PLC0415
    from cilium_ako.doctor.read_error import Deadline  # noqa: PLC0415

    for address in ("https://127.0.0.1:6443", "https://localhost:6443", "http://10.0.0.1"):
        found = read_live(LiveWorld(stack()), Deadline(30.0), address, LiveOptions())
        assert "cluster.apiServer" not in found.keys


# --- bad input: what was read, what not, and nothing written


def refused(world: LiveWorld, tmp_path: Path, **options: Any) -> str:
    with pytest.raises(DocumentError) as caught:
        adopt("dev", world.found(**options), tmp_path)
    assert list(tmp_path.iterdir()) == []
    return f"{caught.value.message}\n{caught.value.fix}"


def test_a_cluster_without_cilium(tmp_path: Path) -> None:
    world = LiveWorld(stack())
    world.remove("DaemonSet", "cilium", "kube-system")
    text = refused(world, tmp_path)
    assert text.startswith("the cluster runs no Cilium")
    assert "(read: " in text
    assert "Nodes" in text


def test_a_cluster_with_two(tmp_path: Path) -> None:
    world = LiveWorld(stack())
    world.add("DaemonSet", "cilium", "cilium", metadata={"labels": {"k8s-app": "cilium"}})
    text = refused(world, tmp_path)
    assert "the cluster runs Cilium 2 times: cilium/cilium, kube-system/cilium" in text


def test_a_cilium_in_another_namespace(tmp_path: Path) -> None:
    world = LiveWorld(stack())
    agents = world.of("DaemonSet", "cilium", "kube-system")
    world.remove("DaemonSet", "cilium", "kube-system")
    agents["metadata"]["namespace"] = "cilium"
    world.objects["DaemonSet", "cilium", "cilium"] = agents
    assert "Cilium is cilium/cilium, and this program has it in kube-system" in refused(
        world, tmp_path
    )


def test_half_an_upgrade_of_agents(tmp_path: Path) -> None:
    world = LiveWorld(stack())
    world.of("DaemonSet", "cilium", "kube-system")["status"]["updatedNumberScheduled"] = 1
    text = refused(world, tmp_path)
    assert "half an upgrade is in the cluster: 1 of 3 agents are of the" in text
    assert "rollout status daemonset/cilium" in text


def test_half_an_upgrade_of_the_operator(tmp_path: Path) -> None:
    world = LiveWorld(stack())
    operator = world.of("Deployment", "cilium-operator", "kube-system")
    container = operator["spec"]["template"]["spec"]["containers"][0]
    container["image"] = "quay.io/cilium/operator-generic:v1.17.9"
    text = refused(world, tmp_path)
    assert "agents are 1.18.12, and the operator is 1.17.9" in text


@pytest.mark.parametrize("path", ["nodes", "servicecidrs", "daemonsets/kube-proxy"])
def test_a_kind_that_the_server_refuses(path: str, tmp_path: Path) -> None:
    text = refused(LiveWorld(stack(), refused=(path,)), tmp_path)
    assert "nothing was written: not read: " in text
    assert "(no permission to read" in text
    assert "; read: " in text
    assert "--allow-unread" in text


def test_what_was_refused_is_left_out_where_that_is_asked_for(tmp_path: Path) -> None:
    world = LiveWorld(stack(), refused=("/nodes",))
    done = adopt("dev", world.found(allow_unread=True), tmp_path)
    assert {"nodeCidrs", "maxNodes", "kernelVersion"} <= {
        each.path[-1] for each in done.assembled.missing
    }
    assert re.search(r"# .*nodeCidrs", done.path.read_text("utf-8"))


@pytest.mark.parametrize("path", ["daemonsets", "configmaps/cilium-config"])
def test_without_these_nothing_is_written_whatever_is_asked_for(path: str, tmp_path: Path) -> None:
    world = LiveWorld(stack(), refused=(path,))
    assert "without these nothing can be said" in refused(world, tmp_path, allow_unread=True)


def test_a_server_that_refuses_everything(tmp_path: Path) -> None:
    text = refused(LiveWorld(stack(), refused=("/",)), tmp_path)
    assert text.startswith("the cluster cannot be read: no permission to read")


def test_an_image_without_a_release(tmp_path: Path) -> None:
    world = LiveWorld(stack())
    for kind, name in (("DaemonSet", "cilium"), ("Deployment", "cilium-operator")):
        workload = world.of(kind, name, "kube-system")
        workload["spec"]["template"]["spec"]["containers"][0]["image"] = "cilium@sha256:00"
    assert "--chart-version" in refused(world, tmp_path)
    found = world.found(cilium_version=Release(1, 18, 12))
    assert found.cilium is not None
    assert found.cilium.version == Release(1, 18, 12)


def test_a_release_that_is_not_known_here(tmp_path: Path) -> None:
    world = LiveWorld(stack())
    for kind, name in (("DaemonSet", "cilium"), ("Deployment", "cilium-operator")):
        workload = world.of(kind, name, "kube-system")
        workload["spec"]["template"]["spec"]["containers"][0]["image"] = "cilium:v1.11.3"
    assert "cilium 1.11.3 runs, and this program knows" in refused(world, tmp_path)


def test_one_that_is_of_no_helm_release_is_told(tmp_path: Path) -> None:
    world = LiveWorld(stack())
    metadata = world.of("DaemonSet", "cilium", "kube-system")["metadata"]
    metadata["labels"]["app.kubernetes.io/managed-by"] = "kops"
    del metadata["annotations"]
    (note,) = world.found().notes
    assert "Cilium is of no Helm release (kops manages it)" in note.what
