"""A Cilium and an AKO that somebody installed with Helm are taken over, and let go again.

Needs what `test_engine` needs, `helm`, and a cluster (`CILIUM_AKO_KUBECONFIG`) with a scheduler.
The owner's values are those of a stack: what runs is what the stack says, and no pod may restart.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import urllib.error
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.doctor.api_server import listed
from cilium_ako.doctor.connection import connect
from cilium_ako.documents.kubeconfig import read_kubeconfig
from tests.engine.test_engine import CANARY, KUBECONFIG, MISSING, Project, place
from tests.live.etcd_servers import until
from tests.live.servers import Server

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(MISSING), reason=f"no engine: {MISSING}"),
    pytest.mark.skipif(not KUBECONFIG, reason="no cluster: CILIUM_AKO_KUBECONFIG is not set"),
    pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not on PATH"),
    pytest.mark.xdist_group("engine"),
]

AKO_VERSION = "1.13.4"
SECRET = "/api/v1/namespaces/avi-system/secrets/avi-secret"
WORKLOADS = ("daemonsets", "deployments", "statefulsets")
CREDENTIALS = "avicredentials.username=ako-dev,avicredentials.password="


def helm(namespace: str, *arguments: str) -> str:
    found = subprocess.run(
        ["helm", "--kubeconfig", KUBECONFIG, "-n", namespace, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


def patch(path: str, body: Mapping[str, Any]) -> None:
    document = yaml.safe_load(Path(KUBECONFIG).read_text("utf-8"))
    cluster, user = document["clusters"][0]["cluster"], document["users"][0]["user"]
    authority = Path(cluster["certificate-authority"])
    Server(cluster["server"], user["token"], authority, authority.parent).call(
        "PATCH", path, dict(body)
    )


def running() -> dict[str, object]:
    """Every pod by its identity, and what the pods of each workload are made of."""
    server = connect(None, 30.0, read_kubeconfig(Path(KUBECONFIG)))
    found: dict[str, object] = {
        f"pod {each['metadata']['name']}": each["metadata"]["uid"]
        for each in listed(server, "/api/v1/pods")
    }
    for plural in WORKLOADS:
        for each in listed(server, f"/apis/apps/v1/{plural}"):
            name = f"{plural} {each['metadata']['name']}"
            found[name] = (each["metadata"]["uid"], each["spec"]["template"])
    return found


class Owned:
    """A cluster in which somebody installed both, and a stack that says the same."""

    def __init__(self, at: Path) -> None:
        self.project = Project(at)
        self.project.environment["KUBECONFIG"] = KUBECONFIG
        server = yaml.safe_load(Path(KUBECONFIG).read_text("utf-8"))
        self.project.stack(
            "dev",
            (
                ("cilium-ako:cluster", "apiServer"),
                [server["clusters"][0]["cluster"]["server"]],
            ),
            (("cilium-ako:ako", "chart"), _published(at)),
        )
        self.project.secrets("aviPassword")

    def install(self, chart: str, *more: str) -> None:
        """What the owner did: `helm install`, with the values that the stack derives."""
        namespace = {"cilium": "kube-system", "ako": "avi-system"}[chart]
        values = self.project.at / f"{chart}-values.yaml"
        values.write_text(self.values(chart), "utf-8")
        created = ("--create-namespace",) if chart == "ako" else ()
        helm(
            namespace, "install", chart, self.chart(chart), "-f", str(values), "--wait",
            *created, *more,
        )  # fmt: skip

    def chart(self, chart: str) -> str:
        document = yaml.safe_load((self.project.at / "Pulumi.dev.yaml").read_text("utf-8"))
        return str(document["config"][f"cilium-ako:{chart}"]["chart"])

    def values(self, chart: str) -> str:
        """What `cilium-ako values` prints."""
        return subprocess.run(
            [str(Path(sys.executable).parent / "cilium-ako"), "values", "dev", "--chart", chart],
            cwd=self.project.at,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def acknowledge(self, rule: str, **to: str) -> None:
        for key, value in {"reason": "NET-1", **to}.items():
            path = f"cilium-ako:acknowledge.{rule}.{key}"
            self.project.ok("config", "set", "--path", path, value)


def _published(at: Path) -> str:
    """AKO's chart with its version in it, as it is published."""
    given = Path(place("ako", AKO_VERSION))
    chart = at / f"ako-{AKO_VERSION}"
    shutil.copytree(given, chart)
    metadata = chart / "Chart.yaml"
    text = metadata.read_text("utf-8")
    metadata.write_text(re.sub(r"(?m)^version:.*$", f"version: {AKO_VERSION}", text), "utf-8")
    return str(chart)


@pytest.fixture
def owned(tmp_path: Path) -> Iterator[Owned]:
    """Nothing is installed yet; whatever a test installs is gone afterwards."""
    found = Owned(tmp_path)
    try:
        yield found
    finally:
        found.project.take_down()
        for namespace, release in (("avi-system", "ako"), ("kube-system", "cilium")):
            with suppress(AssertionError):
                helm(namespace, "uninstall", release, "--ignore-not-found")
        with suppress(urllib.error.HTTPError):
            patch(SECRET, {"metadata": {"annotations": {"helm.sh/resource-policy": None}}})
        # nothing can be installed into a namespace that an earlier test's release had
        until(lambda: not ending(), lambda: f"namespaces do not end: {ending()}")


def ending() -> list[str]:
    """The namespaces that are being deleted."""
    server = connect(None, 30.0, read_kubeconfig(Path(KUBECONFIG)))
    return [
        each["metadata"]["name"]
        for each in listed(server, "/api/v1/namespaces")
        if each["status"]["phase"] == "Terminating"
    ]


def test_a_cilium_is_taken_over_and_no_pod_restarts(owned: Owned) -> None:
    project = owned.project
    without_ako(project)
    owned.install("cilium")
    before = running()
    status, text = project.pulumi("preview")
    assert status != 0
    assert "(rule foreign-cilium)" in text
    owned.acknowledge("foreign-cilium")
    text = project.ok("up", "--yes", "--skip-preview")
    assert "= 1 imported" in text
    assert running() == before
    project.ok("preview", "--expect-no-changes")
    # the acknowledgement has done what it was for
    project.ok("config", "rm", "--path", "cilium-ako:acknowledge.foreign-cilium")
    project.ok("preview", "--expect-no-changes")
    assert running() == before
    assert "cilium-ako/1 stack=dev" in helm("kube-system", "history", "cilium")


def without_ako(project: Project) -> None:
    path = project.at / "Pulumi.dev.yaml"
    document = yaml.safe_load(path.read_text("utf-8"))
    config = {
        key: value
        for key, value in document["config"].items()
        if key not in ("cilium-ako:ako", "cilium-ako:aviUsername", "cilium-ako:aviPassword")
    }
    path.write_text(yaml.safe_dump({**document, "config": config}), "utf-8")


def test_what_would_change_is_refused_whatever_it_is(owned: Owned) -> None:
    """The owner's agents do not follow their config; ours would restart for that alone."""
    project = owned.project
    without_ako(project)
    owned.install("cilium", "--set", "rollOutCiliumPods=false")
    before = running()
    owned.acknowledge("foreign-cilium")
    for command in (("preview",), ("up", "--yes", "--skip-preview")):
        status, text = project.pulumi(*command)
        assert status != 0
        assert "The Helm release cilium is taken over, and was not changed. The change is" in text
        assert "rollOutCiliumPods" in text
    assert running() == before


def test_an_ako_is_taken_over_let_go_and_restarts_only_for_new_values(owned: Owned) -> None:
    project = owned.project
    owned.install("cilium")
    owned.install("ako", "--set", f"{CREDENTIALS}{CANARY}")
    owned.acknowledge("foreign-cilium")
    before = running()

    # nothing of it is made as long as nobody says so, and then not as long as Helm has a password
    status, text = project.pulumi("preview")
    assert status != 0
    digest = re.search(r"acknowledge\.foreign-ako\.to' (\w+)", text)
    assert digest is not None, text
    owned.acknowledge("foreign-ako", to=digest[1])
    status, text = project.pulumi("preview")
    assert status != 0
    assert "taken-values-secret" in text
    patch(SECRET, {"metadata": {"annotations": {"helm.sh/resource-policy": "keep"}}})
    helm(
        "avi-system", "upgrade", "ako", owned.chart("ako"), "--reuse-values", "--set",
        "avicredentials.username=,avicredentials.password=,avicredentials.authtoken=",
    )  # fmt: skip
    assert running() == before

    # one import each, and no pod restarts
    text = project.ok("up", "--yes", "--skip-preview")
    assert "= 2 imported" in text
    assert running() == before
    assert CANARY not in project.ok("stack", "export")
    project.ok("preview", "--expect-no-changes")

    # the way back: what the program printed lets go, and the cluster keeps everything
    commands = re.findall(r"pulumi (state delete --stack dev .*--yes)", text)
    assert len(commands) == len({*commands}) * (len(commands) // 2)
    for command in dict.fromkeys(commands):
        project.ok(*command.split())
    assert running() == before
    assert "Release" not in project.ok("stack", "--show-urns")
    # and Helm alone goes on with what the stack prints: nothing that runs changes
    for chart, namespace in (("cilium", "kube-system"), ("ako", "avi-system")):
        values = project.at / f"{chart}-values.yaml"
        values.write_text(owned.values(chart), "utf-8")
        helm(namespace, "upgrade", chart, owned.chart(chart), "-f", str(values), "--wait")
    assert running() == before
    text = project.ok("up", "--yes", "--skip-preview")
    assert "= 2 imported" in text
    assert running() == before

    # with other values it restarts, since it reads them at its start
    path = "cilium-ako:ako.values.AKOSettings.fullSyncFrequency"
    project.ok("config", "set", "--path", path, "900")
    project.ok("up", "--yes", "--skip-preview")
    after = running()
    assert after["pod ako-0"] != before["pod ako-0"]
    kept = {key for key in before if key not in ("pod ako-0", "statefulsets ako")}
    assert {key: after[key] for key in kept} == {key: before[key] for key in kept}


def test_an_ako_that_runs_with_other_values_is_not_said_to_keep_running(owned: Owned) -> None:
    project = owned.project
    owned.install("cilium")
    owned.install("ako", "--set", "AKOSettings.fullSyncFrequency=900")
    before = running()
    owned.acknowledge("foreign-cilium")
    # the Secret is not there: this program makes it
    text = project.pulumi("preview")[1]
    digest = re.search(r"acknowledge\.foreign-ako\.to' (\w+)", text)
    assert digest is not None, text
    owned.acknowledge("foreign-ako", to=digest[1])
    status, text = project.pulumi("preview")
    assert status != 0
    assert "its values are not those that AKO runs with" in text
    assert "pulumi config rm --path 'cilium-ako:acknowledge.foreign-ako.to'" in text
    assert running() == before


def test_objects_that_have_no_release_are_told_how_to_get_one(owned: Owned) -> None:
    project = owned.project
    without_ako(project)
    owned.install("cilium")
    before = running()
    forget("kube-system", "cilium")
    server = connect(None, 30.0, read_kubeconfig(Path(KUBECONFIG)))
    agents = "/apis/apps/v1/namespaces/kube-system/daemonsets/cilium"
    marks: dict[str, str | None] = {
        "meta.helm.sh/release-name": None,
        "meta.helm.sh/release-namespace": None,
    }
    patch(agents, {"metadata": {"annotations": marks}})
    owned.acknowledge("foreign-cilium")
    status, text = project.pulumi("preview")
    assert status != 0
    assert "taken-release-missing" in text
    assert "DaemonSet kube-system/cilium is of no Helm release" in text
    # what the lines that it prints come to, for the one object that lost its marks
    assert "meta.helm.sh/release-name=cilium" in text
    marks = {"meta.helm.sh/release-name": "cilium", "meta.helm.sh/release-namespace": "kube-system"}
    patch(agents, {"metadata": {"annotations": marks}})
    values = project.at / "cilium-values.yaml"
    helm("kube-system", "install", "cilium", owned.chart("cilium"), "-f", str(values))
    assert running() == before
    assert server.get(agents) is not None
    text = project.ok("up", "--yes", "--skip-preview")
    assert "= 1 imported" in text
    assert running() == before


def forget(namespace: str, release: str) -> None:
    """Takes Helm's records away, as they are not there where something else installed it."""
    document = yaml.safe_load(Path(KUBECONFIG).read_text("utf-8"))
    cluster, user = document["clusters"][0]["cluster"], document["users"][0]["user"]
    authority = Path(cluster["certificate-authority"])
    server = Server(cluster["server"], user["token"], authority, authority.parent)
    path = f"/api/v1/namespaces/{namespace}/secrets"
    query = f"?labelSelector=owner%3Dhelm%2Cname%3D{release}"
    for each in server.call("GET", f"{path}{query}")["items"]:
        server.call("DELETE", f"{path}/{each['metadata']['name']}")
