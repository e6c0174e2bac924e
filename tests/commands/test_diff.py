"""`diff` on the command line: how it is asked, and how it says that it cannot."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.commands.runs import Invoke, project
from tests.configs import POOL, changed


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A project in a repository, with one change that is not committed."""
    folder = tmp_path / "repository"
    folder.mkdir()
    project(folder, POOL)
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.test")
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "base"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    project(folder, changed(POOL, (("cilium", "ipam", "podCidrs"), ["10.43.0.0/16"])))
    return folder


USAGE: dict[str, tuple[tuple[str, ...], str]] = {
    "neither": ((), "give one of --base REF and --state FILE"),
    "both": (("--base", "HEAD", "--state", "x"), "give one of --base REF and --state FILE"),
    "two stacks of one state": (("a", "b", "--state", "x"), "name exactly one with --state"),
}


@pytest.mark.parametrize(("arguments", "said"), USAGE.values(), ids=USAGE)
def test_what_to_type_instead(
    invoke: Invoke, repository: Path, arguments: tuple[str, ...], said: str
) -> None:
    found = invoke("diff", *arguments, at=repository)
    first, last = found.err.splitlines()
    assert (found.status, found.out) == (1, "")
    assert first.startswith("error: ")
    assert said in first
    assert last == "  fix: cilium-ako diff --help"


def test_what_cannot_be_compared_has_the_shape_of_every_error(
    invoke: Invoke, repository: Path
) -> None:
    found = invoke("diff", "--base", "no-such-branch", at=repository)
    assert found.status == 1
    assert found.err.startswith("error: ")
    assert "'no-such-branch' names no commit" in found.err
    assert "\n  fix: " in found.err


def test_a_forbidden_change(invoke: Invoke, repository: Path) -> None:
    found = invoke("diff", "--base", "HEAD", "--format", "json", at=repository)
    assert found.status in (3, 4)
    (stack,) = json.loads(found.out)
    assert stack["stack"] == "dev"
    colored = invoke("diff", "--base", "HEAD", "--color", "always", at=repository)
    assert colored.status == found.status
    assert "\x1b[" in colored.out
    assert "\x1b[" not in invoke("diff", "--base", "HEAD", at=repository).out
