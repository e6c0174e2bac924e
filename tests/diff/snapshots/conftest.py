"""Fixtures of the tests of what a comparison runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.diff.repository import Repository
from tests.diff.snapshots.program import with_program


@pytest.fixture
def program(tmp_path: Path) -> Repository:
    """A repository that holds the program as well as a stack."""
    return with_program(tmp_path)
