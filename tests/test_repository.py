"""git as a comparison asks it: a commit, taken literally, its files, or one clear message."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cilium_ako.diff.command import run_diff
from cilium_ako.repository import Commit, RepositoryError, commit_at

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


def text(commit: Commit, path: Path) -> str | None:
    """A file's text at a commit."""
    file = commit.file(path)
    return None if file is None else file.text


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
    assert "'^main' names no commit" in printed.messages[0].what


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
    assert commit_at("HEAD", clone).file(clone / "infra" / "network" / "Pulumi.dev.yaml")


def test_a_detached_head_is_a_commit_like_any(project: Path) -> None:
    git(project, "checkout", "-q", "--detach")
    assert commit_at("HEAD", project).file(project / "Pulumi.dev.yaml")


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
    assert commit.file(inside / "Pulumi.dev.yaml")


def test_a_path_with_blanks_and_signs(tmp_path: Path) -> None:
    folder = tmp_path / "a b" / ":(top)*"
    folder.mkdir(parents=True)
    (folder / "Pulumi.x y.yaml").write_text("config: {}\n", "utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    commit = commit_at("HEAD", folder)
    assert commit.names(folder) == {"Pulumi.x y.yaml"}
    assert text(commit, folder / "Pulumi.x y.yaml") == "config: {}\n"
    (folder / "Pulumi.x y.yaml").write_text("config:\n", "utf-8")
    assert commit.changed_paths([folder]) == {"a b/:(top)*/Pulumi.x y.yaml"}


def test_a_folder_that_did_not_exist_has_no_files(project: Path) -> None:
    commit = commit_at("HEAD", project)
    assert commit.names(project / "new") == frozenset()
    assert commit.file(project / "new" / "file") is None


def test_a_file_that_is_no_text_has_none(project: Path) -> None:
    (project / "binary").write_bytes(b"\xff\xfe")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "second")
    commit = commit_at("HEAD", project)
    file = commit.file(project / "binary")
    assert file is not None
    assert (file.data, file.text) == (b"\xff\xfe", None)


def test_a_path_outside_is_said(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(RepositoryError, match="is outside the git repository"):
        commit_at("HEAD", project).names(tmp_path_factory.mktemp("elsewhere"))


def test_an_object_that_is_lost_is_an_error_and_not_an_empty_answer(project: Path) -> None:
    commit = commit_at("HEAD", project)
    blob = git(project, "rev-parse", "HEAD:./Pulumi.dev.yaml").strip()
    (commit.top / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(RepositoryError, match="its content is not in the repository"):
        commit.file(project / "Pulumi.dev.yaml")


def test_an_export_has_the_files_and_registers_nothing(project: Path) -> None:
    commit = commit_at("HEAD", project)
    (project / "Pulumi.dev.yaml").write_text("changed", "utf-8")
    with commit.exported([project]) as tree:
        there = tree / "infra" / "network" / "Pulumi.dev.yaml"
        assert there.read_text("utf-8") == text(commit, project / "Pulumi.dev.yaml")
        assert git(project, "worktree", "list").count("\n") == 1
    assert not tree.exists()


def test_an_export_writes_nothing_outside_of_its_folder(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "outside"
    (project / "link").symlink_to(target)
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "a link")
    with (
        pytest.raises(RepositoryError, match="link, which leads out of it"),
        commit_at("HEAD", project).exported([project]),
    ):
        raise AssertionError
    assert not target.exists()


@pytest.mark.parametrize("ref", ["HEAD:d/x", "HEAD:t/x"], ids=["a file", "a folder"])
def test_a_name_that_ends_as_a_commit_s_spelling_is_none(project: Path, ref: str) -> None:
    top = project.parents[1]
    (top / "d").mkdir()
    (top / "d" / "x^{commit}").write_text("a file", "utf-8")
    (top / "t" / "x^{commit}").mkdir(parents=True)
    (top / "t" / "x^{commit}" / "file").write_text("in a folder", "utf-8")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "second")
    with pytest.raises(RepositoryError, match="names no commit"):
        commit_at(ref, top)
    printed = run_diff(["dev"], directory=project, base=ref)
    assert printed.status == 1


def test_a_bare_repository_says_what_is_missing(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare")
    with pytest.raises(RepositoryError, match="without a working tree") as caught:
        commit_at("HEAD", tmp_path)
    assert "checked out" in caught.value.fix


def test_a_repository_of_somebody_else_says_how_to_trust_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(RepositoryError, match="does not trust the repository") as caught:
        commit_at("HEAD", project)
    assert caught.value.fix.startswith("git config --global --add safe.directory ")


def test_the_repository_is_the_directory_s_own_in_a_hook_too(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # as git sets them for a hook, from the root
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    monkeypatch.setenv("GIT_PREFIX", "infra/")
    monkeypatch.setenv("GIT_GLOB_PATHSPECS", "1")
    commit = commit_at("HEAD", project)
    assert commit.file(project / "Pulumi.dev.yaml")
    assert commit.changed_paths([project]) == frozenset()


def test_a_stack_in_a_submodule_is_no_new_one(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outer = tmp_path_factory.mktemp("outer")
    git(outer, "init", "-q")
    allow = ("-c", "protocol.file.allow=always")
    git(outer, *allow, "submodule", "add", "-q", str(project.parents[1]), "network")
    git(outer, "commit", "-q", "-m", "a submodule")
    printed = run_diff(
        ["network/infra/network/Pulumi.dev.yaml"], directory=outer, base="HEAD", output="json"
    )
    assert printed.status == 1
    assert "network is a repository of its own" in printed.messages[0].what
    assert f"cd {outer}/network" in printed.messages[0].fix


def test_what_was_a_submodule_is_no_new_folder(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outer = tmp_path_factory.mktemp("outer")
    git(outer, "init", "-q")
    allow = ("-c", "protocol.file.allow=always")
    git(outer, *allow, "submodule", "add", "-q", str(project.parents[1]), "network")
    git(outer, "commit", "-q", "-m", "a submodule")
    (outer / "network" / ".git").unlink()
    commit = commit_at("HEAD", outer)
    folder = outer / "network" / "infra" / "network"
    for ask in (
        lambda: commit.file(folder / "Pulumi.dev.yaml"),
        lambda: commit.names(folder),
        lambda: commit.exported([folder]).__enter__(),
    ):
        with pytest.raises(RepositoryError, match="a repository of its own"):
            ask()


def test_a_link_is_followed_as_it_led_then(project: Path) -> None:
    (project / "shared").mkdir()
    (project / "shared" / "one.yaml").write_text("one", "utf-8")
    (project / "shared" / "two.yaml").write_text("two", "utf-8")
    link = project / "Pulumi.link.yaml"
    link.symlink_to("shared/one.yaml")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "a link")
    link.unlink()
    link.symlink_to("shared/two.yaml")
    commit = commit_at("HEAD", project)
    assert text(commit, link) == "one"
    assert link.name in commit.names(project)


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("/etc/hostname", "leads out of the repository"),
        ("../../../outside", "leads out of the repository"),
        ("nowhere", "a file that was not there"),
        ("Pulumi.link.yaml", "leads back to itself"),
    ],
)
def test_a_link_that_leads_nowhere_has_no_text_and_says_why(
    project: Path, target: str, problem: str
) -> None:
    link = project / "Pulumi.link.yaml"
    link.symlink_to(target)
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "a link")
    file = commit_at("HEAD", project).file(link)
    assert file is not None
    assert file.text is None
    assert problem in file.problem
    link.unlink()
    shutil.copy(project / "Pulumi.dev.yaml", link)
    printed = run_diff(["link"], directory=project, base="HEAD")
    assert printed.status == 3
    assert problem in " ".join(printed.text.split())


def test_a_lost_folder_is_an_error_and_not_an_empty_answer(project: Path) -> None:
    commit = commit_at("HEAD", project)
    tree = git(project, "rev-parse", "HEAD:./").strip()
    (commit.top / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    for ask in (
        lambda: commit.names(project),
        lambda: commit.file(project / "Pulumi.dev.yaml"),
        lambda: commit.exported([project]).__enter__(),
    ):
        with pytest.raises(RepositoryError):
            ask()


def test_a_path_with_a_line_break_is_said(project: Path) -> None:
    with pytest.raises(RepositoryError, match="line break"):
        commit_at("HEAD", project).file(project / "Pulumi.a\nb.yaml")


def test_many_files_are_one_answer(project: Path) -> None:
    paths = sorted(project.glob("Pulumi*.yaml"))
    found = commit_at("HEAD", project).files([*paths, project / "none"])
    assert list(found) == paths
    assert all(found[path].data == path.read_bytes() for path in paths)


def test_what_git_does_not_track_is_told_apart(project: Path) -> None:
    (project / ".gitignore").write_text("ignored\n", "utf-8")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "ignored")
    (project / "new").write_text("", "utf-8")
    (project / "ignored").write_text("", "utf-8")
    commit = commit_at("HEAD", project)
    assert commit.untracked_paths([project]) == {"infra/network/new"}
    assert commit.changed_paths([project]) == frozenset()


def test_a_stack_that_git_is_told_to_take_for_unchanged_is_compared(project: Path) -> None:
    file = project / "Pulumi.dev.yaml"
    git(project, "update-index", "--assume-unchanged", file.name)
    before = file.read_text("utf-8")
    assert "10.42.0.0/16" in before
    file.write_text(before.replace("10.42.0.0/16", "10.99.0.0/16"), "utf-8")
    assert run_diff(["dev"], directory=project, base="HEAD").status == 4


def test_an_export_holds_what_was_asked_for_and_nothing_else(project: Path) -> None:
    top = project.parents[1]
    for name in ("a/one", "a/b/two", "c/three"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(name, "utf-8")
    (top / "a" / "link").symlink_to("b/two")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "folders")
    with commit_at("HEAD", top).exported([top / "a", top / "a", top / "new"]) as tree:
        found = {each.relative_to(tree).as_posix() for each in tree.rglob("*")}
        assert found == {"a", "a/one", "a/b", "a/b/two", "a/link"}
        assert (tree / "a" / "link").read_text("utf-8") == "a/b/two"


def test_an_export_that_would_be_half_a_folder_is_none(project: Path) -> None:
    (project / ".gitattributes").write_text("Pulumi.dev.yaml export-ignore\n", "utf-8")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "attributes")
    with (
        pytest.raises(RepositoryError, match=r"leaves out infra/network/Pulumi\.dev\.yaml"),
        commit_at("HEAD", project).exported([project]),
    ):
        raise AssertionError


def test_a_link_through_a_link_does_not_lead_out_of_an_export(project: Path) -> None:
    (project / "d").mkdir()
    (project / "d" / "file").write_text("", "utf-8")
    (project / "here").symlink_to("../../")
    (project / "out").symlink_to("here/infra/../..")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "links")
    with (
        pytest.raises(RepositoryError, match="which leads out of it"),
        commit_at("HEAD", project).exported([project]),
    ):
        raise AssertionError


KILLED = """
import sys, time
from pathlib import Path
from cilium_ako.repository import commit_at
with commit_at("HEAD", Path.cwd()).exported([Path.cwd()]) as tree:
    print(tree, flush=True)
    sys.stdin.read()
"""


def test_a_run_that_is_killed_leaves_nothing_in_the_repository(project: Path) -> None:
    top = project.parents[1]
    before = {each: each.stat().st_mtime_ns for each in sorted(top.rglob("*"))}
    with subprocess.Popen(
        [sys.executable, "-c", KILLED],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        tree = Path(run.stdout.readline().strip())
        assert (tree / "infra" / "network" / "Pulumi.dev.yaml").is_file()
        run.kill()
    shutil.rmtree(tree.parent)
    assert {each: each.stat().st_mtime_ns for each in sorted(top.rglob("*"))} == before
    assert git(project, "worktree", "list").count("\n") == 1


def test_a_commit_that_head_was_built_on_is_in_its_history(project: Path) -> None:
    first = commit_at("HEAD", project)
    git(project, "commit", "-q", "--allow-empty", "-m", "second")
    second = commit_at("HEAD", project)
    assert first.in_history_of_head()
    assert second.in_history_of_head()
    git(project, "checkout", "-q", first.id)
    assert not second.in_history_of_head()
    git(project, "checkout", "-q", "--orphan", "new")
    assert not first.in_history_of_head()


def test_branches_of_origin_are_those_of_that_name_alone(project: Path) -> None:
    commit = commit_at("HEAD", project)
    for ref in ("origin/main/of-somebody", "origin/other", "elsewhere/main"):
        git(project, "update-ref", f"refs/remotes/{ref}", commit.id)
    assert commit.branches_of_origin(["HEAD", "main", "other", "*", "no-such"]) == {"other"}
    git(project, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/other")
    assert commit.branches_of_origin(["HEAD"]) == {"HEAD"}
    git(project, "commit", "-q", "--allow-empty", "-m", "second")
    assert not commit_at("HEAD", project).branches_of_origin(["HEAD", "other"])
