"""Faults of AWS network interfaces, each in an otherwise healthy cluster."""

from __future__ import annotations

import pytest

from tests.doctor.cases import Case, both, cilium_node, image, pod_cidrs, secret

CASES = (
    Case("eni-pool-empty", "fail", cilium_node("spec", "ipam", value={}), mode="eni-1.19"),
    Case(
        "eni-allocation-empty",
        "fail",
        cilium_node("spec", "ipam", "pools", "allocated", value=[]),
        mode="eni-1.20",
    ),
    Case("eni-interfaces", "fail", cilium_node("status", "eni", value={}), mode="eni-1.19"),
    Case(
        "eni-interfaces",
        "fail",
        cilium_node("status", "eni", "enis", value={"eni-1": {"vpc": {"id": "vpc-1"}}}),
        mode="eni-1.20",
    ),
    Case(
        "eni-nearly-full",
        "warn",
        cilium_node("status", "ipam", "used", value={f"10.64.0.{n}": {} for n in range(16, 24)}),
        mode="eni-1.19",
    ),
    Case(
        "eni-nearly-full",
        "warn",
        cilium_node(
            "spec",
            "ipam",
            "pools",
            "requested",
            value=[{"pool": "default", "needed": {"ipv4-addrs": 9}}],
        ),
        mode="eni-1.20",
    ),
    Case(
        "eni-nearly-full",
        "warn",
        cilium_node(
            "status",
            "eni",
            "enis",
            value={f"eni-{n}": {"vpc": {"primary-cidr": "10.64.0.0/16"}} for n in range(3)},
        ),
        mode="eni-1.19",
    ),
    Case("eni-fake-range", "fail", pod_cidrs("10.12.0.0/16"), mode="eni-1.19"),
    Case(
        "eni-operator-image",
        "fail",
        image("Deployment", "cilium-operator", "example.test/operator-generic:v1.19.6"),
        mode="eni-1.19",
    ),
    Case(
        "eni-operator-role",
        "fail",
        lambda world: world.of("ServiceAccount", "cilium-operator", "kube-system")[
            "metadata"
        ].update(
            annotations={"eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/other"}
        ),
        mode="eni-1.19",
    ),
    Case(
        "eni-operator-role",
        "fail",
        both(
            secret("cilium-aws", {"AWS_ACCESS_KEY_ID": "not-to-be-seen"}),
            lambda world: world.of("Deployment", "cilium-operator", "kube-system")["spec"][
                "template"
            ]["spec"]["containers"][0]["env"].append(
                {
                    "name": "AWS_ACCESS_KEY_ID",
                    "valueFrom": {
                        "secretKeyRef": {"name": "cilium-aws", "key": "AWS_ACCESS_KEY_ID"}
                    },
                }
            ),
        ),
        mode="eni-1.20",
    ),
    Case(
        "aws-node-running",
        "fail",
        lambda world: world.add(
            "DaemonSet",
            "aws-node",
            "kube-system",
            spec=world.of("DaemonSet", "cilium", "kube-system")["spec"],
            status={
                "desiredNumberScheduled": 3,
                "currentNumberScheduled": 3,
                "numberReady": 3,
                "numberMisscheduled": 0,
                "observedGeneration": 1,
            },
        ),
        mode="eni-1.19",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    assert case.world().faults() == [(case.fault, case.severity)]
