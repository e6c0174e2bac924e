"""Faults of agents and operator, each in an otherwise healthy cluster."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.doctor.cases import Case, both, image, status_of
from tests.doctor.certificates import certificate_pem, key_pem
from tests.doctor.worlds import World, stamp


def crashing(world: World) -> None:
    status = world.agent()["status"]
    status["conditions"] = [{"type": "Ready", "status": "False"}]
    status["containerStatuses"][0].update(
        restartCount=7,
        ready=False,
        state={"waiting": {"reason": "CrashLoopBackOff"}},
        lastState={
            "terminated": {
                "finishedAt": stamp(world.time - timedelta(minutes=1)),
                "exitCode": 1,
            }
        },
    )
    world.of("DaemonSet", "cilium", "kube-system")["status"]["numberReady"] -= 1


CASES = (
    Case(
        "agents-not-ready", "fail", status_of("DaemonSet", "cilium", "kube-system", numberReady=2)
    ),
    Case("agent-restarting", "fail", crashing),
    Case("agents-half-rolled", "warn", image("Pod", "cilium-0", "example.test/cilium:v1.18.11")),
    Case(
        "operator-unavailable",
        "fail",
        both(
            status_of("Deployment", "cilium-operator", "kube-system", availableReplicas=0),
            lambda world: world.remove("Lease", "cilium-operator-resource-lock", "kube-system"),
        ),
    ),
    Case(
        "operator-unavailable",
        "warn",
        lambda world: world.of("Pod", "cilium-operator-1", "kube-system")["spec"].update(
            nodeName="node-0"
        ),
    ),
    Case(
        "operator-lease-stale",
        "fail",
        lambda world: world.of("Lease", "cilium-operator-resource-lock", "kube-system")[
            "spec"
        ].update(
            renewTime=(world.time - timedelta(minutes=3)).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        ),
    ),
    Case(
        "cilium-node-crd",
        "fail",
        lambda world: world.remove("CustomResourceDefinition", "ciliumnodes.cilium.io"),
    ),
    Case(
        "node-config-crd",
        "fail",
        lambda world: world.of("CustomResourceDefinition", "ciliumnodeconfigs.cilium.io")[
            "status"
        ].update(storedVersions=["v2alpha1", "v2"]),
        cilium={"version": "1.20.1"},
    ),
    Case(
        "certificates-ending",
        "warn",
        lambda world: world.secret(
            "hubble-server-certs",
            {
                "tls.crt": certificate_pem("hubble", world.time + timedelta(days=9)),
                "tls.key": key_pem("hubble"),
            },
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    assert case.world().faults() == [(case.fault, case.severity)]
