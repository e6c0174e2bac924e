"""Fixtures of the tests of what a comparison runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.diff.repository import Repository
from tests.diff.snapshots.program import program_template, with_program


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The program as it is, compiled once."""
    return program_template(tmp_path_factory.mktemp("program"))


@pytest.fixture
def program(tmp_path: Path, template: Repository) -> Repository:
    """A repository that holds the program as well as a stack."""
    return with_program(tmp_path, template)
