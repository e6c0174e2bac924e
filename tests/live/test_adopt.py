"""Adopting from a real API server: what it tells, and what permissions are for."""

from __future__ import annotations

import urllib.error
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.adopt.found import Found
from cilium_ako.adopt.live import read_live
from cilium_ako.adopt.live_options import LiveOptions
from cilium_ako.charts.config_map import config_map
from cilium_ako.doctor.connection import connect
from cilium_ako.documents.error import DocumentError
from tests.adopt.clusters import KUBERNETES, whole
from tests.components.helm_record import helm_record
from tests.doctor.stacks import IPSEC, KVSTORE, MODES, WIREGUARD, stack
from tests.doctor.worlds import World
from tests.live.conftest import DOCTOR_TOKEN
from tests.live.servers import Server
from tests.live.test_doctor import written


def world_of(mode: str = "cluster-pool", **asked: Any) -> World:
    world = World(stack(mode, **asked), now=datetime.now(tz=UTC).replace(microsecond=0))
    whole(world)
    return world


def look(path: Path, monkeypatch: pytest.MonkeyPatch, **options: Any) -> Found:
    monkeypatch.setenv("KUBECONFIG", str(path))
    server = connect(None, 30.0)
    return read_live(server, server.deadline, server.address, LiveOptions(**options))


@pytest.fixture
def kubeconfig(server: Server, tmp_path: Path) -> Path:
    return server.kubeconfig(tmp_path / "kubeconfig")


@pytest.mark.parametrize("asked", [{}, IPSEC, WIREGUARD, KVSTORE], ids=str)
@pytest.mark.parametrize("mode", MODES)
def test_a_cluster_tells_its_release_and_itself(
    server: Server,
    kubeconfig: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
    asked: dict[str, Any],
) -> None:
    world = world_of(mode, cilium=asked)
    with written(server, world):
        found = look(kubeconfig, monkeypatch)
    assert world.stack.cilium is not None
    assert found.cilium is not None
    assert found.cilium.version == world.stack.cilium.version
    assert found.config_maps["cilium"] == world.config
    assert found.config_maps["ako"] == world.ako_config
    # the server gives itself a ServiceCIDR, and this machine's address is no API server's
    assert found.keys["cluster.serviceCidrs"].source == "ServiceCIDRs"
    assert "cluster.apiServer" not in found.keys
    assert found.keys["cluster.maxNodes"].value == 3
    minor = found.cilium.version.minor_release
    assert config_map("cilium", minor, found.cilium.values, KUBERNETES) == world.config


def test_helms_record_is_read_where_it_is_asked_for(
    server: Server, kubeconfig: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_of()
    record = helm_record("cilium", values={"debug": {"enabled": True}})
    name = record["metadata"]["name"]
    world.objects["Secret", "kube-system", name] = {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "helm.sh/release.v1",
        **record,
        "metadata": {**record["metadata"], "namespace": "kube-system"},
    }
    with written(server, world):
        found = look(kubeconfig, monkeypatch, helm_records=True)
        other = look(kubeconfig, monkeypatch)
    assert found.cilium is not None
    assert other.cilium is not None
    assert found.cilium.values == {"debug": {"enabled": True}}
    assert other.cilium.values != found.cilium.values


def test_what_the_doctor_may_read_is_too_little_and_it_is_said(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = server.kubeconfig(tmp_path / "own", DOCTOR_TOKEN)
    with written(server, world_of()), pytest.raises(DocumentError) as caught:
        look(path, monkeypatch)
    assert "Cilium's DaemonSets (no permission to read apis/apps/v1/daemonsets (403))" in str(
        caught.value.message
    )


def test_an_empty_server(server: Server, kubeconfig: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with suppress(urllib.error.HTTPError):
        server.call("DELETE", "/apis/apps/v1/namespaces/kube-system/daemonsets/cilium")
    with pytest.raises(DocumentError, match="the cluster runs no Cilium"):
        look(kubeconfig, monkeypatch)
