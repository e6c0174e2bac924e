"""Running clusters to adopt, in memory: the doctor's worlds with whole ConfigMaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cilium_ako.adopt.found import Found
from cilium_ako.adopt.live import read_live
from cilium_ako.adopt.live_options import LiveOptions
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.config_map import config_map
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.stack import Stack
from cilium_ako.doctor.api_server import Json
from cilium_ako.doctor.read_error import Deadline, ReadError
from tests.doctor.worlds import World

ADDRESS = "https://api.dev.example.test:6443"
KUBERNETES = Release(1, 33)


class LiveWorld(World):
    """A cluster as charts make it; it remembers what it was asked, and may refuse some of it."""

    def __init__(self, stack: Stack, *, refused: tuple[str, ...] = ()) -> None:
        super().__init__(stack)
        self.refused = refused
        self.asked: list[str] = []
        whole(self)

    def get(self, path: str, *, metadata_only: bool = False) -> Json | None:
        self._look_at(path)
        return super().get(path, metadata_only=metadata_only)

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[list[Json]] | None:
        self._look_at(path)
        pages = super().pages(path, {**query, "labelSelector": ""})
        wanted = [each for each in query.get("labelSelector", "").split(",") if each]
        if pages is None:
            return None
        return iter([[each for each in page if _has(each, wanted)] for page in pages])

    def _look_at(self, path: str) -> None:
        self.asked.append(path)
        if any(each in path for each in self.refused):
            raise ReadError("forbidden", f"no permission to read {path} (403)")

    def found(self, **options: Any) -> Found:
        """What adopting reads here."""
        return read_live(self, Deadline(30.0), ADDRESS, LiveOptions(**options))


def _has(each: Json, wanted: list[str]) -> bool:
    labels = each["metadata"].get("labels", {})
    return all(labels.get(key) == value for key, _, value in (one.partition("=") for one in wanted))


def whole(world: World) -> None:
    """Gives a world what its charts write: whole ConfigMaps, labels, what stands in workloads."""
    stack = world.stack
    assert stack.cilium is not None
    values = helm_values(stack)
    data = config_map("cilium", stack.cilium.version.minor_release, values["cilium"], KUBERNETES)
    world.of("ConfigMap", "cilium-config", "kube-system")["data"] = data
    agents = world.of("DaemonSet", "cilium", "kube-system")
    agents["metadata"]["labels"] = {
        "k8s-app": "cilium",
        "app.kubernetes.io/managed-by": "Helm",
    }
    agents["metadata"]["annotations"] = _marks("cilium", "kube-system")
    agents["status"]["updatedNumberScheduled"] = agents["status"]["desiredNumberScheduled"]
    pods = agents["spec"]["template"]
    annotations = {"cilium.io/cilium-configmap-checksum": "5e6f"}
    pods["metadata"]["annotations"] = annotations
    server = values["cilium"].get("k8sServiceHost")
    port = values["cilium"].get("k8sServicePort")
    pods["spec"]["containers"][0]["env"] = (
        [
            {"name": "KUBERNETES_SERVICE_HOST", "value": str(server)},
            {"name": "KUBERNETES_SERVICE_PORT", "value": str(port)},
        ]
        if server
        else []
    )
    operator = world.of("Deployment", "cilium-operator", "kube-system")
    operator["spec"]["template"]["metadata"]["annotations"] = annotations
    hubble = values["cilium"].get("hubble")
    for part in ("relay", "ui"):
        inner = hubble.get(part) if isinstance(hubble, dict) else None
        if isinstance(inner, dict) and inner.get("enabled"):
            world.add("Deployment", f"hubble-{part}", "kube-system", spec={})
    if stack.ako is not None:
        own = config_map("ako", stack.ako.version.minor_release, values["ako"], KUBERNETES)
        world.of("ConfigMap", "avi-k8s-config", "avi-system")["data"] = own
        ako = world.of("StatefulSet", "ako", "avi-system")
        ako["metadata"]["labels"] = {"app.kubernetes.io/name": "ako"}
        ako["metadata"]["annotations"] = _marks("ako", "avi-system")


def _marks(release: str, namespace: str) -> dict[str, str]:
    return {
        "meta.helm.sh/release-name": release,
        "meta.helm.sh/release-namespace": namespace,
    }
