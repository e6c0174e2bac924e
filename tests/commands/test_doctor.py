"""`cilium-ako doctor`: what it prints where, and what it ends with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.commands.runs import Invoke, project
from tests.doctor.http_server import kubeconfig, served, served_over_tls
from tests.doctor.stacks import keys, stack
from tests.doctor.worlds import World


@pytest.fixture
def world() -> World:
    return World(stack(), now=datetime.now(tz=UTC).replace(microsecond=0))


@pytest.fixture
def at(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project whose stack's cluster is the world."""
    with served(world) as (url, _):
        monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "kubeconfig", url)))
        yield project(tmp_path, keys())


def test_a_healthy_cluster(invoke: Invoke, at: Path) -> None:
    result = invoke("doctor", "dev", at=at)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("dev: 0 failed, 0 warned, ")


def test_a_fault_is_status_3(invoke: Invoke, at: Path, world: World) -> None:
    world.config["routing-mode"] = "native"
    result = invoke("doctor", "dev", "--runbook", at=at)
    assert (result.status, result.err) == (3, "")
    assert "  FAIL  routing-drift\n" in result.out
    assert "Runbook for routing-drift" in result.out


def test_a_warning_is_none(invoke: Invoke, at: Path, world: World) -> None:
    world.config["enable-sctp"] = "true"
    assert invoke("doctor", "dev", at=at).status == 0


def test_json_is_for_a_program(invoke: Invoke, at: Path, world: World) -> None:
    world.config["routing-mode"] = "native"
    result = invoke("doctor", "dev", "--format", "json", at=at)
    (found,) = json.loads(result.out)
    assert found["stack"] == "dev"
    assert [each["check"] for each in found["faults"]] == ["routing-drift"]


def test_markdown_is_one_block(invoke: Invoke, at: Path) -> None:
    lines = invoke("doctor", "dev", "--format", "markdown", at=at).out.splitlines()
    assert (lines[0], lines[-1]) == ("```text", "```")


def test_colours_where_they_are_asked_for(invoke: Invoke, at: Path, world: World) -> None:
    world.config["routing-mode"] = "native"
    assert "\x1b[1;31mFAIL\x1b[0m" in invoke("doctor", "dev", "--color", "always", at=at).out
    assert "\x1b" not in invoke("doctor", "dev", at=at).out


def test_no_cluster_is_status_1(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    result = invoke("doctor", "dev", at=project(tmp_path, keys()))
    assert (result.status, result.out) == (1, "")
    assert result.err == (
        "error: there is no kubeconfig\n  fix: set KUBECONFIG, or put one at ~/.kube/config\n"
    )


def test_a_config_with_errors_is_status_2(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("doctor", "dev", at=project(tmp_path, {"cluster": 7}))
    assert (result.status, result.out) == (2, "")


def test_skipped_verification_is_one_warning(
    invoke: Invoke, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served_over_tls(world, tmp_path) as url:
        path = kubeconfig(tmp_path / "kubeconfig", url)
        content = json.loads(path.read_text())
        content["clusters"][0]["cluster"]["insecure-skip-tls-verify"] = True
        path.write_text(json.dumps(content))
        monkeypatch.setenv("KUBECONFIG", str(path))
        result = invoke("doctor", "dev", "--format", "json", at=project(tmp_path, keys()))
    assert result.status == 0
    assert json.loads(result.out)
    assert result.err.count("warning: the kubeconfig skips TLS verification") == 1
    assert "InsecureRequestWarning" not in result.err
