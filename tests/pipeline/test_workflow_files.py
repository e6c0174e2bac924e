"""What holds of every pipeline's file."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.pipeline.files import GITHUB, GITLAB, github_jobs, read

# what anybody can write who opens a pull request: titles, branches, names of commits
_TRUSTED = re.compile(
    r"\$\{\{ ((secrets|env|needs|steps|matrix|runner)\.[\w.-]+|hashFiles\([^)]*\)"
    r"|github\.(token|repository|workflow|ref)"
    r"|github\.event\.number|github\.event\.pull_request\.base\.sha"
    r"|github\.event_name == 'pull_request') \}\}"
)


@pytest.mark.parametrize("path", GITHUB, ids=lambda each: each.stem)
def test_every_action_is_pinned_by_a_full_digest(path: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", path.read_text("utf-8"))
    assert used
    for action, comment in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


@pytest.mark.parametrize("path", GITHUB, ids=lambda each: each.stem)
def test_permissions_are_named_and_few(path: Path) -> None:
    whole = read(path)
    assert whole["permissions"] in ({}, {"contents": "read"})
    for job in whole["jobs"].values():
        asked = job.get("permissions", {"contents": "read"})
        may_write = {name for name, right in asked.items() if right == "write"}
        if not may_write:
            assert asked == {"contents": "read"}
        elif path.stem == "release":
            assert may_write <= {"attestations", "id-token"}
        else:
            assert asked == {"pull-requests": "write"}


def test_no_token_is_left_in_a_checkout() -> None:
    for workflow, name, job in github_jobs():
        for step in job["steps"]:
            if "actions/checkout@" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False, (workflow, name)


def test_a_job_with_secrets_has_an_environment() -> None:
    for workflow, name, job in github_jobs():
        uploads = (workflow, name) == ("release", "publish")
        needed = uploads or "secrets." in json.dumps(job)
        assert needed == ("environment" in job), (workflow, name)


def test_nothing_that_others_write_is_put_into_a_script() -> None:
    for workflow, name, job in github_jobs():
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), (workflow, name)


@pytest.mark.parametrize("path", GITHUB, ids=lambda each: each.stem)
def test_no_expression_takes_what_others_write(path: Path) -> None:
    expressions = re.findall(r"\$\{\{.*?\}\}", path.read_text("utf-8"))
    assert [each for each in expressions if not _TRUSTED.fullmatch(each)] == []


TOOLS = Path(sys.executable).parent
"""The locked environment's programs."""


def complaints(*command: str | Path) -> str:
    """What a linter prints where it finds something; nothing where it does not."""
    environment = {**os.environ, "PATH": f"{TOOLS}:{os.environ['PATH']}"}
    ran = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return f"{ran.stdout}{ran.stderr}" if ran.returncode else ""


@pytest.mark.skipif(
    shutil.which("actionlint") is None,
    reason="needs actionlint: go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12",
)
def test_actionlint_finds_nothing() -> None:
    """It looks at the scripts inside of workflows too, by the environment's shellcheck."""
    assert complaints("actionlint", "-no-color") == ""


def test_shellcheck_finds_nothing() -> None:
    assert complaints(TOOLS / "shellcheck", *sorted((ROOT / ".ci").iterdir())) == ""


@pytest.mark.parametrize(
    ("schema", "files"), [("vendor.github-workflows", GITHUB), ("vendor.gitlab-ci", (GITLAB,))]
)
def test_each_file_has_the_shape_that_its_runner_publishes(
    schema: str, files: tuple[Path, ...]
) -> None:
    checker = (TOOLS / "check-jsonschema", "--builtin-schema", schema)
    transform = ("--data-transform", "gitlab-ci") if files == (GITLAB,) else ()
    assert complaints(*checker, *transform, *files) == ""
