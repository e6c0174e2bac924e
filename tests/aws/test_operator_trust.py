"""Who gets the role that the program makes, and who does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cilium_ako.aws.operator_trust import OperatorTrust, operator_trust
from cilium_ako.config.ipam import Eni
from cilium_ako.config.operator_role import MadeRole
from tests.aws.evaluator import Context, holds
from tests.aws.roles import ACCOUNT, SOURCES
from tests.aws.switched import DIRECTORY, checked, policy, policy_of, switches

TRUST = DIRECTORY / "trust"
MADE = [name for name in SOURCES if not name.startswith(("existing", "node-role"))]


def trust(name: str) -> OperatorTrust:
    stack = checked(SOURCES[name]).stack
    assert stack is not None
    assert stack.cluster is not None
    assert stack.cilium is not None
    assert isinstance(stack.cilium.ipam, Eni)
    role = stack.cilium.ipam.operator_role
    assert isinstance(role, MadeRole)
    return operator_trust(stack.cluster, stack.cilium, role)


@pytest.mark.parametrize("name", MADE)
def test_a_role_has_its_trust(name: str) -> None:
    assert trust(name).text + "\n" == (TRUST / f"{name}.json").read_text("utf-8")


def test_every_trust_has_its_role() -> None:
    assert {path.stem for path in TRUST.glob("*.json")} == set(MADE)


# --- the same policy, whoever has it


@pytest.mark.parametrize("source", ["irsa", "pod-identity", "node-role"])
@pytest.mark.parametrize(
    "switch",
    [
        name
        for name, case in switches().items()
        if "base" not in case and name not in ("china", "government")
    ],
)
def test_every_source_has_the_document_of_a_switch(source: str, switch: str) -> None:
    """The documents are of an existing role's account; other partitions need roles of theirs."""
    change = switches()[switch].get("change", {})
    assert policy(change, role=SOURCES[source]).document == policy_of(switch).document


def test_without_an_account_the_policy_names_none() -> None:
    found = policy(SOURCES["pod-identity-without-an-account"])
    assert any("cluster.awsAccount" in each.fix for each in found.notes)
    assert ACCOUNT not in found.text


# --- what the trust lets pass

IRSA = "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF"
TOKEN = {
    f"{IRSA}:aud": "sts.amazonaws.com",
    f"{IRSA}:sub": "system:serviceaccount:kube-system:cilium-operator",
}
TAGS = {
    "aws:RequestTag/eks-cluster-arn": f"arn:aws:eks:eu-central-1:{ACCOUNT}:cluster/prod-eks",
    "aws:RequestTag/kubernetes-namespace": "kube-system",
    "aws:RequestTag/kubernetes-service-account": "cilium-operator",
}
OTHER_REGION = f"arn:aws:eks:eu-west-1:{ACCOUNT}:cluster/prod-eks"
OTHER_CLUSTER = f"arn:aws:eks:eu-central-1:{ACCOUNT}:cluster/staging"

PASSES: Mapping[str, tuple[str, Context]] = {
    "a token": ("irsa", TOKEN),
    "a pod": ("pod-identity", TAGS),
    "a pod, account not known": ("pod-identity-without-an-account", TAGS),
}
REFUSED: Mapping[str, tuple[str, Context]] = {
    "another service account's token": (
        "irsa",
        {**TOKEN, f"{IRSA}:sub": "system:serviceaccount:kube-system:default"},
    ),
    "a token of the same account's name elsewhere": (
        "irsa",
        {**TOKEN, f"{IRSA}:sub": "system:serviceaccount:default:cilium-operator"},
    ),
    "a token for somebody else": ("irsa", {**TOKEN, f"{IRSA}:aud": "https://kubernetes.default"}),
    "another cluster's token": (
        "irsa",
        {key.replace("0123456789ABCDEF", "FEDCBA9876543210"): TOKEN[key] for key in TOKEN},
    ),
    "another service account": (
        "pod-identity",
        {**TAGS, "aws:RequestTag/kubernetes-service-account": "default"},
    ),
    "another namespace": ("pod-identity", {**TAGS, "aws:RequestTag/kubernetes-namespace": "apps"}),
    "another cluster": ("pod-identity", {**TAGS, "aws:RequestTag/eks-cluster-arn": OTHER_CLUSTER}),
    "another region": ("pod-identity", {**TAGS, "aws:RequestTag/eks-cluster-arn": OTHER_REGION}),
    "another cluster, account not known": (
        "pod-identity-without-an-account",
        {**TAGS, "aws:RequestTag/eks-cluster-arn": OTHER_CLUSTER},
    ),
    "no tags": ("pod-identity", {}),
}


def lets_pass(name: str, context: Context) -> bool:
    statements: Any = trust(name).document["Statement"]
    (statement,) = statements
    assert statement["Effect"] == "Allow"
    return holds(statement["Condition"], context)


@pytest.mark.parametrize(("name", "context"), PASSES.values(), ids=PASSES)
def test_the_operator_gets_its_role(name: str, context: Context) -> None:
    assert lets_pass(name, context)


@pytest.mark.parametrize(("name", "context"), REFUSED.values(), ids=REFUSED)
def test_nobody_else_does(name: str, context: Context) -> None:
    assert not lets_pass(name, context)


def test_a_reason_says_who_and_where() -> None:
    assert trust("irsa").reason == f"tokens of {IRSA} for kube-system/cilium-operator get the role"
    assert "of the cluster prod-eks" in trust("pod-identity").reason
