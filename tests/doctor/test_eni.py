"""Faults of AWS network interfaces, each in an otherwise healthy cluster."""

from __future__ import annotations

import pytest

from tests.doctor.cases import Case, Change, both, cilium_node, image, pod_cidrs, secret
from tests.doctor.stacks import stack
from tests.doctor.worlds import World

REFUSED_AT_START = (
    'level=warning msg="Unable to synchronize EC2 route table list" error="operation error EC2:'
    " DescribeRouteTables, https response error StatusCode: 403, RequestID: 00, api error"
    " UnauthorizedOperation: You are not authorized to perform this operation. User:"
    " arn:aws:sts::111122223333:assumed-role/operator/i is not authorized to perform:"
    ' ec2:DescribeRouteTables because no identity-based policy allows it" subsys=eni\n'
    'level=fatal msg="Unable to start eni allocator"'
)


def ended_with(message: str) -> Change:
    """The last words of an operator that ended an hour ago, and runs again."""

    def change(world: World) -> None:
        (status,) = world.of("Pod", "cilium-operator-0", "kube-system")["status"][
            "containerStatuses"
        ]
        status["lastState"] = {"terminated": {"exitCode": 1, "message": message}}

    return change


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
    Case(
        "eni-subnet-full",
        "warn",
        cilium_node(
            "status",
            "eni",
            "enis",
            "eni-00000000",
            value={
                "ip": "10.64.0.5",
                "vpc": {"primary-cidr": "10.64.0.0/16"},
                "subnet": {"id": "subnet-0a", "cidr": "10.64.0.0/27"},
                "addresses": [f"10.64.0.{n}" for n in range(5, 30)],
            },
        ),
        mode="eni-1.19",
    ),
    Case("eni-refused", "fail", ended_with(REFUSED_AT_START), mode="eni-1.19"),
    Case(
        "eni-refused",
        "fail",
        both(
            ended_with("api error UnauthorizedOperation: You are not authorized."),
            cilium_node("spec", "ipam", value={}),
        ),
        mode="eni-1.19",
    ),
    Case(
        "eni-refused",
        "fail",
        cilium_node(
            "status",
            "ipam",
            "operator-status",
            value={
                "error": "User: arn:aws:sts::1:assumed-role/x is not authorized to perform:"
                " ec2:CreateTags on resource: network-interface/*"
            },
        ),
        mode="eni-1.20",
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


def test_a_refusal_leads_to_the_statements_that_allow_the_call() -> None:
    found = refusals(ended_with(REFUSED_AT_START))
    ((message, fix),) = found.items()
    assert message.startswith("EC2 refuses ec2:DescribeRouteTables")
    assert fix.startswith("statement Look of `cilium-ako values ")
    two = refusals(ended_with("operation error EC2: AttachNetworkInterface, UnauthorizedOperation"))
    assert "statements AttachToNodes and OwnInterfaces of" in next(iter(two.values()))


def test_a_call_that_nobody_knows_is_said_to_be_in_no_statement() -> None:
    found = refusals(
        ended_with("operation error EC2: DetachNetworkInterface, UnauthorizedOperation")
    )
    assert "no statement of `cilium-ako values" in next(iter(found.values()))


def test_other_last_words_are_no_refusal() -> None:
    assert refusals(ended_with("operation error EC2: DescribeVpcs, request send failed")) == {}


def refusals(change: Change) -> dict[str, str]:
    """What is refused, with what to do about it."""
    world = World(stack("eni-1.19"))
    change(world)
    return {
        each.message: each.fix
        for each in world.diagnose().findings
        if each.check == "eni-refused" and each.level == "fail"
    }


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_gives_its_finding_and_no_other(case: Case) -> None:
    assert case.world().faults() == [(case.fault, case.severity)]
