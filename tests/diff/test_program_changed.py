"""A change of the program itself: the base's values come from the base's own code."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.diff.repository import Repository, config

DERIVATION = Path("cilium_ako/charts/cilium.py")
RUN = """
import json, sys
from pathlib import Path
from cilium_ako.diff.command import run_diff
import cilium_ako
assert Path(cilium_ako.__path__[0]).is_relative_to(Path.cwd()), cilium_ako.__path__
printed = run_diff([], directory=Path.cwd(), base="HEAD", output="json")
print(printed.text)
sys.exit(printed.status)
"""


@pytest.fixture
def program(tmp_path: Path) -> Repository:
    """A repository that holds the program as well as a stack."""
    repository = Repository(tmp_path)
    for room in ("cilium_ako", "components"):
        shutil.copytree(
            ROOT / room, repository.path / room, ignore=shutil.ignore_patterns("__pycache__")
        )
    (repository.path / ".gitignore").write_text("__pycache__/\n", "utf-8")
    return repository


def found(repository: Repository) -> dict[str, Any]:
    """The only stack of the report that the program in the repository makes."""
    ran = subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=repository.path,
        env={**repository.environment, "PYTHONPATH": str(repository.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout, ran.stderr
    stacks: list[dict[str, Any]] = json.loads(ran.stdout)
    assert len(stacks) == 1
    return stacks[0]


def change(repository: Repository, path: Path, old: str, new: str) -> None:
    file = repository.path / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_a_change_of_how_values_are_derived_shows(program: Repository) -> None:
    program.commit({"dev": config()})
    change(program, DERIVATION, '"sctp", cilium.sctp', '"sctp", not cilium.sctp')
    stack = found(program)
    assert [(each["key"], each["old"], each["new"]) for each in stack["values"]] == [
        ("sctp.enabled", False, True)
    ]
    assert [each["path"] for each in stack["changes"]] == ["cilium-ako:cilium.sctp"]
    assert "the base's values come from its own code" in stack["notes"][0]
    assert len(program.git("worktree", "list").splitlines()) == 1


def test_a_change_elsewhere_in_the_program_is_none(program: Repository) -> None:
    program.commit({"dev": config()})
    change(program, Path("cilium_ako/rules/sctp.py"), "Rules about", "The rules about")
    stack = found(program)
    assert (stack["verdict"], stack["values"], stack["notes"]) == ("none", [], [])


def test_a_base_whose_program_does_not_run_is_said_on_top(program: Repository) -> None:
    change(program, DERIVATION, "def cilium_values(", "def cilium_values(:")
    program.commit({"dev": config()})
    change(program, DERIVATION, "def cilium_values(:", "def cilium_values(")
    stack = found(program)
    assert stack["values"] == []
    assert "it stopped with SyntaxError" in stack["notes"][0]
    assert "is not shown" in stack["notes"][0]
