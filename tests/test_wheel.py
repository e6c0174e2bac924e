"""The wheel, installed in an environment of its own and run outside of the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that this checkout builds, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run(
        [*command, "--directory", str(folder)], cwd=ROOT, capture_output=True, check=True
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs the wheel's command in a project; what it depends on is that of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    environment, project = folder / "venv", folder / "project"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(environment), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    project.mkdir()
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        shutil.copy(ROOT / name, project)
    surroundings = {
        **{key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        # a folder here is no site: its .pth files, which lead to the checkout, are not read
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "HOME": str(folder),
    }

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        program = environment / "bin" / command[0]
        path = str(program) if program.exists() else command[0]
        return subprocess.run(
            [path, *command[1:]],
            cwd=project,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


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


def test_it_runs_by_itself(installed: Run) -> None:
    program = "import cilium_ako, sys; print(cilium_ako.__file__, *sys.path)"
    found = installed("python", "-c", program)
    assert found.returncode == 0, found.stderr
    assert str(ROOT / "cilium_ako") not in found.stdout
    assert str(ROOT) not in found.stdout.split()


def test_commands_that_need_no_program(installed: Run) -> None:
    for command in (("check", "dev"), ("values", "dev", "--chart", "ako"), ("rules",)):
        found = installed("cilium-ako", *command)
        assert (found.returncode, bool(found.stdout)) == (0, True), found.stderr
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    assert installed("cilium-ako", "--version").stdout == f"{version}\n"


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


def test_doctor(installed: Run) -> None:
    found = installed("cilium-ako", "doctor", "dev")
    assert found.returncode == 1
    assert found.stderr.startswith("error: ")
    assert "Traceback" not in found.stderr


def test_diff(installed: Run) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.test")
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "base"]):
        assert installed("git", *command).returncode == 0
    found = installed("cilium-ako", "diff", "--base", "HEAD", "--format", "json")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)
    page = installed("cilium-ako", "diff", "--base", "HEAD", "--format", "html")
    assert page.stdout.lower().startswith("<!doctype html>"), page.stderr
