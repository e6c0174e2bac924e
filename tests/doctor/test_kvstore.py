"""Faults of Cilium's etcd, each in an otherwise healthy cluster."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.doctor.cases import Case, Change, both
from tests.doctor.certificates import certificate_pem, key_pem
from tests.doctor.stacks import KVSTORE
from tests.doctor.worlds import World, etcd_values, pod


def etcd(days: int = 365, **changed: bytes | None) -> Change:
    return lambda world: world.secret(
        "cilium-etcd-secrets", etcd_values(world.time + timedelta(days=days), **changed)
    )


def member(index: int, on: str, *, ready: bool = True) -> Change:
    def change(world: World) -> None:
        made = pod(
            world, f"etcd-{index}", "kube-system", on, "etcd:3.6.5", {"k8s-app": "cilium-etcd"}
        )
        if not ready:
            made["status"]["conditions"] = [{"type": "Ready", "status": "False"}]

    return change


CASES = (
    Case(
        "etcd-secret",
        "fail",
        lambda world: world.remove("Secret", "cilium-etcd-secrets", "kube-system"),
        cilium=KVSTORE,
    ),
    Case("etcd-secret", "fail", etcd(key=None), cilium=KVSTORE),
    Case("etcd-secret", "fail", etcd(key=key_pem("other")), cilium=KVSTORE),
    Case(
        "etcd-secret",
        "fail",
        lambda world: etcd(crt=certificate_pem("etcd", world.time - timedelta(days=1)))(world),
        cilium=KVSTORE,
    ),
    Case(
        "etcd-secret",
        "warn",
        lambda world: etcd(crt=certificate_pem("etcd", world.time + timedelta(days=9)))(world),
        cilium=KVSTORE,
    ),
    Case(
        "managed-etcd",
        "fail",
        both(
            member(0, "node-0"), member(1, "node-1", ready=False), member(2, "node-2", ready=False)
        ),
        cilium=KVSTORE,
    ),
    Case(
        "managed-etcd",
        "warn",
        both(member(0, "node-0"), member(1, "node-0"), member(2, "node-2")),
        cilium=KVSTORE,
    ),
    Case(
        "managed-etcd",
        "warn",
        both(
            *(member(n, f"node-{n}") for n in range(3)),
            lambda world: world.secret(
                "cilium-etcd-server",
                {"tls.crt": certificate_pem("member", world.time + timedelta(days=9))},
            ),
        ),
        cilium=KVSTORE,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    assert case.world().faults() == [(case.fault, case.severity)]
