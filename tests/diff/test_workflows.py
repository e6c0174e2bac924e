"""The workflows: what they may do, and their own steps, run here on a two-commit repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.diff.repository import Config, Repository, config
from tests.diff.test_engine_preview import STREAM

GITHUB = ROOT / ".github/workflows/preview.yml"
GITLAB = ROOT / ".gitlab-ci.yml"

# `pulumi` for the steps that ask the engine: it says what a recorded one said
PULUMI = """#!/bin/sh
[ "$PULUMI_ENABLE_STREAMING_JSON_PREVIEW" = 1 ] || exit 1
cat "$RECORDED"
"""


def workflow() -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(GITHUB.read_text("utf-8"))
    return loaded


def steps(job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workflow()["jobs"][job]["steps"]
    return found


def test_every_action_is_pinned_by_a_full_digest() -> None:
    used = re.findall(r"uses: (\S+)", GITHUB.read_text("utf-8"))
    assert len(used) >= 5
    for each in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", each)


def test_a_pull_request_s_code_may_only_read() -> None:
    whole = workflow()
    assert whole["permissions"] == {}
    assert set(whole[True]) == {"pull_request", "push"}  # YAML 1.1 reads `on` as true
    report = whole["jobs"]["report"]
    assert report["permissions"] == {"contents": "read"}
    assert "secrets." not in json.dumps(report)
    assert "token" not in json.dumps(report)
    checkout = report["steps"][0]["with"]
    assert checkout["persist-credentials"] is False


def test_what_may_write_runs_no_code_of_the_pull_request() -> None:
    comment = workflow()["jobs"]["comment"]
    assert comment["permissions"] == {"pull-requests": "write"}
    assert not any("checkout" in step.get("uses", "") for step in comment["steps"])
    assert "head.repo.full_name == github.repository" in comment["if"]


def test_secrets_are_on_the_trusted_branch_alone() -> None:
    for name, job in workflow()["jobs"].items():
        if "secrets." in json.dumps(job):
            assert name == "preview"
            assert job["if"] == "github.event_name == 'push' && github.ref == 'refs/heads/main'"
            assert "environment" in job


def test_nothing_that_others_write_is_put_into_a_script() -> None:
    for job in workflow()["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")


def test_gitlab_keeps_state_to_the_protected_branch() -> None:
    jobs = yaml.safe_load(GITLAB.read_text("utf-8"))
    (rule,) = jobs["preview"]["rules"]
    assert '$CI_COMMIT_REF_PROTECTED == "true"' in rule["if"]
    assert "pulumi" not in " ".join(jobs["report"]["script"])


class Runner:
    """Runs steps as a runner does: bash, fail fast, an environment of their own."""

    def __init__(self, repository: Repository, folder: Path) -> None:
        self.repository = repository
        self.summary = folder / "summary.md"
        tools = repository.path / ".venv" / "bin"
        tools.mkdir(parents=True)
        command = f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m cilium_ako.cli "$@"\n'
        self.tool(tools / "cilium-ako", command)
        self.tools = folder / "tools"
        self.tools.mkdir()
        recorded = folder / "recorded.json"
        recorded.write_text(STREAM, "utf-8")
        self.tool(self.tools / "pulumi", PULUMI)
        self.tool(self.tools / "make", "#!/bin/sh\nexit 0\n")
        self.environment = {
            **repository.environment,
            "PATH": f"{self.tools}:{os.environ['PATH']}",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RECORDED": str(recorded),
        }
        (repository.path / ".ci").mkdir()
        shutil.copy(ROOT / ".ci/report", repository.path / ".ci/report")

    @staticmethod
    def tool(path: Path, text: str) -> None:
        path.write_text(text, "utf-8")
        path.chmod(0o755)

    def run(self, script: str, **environment: str) -> int:
        """The exit status of one step."""
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.repository.path,
            env={**self.environment, **environment},
            check=False,
            timeout=120,
        ).returncode

    def job(self, name: str, base: str) -> int:
        """The exit status of a job of the workflow: its first step that fails, or 0."""
        for step in steps(name):
            if "run" in step:
                given = {
                    key: base if key == "BASE" else str(value)
                    for key, value in step.get("env", {}).items()
                }
                status = self.run(step["run"], **given)
                if status:
                    return status
        return 0

    def verdicts(self) -> dict[str, str]:
        found = json.loads((self.repository.path / "report/report.json").read_text("utf-8"))
        return {each["stack"]: each["verdict"] for each in found}


def two_commits(repository: Repository, before: Config, after: Config) -> str:
    base = repository.commit({"dev": before})
    repository.commit({"dev": after})
    return base


@pytest.mark.parametrize(
    ("pools", "status", "verdict"),
    [(["10.42.0.0/16"], 0, "none"), (["10.99.0.0/16"], 4, "forbidden")],
)
def test_the_job_of_a_pull_request(
    repository: Repository, tmp_path: Path, pools: list[str], status: int, verdict: str
) -> None:
    base = two_commits(repository, config(), config(cilium__ipam__podCidrs=pools))
    runner = Runner(repository, tmp_path)
    assert runner.job("report", base) == status
    assert runner.verdicts() == {"dev": verdict}
    report = repository.path / "report"
    assert runner.summary.read_text("utf-8") == (report / "comment.md").read_text("utf-8")
    assert {each.name for each in report.iterdir()} == {
        "comment.md", "report.html", "report.json", "report.md", "report.txt",
    }  # fmt: skip


def test_a_branch_that_fell_behind_is_not_blamed(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"dev": config()})
    repository.git("checkout", "--quiet", "-b", "change")
    repository.commit({"dev": config(cilium__hubble={"enabled": False})})
    repository.git("checkout", "--quiet", "main")
    moved = repository.commit({"dev": config(cilium__ipam__podCidrs=["10.99.0.0/16"])})
    repository.git("checkout", "--quiet", "change")
    runner = Runner(repository, tmp_path)
    runner.job("report", moved)
    assert runner.verdicts()["dev"] != "forbidden"


def test_the_job_of_the_trusted_branch(repository: Repository, tmp_path: Path) -> None:
    base = two_commits(repository, config(), config())
    runner = Runner(repository, tmp_path)
    assert runner.job("preview", base) == 0
    (found,) = json.loads((repository.path / "report/report.json").read_text("utf-8"))
    assert found["preview"]["totals"]["replace"] == 1
    assert found["preview"]["policies"][0]["policy"] == "no-latest"


@pytest.mark.parametrize("job", ["report", "preview"])
def test_the_jobs_of_gitlab(repository: Repository, tmp_path: Path, job: str) -> None:
    base = two_commits(repository, config(), config(cilium__ipam__podCidrs=["10.99.0.0/16"]))
    runner = Runner(repository, tmp_path)
    described = yaml.safe_load(GITLAB.read_text("utf-8"))[job]
    status = runner.run(
        "\n".join(described["script"]),
        CI_MERGE_REQUEST_DIFF_BASE_SHA=base,
        CI_COMMIT_BEFORE_SHA=base,
        **described.get("variables", {}),
    )
    assert status == 4
    assert runner.verdicts() == {"dev": "forbidden"}


def test_a_history_that_is_too_short_is_said(repository: Repository, tmp_path: Path) -> None:
    two_commits(repository, config(), config())
    assert Runner(repository, tmp_path).job("report", "0" * 40) == 1


def test_the_comment_is_edited_in_place(tmp_path: Path) -> None:
    step = steps("comment")[-1]
    calls = tmp_path / "calls"
    gh = tmp_path / "gh"
    gh.write_text(
        f'#!/bin/sh\necho "$@" | tr "\\n" " " >> {calls}; echo >> {calls}\n'
        'case "$*" in *--paginate*) printf "%s" "$OWN";; esac\n',
        "utf-8",
    )
    gh.chmod(0o755)
    for own, method in (("77\n88\n", "PATCH COMMENT/77"), ("", "POST COMMENTS")):
        calls.unlink(missing_ok=True)
        subprocess.run(
            ["bash", "-eo", "pipefail", "-c", step["run"]],
            env={
                "PATH": f"{tmp_path}:{os.environ['PATH']}",
                "OWN": own,
                "COMMENTS": "COMMENTS",
                "COMMENT": "COMMENT",
            },
            check=True,
        )
        assert f"--method {method} " in calls.read_text("utf-8").splitlines()[-1]
