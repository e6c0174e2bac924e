"""What every test needs: the repository's root, and no setting of the machine it runs on."""

from __future__ import annotations

import gc
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# a busy machine is no failure, and every run looks at the same examples
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

# what is collected stays to the end: to look through it again and again for what does not takes a
# third of the collection's time, and is in vain
gc.disable()

ROOT = Path(__file__).parents[1]


def pytest_configure(config: pytest.Config) -> None:
    """Names the marks."""
    config.addinivalue_line("markers", "engine: runs the real Pulumi engine")
    config.addinivalue_line("markers", "generated: looks at CILIUM_AKO_EXAMPLES generated configs")


def pytest_collection_finish() -> None:
    """From here on there is garbage; what is here already is none."""
    gc.freeze()
    gc.enable()


_homes = itertools.count()


@pytest.fixture(scope="session", autouse=True)
def _surroundings_come_back() -> Iterator[None]:
    kept = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(kept)


@pytest.fixture(autouse=True)
def _plain_surroundings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No kubeconfig, no colours and no stack config from outside reaches a test.

    HOME is a folder of the test's own that is not there yet: to make and remove one takes longer
    than most tests do, and whoever needs it makes it.
    """
    for name in ("KUBECONFIG", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "PULUMI_CONFIG"):
        os.environ.pop(name, None)
    os.environ["HOME"] = str(tmp_path_factory.getbasetemp() / f"home-{next(_homes)}")
