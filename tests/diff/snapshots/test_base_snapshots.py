"""The stacks as they were: their files, and the charts that stood beside them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cilium_ako.diff.command import run_diff
from cilium_ako.diff.model import ChartDiff, StackReport
from cilium_ako.diff.requested_stacks import RequestedStack
from cilium_ako.diff.snapshots.base_snapshots import BaseSnapshots, base_snapshots
from cilium_ako.exit_status import ExitStatus
from cilium_ako.repository import commit_at
from tests.charts.small_charts import needs_helm
from tests.diff.repository import Repository, config

CHART = "my charts/cilium"


@pytest.fixture
def beside(repository: Repository) -> Repository:
    """A stack that installs Cilium from a chart beside it, whose path has a blank in it."""
    target = repository.path / CHART
    target.parent.mkdir()
    (repository.charts / "cilium-1.18.12").rename(target)
    repository.commit({"dev": config(cilium__chart=CHART)})
    return repository


def change_template(repository: Repository) -> None:
    template = repository.path / CHART / "templates" / "all.yaml"
    template.write_text(template.read_text("utf-8").replace("/run/cilium", "/elsewhere"), "utf-8")


def at_head(repository: Repository, *names: str) -> BaseSnapshots:
    """What the last commit says of stacks; its files are gone again when this is returned."""
    requested = [
        RequestedStack(name, repository.path / f"Pulumi.{name}.yaml", repository.path, None)
        for name in names
    ]
    with base_snapshots(commit_at("HEAD", repository.path), requested) as found:
        return found


def cilium(report: StackReport) -> ChartDiff:
    return next(each for each in report.charts if each.chart == "cilium")


def test_a_stack_that_did_not_exist_has_no_snapshot(repository: Repository) -> None:
    repository.commit({"dev": config()})
    found = at_head(repository, "dev", "never")
    assert [path.name for path in found.snapshots] == ["Pulumi.dev.yaml"]
    assert found.notes == ()


def test_a_chart_that_is_the_same_is_not_exported(beside: Repository) -> None:
    found = at_head(beside, "dev")
    (snapshot,) = found.snapshots.values()
    assert snapshot.project == beside.path


@pytest.mark.parametrize("how", ["changed", "not yet added", "removed"])
def test_a_chart_that_changed_is_the_base_s_own(beside: Repository, how: str) -> None:
    if how == "changed":
        change_template(beside)
    elif how == "removed":
        (beside.path / CHART / "templates" / "all.yaml").unlink()
    else:
        new = beside.path / CHART / "templates" / "new.yaml"
        new.write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: new}\n", "utf-8")
    requested = RequestedStack("dev", beside.path / "Pulumi.dev.yaml", beside.path, None)
    with base_snapshots(commit_at("HEAD", beside.path), [requested]) as found:
        (snapshot,) = found.snapshots.values()
        assert snapshot.project != beside.path
        then = snapshot.project / CHART / "templates"
        assert [each.name for each in then.iterdir()] == ["all.yaml"]
        assert "/run/cilium" in (then / "all.yaml").read_text("utf-8")
        assert found.unchanged == frozenset()
    assert not then.exists()


@needs_helm
def test_what_changed_in_a_chart_shows_as_objects(beside: Repository) -> None:
    change_template(beside)
    diff = cilium(beside.one()).diff
    assert diff is not None
    assert [str(each.key) for each in diff.objects] == ["DaemonSet/kube-system/cilium"]


@needs_helm
def test_a_template_that_git_does_not_know_yet_shows(beside: Repository) -> None:
    new = beside.path / CHART / "templates" / "new.yaml"
    new.write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: new}\n", "utf-8")
    diff = cilium(beside.one()).diff
    assert diff is not None
    assert [(each.change, each.key.name) for each in diff.objects] == [("added", "new")]


def test_a_chart_above_the_project_is_found_there_too(repository: Repository) -> None:
    project = repository.path / "network"
    project.mkdir()
    (repository.charts / "cilium-1.18.12").rename(repository.path / "cilium")
    (repository.path / "Pulumi.yaml").rename(project / "Pulumi.yaml")
    repository.write({"dev": config(cilium__chart="../cilium")})
    (repository.path / "Pulumi.dev.yaml").rename(project / "Pulumi.dev.yaml")
    repository.commit()
    (repository.path / "cilium" / "values.yaml").write_text("notes: changed\n", "utf-8")
    requested = RequestedStack("dev", project / "Pulumi.dev.yaml", project, None)
    with base_snapshots(commit_at("HEAD", project), [requested]) as found:
        (snapshot,) = found.snapshots.values()
        assert snapshot.project != project
        assert (snapshot.project / "../cilium/Chart.yaml").is_file()


def test_a_chart_that_git_does_not_track_is_the_same_on_both_sides(
    repository: Repository,
) -> None:
    (repository.charts / "cilium-1.18.12").rename(repository.path / "cilium")
    (repository.path / ".gitignore").write_text("/cilium/\n", "utf-8")
    repository.commit({"dev": config(cilium__chart="cilium")})
    found = at_head(repository, "dev")
    (snapshot,) = found.snapshots.values()
    assert snapshot.project == repository.path


def test_a_chart_in_a_submodule_that_moved_is_said(beside: Repository, tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    (beside.path / CHART).rename(origin)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "a chart"]):
        subprocess.run(["git", *command], cwd=origin, env=beside.environment, check=True)
    beside.commit()
    allow = ("-c", "protocol.file.allow=always")
    beside.git(*allow, "submodule", "add", "-q", str(origin), CHART)
    beside.commit()
    change_template(beside)
    subprocess.run(
        ["git", "commit", "-q", "-a", "-m", "another"],
        cwd=beside.path / CHART,
        env=beside.environment,
        check=True,
    )
    (note,) = at_head(beside, "dev").notes
    assert "is a repository of its own" in note
    assert "is not shown" in note


def test_a_chart_that_is_exported_by_half_is_said(beside: Repository) -> None:
    (beside.path / ".gitattributes").write_text("all.yaml export-ignore\n", "utf-8")
    beside.commit()
    change_template(beside)
    (note,) = at_head(beside, "dev").notes
    assert "leaves out my charts/cilium/templates/all.yaml" in note


def test_a_link_that_is_a_stack_file_is_followed(repository: Repository) -> None:
    shared = repository.path / "shared"
    shared.mkdir()
    repository.write({"dev": config()})
    (repository.path / "Pulumi.dev.yaml").rename(shared / "one.yaml")
    link = repository.path / "Pulumi.dev.yaml"
    link.symlink_to("shared/one.yaml")
    repository.commit()
    text = (shared / "one.yaml").read_text("utf-8")
    (shared / "one.yaml").write_text(text.replace("10.42.0.0/16", "10.99.0.0/16"), "utf-8")
    found = repository.one()
    assert (found.lifecycle, found.impact) == ("change", "forbidden")


@pytest.mark.parametrize("where", ["a b", "ä ö", "-x", "$(id)", "it's"])
def test_a_repository_at_any_path_works(tmp_path: Path, where: str) -> None:
    repository = Repository(tmp_path / where)
    repository.commit({"dev": config()})
    repository.git("checkout", "--quiet", "--detach")
    repository.write({"dev": config(cilium__ipam__podCidrs=["10.99.0.0/16"])})
    printed = run_diff(
        [], directory=repository.path, base="main", environment=repository.environment
    )
    assert printed.messages == ()
    assert printed.status is ExitStatus.FORBIDDEN
