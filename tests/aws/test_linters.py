"""What others say of the policies: parliament of the documents, policy_sentry of our table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.catalogue.aws.operator_permissions import CALLS
from tests.aws.switched import DIRECTORY, policy_of, switches
from tests.aws.tools import needs_tools, told_by
from tests.data_files import data_of

pytestmark = needs_tools

FALSE_ALARM = "RESOURCE_MISMATCH"
"""parliament 1.6.4 wants every type of resource of a call in one statement. EC2 asks about each by
itself, so three statements narrow CreateNetworkInterface in three ways."""

AUTHORIZATION: Mapping[str, Mapping[str, list[str]]] = data_of(DIRECTORY / "authorization.yaml")


@pytest.fixture(scope="module")
def told() -> Mapping[str, Any]:
    documents: dict[str, object] = {name: policy_of(name).document for name in switches()}
    wrong = {
        "unknown call": ("ec2:NoSuchThing", "*", {}),
        "unknown key": ("ec2:DescribeVpcs", "*", {"StringEquals": {"ec2:NoSuchKey": "a"}}),
        "wrong operator": (
            "ec2:DeleteNetworkInterface",
            "arn:aws:ec2:eu-central-1:123456789012:network-interface/*",
            {"StringEquals": {"ec2:Vpc": "arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-1"}},
        ),
    }
    for name, (action, resource, condition) in wrong.items():
        statement: dict[str, object] = {
            "Effect": "Allow",
            "Action": [action],
            "Resource": [resource],
        }
        if condition:
            statement["Condition"] = condition
        documents[name] = {"Version": "2012-10-17", "Statement": [statement]}
    asked = {"documents": documents, "actions": sorted(row.action for row in CALLS)}
    found: Mapping[str, Any] = told_by(Path(__file__).parent / "outside" / "linters.py", asked)
    return found


@pytest.mark.parametrize("name", switches())
def test_parliament_has_nothing_but_its_false_alarm(told: Mapping[str, Any], name: str) -> None:
    document = json.loads(policy_of(name).text)
    allowed = {
        (action, resource.split(":")[5].split("/")[0])
        for statement in document["Statement"]
        for action in statement["Action"]
        for resource in statement["Resource"]
        if resource != "*"
    }
    for issue, details in told["findings"][name]:
        assert issue == FALSE_ALARM, details
        for each in details:
            kind = each["required_format"].split(":")[5].split("/")[0]
            # another statement allows the call on what is missing from this one
            assert (each["action"], kind) in allowed, each


@pytest.mark.parametrize(
    ("name", "issue"),
    [
        ("unknown call", "UNKNOWN_ACTION"),
        ("unknown key", "UNKNOWN_CONDITION_FOR_ACTION"),
        ("wrong operator", "MISMATCHED_TYPE_BUT_USABLE"),
    ],
)
def test_parliament_sees_what_it_is_asked_for(
    told: Mapping[str, Any], name: str, issue: str
) -> None:
    assert issue in {each[0] for each in told["findings"][name]}


@pytest.mark.parametrize("row", CALLS, ids=lambda row: row.action)
def test_policy_sentry_has_our_types_and_keys(told: Mapping[str, Any], row: Any) -> None:
    ours = AUTHORIZATION[row.action]
    theirs = told["actions"][row.action]
    looked_at = {key for types in AUTHORIZATION.values() for keys in types.values() for key in keys}
    assert set(ours) <= set(theirs)
    for kind, keys in ours.items():
        assert keys == [each for each in theirs[kind] if each in looked_at], kind
