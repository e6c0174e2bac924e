"""Faults between Nodes and CiliumNodes, each in an otherwise healthy cluster."""

from __future__ import annotations

import pytest

from tests.doctor.cases import Case, both, cilium_node, node, pod_cidrs

CASES = (
    Case(
        "cilium-node-stale",
        "warn",
        both(
            lambda world: world.remove("Node", "node-2"),
            lambda world: world.remove("Pod", "cilium-2", "kube-system"),
        ),
    ),
    Case("cilium-node-missing", "fail", lambda world: world.remove("CiliumNode", "node-2")),
    Case(
        "node-reborn",
        "warn",
        lambda world: world.cilium_node()["metadata"]["ownerReferences"][0].update(uid="old"),
    ),
    Case(
        "node-address-differs",
        "fail",
        cilium_node("spec", "addresses", value=[{"type": "InternalIP", "ip": "192.168.10.200"}]),
    ),
    Case(
        "node-range-missing", "fail", both(node("spec", value={}), pod_cidrs()), mode="kubernetes"
    ),
    Case("ranges-disagree", "fail", pod_cidrs("10.244.77.0/24"), mode="kubernetes"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    assert case.world().faults() == [(case.fault, case.severity)]
