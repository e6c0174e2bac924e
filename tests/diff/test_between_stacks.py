"""What a change of one stack does to the others: told where it appears, and where it goes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.diff.command import Format, Printed, run_diff
from tests.commands.runs import project
from tests.configs import POOL, apart, changed
from tests.test_repository import git

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not on PATH")

GROUP = ("ako", "controller", "serviceEngineGroup")


A, B, C = apart(POOL, "a", 50), apart(POOL, "b", 60), apart(POOL, "c", 70)
SHARED = changed(B, (GROUP, "a"))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Three stacks that have nothing to do with each other, committed."""
    for name, config in (("a", A), ("b", B), ("c", C)):
        project(tmp_path, config, name)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "apart")
    return tmp_path


def diff(at: Path, *stacks: str, output: Format = "json") -> Printed:
    return run_diff(stacks, directory=at, base="HEAD", output=output, environment={})


def others(printed: Printed) -> dict[str, list[tuple[str, str, list[str]]]]:
    found: list[dict[str, Any]] = json.loads(printed.text)
    return {
        each["stack"]: [(one["change"], one["rule"], one["others"]) for one in each["others"]]
        for each in found
    }


def test_nothing_between_stacks_is_told_where_nothing_changes(repository: Path) -> None:
    printed = diff(repository)
    assert printed.status == 0
    assert others(printed) == {"a": [], "b": [], "c": []}


def test_what_appears_is_told_in_every_stack_concerned(repository: Path) -> None:
    project(repository, SHARED, "b")
    printed = diff(repository)
    assert printed.status >= 2
    assert others(printed) == {
        "a": [("appears", "ako-group-shared", ["b"])],
        "b": [("appears", "ako-group-shared", ["a"])],
        "c": [],
    }


@pytest.mark.parametrize("output", ["text", "markdown", "html"])
def test_every_format_says_it(repository: Path, output: Format) -> None:
    project(repository, SHARED, "b")
    text = " ".join(diff(repository, "a", output=output).text.split())
    assert "What it is to other stacks" in text
    assert "ako-group-shared" in text
    assert "is also that of b" in text


def test_a_stack_that_is_not_asked_for_counts(repository: Path) -> None:
    project(repository, SHARED, "b")
    printed = diff(repository, "a")
    assert printed.status == 2
    assert others(printed) == {"a": [("appears", "ako-group-shared", ["b"])]}


def test_what_goes_is_told_and_stops_nothing(repository: Path) -> None:
    project(repository, SHARED, "b")
    git(repository, "commit", "-aqm", "shared")
    project(repository, B, "b")
    printed = diff(repository, "a")
    assert printed.status == 0
    assert others(printed) == {"a": [("goes", "ako-group-shared", ["b"])]}


def test_what_was_there_before_is_not_told_again(repository: Path) -> None:
    project(repository, SHARED, "b")
    git(repository, "commit", "-aqm", "shared")
    project(repository, changed(C, (("cilium", "mtu"), 1400)), "c")
    assert others(diff(repository)) == {"a": [], "b": [], "c": []}


def test_a_stack_acknowledges_for_itself(repository: Path) -> None:
    acknowledged = {"ako-group-shared": {"reason": "NET-1"}}
    project(repository, changed(A, (("acknowledge",), acknowledged)), "a")
    project(repository, SHARED, "b")
    assert diff(repository, "a").status == 0
    assert diff(repository, "b").status >= 2


def test_a_stack_given_by_its_path_is_not_its_own_twin(repository: Path) -> None:
    folder = repository / "below"
    folder.mkdir()
    printed = diff(folder, "../Pulumi.a.yaml", "a")
    assert [each["others"] for each in json.loads(printed.text)] == [[], []]


def test_a_new_stack_and_one_that_goes(repository: Path) -> None:
    (repository / "Pulumi.b.yaml").unlink()
    project(repository, changed(SHARED, (("cluster", "name"), "d")), "d")
    found = others(diff(repository))
    assert ("appears", "ako-group-shared", ["d"]) in found["a"]
    assert ("appears", "ako-group-shared", ["a"]) in found["d"]
    assert found["b"] == []


def test_a_stack_object_is_the_stack_of_its_name(repository: Path) -> None:
    text = json.dumps(
        {
            "apiVersion": "pulumi.com/v1",
            "kind": "Stack",
            "spec": {"config": {f"cilium-ako:{key}": value for key, value in A.items()}},
        }
    )
    path = repository / "fleet" / "a.yaml"
    path.parent.mkdir()
    path.write_text(text)
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "an object")
    path.write_text(text.replace("10.50.0.0/16", "10.51.0.0/16"))
    assert others(diff(repository, "fleet/a.yaml")) == {"a": []}
