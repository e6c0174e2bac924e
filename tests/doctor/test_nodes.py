"""Faults of nodes, each in an otherwise healthy cluster."""

from __future__ import annotations

import pytest

from tests.doctor.cases import Case, kubelet, kubernetes, node
from tests.doctor.stacks import DUAL

CASES = (
    Case(
        "taint-left",
        "fail",
        lambda world: world.node()["spec"].update(
            taints=[{"key": "node.cilium.io/agent-not-ready", "effect": "NoSchedule"}]
        ),
    ),
    Case(
        "network-unavailable",
        "warn",
        lambda world: world.node()["status"]["conditions"][0].update(reason="RouteCreated"),
    ),
    Case(
        "kernel-too-old",
        "fail",
        lambda world: world.node()["status"]["nodeInfo"].update(kernelVersion="5.4.0-1-amd64"),
    ),
    Case("kubernetes-version", "warn", lambda world: setattr(world, "server_version", "v1.36.0")),
    Case(
        "kubernetes-version", "fail", kubernetes("v1.20.1"), cluster={"kubernetesVersion": "1.20"}
    ),
    Case(
        "node-address-unclear",
        "warn",
        lambda world: world.node()["status"]["addresses"].append(
            {"type": "InternalIP", "address": "192.168.11.10"}
        ),
    ),
    Case("node-address-unclear", "warn", node("status", "addresses", value=[])),
    Case(
        "node-lacks-family",
        "warn",
        lambda world: world.node()["status"]["addresses"].pop(1),
        **DUAL,
    ),
    Case(
        "distribution-other",
        "warn",
        kubelet("v1.33.13+rke2r1"),
        cluster={"distribution": "k3s"},
        nodes=1,
    ),
    Case(
        "distribution-other", "warn", kubelet("v1.33.13"), cluster={"distribution": "k0s"}, nodes=1
    ),
    Case(
        "distribution-other",
        "warn",
        kubelet("v1.33.13-gke.100"),
        cluster={"distribution": "kubeadm"},
        nodes=1,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    assert case.world().faults() == [(case.fault, case.severity)]


@pytest.mark.parametrize(
    ("distribution", "version"),
    [("k3s", "v1.33.13+k3s1"), ("rke2", "v1.33.13+rke2r1"), ("talos", "v1.33.13")],
)
def test_nodes_of_the_distribution_are_well(distribution: str, version: str) -> None:
    case = Case("", "warn", kubelet(version), cluster={"distribution": distribution})
    assert case.world().faults() == []
