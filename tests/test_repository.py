"""git as a comparison asks it: a commit, taken literally, its files, or one clear message."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cilium_ako.diff.command import run_diff
from cilium_ako.repository import RepositoryError, commit_at

ROOT = Path(__file__).parents[1]

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
    assert commit_at(ref, project).id == git(project, "rev-parse", "HEAD").strip()


def test_a_commit_is_named_by_its_id_too(project: Path) -> None:
    commit = git(project, "rev-parse", "HEAD").strip()
    assert commit_at(commit, project).id == commit
    assert commit_at(commit[:10], project).id == commit


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
        "^main",
        "main^!",
        "HEAD^{tree}",
        "file",
    ],
)
def test_anything_else_is_no_commit_and_no_option(project: Path, ref: str) -> None:
    (project / "file").write_text("a file of that name is no ref", "utf-8")
    with pytest.raises(RepositoryError, match="names no commit"):
        commit_at(ref, project)


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
    with pytest.raises(RepositoryError, match="not on PATH"):
        commit_at("HEAD", tmp_path)


def test_an_exclusion_is_no_new_stack(project: Path) -> None:
    printed = run_diff(["dev"], directory=project, base="^main")
    assert printed.status == 1
    assert "'^main' names no commit" in printed.messages[0]


def test_a_repository_without_a_commit_says_so(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    with pytest.raises(RepositoryError, match="has no commit yet") as caught:
        commit_at("HEAD", tmp_path)
    assert "--state" in caught.value.fix


def test_a_shallow_clone_says_how_to_get_the_history(project: Path, tmp_path: Path) -> None:
    git(project, "commit", "-q", "--allow-empty", "-m", "second")
    first = git(project, "rev-parse", "HEAD~1").strip()
    clone = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{project.parents[1]}", str(clone))
    with pytest.raises(RepositoryError, match="names no commit") as caught:
        commit_at(first, clone)
    assert "git fetch --unshallow" in caught.value.fix
    assert commit_at("HEAD", clone).holds(clone / "infra" / "network" / "Pulumi.dev.yaml")


def test_a_detached_head_is_a_commit_like_any(project: Path) -> None:
    git(project, "checkout", "-q", "--detach")
    assert commit_at("HEAD", project).holds(project / "Pulumi.dev.yaml")


def test_a_submodule_is_a_repository_of_its_own(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outer = tmp_path_factory.mktemp("outer")
    git(outer, "init", "-q")
    allow = ("-c", "protocol.file.allow=always")
    git(outer, *allow, "submodule", "add", "-q", str(project.parents[1]), "network")
    inside = outer / "network" / "infra" / "network"
    commit = commit_at("HEAD", inside)
    assert commit.top == (outer / "network").resolve()
    assert commit.holds(inside / "Pulumi.dev.yaml")


def test_a_path_with_blanks_and_signs(tmp_path: Path) -> None:
    folder = tmp_path / "a b" / ":(top)*"
    folder.mkdir(parents=True)
    (folder / "Pulumi.x y.yaml").write_text("config: {}\n", "utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    commit = commit_at("HEAD", folder)
    assert list(commit.files(folder)) == ["Pulumi.x y.yaml"]
    assert commit.text(folder / "Pulumi.x y.yaml") == "config: {}\n"
    (folder / "Pulumi.x y.yaml").write_text("config:\n", "utf-8")
    assert commit.changed_paths([folder]) == {"a b/:(top)*/Pulumi.x y.yaml"}


def test_a_folder_that_did_not_exist_has_no_files(project: Path) -> None:
    commit = commit_at("HEAD", project)
    assert commit.files(project / "new") == {}
    assert commit.text(project / "new" / "file") is None


def test_a_file_that_is_no_text_has_none(project: Path) -> None:
    (project / "binary").write_bytes(b"\xff\xfe")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "second")
    commit = commit_at("HEAD", project)
    assert commit.holds(project / "binary")
    assert commit.text(project / "binary") is None


def test_a_path_outside_is_said(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(RepositoryError, match="is outside the git repository"):
        commit_at("HEAD", project).files(tmp_path_factory.mktemp("elsewhere"))


def test_an_object_that_is_lost_is_an_error_and_not_an_empty_answer(project: Path) -> None:
    commit = commit_at("HEAD", project)
    blob = commit.files(project)["Pulumi.dev.yaml"]
    (commit.top / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(RepositoryError, match="git cat-file failed"):
        commit.text(project / "Pulumi.dev.yaml")


def test_an_export_has_the_files_and_registers_nothing(project: Path) -> None:
    commit = commit_at("HEAD", project)
    (project / "Pulumi.dev.yaml").write_text("changed", "utf-8")
    with commit.exported() as tree:
        there = tree / "infra" / "network" / "Pulumi.dev.yaml"
        assert there.read_text("utf-8") == commit.text(project / "Pulumi.dev.yaml")
        assert git(project, "worktree", "list").count("\n") == 1
    assert not tree.exists()


def test_an_export_writes_nothing_outside_of_its_folder(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "outside"
    (project / "link").symlink_to(target)
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "a link")
    with (
        pytest.raises(RepositoryError, match="could not be written"),
        commit_at("HEAD", project).exported(),
    ):
        raise AssertionError
    assert not target.exists()
