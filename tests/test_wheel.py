"""The sdist and the wheel: what is in them, and the wheel run outside of the checkout."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.diff.repository import ENVIRONMENT
from tools.build_dist import built, differing
from tools.try_wheel import WITHOUT_AWS, Run, metadata, problems, put_project, runner

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def commit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git directory whose HEAD is this checkout as its files are now, with few of its tests."""
    folder = tmp_path_factory.mktemp("commit") / "git"
    variables = {**ENVIRONMENT, "GIT_DIR": str(folder), "GIT_WORK_TREE": str(ROOT)}
    for command in (
        ["init", "-q"],
        ["add", "--", ".", ":!tests"],
        ["add", "tests/conftest.py"],
        ["commit", "-q", "-m", "as it is"],
    ):
        subprocess.run(
            ["git", *command], cwd=ROOT, env={"PATH": "/usr/bin:/bin", **variables}, check=True
        )
    return folder


@pytest.fixture(scope="module")
def distributions(commit: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sdist and the wheel, which are built without a network."""
    return built(commit, tmp_path_factory.mktemp("built"), 0o022)


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> Path:
    (found,) = distributions.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def sdist(distributions: Path) -> Path:
    (found,) = distributions.glob("*.tar.gz")
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed") / "project"
    put_project(folder)
    return folder


@pytest.fixture(scope="module")
def installed(wheel: Path, project: Path) -> Run:
    """Runs the wheel's command in a project; what it depends on is that of the tests."""
    environment = project.parent / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(environment), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    # a folder here is no site: its .pth files, which lead to the checkout, are not read
    variables = {"PATH": "/usr/bin:/bin", "PYTHONPATH": sysconfig.get_path("purelib")}
    return runner(environment, project, variables)


def test_it_holds_the_package_and_the_program(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"cilium_ako"}
    assert "cilium_ako/program/components/__main__.py" in names
    assert "cilium_ako/program/components/program.py" in names
    assert "cilium_ako/py.typed" in names
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]
    for package in ("cilium_ako", "components"):
        for path in sorted((ROOT / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                relative = path.relative_to(ROOT).as_posix()
                inside = relative if package == "cilium_ako" else f"cilium_ako/program/{relative}"
                assert inside in names


def test_the_same_commit_gives_the_same_bytes(
    commit: Path, distributions: Path, tmp_path: Path
) -> None:
    """Also with another umask, in other folders; the wheel is built from the sdist alone."""
    again = built(commit, tmp_path, 0o077)
    assert differing(distributions, again) == []
    (path,) = again.glob("*.whl")
    path.write_bytes(path.read_bytes() + b" ")
    assert differing(distributions, again) == [path.name]


def test_the_source_has_what_messages_name(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {each.partition("/")[2] for each in archive.getnames()}
    named = set()
    for package in ("cilium_ako", "components"):
        for path in (ROOT / package).rglob("*.py"):
            # one of another repository has its name and a colon before it
            pages = r"(?<![:\w/])(?:docs|deploy)/[\w-]+\.(?:md|yaml)"
            named |= set(re.findall(pages, path.read_text("utf-8")))
    assert "deploy/doctor-rbac.yaml" in named
    assert named - names == set()
    assert {"LICENSE", "CHANGELOG.md", "SECURITY.md", "docs/install.md"} <= names


def test_the_source_has_no_more_than_a_user_reads(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        top = {each.split("/")[1] for each in archive.getnames()}
    assert top == {
        *("CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "SECURITY.md", "pyproject.toml"),
        *("cilium_ako", "components", "deploy", "docs", "schema", ".gitignore"),
    }


def pyproject() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


def test_metadata(wheel: Path) -> None:
    """Whoever wants the command line alone gets no AWS; the page has no link into a repository."""
    said = metadata(wheel)
    whole = pyproject()
    assert said.version == whole["project"]["version"]
    assert sorted(said.requirements) == sorted(whole["project"]["dependencies"])
    assert not [each for each in said.requirements if "aws" in each]
    assert said.description == (ROOT / "docs" / "install.md").read_text("utf-8")
    links = re.findall(r"\]\(([^)]+)\)", said.description)
    assert [each for each in links if not each.startswith("https://")] == []


def test_an_installed_command_line_can_have_what_the_program_has() -> None:
    whole = pyproject()
    assert whole["project"]["optional-dependencies"]["aws"] == whole["dependency-groups"]["aws"]


def test_it_runs_by_itself(installed: Run) -> None:
    program = "import cilium_ako, sys; print(cilium_ako.__file__, *sys.path)"
    found = installed("python", "-c", program)
    assert found.returncode == 0, found.stderr
    assert str(ROOT / "cilium_ako") not in found.stdout
    assert str(ROOT) not in found.stdout.split()


def test_what_a_release_is_tried_with(installed: Run, project: Path) -> None:
    version = pyproject()["project"]["version"]
    assert list(problems(installed, project, version)) == []


def test_preview(installed: Run) -> None:
    found = installed("cilium-ako", "preview", "dev", "--format", "json")
    assert found.returncode == 0, found.stderr
    here = subprocess.run(
        [sys.executable, "-m", "cilium_ako.cli", "preview", "dev", "--format", "json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == here.stdout


def test_preview_of_something_in_aws(installed: Run) -> None:
    pytest.importorskip("pulumi_aws", reason="pulumi-aws is left out of this environment")
    found = installed("cilium-ako", *WITHOUT_AWS)
    assert (found.returncode, "aws:iam/role:Role" in found.stdout) == (0, True), found.stderr


def test_diff(installed: Run, project: Path) -> None:
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "base"]):
        subprocess.run(
            ["git", *command], cwd=project, env={"PATH": "/usr/bin:/bin", **ENVIRONMENT}, check=True
        )
    found = installed("cilium-ako", "diff", "--base", "HEAD", "--format", "json")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)
