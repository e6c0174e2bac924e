"""Releases that fail in the middle, with the real engine, Helm and API server.

Needs what `test_engine` needs, `helm`, and a cluster (`CILIUM_AKO_KUBECONFIG`) with a scheduler.
"""

from __future__ import annotations

import base64
import gzip
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from cilium_ako.doctor.connection import connect
from cilium_ako.documents.kubeconfig import read_kubeconfig
from tests.engine.behind_forwarder import WITHOUT_AKO, behind_forwarder
from tests.engine.forwarder import Forwarder
from tests.engine.test_engine import KUBECONFIG, MISSING, Project
from tests.live.servers import Server

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(MISSING), reason=f"no engine: {MISSING}"),
    pytest.mark.skipif(not KUBECONFIG, reason="no cluster: CILIUM_AKO_KUBECONFIG is not set"),
    pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not on PATH"),
    pytest.mark.xdist_group("engine"),
]

PROGRAM = """
import time
from pathlib import Path

import pulumi

from components.engine import failed_release, helm_release, resource_hooks

helm_release.timeout_seconds = lambda cluster: {seconds}
failed_release.RETRY_PAUSES = {pauses}
update_guard = resource_hooks.update_guard

# as long as the file `hold` is there, an update waits right before it begins
def held(*arguments, **words):
    guard = update_guard(*arguments, **words)

    async def wait(args):
        await guard.callback(args)
        if pulumi.runtime.is_dry_run() or not Path("hold").exists():
            return
        Path("held").touch()
        while Path("hold").exists():
            time.sleep(0.05)

    return pulumi.ResourceHook(guard.name + "-held", wait, guard.opts)

resource_hooks.update_guard = held

from components.program import run

run()
"""


class Deployed:
    """Cilium alone, reached through a forwarder."""

    def __init__(self, project: Project, way: Forwarder) -> None:
        self.project = project
        self.way = way
        self.write(seconds=60, pauses=(0.2, 0.4, 0.8))

    def write(self, *, seconds: int, pauses: tuple[float, ...]) -> None:
        """The program, with another timeout and other pauses than the real ones."""
        text = PROGRAM.format(seconds=seconds, pauses=pauses)
        (self.project.at / "__main__.py").write_text(text, "utf-8")

    def append_pool(self, *pools: str) -> None:
        """A change that is safe, so that only Helm is in its way."""
        path = self.project.at / "Pulumi.dev.yaml"
        document = yaml.safe_load(path.read_text("utf-8"))
        document["config"]["cilium-ako:cilium"]["ipam"]["podCidrs"] = list(pools)
        path.write_text(yaml.safe_dump(document), "utf-8")

    @property
    def held(self) -> Path:
        return self.project.at / "held"

    @property
    def hold(self) -> Path:
        return self.project.at / "hold"


def helm(*arguments: str) -> str:
    return subprocess.run(
        ["helm", "--kubeconfig", KUBECONFIG, "-n", "kube-system", *arguments],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.fixture
def deployed(tmp_path: Path) -> Iterator[Deployed]:
    """A stack that runs; it is taken down again, whatever happens."""
    try:
        with behind_forwarder(tmp_path, *WITHOUT_AKO) as (project, way):
            found = Deployed(project, way)
            project.ok("up", "--yes", "--skip-preview")
            yield found
    finally:
        subprocess.run(
            ["helm", "--kubeconfig", KUBECONFIG, "-n", "kube-system", "uninstall", "cilium"],
            capture_output=True,
            check=False,
        )


def leave_pending(revision: int) -> None:
    """Writes a revision as Helm does before an upgrade, and no end of it."""
    server = connect(None, 30.0, read_kubeconfig(Path(KUBECONFIG)))
    path = "/api/v1/namespaces/kube-system/secrets"
    old = server.get(f"{path}/sh.helm.release.v1.cilium.v{revision - 1}")
    assert old is not None
    packed = base64.b64decode(base64.b64decode(old["data"]["release"]))
    release = json.loads(gzip.decompress(packed))
    release["version"] = revision
    release["info"]["status"] = "pending-upgrade"
    data = base64.b64encode(gzip.compress(json.dumps(release).encode())).decode()
    manifest = {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "helm.sh/release.v1",
        "metadata": {
            "name": f"sh.helm.release.v1.cilium.v{revision}",
            "namespace": "kube-system",
            "labels": {
                **old["metadata"]["labels"],
                "status": "pending-upgrade",
                "version": str(revision),
            },
        },
        "stringData": {"release": data},
    }
    document = yaml.safe_load(Path(KUBECONFIG).read_text("utf-8"))
    cluster, user = document["clusters"][0]["cluster"], document["users"][0]["user"]
    authority = Path(cluster["certificate-authority"])
    Server(cluster["server"], user["token"], authority, authority.parent).call(
        "POST", path, manifest
    )


def test_a_release_left_pending(deployed: Deployed) -> None:
    project = deployed.project
    leave_pending(2)
    deployed.append_pool("10.42.0.0/16", "10.43.0.0/16")
    status, text = project.pulumi("up", "--yes", "--skip-preview")
    assert status != 0
    assert "another operation (install/upgrade/rollback) is in progress" in text
    assert "helm -n kube-system history cilium" in text
    command = "helm -n kube-system rollback cilium 1"
    assert command in text
    assert "retrying" not in text
    helm(*command.split()[3:])
    project.ok("up", "--yes", "--skip-preview")
    project.ok("preview", "--expect-no-changes")


def test_a_wait_that_ends_in_vain(deployed: Deployed) -> None:
    project = deployed.project
    deployed.write(seconds=8, pauses=(0.2, 0.4, 0.8))
    requested = "cilium-ako:cilium.values.operator.resources.requests.cpu"
    project.ok("config", "set", "--path", requested, "900")
    status, text = project.pulumi("up", "--yes", "--skip-preview")
    assert status != 0
    assert "context deadline exceeded" in text, text
    assert "Not ready now:" in text
    assert "Deployment kube-system/cilium-operator: " in text
    assert "on no node: Unschedulable (image quay.io/cilium/operator-generic:" in text
    assert "kubectl -n kube-system get pods -o wide" in text
    assert "DaemonSet kube-system/cilium:" not in text
    assert "retrying" not in text


def update_with_a_server_that_goes(
    deployed: Deployed, comes_back_after: float | None
) -> tuple[int, str]:
    """`pulumi up` whose API server refuses connections from right before the release's update."""
    deployed.hold.touch()
    found: list[tuple[int, str]] = []
    update = threading.Thread(
        target=lambda: found.append(deployed.project.pulumi("up", "--yes", "--skip-preview"))
    )
    update.start()
    pause = threading.Event()
    while update.is_alive() and not deployed.held.exists():
        pause.wait(0.05)
    deployed.way.close()
    deployed.hold.unlink()
    if comes_back_after is not None:
        pause.wait(comes_back_after)
        deployed.way.open()
    update.join()
    if comes_back_after is None:
        deployed.way.open()
    return found[0]


def test_an_api_server_that_restarts(deployed: Deployed) -> None:
    deployed.write(seconds=60, pauses=(0.5, 5.0, 5.0))
    deployed.append_pool("10.42.0.0/16", "10.43.0.0/16")
    status, text = update_with_a_server_that_goes(deployed, comes_back_after=3.0)
    assert status == 0, text
    assert "retrying update due to on-error hook request (1/100)" in text
    assert "Trying again in 0.5 s (1 of 3)" in text
    assert "10.43.0.0/16" in helm("get", "values", "cilium")


def test_an_api_server_that_stays_away(deployed: Deployed) -> None:
    deployed.append_pool("10.42.0.0/16", "10.43.0.0/16")
    status, text = update_with_a_server_that_goes(deployed, comes_back_after=None)
    assert status != 0
    assert "connect: connection refused" in text
    for number in (1, 2, 3):
        assert f"({number} of 3)" in text
    assert "(4 of 3)" not in text
    assert "(4/100)" not in text
    assert "kubectl get --raw /readyz" in text
    deployed.project.ok("up", "--yes", "--skip-preview")
