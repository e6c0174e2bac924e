"""Faults of Cilium's etcd, each in an otherwise healthy cluster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from cilium_ako.config.managed_etcd import ManagedEtcd
from tests.doctor.cases import Case, Change, both
from tests.doctor.certificates import certificate_pem, key_pem
from tests.doctor.stacks import KVSTORE, MANAGED_ETCD, stack
from tests.doctor.worlds import (
    Json,
    World,
    etcd_answer,
    etcd_member_values,
    etcd_status,
    etcd_values,
    pod,
    stamp,
)


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


MEMBERS = [f"cilium-etcd-192-168-10-{10 + index}" for index in range(3)]


ObjectChange = Callable[[Json], Any]


def own(index: int, change: ObjectChange) -> Change:
    """Something of the pod of a member that the program runs."""
    return lambda world: change(world.of("Pod", f"{MEMBERS[index]}-0", "kube-system"))


def not_ready(made: Json) -> None:
    made["status"]["conditions"] = [{"type": "Ready", "status": "False"}]


def told(key: str, value: str) -> Change:
    """What the ConfigMap of the managed etcd says."""
    return lambda world: world.of("ConfigMap", "cilium-etcd", "kube-system")["data"].update(
        {key: value}
    )


def job_pod(name: str, *, exit_status: int, ago: timedelta = timedelta(hours=1)) -> Change:
    def change(world: World) -> None:
        made = pod(world, name, "kube-system", "node-0", "etcd", {"k8s-app": "cilium-etcd-jobs"})
        ended = {"terminated": {"exitCode": exit_status, "reason": "Error"}}
        made["status"] = {
            "phase": "Failed",
            "startTime": stamp(world.time - ago),
            "initContainerStatuses": [
                {
                    "name": "health-192-168-10-10",
                    "image": "etcd",
                    "imageID": "etcd",
                    "ready": False,
                    "restartCount": 0,
                    "state": ended,
                }
            ],
        }

    return change


def snapshot(index: int, change: ObjectChange) -> Change:
    return lambda world: change(world.of("CronJob", f"cilium-etcd-snapshot-{index}", "kube-system"))


def answer(ago: timedelta = timedelta(minutes=5), **of_first: object) -> Change:
    """What the members say of themselves, the first one otherwise than healthy ones."""

    def change(world: World) -> None:
        cilium = world.stack.cilium
        assert cilium is not None
        assert isinstance(cilium.kvstore, ManagedEtcd)
        etcd_status(world, etcd_answer(cilium.kvstore, **of_first), ago)

    return change


NOSPACE = ["memberID:1 alarm:NOSPACE "]

CASES = (
    Case("etcd-no-leader", "fail", answer(leader=0), cilium=MANAGED_ETCD),
    Case("etcd-no-leader", "fail", answer(leader=3), cilium=MANAGED_ETCD),
    Case("etcd-alarm", "fail", answer(errors=NOSPACE, dbSize=2 << 30), cilium=MANAGED_ETCD),
    Case("etcd-alarm", "fail", answer(errors=["alarm:CORRUPT"]), cilium=MANAGED_ETCD),
    Case("etcd-quota", "warn", answer(dbSize=1700 << 20), cilium=MANAGED_ETCD),
    Case("etcd-lag", "warn", answer(raftIndex=3000, raftAppliedIndex=3000), cilium=MANAGED_ETCD),
    Case("etcd-lag", "warn", answer(raftAppliedIndex=3000), cilium=MANAGED_ETCD),
    Case("etcd-status-old", "warn", answer(timedelta(hours=1)), cilium=MANAGED_ETCD),
    Case("etcd-status-old", "warn", lambda world: world.logs.clear(), cilium=MANAGED_ETCD),
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
        lambda world: etcd(
            crt=certificate_pem("etcd", world.time - timedelta(days=1), issuer="etcd-ca")
        )(world),
        cilium=KVSTORE,
    ),
    Case(
        "etcd-secret",
        "warn",
        lambda world: etcd(
            crt=certificate_pem("etcd", world.time + timedelta(days=9), issuer="etcd-ca")
        )(world),
        cilium=KVSTORE,
    ),
    Case(
        "etcd-secret",
        "fail",
        lambda world: etcd(
            crt=certificate_pem(
                "etcd",
                world.time + timedelta(days=365),
                issuer="etcd-ca",
                extensions=(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]),),
            )
        )(world),
        cilium=KVSTORE,
    ),
    Case(
        "etcd-secret",
        "warn",
        lambda world: etcd(
            crt=certificate_pem("etcd", world.time + timedelta(days=365), issuer="another")
        )(world),
        cilium=KVSTORE,
    ),
    Case(
        "managed-etcd",
        "fail",
        both(own(0, not_ready), own(1, not_ready)),
        cilium=MANAGED_ETCD,
    ),
    Case("managed-etcd", "warn", own(0, not_ready), cilium=MANAGED_ETCD),
    Case(
        "managed-etcd",
        "warn",
        lambda world: world.remove("Pod", f"{MEMBERS[2]}-0", "kube-system"),
        cilium=MANAGED_ETCD,
    ),
    Case(
        "managed-etcd",
        "fail",
        lambda world: world.secret(MEMBERS[1], etcd_member_values(world, "192.168.10.99")),
        cilium=MANAGED_ETCD,
    ),
    Case(
        "managed-etcd",
        "warn",
        lambda world: world.secret(
            MEMBERS[1],
            {
                **etcd_member_values(world, "192.168.10.11"),
                "peer.crt": etcd_member_values(
                    world, "192.168.10.11", world.time + timedelta(days=9)
                )["peer.crt"],
            },
        ),
        cilium=MANAGED_ETCD,
    ),
    Case(
        "etcd-drift",
        "fail",
        told("members", "node-0=192.168.10.10,node-1=192.168.10.11"),
        cilium=MANAGED_ETCD,
    ),
    Case("etcd-drift", "fail", told("generation", "2"), cilium=MANAGED_ETCD),
    Case("etcd-drift", "fail", told("trusted-authorities", "1,2"), cilium=MANAGED_ETCD),
    Case("etcd-drift", "warn", told("quota", "1073741824"), cilium=MANAGED_ETCD),
    Case(
        "etcd-drift",
        "fail",
        lambda world: world.remove("ConfigMap", "cilium-etcd", "kube-system"),
        cilium=MANAGED_ETCD,
    ),
    Case(
        "etcd-job-failed",
        "warn",
        job_pod("cilium-etcd-defragment-29000000-abcde", exit_status=1),
        cilium=MANAGED_ETCD,
    ),
    Case(
        "etcd-snapshot-old",
        "warn",
        snapshot(1, lambda job: job["spec"].update({"suspend": True})),
        cilium=MANAGED_ETCD,
    ),
    Case(
        "etcd-snapshot-old",
        "warn",
        lambda world: world.remove("CronJob", "cilium-etcd-snapshot-3", "kube-system"),
        cilium=MANAGED_ETCD,
    ),
    Case(
        "etcd-snapshot-old",
        "warn",
        lambda world: snapshot(
            2,
            lambda job: job["status"].update(
                {"lastSuccessfulTime": stamp(world.time - timedelta(days=3))}
            ),
        )(world),
        cilium=MANAGED_ETCD,
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


def test_an_etcd_of_the_program_that_is_well() -> None:
    assert World(stack(cilium=MANAGED_ETCD)).faults() == []


def test_only_the_last_run_of_a_job_counts() -> None:
    world = World(stack(cilium=MANAGED_ETCD))
    both(
        job_pod("cilium-etcd-defragment-29000000-abcde", exit_status=1, ago=timedelta(days=8)),
        job_pod("cilium-etcd-defragment-29010080-fghij", exit_status=0),
    )(world)
    assert world.faults() == []
