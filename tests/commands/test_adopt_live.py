"""`cilium-ako adopt --live`: what it writes, and that bad clusters leave nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adopt.clusters import LiveWorld
from tests.commands.runs import Invoke
from tests.doctor.http_server import kubeconfig, served
from tests.doctor.stacks import stack

OPTIONS = ("--service-cidrs", "10.96.0.0/12", "--ako-cloud", "vcenter", "--avi-username", "admin")


@pytest.fixture
def world() -> LiveWorld:
    found = LiveWorld(stack())
    for node in found.all("Node"):
        node["status"]["nodeInfo"]["kernelVersion"] = "6.1.0"
    return found


@pytest.fixture
def at(world: LiveWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder beside a kubeconfig that leads to the world."""
    with served(world) as (url, _):
        monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "kubeconfig", url)))
        folder = tmp_path / "project"
        folder.mkdir()
        yield folder


def test_a_cluster_becomes_a_stack_file(invoke: Invoke, at: Path) -> None:
    result = invoke("adopt", "new", "--live", *OPTIONS, at=at)
    assert result.status == 0, result.err
    text = (at / "Pulumi.new.yaml").read_text("utf-8")
    assert "podCidrs: [10.42.0.0/16]" in text
    assert 'kernelVersion: "6.1"' in text
    assert "# assumed from the nodes' addresses" in text
    assert "cilium-config and Cilium's workloads" in result.out
    assert "--read-helm-release" in result.err


def test_what_is_there_is_not_written_over(invoke: Invoke, at: Path, world: LiveWorld) -> None:
    (at / "Pulumi.new.yaml").write_text("mine\n", "utf-8")
    result = invoke("adopt", "new", "--live", *OPTIONS, at=at)
    assert result.status == 1
    assert world.asked == []
    assert (at / "Pulumi.new.yaml").read_text("utf-8") == "mine\n"
    result = invoke("adopt", "new", "--live", *OPTIONS, "--force", at=at)
    assert result.status == 0, result.err
    assert (at / "Pulumi.new.yaml.bak").read_text("utf-8") == "mine\n"


def test_the_proof_is_against_the_cluster(invoke: Invoke, at: Path, world: LiveWorld) -> None:
    # somebody edited the ConfigMap, and no Helm value says so
    world.config["made-up-key"] = "yes"
    del world.config["cluster-name"]
    result = invoke("adopt", "new", "--live", *OPTIONS, at=at)
    assert "made-up-key" not in result.out  # the stack keeps it, in extraConfig
    assert "made-up-key" in (at / "Pulumi.new.yaml").read_text("utf-8")
    assert "cluster-name" in result.out


BAD = {
    "no Cilium": lambda world: world.remove("DaemonSet", "cilium", "kube-system"),
    "no cilium-config": lambda world: world.remove("ConfigMap", "cilium-config", "kube-system"),
    "half an upgrade": lambda world: world.of("DaemonSet", "cilium", "kube-system")[
        "status"
    ].update(updatedNumberScheduled=1),
}


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
def test_a_bad_cluster_leaves_nothing_behind(
    invoke: Invoke, at: Path, world: LiveWorld, bad: str, force: tuple[str, ...]
) -> None:
    BAD[bad](world)
    result = invoke("adopt", "new", "--live", *OPTIONS, *force, at=at)
    assert result.status == 1
    assert "read: " in result.err
    assert "Traceback" not in result.err
    assert list(at.iterdir()) == []


def test_a_cluster_that_is_away(invoke: Invoke, at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(at / "nowhere"))
    result = invoke("adopt", "new", "--live", *OPTIONS, at=at)
    assert result.status == 1
    assert "Traceback" not in result.err
    assert list(at.iterdir()) == []
