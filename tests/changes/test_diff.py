"""The difference of stacks against a git ref and against a state."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.preview.diff import StackDiff, diff_stacks, exit_status, value_changes
from cilium_ako.preview.diff_base import GitError, base_at
from cilium_ako.preview.diff_text import diff_json, diff_text

ROOT = Path(__file__).parents[2]
STATES = ROOT / "tests" / "states"

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not on PATH")


def git(directory: Path, *arguments: str) -> str:
    who = ("-c", "user.name=T", "-c", "user.email=t@example.test", "-c", "commit.gpgsign=false")
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    done = subprocess.run(
        ["git", *who, *arguments],
        cwd=directory,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of the three example stacks, below the root of a repository, committed once."""
    directory = tmp_path / "infra" / "network"
    directory.mkdir(parents=True)
    for path in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(path, directory)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    return directory


def edit(directory: Path, stack: str, change: Callable[[dict[str, Any]], None]) -> None:
    path = directory / f"Pulumi.{stack}.yaml"
    document = yaml.safe_load(path.read_text("utf-8"))
    change(document["config"])
    path.write_text(yaml.safe_dump(document, sort_keys=False), "utf-8")


def replace_pool(config: dict[str, Any]) -> None:
    config["cilium-ako:cilium"]["ipam"]["podCidrs"] = ["10.99.0.0/16"]


def append_pool(config: dict[str, Any]) -> None:
    config["cilium-ako:cilium"]["ipam"]["podCidrs"].append("10.43.0.0/16")


def one(stack: str, directory: Path, base: str = "HEAD") -> StackDiff:
    (found,) = diff_stacks([stack], directory, base=base)
    return found


def rules(diff: StackDiff) -> list[str]:
    return [change.rule for change in diff.verdict.changes]


@needs_git
def test_every_stack(project: Path) -> None:
    edit(project, "dev", replace_pool)
    diffs = diff_stacks([], project, base="HEAD")
    assert [each.stack for each in diffs] == ["dev", "prod-aws", "staging"]
    assert [each.verdict.effect for each in diffs] == ["forbidden", "none", "none"]
    assert [each.status for each in diffs] == [4, 0, 0]
    assert exit_status(diffs) == 4


@needs_git
def test_from_anywhere_in_the_project(project: Path) -> None:
    edit(project, "dev", append_pool)
    below = project / "deeper"
    below.mkdir()
    assert rules(one("dev", below)) == ["pool-appended"]
    assert rules(one("infra/network/Pulumi.dev.yaml", project.parents[1])) == ["pool-appended"]
    assert rules(one(str(project / "Pulumi.dev.yaml"), project)) == ["pool-appended"]


@needs_git
def test_refs_are_taken_literally(project: Path) -> None:
    git(project, "tag", "v1")
    git(project, "branch", "feature/a")
    edit(project, "dev", append_pool)
    commit = git(project, "rev-parse", "HEAD").strip()
    for ref in ("HEAD", "v1", "main", "feature/a", commit, commit[:10], "HEAD~0", "HEAD^{}"):
        assert one("dev", project, ref).status == 0, ref
    for ref in (
        "",
        "-p",
        "--help",
        "--all",
        "nope",
        "HEAD:infra",
        "HEAD..main",
        "a b",
        "a\0b",
        "^HEAD",
    ):
        diff = one("dev", project, ref)
        assert diff.status == 1, ref
        assert "names no commit" in diff.message
        assert diff.fix
    # a file of the ref's name is no ref
    (project / "file").write_text("x", "utf-8")
    assert one("dev", project, "file").status == 1


@needs_git
def test_a_base_that_breaks_rules_is_compared(project: Path) -> None:
    def overlapping(config: dict[str, Any]) -> None:
        config["cilium-ako:cilium"]["ipam"]["podCidrs"] = ["192.168.0.0/16"]

    good = (project / "Pulumi.dev.yaml").read_bytes()
    edit(project, "dev", overlapping)
    git(project, "commit", "-q", "-am", "wrong")
    (project / "Pulumi.dev.yaml").write_bytes(good)
    diff = one("dev", project)
    assert diff.message == ""
    assert rules(diff) == ["pool-replaced"]


@needs_git
@pytest.mark.parametrize("text", ["{", "config: {cilium-ako:cilium: {version: 1}}", "", "\xff"])
def test_a_base_that_cannot_be_read_is_unknown(project: Path, text: str) -> None:
    good = (project / "Pulumi.dev.yaml").read_bytes()
    (project / "Pulumi.dev.yaml").write_bytes(text.encode("latin-1"))
    git(project, "commit", "-q", "-am", "broken")
    (project / "Pulumi.dev.yaml").write_bytes(good)
    diff = one("dev", project)
    assert diff.verdict.unknown
    assert diff.verdict.effect == "disruptive"
    assert diff.status == 3


@needs_git
def test_a_new_stack_changes_nothing(project: Path) -> None:
    text = (project / "Pulumi.dev.yaml").read_text("utf-8")
    (project / "Pulumi.new.yaml").write_text(text, "utf-8")
    diff = one("new", project)
    assert (diff.occasion, diff.verdict.effect, diff.status) == ("new", "none", 0)
    assert "a new stack" in diff_text([diff])
    assert diff.values


@needs_git
def test_a_deleted_stack_is_disruptive(project: Path) -> None:
    (project / "Pulumi.dev.yaml").unlink()
    diffs = diff_stacks([], project, base="HEAD")
    assert [each.stack for each in diffs] == ["dev", "prod-aws", "staging"]
    assert diffs[0].occasion == "deleted"
    assert rules(diffs[0]) == ["cluster-taken-down"]
    assert exit_status(diffs) == 3
    assert rules(one("dev", project)) == ["cluster-taken-down"]
    assert rules(one("./Pulumi.dev.yaml", project)) == ["cluster-taken-down"]
    assert one("never-there", project).status == 2


@needs_git
def test_a_deletion_is_acknowledged_before_it(project: Path) -> None:
    def acknowledge(config: dict[str, Any]) -> None:
        config["cilium-ako:acknowledge"] = {"cluster-taken-down": {"reason": "NET-9"}}

    edit(project, "dev", acknowledge)
    git(project, "commit", "-q", "-am", "going")
    (project / "Pulumi.dev.yaml").unlink()
    diff = one("dev", project)
    assert (diff.verdict.effect, diff.status) == ("disruptive", 0)


@needs_git
def test_a_head_that_does_not_fit(project: Path) -> None:
    (project / "Pulumi.dev.yaml").write_text("config: {}", "utf-8")
    diff = one("dev", project)
    assert diff.status == 2
    assert "cilium-ako check dev" in diff.fix

    def overlapping(config: dict[str, Any]) -> None:
        config["cilium-ako:cilium"]["ipam"]["nodeMaskSize"] = 8

    shutil.copy(ROOT / "Pulumi.staging.yaml", project / "Pulumi.dev.yaml")
    edit(project, "staging", overlapping)
    diff = one("staging", project)
    assert diff.checked is not None
    assert not diff.checked.ok
    assert diff.status >= 2


@needs_git
def test_outside_a_repository(tmp_path: Path, project: Path) -> None:
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    elsewhere.mkdir()
    shutil.copy(ROOT / "Pulumi.yaml", elsewhere)
    shutil.copy(ROOT / "Pulumi.dev.yaml", elsewhere)
    assert one("dev", elsewhere).status == 1
    assert one(str(elsewhere / "Pulumi.dev.yaml"), project).status == 1
    shutil.rmtree(elsewhere)


def test_without_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="not on PATH"):
        base_at("HEAD", tmp_path)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A project that is in no repository."""
    for path in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def against(state: Path, directory: Path, stack: str = "dev") -> StackDiff:
    (found,) = diff_stacks([stack], directory, state=state)
    return found


def test_state(plain: Path) -> None:
    diff = against(STATES / "dev.json", plain)
    assert (diff.verdict.effect, diff.status) == ("none", 0)
    assert diff.before == diff.after
    assert diff.values == ()
    edit(plain, "dev", replace_pool)
    diff = against(STATES / "dev.json", plain)
    assert (rules(diff), diff.status) == (["pool-replaced"], 4)
    assert [each.key for each in diff.values] == ["ipam.operator.clusterPoolIPv4PodCIDRList"]


def test_state_acknowledged(plain: Path) -> None:
    edit(plain, "dev", replace_pool)
    digest = against(STATES / "dev.json", plain).verdict.changes[0].digest

    def acknowledge(config: dict[str, Any]) -> None:
        config["cilium-ako:acknowledge"] = {"pool-replaced": {"reason": "NET-1", "to": digest}}

    edit(plain, "dev", acknowledge)
    diff = against(STATES / "dev.json", plain)
    assert (diff.verdict.effect, diff.status) == ("forbidden", 0)
    assert diff.verdict.changes[0].acknowledged
    assert "dev: forbidden, acknowledged" in diff_text([diff])
    assert "pulumi config set" not in diff_text([diff])


def test_state_that_cannot_be_used(plain: Path) -> None:
    for state in ("dev-pending.json", "expected.yaml", "missing.json"):
        diff = against(STATES / state, plain)
        assert diff.status == 1
        assert diff.message
        assert diff.fix
    assert (
        "of the stack dev, not of staging" in against(STATES / "dev.json", plain, "staging").message
    )
    assert against(STATES / "dev.json", plain, "nope").status == 2


def test_usage(plain: Path) -> None:
    with pytest.raises(ValueError, match="one of"):
        diff_stacks(["dev"], plain)
    with pytest.raises(ValueError, match="one of"):
        diff_stacks(["dev"], plain, base="HEAD", state=STATES / "dev.json")
    for stacks in ([], ["dev", "staging"]):
        with pytest.raises(ValueError, match="exactly one"):
            diff_stacks(stacks, plain, state=STATES / "dev.json")


def test_json(plain: Path) -> None:
    edit(plain, "dev", replace_pool)
    (found,) = diff_json([against(STATES / "dev.json", plain)])
    assert json.loads(json.dumps(found)) == found
    assert list(found) == [
        "stack", "verdict", "changes", "unknown", "decisions", "values", "manifests",
    ]  # fmt: skip
    assert found["stack"] == "dev"
    assert found["verdict"] == "forbidden"
    changes: Any = found["changes"]
    assert list(changes[0]) == [
        "path", "old", "new", "class", "rule", "consequence", "runbook", "acknowledged",
    ]  # fmt: skip
    assert changes[0]["path"] == "cilium-ako:cilium.ipam.podCidrs"
    assert changes[0]["old"] == ["10.42.0.0/16"]
    assert changes[0]["class"] == "forbidden"
    decisions: Any = found["decisions"]
    assert "10.42.0.0/16" in decisions["before"]["ipam"]
    assert "10.99.0.0/16" in decisions["after"]["ipam"]
    (failed,) = diff_json([against(STATES / "missing.json", plain)])
    assert failed["verdict"] is None
    assert set(found) < set(failed)


def test_text_says_what_to_type(plain: Path) -> None:
    edit(plain, "dev", replace_pool)
    diff = against(STATES / "dev.json", plain)
    text = diff_text([diff])
    digest = diff.verdict.changes[0].digest
    assert text.startswith("dev: forbidden\n")
    assert f"--path 'cilium-ako:acknowledge.pool-replaced.to' {digest}" in text
    assert "ipam.operator.clusterPoolIPv4PodCIDRList" in text


def test_secret_values_are_not_shown() -> None:
    before = {
        "cilium": {"hubble": {"tls": {"server": {"key": "CANARY"}}}, "a": {"password": "CANARY"}}
    }
    after = {
        "cilium": {"a": {"password": "OTHER"}},
        "ako": {"avicredentials": {"password": "CANARY"}},
    }
    changes = list(value_changes(before, after))
    assert "CANARY" not in repr(changes)
    assert "OTHER" not in repr(changes)
    assert [each.key for each in changes] == ["hubble.tls.server.key"]
