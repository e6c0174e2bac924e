"""One API server for all live tests, built once and started once per run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.servers import NoServersError, Server, running

DOCTOR = "doctor"
"""The user that has what `deploy/doctor-rbac.yaml` grants, and nothing more."""
DOCTOR_TOKEN = "token-of-the-doctor"
FLEET_READER = "fleet-reader"
"""The user that may read a hub's Stacks by `deploy/fleet-rbac.yaml`, and nothing more."""
FLEET_READER_TOKEN = "token-of-the-fleet-reader"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    directory: Path = tmp_path_factory.mktemp("server")
    try:
        context = running(directory, {DOCTOR_TOKEN: DOCTOR, FLEET_READER_TOKEN: FLEET_READER})
        found = context.__enter__()
    except NoServersError as error:
        pytest.skip(str(error))
    try:
        yield found
    finally:
        context.__exit__(None, None, None)
