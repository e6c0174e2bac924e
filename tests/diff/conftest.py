"""Fixtures of the report's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.diff.repository import Repository

CHARTS = ("cilium-1.18.12", "cilium-1.19.6", "ako-1.13.4", "ako-1.14.1")
"""The small charts that tests render."""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path, CHARTS)
