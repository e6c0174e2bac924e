"""A stack whose API server can go and come back, and which is taken down at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.configs import Steps
from tests.engine.forwarder import Forwarder, forwarded
from tests.engine.test_engine import KUBECONFIG, Project

Change = tuple[Steps, object]

WITHOUT_AKO: Final[tuple[Change, ...]] = (
    (("cilium-ako:ako",), {}),
    (("cilium-ako:aviUsername",), ""),
)
"""What leaves Cilium alone in a stack that has no secret yet."""


@contextmanager
def behind_forwarder(
    directory: Path, *changes: Change, secrets: tuple[str, ...] = ()
) -> Iterator[tuple[Project, Forwarder]]:
    """The stack `dev` with these changes, not deployed yet; taken down again, whatever happens."""
    project = Project(directory)
    kubeconfig = directory / "kubeconfig"
    with forwarded(Path(KUBECONFIG), kubeconfig) as way:
        project.environment["KUBECONFIG"] = str(kubeconfig)
        server = f"https://127.0.0.1:{way.port}"
        project.stack("dev", (("cilium-ako:cluster", "apiServer"), [server]), *changes)
        project.secrets(*secrets)
        try:
            yield project, way
        finally:
            project.take_down()
