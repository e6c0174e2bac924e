"""What the managed etcd registers, before a real API server's admission."""

from __future__ import annotations

import json
import urllib.error
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest

from tests.configs import MANAGED_ETCD
from tests.live.etcd_servers import Manifests, State, registered
from tests.live.servers import Server

COLLECTIONS = {
    "ConfigMap": "/api/v1/namespaces/{}/configmaps",
    "Secret": "/api/v1/namespaces/{}/secrets",
    "Pod": "/api/v1/namespaces/{}/pods",
    "StatefulSet": "/apis/apps/v1/namespaces/{}/statefulsets",
    "PodDisruptionBudget": "/apis/policy/v1/namespaces/{}/poddisruptionbudgets",
    "CronJob": "/apis/batch/v1/namespaces/{}/cronjobs",
}
LEVEL = "pod-security.kubernetes.io/enforce"


@pytest.fixture(scope="module")
def manifests() -> Manifests:
    return registered(MANAGED_ETCD, State())


@pytest.fixture
def namespace(server: Server) -> Iterator[str]:
    """`kube-system` with the label that Cilium's agents need as well."""
    path = "/api/v1/namespaces/kube-system"
    server.call("PATCH", path, {"metadata": {"labels": {LEVEL: "privileged"}}})
    yield "kube-system"
    server.call("PATCH", path, {"metadata": {"labels": {LEVEL: None}}})


def admitted(server: Server, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What the server would store; it refuses fields that it does not know."""
    path = COLLECTIONS[manifest["kind"]].format(manifest["metadata"]["namespace"])
    try:
        found: dict[str, Any] = server.call(
            "POST", f"{path}?dryRun=All&fieldValidation=Strict", manifest
        )
    except urllib.error.HTTPError as error:
        raise AssertionError(
            f"{manifest['kind']} {manifest['metadata']['name']}: {error}"
        ) from None
    return found


def pods(manifests: Manifests) -> Iterator[dict[str, Any]]:
    """The pods that controllers make of what is registered."""
    for (kind, name), manifest in manifests.items():
        if kind == "StatefulSet":
            template = manifest["spec"]["template"]
        elif kind == "CronJob":
            template = manifest["spec"]["jobTemplate"]["spec"]["template"]
        else:
            continue
        metadata = {**template["metadata"], "name": f"{name}-0", "namespace": "kube-system"}
        yield {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}


def test_every_object_is_admitted_as_it_is_registered(
    server: Server, namespace: str, manifests: Manifests
) -> None:
    kinds = set()
    for (kind, _), manifest in manifests.items():
        stored = admitted(server, manifest)
        assert stored["metadata"]["namespace"] == namespace
        kinds.add(kind)
    assert kinds == set(COLLECTIONS) - {"Pod"}


def test_every_pod_is_admitted_where_privileged_pods_are(
    server: Server, namespace: str, manifests: Manifests
) -> None:
    found = list(pods(manifests))
    assert len(found) == sum(kind in ("StatefulSet", "CronJob") for kind, _ in manifests)
    for pod in found:
        stored = admitted(server, pod)
        assert stored["metadata"]["namespace"] == namespace
        assert stored["spec"]["hostNetwork"] is True


@pytest.mark.parametrize("level", ["baseline", "restricted"])
def test_no_pod_of_it_is_admitted_where_agents_are_not_either(
    server: Server, namespace: str, manifests: Manifests, level: str
) -> None:
    server.call(
        "PATCH", f"/api/v1/namespaces/{namespace}", {"metadata": {"labels": {LEVEL: level}}}
    )
    pod = next(pods(manifests))
    with pytest.raises(AssertionError, match="403"):
        admitted(server, pod)


def test_members_have_the_priority_that_kubernetes_gives_its_own(
    server: Server, namespace: str, manifests: Manifests
) -> None:
    del namespace
    found = {pod["metadata"]["name"]: admitted(server, pod) for pod in pods(manifests)}
    members = [each for name, each in found.items() if "192-168" in name]
    assert {each["spec"]["priority"] for each in members} == {2_000_001_000}


def test_a_member_can_be_told_anew_in_place(
    server: Server, namespace: str, manifests: Manifests
) -> None:
    """The engine replaces what the server refuses to change, and a member would be gone."""
    after = registered(
        {
            **deepcopy(MANAGED_ETCD),
            "quota": "4Gi",
            "authorities": {"signing": 1, "trusted": [1, 2]},
            "image": f"registry.example.test/etcd:v3.6.15@sha256:{'ab' * 32}",
            "ports": {"metrics": 4113},
            "generation": 2,
        },
        State(),
    )
    path = COLLECTIONS["StatefulSet"].format(namespace)
    name = next(name for kind, name in manifests if kind == "StatefulSet")
    server.call("POST", path, manifests["StatefulSet", name])
    try:
        told = server.call("PATCH", f"{path}/{name}", after["StatefulSet", name])
        assert "v3.6.15" in json.dumps(told)
    finally:
        server.call("DELETE", f"{path}/{name}")
