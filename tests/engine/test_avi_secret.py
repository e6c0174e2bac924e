"""The Secret with AKO's credentials stays, whichever of program, Helm and others owns it.

Needs what `test_engine` needs, the charts of AKO on both sides of 1.12.1, and a cluster
(`CILIUM_AKO_KUBECONFIG`): only a real Helm deletes what a chart no longer renders.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.catalogue.ako import objects
from cilium_ako.doctor.connection import connect
from cilium_ako.documents.kubeconfig import read_kubeconfig
from tests.engine.test_engine import CANARY, KUBECONFIG, MISSING, Project, place

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(MISSING), reason=f"no engine: {MISSING}"),
    pytest.mark.skipif(not KUBECONFIG, reason="no cluster: CILIUM_AKO_KUBECONFIG is not set"),
    pytest.mark.xdist_group("engine"),
]

OLD, NEW = "1.11.5", "1.12.3"
SECRET = f"/api/v1/namespaces/{objects.NAMESPACE}/secrets/{objects.SECRET}"
LET_PASS = (
    "ako-denied",
    "ako-flawed",
    "ako-credentials-in-helm",
    "ako-downgraded",
    # "ako-secret-handed-back",
    "lb-ipam-before-ako",
    "cilium-end-of-life",
    "kubernetes-untested",
)


def secret() -> dict[str, Any] | None:
    """The live Secret; None where there is none."""
    return connect(None, 30.0, read_kubeconfig(Path(KUBECONFIG))).get(SECRET)


def uid() -> str:
    """The Secret's identity: another one after it was deleted, however shortly."""
    found = secret()
    assert found is not None, "the Secret is gone"
    assert b64decode(found["data"]["password"]).decode() == CANARY
    return str(found["metadata"]["uid"])


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A stack with AKO below 1.12.1, deployed; it is taken down again, whatever happens."""
    for version in (OLD, NEW):
        place("ako", version)
    project = Project(tmp_path)
    project.environment["KUBECONFIG"] = KUBECONFIG
    server = yaml.safe_load(Path(KUBECONFIG).read_text("utf-8"))["clusters"][0]["cluster"]["server"]
    project.stack(
        "dev",
        (("cilium-ako:cluster", "apiServer"), [server]),
        (("cilium-ako:cluster", "kubernetesVersion"), "1.27"),
        (("cilium-ako:ako", "version"), OLD),
        (("cilium-ako:ako", "chart"), place("ako", OLD)),
        (("cilium-ako:acknowledge",), {each: {"reason": "NET-1"} for each in LET_PASS}),
    )
    project.secrets("aviPassword")
    try:
        project.ok("up", "--yes", "--skip-preview")
        yield project
    finally:
        project.take_down()


def to(project: Project, version: str) -> None:
    project.ok("config", "set", "--path", "cilium-ako:ako.version", version)
    project.ok("config", "set", "--path", "cilium-ako:ako.chart", place("ako", version))
    status, text = project.pulumi("up", "--yes", "--skip-preview")
    if status != 0:  # the way down is disruptive, and opened by the digest that it prints
        digest = re.search(r"(cilium-ako:acknowledge\.ako-secret-handed-back)\.to' (\w+)", text)
        assert digest is not None, text
        project.ok("config", "set", "--path", f"{digest[1]}.reason", "NET-1")
        project.ok("config", "set", "--path", f"{digest[1]}.to", digest[2])
        project.ok("up", "--yes", "--skip-preview")


def test_the_secret_stays_up_and_down_and_with_another_owner(project: Project) -> None:
    first = uid()
    to(project, NEW)
    assert uid() == first, "the way up"
    to(project, OLD)
    assert uid() == first, "the way down"
    to(project, NEW)
    assert uid() == first, "up again"
    project.ok("config", "set", "--path", "cilium-ako:ako.credentials.source", "external")
    for key in ("aviUsername", "aviPassword"):
        project.ok("config", "rm", f"cilium-ako:{key}")
    project.ok("up", "--yes", "--skip-preview")
    assert uid() == first, "with another owner"
