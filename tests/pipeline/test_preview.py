"""The jobs of a pull request: what they may do, and their own steps, run on two commits."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.diff.repository import Config, Repository, config
from tests.pipeline.files import ON, gitlab_jobs, steps, workflow
from tests.pipeline.runner import Runner


def test_a_pull_request_s_code_may_only_read() -> None:
    whole = workflow("preview")
    assert set(whole[ON]) == {"pull_request"}
    report = whole["jobs"]["report"]
    assert report["permissions"] == {"contents": "read"}
    assert "secrets." not in json.dumps(report)
    assert "token" not in json.dumps(report)


@pytest.mark.parametrize("job", ["comment", "comment-preview"])
def test_what_may_write_runs_no_code_of_the_pull_request(job: str) -> None:
    comment = workflow("preview")["jobs"][job]
    assert comment["permissions"] == {"pull-requests": "write"}
    assert not any("checkout" in step.get("uses", "") for step in comment["steps"])
    assert "environment" not in comment


OWN = "github.event.pull_request.head.repo.full_name == github.repository"


def test_a_fork_gets_its_report_alone() -> None:
    """The jobs of another repository's pull request are those without a condition."""
    jobs = workflow("preview")["jobs"]
    assert [name for name, job in jobs.items() if "if" not in job] == ["report", "judge"]
    assert jobs["preview"]["if"] == OWN
    assert OWN in jobs["comment"]["if"]
    # a skipped job has no outputs
    assert "needs.preview.outputs.artifact" in jobs["comment-preview"]["if"]


def test_the_engine_s_preview_waits_for_approval() -> None:
    jobs = workflow("preview")["jobs"]
    assert jobs["preview"]["environment"] == "preview"
    assert [name for name, job in jobs.items() if "secrets." in json.dumps(job)] == ["preview"]


def test_gitlab_asks_the_engine_when_somebody_starts_it() -> None:
    jobs = gitlab_jobs()
    (rule,) = jobs["preview"]["rules"]
    assert "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID" in rule["if"]
    assert rule["when"] == "manual"
    # the merge request does not wait for it
    assert rule["allow_failure"] is True
    assert jobs["preview"]["environment"] == "preview"
    assert "environment" not in jobs["report"]
    assert "pulumi" not in " ".join(jobs["report"]["script"])


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
    assert runner.job(workflow("preview")["jobs"]["report"], BASE=base).returncode == status
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
    runner.job(workflow("preview")["jobs"]["report"], BASE=moved)
    assert runner.verdicts()["dev"] != "forbidden"


def test_the_job_with_the_engine(repository: Repository, tmp_path: Path) -> None:
    base = two_commits(repository, config(), config())
    runner = Runner(repository, tmp_path)
    job = workflow("preview")["jobs"]["preview"]
    secrets = {"PULUMI_CONFIG_PASSPHRASE": "a-passphrase", "KUBECONFIG_TEXT": "a-kubeconfig"}
    assert runner.job(job, BASE=base, **secrets).returncode == 0
    (found,) = json.loads((repository.path / "report/report.json").read_text("utf-8"))
    assert found["preview"]["totals"]["replace"] == 1
    assert found["preview"]["policies"][0]["policy"] == "no-latest"
    given = runner.given("pulumi preview")
    assert given["PULUMI_CONFIG_PASSPHRASE"] == "a-passphrase"
    kubeconfig = Path(given["KUBECONFIG"])
    assert kubeconfig.read_text("utf-8") == "a-kubeconfig\n"
    assert kubeconfig.stat().st_mode & 0o077 == 0
    assert "PULUMI_CONFIG_PASSPHRASE" not in runner.given("cilium-ako diff")
    assert "KUBECONFIG" not in runner.given("make charts")


def test_a_preview_that_fails_is_a_report(repository: Repository, tmp_path: Path) -> None:
    base = two_commits(repository, config(), config(cilium__ipam__podCidrs=["10.99.0.0/16"]))
    runner = Runner(repository, tmp_path)
    runner.environment["FAILS"] = "pulumi preview"
    assert runner.job(workflow("preview")["jobs"]["preview"], BASE=base).returncode == 4
    assert runner.verdicts() == {"dev": "forbidden"}


@pytest.mark.parametrize("job", ["report", "preview"])
def test_the_jobs_of_gitlab(repository: Repository, tmp_path: Path, job: str) -> None:
    base = two_commits(repository, config(), config(cilium__ipam__podCidrs=["10.99.0.0/16"]))
    runner = Runner(repository, tmp_path)
    described = gitlab_jobs()[job]
    ran = runner.run(
        "\n".join(described["script"]),
        CI_MERGE_REQUEST_DIFF_BASE_SHA=base,
        **described.get("variables", {}),
    )
    assert ran.returncode == 4
    assert runner.verdicts() == {"dev": "forbidden"}


def test_the_base_s_own_program_judges_a_change_that_edits_its_judge(
    repository: Repository, tmp_path: Path
) -> None:
    base = two_commits(repository, config(), config(cilium__ipam__podCidrs=["10.99.0.0/16"]))
    change = tmp_path / "change"
    repository.git("clone", "--quiet", str(repository.path), str(change))
    ran = tmp_path / "ran"
    for hostile in ("cilium_ako/__init__.py", "sitecustomize.py", "yaml.py", "typer.py"):
        (change / hostile).parent.mkdir(exist_ok=True)
        (change / hostile).write_text(f"open({str(ran)!r}, 'w').close()\nraise SystemExit(0)\n")
    runner = Runner(repository, tmp_path)
    job = workflow("preview")["jobs"]["judge"]
    assert job["permissions"] == {"contents": "read"}
    (step,) = [each for each in job["steps"] if each.get("name") == "Judge"]
    judged = runner.run(step["run"].replace(" change ", f" {change} "), BASE=base)
    assert judged.returncode == 4
    assert not ran.exists()
    (found,) = json.loads((repository.path / "judged/report.json").read_text("utf-8"))
    assert (found["verdict"], found["judgedByBase"]) == ("forbidden", True)


def test_both_pipelines_judge_by_a_checkout_of_the_base() -> None:
    first, *_, second = (
        step["with"]
        for step in steps("preview", "judge")
        if "actions/checkout@" in step.get("uses", "")
    )
    assert first["ref"] == "${{ github.event.pull_request.base.sha }}"
    assert second["path"] == "change"
    setup = [each.get("run") for each in steps("preview", "judge")]
    assert setup.index("make setup") < 2  # before there is anything of the change
    script = gitlab_jobs()["judge"]["script"]
    assert script[0] == 'git worktree add --detach base "$CI_MERGE_REQUEST_DIFF_BASE_SHA"'
    assert all("base" in each for each in script)


def test_a_stack_whose_chart_nobody_locked_fails(repository: Repository, tmp_path: Path) -> None:
    lock = repository.path / "charts.lock"
    lock.write_text("format: 1\ncharts: []\n", "utf-8")
    base = two_commits(repository, config(), config())
    ran = Runner(repository, tmp_path).job(workflow("preview")["jobs"]["report"], BASE=base)
    assert ran.returncode == 1
    assert "is not in charts.lock" in " ".join(ran.stderr.split())
    assert (repository.path / "report/comment.md").exists()


def test_a_history_that_is_too_short_is_said(repository: Repository, tmp_path: Path) -> None:
    two_commits(repository, config(), config())
    ran = Runner(repository, tmp_path).job(workflow("preview")["jobs"]["report"], BASE="0" * 40)
    assert ran.returncode == 1
    assert "fetch the history" in ran.stderr


def test_the_comment_is_edited_in_place(tmp_path: Path) -> None:
    step = steps("preview", "comment")[-1]
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
