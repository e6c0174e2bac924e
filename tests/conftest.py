"""What every test needs: the repository's root, and no setting of the machine it runs on."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import settings

# a busy machine is no failure, and every run looks at the same examples
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

ROOT = Path(__file__).parents[1]


def pytest_configure(config: pytest.Config) -> None:
    """Names the marks."""
    config.addinivalue_line("markers", "engine: runs the real Pulumi engine")
    config.addinivalue_line("markers", "generated: looks at CILIUM_AKO_EXAMPLES generated configs")


_homes = itertools.count()


@pytest.fixture(autouse=True)
def _plain_surroundings(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No kubeconfig, no colours and no stack config from outside reaches a test.

    HOME is a folder of the test's own that is not there yet: to make and remove one takes longer
    than most tests do, and whoever needs it makes it.
    """
    for name in ("KUBECONFIG", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "PULUMI_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path_factory.getbasetemp() / f"home-{next(_homes)}"))
