"""The doctor against a real API server: healthy clusters, some faults, permissions."""

from __future__ import annotations

import json
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.config.stack import Stack
from cilium_ako.doctor.api_server import ApiServer
from cilium_ako.doctor.connection import connect
from cilium_ako.doctor.read_error import ClusterAccessError
from cilium_ako.doctor.run import Diagnosis, diagnose_source
from tests.doctor.cases import Case, all_cases
from tests.doctor.stacks import FEATURES, IPSEC, KVSTORE, MODES, WIREGUARD, stack
from tests.doctor.worlds import World
from tests.live.conftest import DOCTOR_TOKEN
from tests.live.populate import clear, remove_kind, write
from tests.live.servers import Server

LATER = timedelta(hours=2)
"""How far ahead the doctor's clock is: no object may still be within GRACE_SECONDS."""
RBAC = Path(__file__).parents[2] / "deploy" / "doctor-rbac.yaml"

_NOT_HERE = {
    "kubernetes-version",  # the server has the version that it has
    "cilium-node-crd",  # a CRD takes long to go and come
    "node-config-crd",
    "gateway-api-version",
    "gateway-api-crds",  # as all that follow a CRD that is not there: a test of its own, below
    "service-monitor-crd-missing",
    "redirect-policies-unknown",
    "address-pools-beside-ako",  # of a Cilium that is older than the server
    "node-range-missing",  # the server refuses to empty a range
    "certificates-ending",
    "node-port-outside-range",  # the server refuses such a port
    "avi-routes",  # shows in the controller's export
    "mesh-versions",  # stands in the stack files of other members
    "mesh-peer-not-ready",  # what a pod behind a Service says of itself
    "etcd-no-leader",  # these show in a pod's log, which only a kubelet has
    "etcd-alarm",
    "etcd-quota",
    "etcd-lag",
}
_NEEDS_MANAGED_FIELDS = {"agents-behind-config", "ako-behind-config"}


class LaterServer:
    """An API server whose clock is ahead."""

    def __init__(self, server: ApiServer, stack_: Stack) -> None:
        self._server = server
        # there is no kubelet here that keeps logs
        self.text = world_of(stack_).text
        self.get = server.get
        self.pages = server.pages
        self.deadline = server.deadline

    def now(self) -> datetime:
        return self._server.now() + LATER


def world_of(stack_: Stack) -> World:
    return World(stack_, now=datetime.now(tz=UTC).replace(microsecond=0) + LATER)


def examined(kubeconfig: Path, monkeypatch: pytest.MonkeyPatch, stack_: Stack) -> Diagnosis:
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig))
    source = LaterServer(connect(None, 30.0), stack_)
    return diagnose_source(stack_, source, source.deadline)


@contextmanager
def written(server: Server, world: World) -> Iterator[None]:
    try:
        write(server, world)
        yield
    finally:
        clear(server, world)


def told(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    return [(each.check, each.level) for each in diagnosis.findings if each.level != "ok"]


@pytest.fixture
def kubeconfig(server: Server, tmp_path: Path) -> Path:
    return server.kubeconfig(tmp_path / "kubeconfig")


@pytest.mark.parametrize("asked", [{}, IPSEC, WIREGUARD, KVSTORE, FEATURES], ids=str)
@pytest.mark.parametrize("mode", MODES)
def test_a_healthy_cluster_gives_no_finding(
    server: Server,
    kubeconfig: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
    asked: dict[str, Any],
) -> None:
    stack_ = stack(mode, cilium=asked)
    with written(server, world_of(stack_)):
        diagnosis = examined(kubeconfig, monkeypatch, stack_)
    assert told(diagnosis) == []
    assert diagnosis.complete
    assert len(diagnosis.observation.nodes) == 3


def _live_cases() -> list[Case]:
    """The first example of each fault that a real server can be brought to show."""
    found: dict[str, Case] = {}
    for case in all_cases():
        if case.fault not in _NOT_HERE | _NEEDS_MANAGED_FIELDS:
            found.setdefault(case.fault, case)
    return list(found.values())


@pytest.mark.parametrize("case", _live_cases(), ids=str)
def test_a_fault_gives_its_finding_and_no_other(
    server: Server, kubeconfig: Path, monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    world = case.world(now=datetime.now(tz=UTC).replace(microsecond=0) + LATER)
    with written(server, world):
        assert told(examined(kubeconfig, monkeypatch, world.stack)) == [(case.fault, case.severity)]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("gateway-api-crds", "grpcroutes.gateway.networking.k8s.io"),
        ("service-monitor-crd-missing", "servicemonitors.monitoring.coreos.com"),
        ("redirect-policies-unknown", "ciliumlocalredirectpolicies.cilium.io"),
    ],
)
def test_a_kind_that_nobody_installed_is_told(
    server: Server, kubeconfig: Path, monkeypatch: pytest.MonkeyPatch, fault: str, kind: str
) -> None:
    stack_ = stack(cilium=FEATURES)
    with written(server, world_of(stack_)):
        remove_kind(server, kind)
        assert told(examined(kubeconfig, monkeypatch, stack_)) == [(fault, "fail")]


def test_what_was_written_after_pods_started_is_not_in_force(
    server: Server, kubeconfig: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack_ = stack()
    world = world_of(stack_)
    before = (datetime.now(tz=UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for pod in world.all("Pod"):
        pod["status"]["startTime"] = before
        pod["status"]["containerStatuses"][0]["state"] = {"running": {"startedAt": before}}
    with written(server, world):
        found = told(examined(kubeconfig, monkeypatch, stack_))
    assert found == [("ako-behind-config", "fail"), ("agents-behind-config", "warn")]


def test_a_client_certificate_is_taken(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = server.kubeconfig(tmp_path / "kubeconfig", certificate=True)
    with written(server, world_of(stack())):
        assert told(examined(path, monkeypatch, stack())) == []


def test_a_server_of_another_authority_is_none(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = server.kubeconfig(tmp_path / "kubeconfig")
    content = json.loads(path.read_text())
    del content["clusters"][0]["cluster"]["certificate-authority"]
    path.write_text(json.dumps(content))
    with pytest.raises(ClusterAccessError, match="certificate"):
        examined(path, monkeypatch, stack())


class TestPermissions:
    @pytest.fixture
    def granted(self, server: Server) -> None:
        for each in yaml.safe_load_all(RBAC.read_text()):
            namespace = each["metadata"].get("namespace", "")
            plural = each["kind"].lower() + "s"
            base = "/apis/rbac.authorization.k8s.io/v1"
            path = f"{base}/namespaces/{namespace}/{plural}" if namespace else f"{base}/{plural}"
            with suppress(urllib.error.HTTPError):  # it is there from the test before
                server.call("POST", path, each)

    @pytest.mark.parametrize("asked", [{}, IPSEC, KVSTORE, FEATURES], ids=str)
    @pytest.mark.parametrize("mode", MODES)
    def test_the_shipped_ones_are_enough(
        self,
        server: Server,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        mode: str,
        asked: dict[str, Any],
        granted: None,
    ) -> None:
        stack_ = stack(mode, cilium=asked)
        with written(server, world_of(stack_)):
            everything = examined(server.kubeconfig(tmp_path / "admin"), monkeypatch, stack_)
            own = examined(server.kubeconfig(tmp_path / "own", DOCTOR_TOKEN), monkeypatch, stack_)
        assert own.observation.unread == {}
        assert [each.check for each in own.findings] == [each.check for each in everything.findings]

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("DELETE", "/api/v1/nodes/node-0"),
            ("PATCH", "/apis/cilium.io/v2/ciliumnodes/node-0"),
            ("PATCH", "/api/v1/namespaces/kube-system/configmaps/cilium-config"),
            ("DELETE", "/api/v1/namespaces/kube-system/pods/cilium-0"),
            ("PATCH", "/apis/apps/v1/namespaces/avi-system/statefulsets/ako"),
            ("GET", "/api/v1/namespaces/kube-system/secrets"),
            ("GET", "/api/v1/namespaces/default/configmaps"),
        ],
    )
    def test_nothing_else_is_allowed(
        self, server: Server, granted: None, method: str, path: str
    ) -> None:
        body = {"metadata": {"labels": {"a": "b"}}} if method == "PATCH" else None
        with pytest.raises(urllib.error.HTTPError) as refused:
            server.call(method, path, body, token=DOCTOR_TOKEN)
        assert refused.value.code == 403

    def test_without_secrets_the_rest_is_checked_and_it_is_said(
        self, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, granted: None
    ) -> None:
        base = "/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system"
        role = "cilium-ako-doctor-secrets"
        server.call("DELETE", f"{base}/rolebindings/{role}")
        stack_ = stack(cilium=IPSEC)
        with written(server, world_of(stack_)):
            path = server.kubeconfig(tmp_path / "own", DOCTOR_TOKEN)
            diagnosis = examined(path, monkeypatch, stack_)
        assert {check for check, _ in told(diagnosis)} == {"not-read"}
        assert set(diagnosis.observation.unread) == {"ipsec_secret", "hubble_certificates"}
        assert diagnosis.exit_status == 0
