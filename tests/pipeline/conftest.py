"""Fixtures of the pipeline's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.diff.recorded import CHARTS
from tests.diff.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository beside small charts that can be rendered, where there is Helm."""
    return Repository(tmp_path, CHARTS)
