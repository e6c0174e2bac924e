"""The deployment: its order, and its own steps, run with tools that are pretended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.config.stack import PROJECT
from tests.conftest import ROOT
from tests.diff.repository import Repository
from tests.pipeline.files import GITLAB, ON, gitlab_jobs, read, workflow
from tests.pipeline.runner import Runner

STATES = ROOT / "tests" / "states"
STACKS = sorted(each.name.split(".")[1] for each in ROOT.glob("Pulumi.*.yaml"))
NO_RESOURCES = {"version": 3, "deployment": {"manifest": {"time": "2026-09-01T10:00:00Z"}}}
SECRETS = {
    "PULUMI_BACKEND_URL": "a-backend",
    "PULUMI_CONFIG_PASSPHRASE": "a-passphrase",
    "PULUMI_ACCESS_TOKEN": "a-token",
    "KUBECONFIG_TEXT": "a-kubeconfig",
    "DOCTOR_KUBECONFIG_TEXT": "a-kubeconfig-that-reads",
}


def jobs() -> dict[str, Any]:
    """The deployment's jobs, in the order of the file."""
    found: dict[str, Any] = workflow("deploy")["jobs"]
    return found


def gitlab_deployments() -> dict[str, Any]:
    return {name: job for name, job in gitlab_jobs().items() if name.startswith("deploy-")}


def test_every_stack_has_one_job_with_an_environment_of_its_own() -> None:
    assert sorted(jobs()) == STACKS
    for name, job in jobs().items():
        assert job["environment"] == job["env"]["STACK"] == name
    deployments = gitlab_deployments()
    assert sorted(deployments) == [f"deploy-{each}" for each in STACKS]
    for name, job in deployments.items():
        assert f"deploy-{job['environment']}" == name
        assert job["script"][-1] == '.ci/deploy "$CI_ENVIRONMENT_NAME"'


def test_the_stacks_follow_one_another() -> None:
    names = list(jobs())
    first, *others = jobs().values()
    assert "needs" not in first
    assert first["if"] == "github.ref == 'refs/heads/main'"
    assert [job["needs"] for job in others] == names[:-1]
    # a condition of its own would let a job begin after a failure
    assert not any("if" in job for job in others)
    deployments = gitlab_deployments()
    assert list(deployments) == [f"deploy-{each}" for each in names]
    needed = [job.get("needs") for job in deployments.values()]
    assert needed == [
        None,
        *([{"job": f"deploy-{each}", "artifacts": False}] for each in names[:-1]),
    ]


def test_two_deployments_of_one_stack_never_run_at_once() -> None:
    assert workflow("deploy")["concurrency"]["cancel-in-progress"] is False
    for name, job in jobs().items():
        assert job["concurrency"] == {"group": f"pulumi-up-{name}", "cancel-in-progress": False}
    for job in gitlab_deployments().values():
        assert job["resource_group"] == f"pulumi-up-{job['environment']}"
        assert job["interruptible"] is False


def test_somebody_starts_each_deployment_of_the_trusted_branch() -> None:
    assert workflow("deploy")[ON]["push"]["branches"] == ["main"]
    for job in gitlab_deployments().values():
        (rule,) = job["rules"]
        assert "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH" in rule["if"]
        assert '$CI_COMMIT_REF_PROTECTED == "true"' in rule["if"]
        assert (rule["when"], rule["allow_failure"]) == ("manual", False)


def test_both_pipelines_deploy_after_the_same_changes() -> None:
    github = workflow("deploy")[ON]["push"]["paths"]
    (rule,) = gitlab_deployments()["deploy-dev"]["rules"]
    own = {".github/workflows/deploy.yml", ".gitlab-ci.yml"}
    assert {each.removesuffix("/*") for each in rule["changes"]} - own == set(github) - own
    packaged = {f"{each.parent.name}/**" for each in ROOT.glob("*/__init__.py")}
    assert packaged - {"tests/**", "tools/**", "benchmarks/**"} <= set(github)


def test_no_pipeline_sets_an_option_of_the_engine() -> None:
    for path in (*(ROOT / ".github/workflows").iterdir(), GITLAB):
        assert "PULUMI_OPTION_" not in json.dumps(read(path), default=str)


def checkout(tmp_path: Path, *, judges: bool) -> Runner:
    """A checkout whose stack `dev` is deployed as its file says."""
    repository = Repository(tmp_path)
    repository.commit({"dev": (ROOT / "Pulumi.dev.yaml").read_text("utf-8")})
    runner = Runner(repository, tmp_path, judges=judges)
    runner.environment["STATE"] = str(STATES / "dev.json")
    return runner


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """One whose tools are all pretended, and find nothing wrong."""
    return checkout(tmp_path, judges=False)


@pytest.fixture
def judge(tmp_path: Path) -> Runner:
    """One whose report is the real one."""
    return checkout(tmp_path, judges=True)


def commands(runner: Runner) -> list[str]:
    """What was called, without options."""
    return [" ".join(each.split()[:2]) for each in runner.calls()]


BEFORE_UP = [
    "make setup",
    "cilium-ako charts",
    "pulumi stack",
    "pulumi preview",
    "cilium-ako diff",
]


def test_a_deployment(judge: Runner) -> None:
    ran = judge.job(jobs()["dev"], **SECRETS)
    assert ran.returncode == 0, ran.stderr
    assert commands(judge) == [*BEFORE_UP, "pulumi up", "cilium-ako doctor"]
    assert "pulumi up --yes --non-interactive --stack dev" in judge.calls()
    report = judge.repository.path / "report"
    assert judge.verdicts() == {"dev": "none"}
    assert judge.summary.read_text("utf-8") == (report / "comment.md").read_text("utf-8")
    assert (report / "doctor.txt").read_text("utf-8") == "what the doctor says\n"
    (found,) = json.loads((report / "report.json").read_text("utf-8"))
    assert found["preview"]["totals"]["replace"] == 1


def test_a_secret_reaches_what_needs_it(runner: Runner) -> None:
    runner.job(jobs()["dev"], **SECRETS)
    for called in ("make setup", "cilium-ako charts", "cilium-ako diff"):
        assert runner.given(called).keys() <= {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW"}, called
    for called in ("pulumi stack", "pulumi preview", "pulumi up"):
        given = runner.given(called)
        assert {given[name] for name in SECRETS if name.startswith("PULUMI")} == {
            "a-backend",
            "a-passphrase",
            "a-token",
        }
        assert Path(given["KUBECONFIG"]).read_text("utf-8") == "a-kubeconfig\n"
    given = runner.given("cilium-ako doctor")
    assert given.keys() == {"KUBECONFIG", "PULUMI_ENABLE_STREAMING_JSON_PREVIEW"}
    assert Path(given["KUBECONFIG"]).read_text("utf-8") == "a-kubeconfig-that-reads\n"


def test_a_kubeconfig_is_nobody_else_s(runner: Runner) -> None:
    runner.job(jobs()["dev"], **SECRETS)
    temporary = Path(runner.environment["RUNNER_TEMP"])
    assert {each.name for each in temporary.iterdir()} == {"KUBECONFIG", "DOCTOR_KUBECONFIG"}
    assert not any(each.stat().st_mode & 0o077 for each in temporary.iterdir())


def test_the_state_is_no_artifact(runner: Runner) -> None:
    runner.job(jobs()["dev"], **SECRETS)
    assert not list(runner.repository.path.rglob("state.json"))


def test_gitlab_deploys_by_the_same_script(runner: Runner) -> None:
    job = gitlab_deployments()["deploy-dev"]
    ran = runner.run("\n".join(job["script"]), CI_ENVIRONMENT_NAME="dev", KUBECONFIG="/a/file")
    assert ran.returncode == 0, ran.stderr
    assert commands(runner) == [*BEFORE_UP, "pulumi up", "cilium-ako doctor"]
    assert runner.given("cilium-ako doctor")["KUBECONFIG"] == "/a/file"


@pytest.mark.parametrize(
    ("change", "status", "verdict"),
    [
        (("10.42.0.0/16", "10.43.0.0/16"), 4, "forbidden"),
        (("kubeProxyReplacement: true", "encryption: {type: wireguard}"), 3, "disruptive"),
    ],
)
def test_what_nobody_acknowledged_stops_it_before_up(
    judge: Runner, change: tuple[str, str], status: int, verdict: str
) -> None:
    text = (ROOT / "Pulumi.dev.yaml").read_text("utf-8")
    judge.repository.write({"dev": text.replace(*change)})
    ran = judge.job(jobs()["dev"], **SECRETS)
    assert ran.returncode == status
    assert judge.verdicts() == {"dev": verdict}
    assert "dev stays as it is" in ran.stderr
    assert commands(judge) == BEFORE_UP


@pytest.mark.parametrize(
    ("fails", "called"),
    [
        ("pulumi stack", BEFORE_UP[:3]),
        ("pulumi preview", [*BEFORE_UP, "pulumi preview"]),
        ("cilium-ako diff", BEFORE_UP),
        ("pulumi up", [*BEFORE_UP, "pulumi up"]),
        ("cilium-ako doctor", [*BEFORE_UP, "pulumi up", "cilium-ako doctor"]),
    ],
)
def test_it_goes_past_no_failure(runner: Runner, fails: str, called: list[str]) -> None:
    runner.environment |= {"FAILS": fails, "STATUS": "3"}
    assert runner.job(jobs()["dev"], **SECRETS).returncode == 3
    assert commands(runner) == called


def test_another_chart_than_the_locked_one_stops_it(runner: Runner) -> None:
    runner.environment["FAILS"] = "cilium-ako charts"
    assert runner.job(jobs()["dev"], **SECRETS).returncode == 0
    (runner.repository.path / "charts.lock").touch()
    ran = runner.job(jobs()["dev"], **SECRETS)
    assert ran.returncode == 1
    assert "its charts are not those of charts.lock" in ran.stderr
    assert commands(runner)[-1] == "cilium-ako charts"


def test_the_first_deployment_has_nothing_to_compare_with(judge: Runner, tmp_path: Path) -> None:
    state = tmp_path / "no-resources.json"
    state.write_text(json.dumps(NO_RESOURCES), "utf-8")
    judge.environment["STATE"] = str(state)
    ran = judge.job(jobs()["dev"], **SECRETS)
    assert ran.returncode == 0, ran.stderr
    assert commands(judge)[4:] == ["cilium-ako check", "pulumi up", "cilium-ako doctor"]
    broken = {f"{PROJECT}:cilium": {"version": "1.18.12"}}
    judge.repository.write({"dev": json.dumps({"config": broken})})
    assert judge.job(jobs()["dev"], **SECRETS).returncode == 2
    assert commands(judge)[-1] == "cilium-ako check"


def test_an_option_of_the_engine_from_outside_stops_it(runner: Runner) -> None:
    runner.environment["PULUMI_OPTION_IGNORE_PROTECT"] = "true"
    ran = runner.job(jobs()["dev"], **SECRETS)
    assert ran.returncode == 1
    assert "PULUMI_OPTION_IGNORE_PROTECT" in ran.stderr
    assert commands(runner) == ["make setup"]
