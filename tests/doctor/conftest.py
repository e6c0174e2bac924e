"""A look at a server over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.doctor.run import Diagnosis, DoctorOptions, diagnose
from tests.doctor.http_server import kubeconfig
from tests.doctor.stacks import stack


@pytest.fixture
def diagnosed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Diagnosis]:
    def at(server: str, timeout: float = 10.0, **options: Any) -> Diagnosis:
        monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", server)))
        return diagnose(stack(**options), DoctorOptions(timeout=timeout))

    return at
