"""EKS' own DaemonSets, kept off nodes and given back, by the real engine in a real API server.

Needs what `test_engine` needs, and a cluster (`CILIUM_AKO_KUBECONFIG`), whose DaemonSets are made
here as EKS makes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes import client, config

from tests.engine.test_engine import KUBECONFIG, MISSING, ROLE_OF_OTHERS, Project

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(MISSING), reason=f"no engine: {MISSING}"),
    pytest.mark.skipif(not KUBECONFIG, reason="no cluster: CILIUM_AKO_KUBECONFIG is not set"),
    pytest.mark.xdist_group("engine"),
]

KEPT_OFF = {
    "aws-node": {"io.cilium/aws-node-enabled": "true"},
    "kube-proxy": {"io.cilium/kube-proxy-enabled": "true"},
}


def daemon_sets() -> Any:
    """The client for them: it takes mappings, which its types do not say."""
    config.load_kube_config(KUBECONFIG)
    return client.AppsV1Api()


def selectors() -> dict[str, dict[str, str] | None]:
    """Which nodes each of them selects; None is every node."""
    found = daemon_sets().list_namespaced_daemon_set("kube-system").items
    return {
        each.metadata.name: each.spec.template.spec.node_selector
        for each in found
        if each.metadata.name in KEPT_OFF
    }


@pytest.fixture
def of_eks() -> Iterator[None]:
    """The DaemonSets that EKS puts into a cluster."""
    api = daemon_sets()
    for name in KEPT_OFF:
        labels = {"k8s-app": name}
        pods = {
            "metadata": {"labels": labels},
            "spec": {
                "containers": [{"name": name, "image": f"{name}:1"}],
                "tolerations": [{"operator": "Exists"}],
            },
        }
        api.create_namespaced_daemon_set(
            "kube-system",
            {
                "metadata": {"name": name},
                "spec": {"selector": {"matchLabels": labels}, "template": pods},
            },
            field_manager="eks",
        )
    try:
        yield
    finally:
        for name in KEPT_OFF:
            api.delete_namespaced_daemon_set(name, "kube-system")


@pytest.fixture
def stack(tmp_path: Path, of_eks: None) -> Iterator[Project]:
    project = Project(tmp_path)
    kubeconfig = yaml.safe_load(Path(KUBECONFIG).read_text("utf-8"))
    server = kubeconfig["clusters"][0]["cluster"]["server"]
    project.environment["KUBECONFIG"] = KUBECONFIG
    project.stack(
        "prod-aws",
        ROLE_OF_OTHERS,
        (("cilium-ako:cluster", "apiServer"), [server]),
        (("cilium-ako:cluster", "kubeProxy"), "kept-off"),
        (("cilium-ako:cilium", "kubeProxyReplacement"), True),
        (("cilium-ako:ako",), {}),
    )
    try:
        yield project
    finally:
        project.take_down()


def test_they_are_kept_off_while_cilium_is_there_and_come_back_after_it(stack: Project) -> None:
    assert selectors() == dict.fromkeys(KEPT_OFF)
    stack.ok("up", "--yes", "--skip-preview")
    assert selectors() == KEPT_OFF
    stack.ok("preview", "--expect-no-changes")

    status, text = stack.pulumi("destroy", "--yes", "--skip-preview", "--run-program")
    assert status != 0
    assert "kube-system/kube-proxy off all nodes would be deleted" in text
    assert selectors() == KEPT_OFF

    reason = "cilium-ako:acknowledge.cluster-taken-down.reason"
    stack.ok("config", "set", "--path", reason, "NET-1")
    stack.ok("up", "--yes", "--skip-preview")
    stack.ok("destroy", "--yes", "--skip-preview")
    assert selectors() == dict.fromkeys(KEPT_OFF)
