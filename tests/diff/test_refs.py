"""What `--base` names: a commit, taken literally, or one clear message."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cilium_ako.diff.command import run_diff
from cilium_ako.repository import GitError, base_at

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not on PATH")


def git(directory: Path, *arguments: str) -> str:
    who = ("-c", "user.name=T", "-c", "user.email=t@example.test", "-c", "commit.gpgsign=false")
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    return subprocess.run(
        ["git", *who, *arguments],
        cwd=directory,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of the example stacks, below the root of a repository, committed once."""
    directory = tmp_path / "infra" / "network"
    directory.mkdir(parents=True)
    for path in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(path, directory)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    git(tmp_path, "tag", "v1")
    git(tmp_path, "branch", "feature/a")
    return directory


@pytest.mark.parametrize("ref", ["HEAD", "v1", "main", "feature/a", "HEAD~0", "HEAD^{}"])
def test_a_name_of_a_commit_is_one(project: Path, ref: str) -> None:
    assert base_at(ref, project).commit == git(project, "rev-parse", "HEAD").strip()


def test_a_commit_is_named_by_its_id_too(project: Path) -> None:
    commit = git(project, "rev-parse", "HEAD").strip()
    assert base_at(commit, project).commit == commit
    assert base_at(commit[:10], project).commit == commit


@pytest.mark.parametrize(
    "ref",
    [
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
        "file",
    ],
)
def test_anything_else_is_no_commit_and_no_option(project: Path, ref: str) -> None:
    (project / "file").write_text("a file of that name is no ref", "utf-8")
    with pytest.raises(GitError, match="names no commit"):
        base_at(ref, project)


def test_it_works_from_anywhere_in_the_project(project: Path) -> None:
    below = project / "deeper"
    below.mkdir()
    for stack, directory in (
        ("dev", below),
        ("infra/network/Pulumi.dev.yaml", project.parents[1]),
        (str(project / "Pulumi.dev.yaml"), project),
    ):
        printed = run_diff([stack], directory=directory, base="HEAD")
        assert (printed.status, printed.messages) == (0, ()), stack


def test_outside_a_repository_is_one_message(tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for path in ROOT.glob("Pulumi*.yaml"):
        shutil.copy(path, elsewhere)
    printed = run_diff(["dev"], directory=elsewhere, base="HEAD")
    assert printed.status == 1
    assert len(printed.messages) == 1


def test_without_git_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="not on PATH"):
        base_at("HEAD", tmp_path)
