"""The managed etcd with the real engine, its plugin `tls` and a real API server.

Needs what `test_engine` needs, the plugin, and a cluster (`CILIUM_AKO_KUBECONFIG`) of three nodes,
with a scheduler and the controllers of StatefulSets and of disruption budgets. No etcd runs in it:
pods are only said to be ready.
"""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.test_engine import KUBECONFIG, MISSING, Project
from tests.live.servers import Server


def _plugins() -> set[str]:
    if MISSING:
        return set()
    found = subprocess.run(
        ["pulumi", "plugin", "ls", "--json"], capture_output=True, text=True, check=True
    )
    return {each["name"] for each in json.loads(found.stdout)}


pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(MISSING), reason=f"no engine: {MISSING}"),
    pytest.mark.skipif("tls" not in _plugins(), reason="the engine has no plugin tls"),
    pytest.mark.skipif(not KUBECONFIG, reason="no cluster: CILIUM_AKO_KUBECONFIG is not set"),
    pytest.mark.xdist_group("engine"),
]

BUDGETS = "/apis/policy/v1/namespaces/kube-system/poddisruptionbudgets"
PODS = "/api/v1/namespaces/kube-system/pods?labelSelector=k8s-app%3Dcilium-etcd"


@pytest.fixture(scope="module")
def api() -> Server:
    document = yaml.safe_load(Path(KUBECONFIG).read_text("utf-8"))
    cluster, user = document["clusters"][0]["cluster"], document["users"][0]["user"]
    authority = Path(cluster["certificate-authority"])
    return Server(cluster["server"], user["token"], authority, authority.parent)


@pytest.fixture(scope="module")
def members(api: Server) -> list[dict[str, str]]:
    """The first three nodes, where somebody looks after disruption budgets."""
    nodes = api.call("GET", "/api/v1/nodes")["items"]
    found = [
        {"node": each["metadata"]["name"], "address": address["address"]}
        for each in nodes
        for address in each["status"].get("addresses", ())
        if address["type"] == "InternalIP"
    ][:3]
    if len(found) < 3:
        pytest.skip("the cluster has no three nodes with addresses")
    if not _budgets_are_kept(api):
        pytest.skip("the cluster has no controller of disruption budgets")
    return found


def _budgets_are_kept(api: Server) -> bool:
    probe = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "probe"},
        "spec": {"minAvailable": 1, "selector": {"matchLabels": {"probe": "probe"}}},
    }
    api.call("POST", BUDGETS, probe)
    try:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if "observedGeneration" in api.call("GET", f"{BUDGETS}/probe").get("status", {}):
                return True
            time.sleep(0.2)
        return False
    finally:
        api.call("DELETE", f"{BUDGETS}/probe")


@pytest.fixture
def stack(tmp_path: Path, members: list[dict[str, str]], api: Server) -> Iterator[Project]:
    project = Project(tmp_path)
    project.environment["KUBECONFIG"] = KUBECONFIG
    project.stack(
        "dev",
        (("cilium-ako:cluster", "apiServer"), [api.url]),
        (("cilium-ako:cluster", "nodeCidrs"), [f"{each['address']}/32" for each in members]),
        (("cilium-ako:cilium", "kvstore"), {"mode": "managed", "members": members}),
        (("cilium-ako:ako",), {}),
        (("cilium-ako:aviUsername",), ""),
    )
    try:
        yield project
    finally:
        project.take_down()


def pods(api: Server) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each for each in api.call("GET", PODS)["items"]}


def ready_at(pod: dict[str, Any]) -> str:
    (found,) = (each for each in pod["status"]["conditions"] if each["type"] == "Ready")
    assert found["status"] == "True"
    text: str = found["lastTransitionTime"]
    return text


def test_it_is_made_changed_one_member_after_the_other_and_kept(
    stack: Project, api: Server, members: list[dict[str, str]]
) -> None:
    stack.ok("up", "--yes", "--skip-preview")
    stack.ok("preview", "--expect-no-changes")
    before = pods(api)
    assert sorted(each["spec"]["nodeName"] for each in before.values()) == sorted(
        each["node"] for each in members
    )
    state = stack.ok("stack", "export")
    assert "PRIVATE KEY" not in state
    for each in json.loads(state)["deployment"]["resources"]:
        assert "PRIVATE KEY" not in str(each.get("id", ""))

    quota = "cilium-ako:cilium.kvstore.quota"
    stack.ok("config", "set", "--path", quota, "4Gi")
    stack.ok("up", "--yes", "--skip-preview")
    after = pods(api)
    assert {name: pod["metadata"]["uid"] for name, pod in before.items()}.keys() == after.keys()
    assert not {each["metadata"]["uid"] for each in before.values()} & {
        each["metadata"]["uid"] for each in after.values()
    }
    names = [f"cilium-etcd-{each['address'].replace('.', '-')}-0" for each in members]
    for first, second in pairwise(names):
        assert after[second]["metadata"]["creationTimestamp"] >= ready_at(after[first])

    stack.ok(
        "config", "set", "--path", "cilium-ako:cilium.kvstore.dataDirectory", "/var/lib/elsewhere"
    )
    status, text = stack.pulumi("up", "--yes", "--skip-preview")
    assert status != 0
    assert "etcd-data-lost" in text
    stack.ok("config", "rm", "--path", "cilium-ako:cilium.kvstore.dataDirectory")

    urns = [
        each["urn"]
        for each in json.loads(stack.ok("stack", "export"))["deployment"]["resources"]
        if each["urn"].endswith(("StatefulSet::" + names[0][:-2], "::etcd-peer-authority-1-key"))
    ]
    assert len(urns) == 2
    for urn in urns:
        status, text = stack.pulumi("up", "--yes", "--skip-preview", "--replace", urn)
        assert status != 0
        assert "would be deleted, or replaced, and was left alone" in text
    assert pods(api).keys() == after.keys()
    assert {each["metadata"]["uid"] for each in pods(api).values()} == {
        each["metadata"]["uid"] for each in after.values()
    }


def test_a_new_authority_in_two_rolls(stack: Project, api: Server) -> None:
    stack.ok("up", "--yes", "--skip-preview")
    path = "cilium-ako:cilium.kvstore.authorities"
    seen = [_uids(api)]

    def step(signing: int, *trusted: int) -> None:
        stack.ok("config", "set", "--path", f"{path}.signing", str(signing))
        stack.pulumi("config", "rm", "--path", f"{path}.trusted")
        for number, each in enumerate(trusted):
            stack.ok("config", "set", "--path", f"{path}.trusted[{number}]", str(each))
        stack.ok("up", "--yes", "--skip-preview")
        seen.append(_uids(api))

    step(1, 1, 2)
    step(2, 1, 2)
    step(2, 2)
    assert not seen[0] & seen[1]
    assert seen[1] == seen[2]
    assert not seen[2] & seen[3]
    status, text = stack.pulumi("config", "set", "--path", f"{path}.signing", "3")
    assert status == 0, text
    stack.ok("config", "set", "--path", f"{path}.trusted[0]", "3")
    status, text = stack.pulumi("up", "--yes", "--skip-preview")
    assert status != 0
    assert "etcd-authority-untrusted" in text
    assert _uids(api) == seen[3]


def _uids(api: Server) -> set[str]:
    try:
        return {each["metadata"]["uid"] for each in pods(api).values()}
    except urllib.error.HTTPError as error:
        raise AssertionError(str(error)) from None
