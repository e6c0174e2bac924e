"""Whose code a comparison runs: that of commits that HEAD or origin's branches hold."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cilium_ako.diff.snapshots.trusted_commit import why_not_run
from cilium_ako.repository import Commit, commit_at
from tests.diff.repository import ENVIRONMENT, Repository, config
from tests.diff.snapshots.program import change, found

POOL_ROWS = Path("cilium_ako/catalogue/transitions/pod_cidrs.py")
RAISED = "TRANSITIONS: Final"


def a_stranger_s(repository: Repository) -> Commit:
    """A commit beside HEAD that is in no branch of origin; HEAD is at the fork."""
    repository.commit({"dev": config()})
    repository.git("checkout", "--quiet", "-b", "stranger")
    repository.commit({"dev": config(cilium__mtu=9000)})
    repository.git("checkout", "--quiet", "main")
    return commit_at("stranger", repository.path)


def test_the_history_of_head_is_run(repository: Repository) -> None:
    repository.commit({"dev": config()})
    assert why_not_run(commit_at("HEAD", repository.path), {}) == ""


def test_what_nobody_merged_is_not_run(repository: Repository) -> None:
    why = why_not_run(a_stranger_s(repository), {})
    assert "in the history of neither HEAD nor origin's default branch" in why
    assert "--run-base" in why
    assert "shallow" not in why


@pytest.mark.parametrize("variable", ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"])
@pytest.mark.parametrize(
    ("branch", "named", "run"),
    [
        ("release", "release", True),
        ("release", "main", False),
        ("release/of-somebody", "release", False),
        ("release", "*", False),
        ("release", "--help", False),
        ("HEAD", "", True),
    ],
)
def test_a_branch_of_origin_that_the_pipeline_names_is_run(
    repository: Repository, variable: str, branch: str, named: str, *, run: bool
) -> None:
    base = a_stranger_s(repository)
    repository.git("update-ref", f"refs/remotes/origin/{branch}", base.id)
    assert (why_not_run(base, {variable: named}) == "") is run


def test_a_clone_that_is_shallow_is_told_how_to_see_more(
    repository: Repository, tmp_path: Path
) -> None:
    base = a_stranger_s(repository)
    clone = tmp_path / "clone"
    origin = f"file://{repository.path}"
    for command in (
        ["clone", "--quiet", "--depth=1", "--branch=main", origin, str(clone)],
        ["-C", str(clone), "fetch", "--quiet", "--depth=1", "origin", base.id],
    ):
        allow = ("-c", "protocol.file.allow=always", "-c", "uploadpack.allowAnySHA1InWant=true")
        subprocess.run(
            ["git", *allow, *command], env=repository.environment | ENVIRONMENT, check=True
        )
    why = why_not_run(commit_at(base.id, clone), {})
    assert "`git fetch --unshallow`" in why
    assert "fetch-depth 0" in why


def test_the_report_says_what_it_left_out(program: Repository) -> None:
    program.commit({"dev": config()})
    program.git("checkout", "--quiet", "-b", "stranger")
    ran = program.path / "ran"
    change(program, POOL_ROWS, RAISED, f"open({str(ran)!r}, 'w').close()\n{RAISED}")
    program.commit()
    program.git("checkout", "--quiet", "main")
    stack = found(program, base="stranger")
    assert not ran.exists()
    assert stack["judgedByBase"] is False
    assert stack["notes"][0].startswith("Not judged twice")
    assert "its code was not run" in stack["notes"][0]
    assert stack["judgingChange"]["files"] == [str(POOL_ROWS)]
    assert stack["judgingChange"]["notCompared"]
    stack = found(program, base="stranger", run_base=True)
    assert ran.exists()
    assert stack["judgedByBase"] is True
