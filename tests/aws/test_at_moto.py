"""Cilium's operator with the role that the program makes, at a real EC2 and IAM: moto's server.

moto looks at the actions of a policy, so each action that is taken out of it shows which call
breaks. It does not look at ARNs, conditions and trusts, and passes `*` for every resource of EC2: a
scoped statement is a refusal there. So calls are made with a copy of the policy without resources
and conditions; what those keep out is tested by `evaluator`. Prefixes are taken and forgotten.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.catalogue.aws.operator_permissions import CALLS
from tests.aws.switched import DIRECTORY, policy_of, switches
from tests.aws.tools import TOOLS, needs_tools, told_by

pytestmark = [needs_tools, pytest.mark.xdist_group("moto")]

NOT_THERE = {"AssignIpv6Addresses", "CreateTags"}
"""The first needs an IPv6 block of the subnet, without which moto fails; of the second moto asks
nothing where tags come with an interface."""
ACTIONS = sorted(row.action for row in CALLS)
CALLED = [each for each in ACTIONS if each not in NOT_THERE]


def flat(actions: list[str]) -> dict[str, Any]:
    """A policy of these calls on everything."""
    named = [f"ec2:{each}" for each in actions]
    statement = {"Effect": "Allow", "Action": named, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def endpoint(server: subprocess.Popen[str]) -> str:
    """Where the server listens, which it says in its log."""
    assert server.stderr is not None
    for line in server.stderr:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    raise AssertionError("moto_server ended")


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """The server's URL."""
    with subprocess.Popen(
        [TOOLS / "moto_server", "-H", "127.0.0.1", "-p", "0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            yield endpoint(server)
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def told(moto: str) -> Mapping[str, Any]:
    """What came of every role."""
    trust = {
        path.stem: json.loads(path.read_text("utf-8"))
        for path in (DIRECTORY / "trust").glob("*.json")
    }
    asked = {
        "endpoint": moto,
        "region": "eu-central-1",
        "scoped": {name: policy_of(name).document for name in switches()},
        "trust": trust,
        "policies": {
            "everything": flat(ACTIONS),
            **{each: flat([other for other in ACTIONS if other != each]) for each in ACTIONS},
        },
    }
    script = Path(__file__).parent / "outside" / "operator_at_moto.py"
    found: Mapping[str, Any] = told_by(script, asked)
    return found


def test_iam_takes_every_document_and_every_trust(told: Mapping[str, Any]) -> None:
    trusts = {path.stem for path in (DIRECTORY / "trust").glob("*.json")}
    assert set(told["taken"]) == set(switches()) | trusts


def test_with_the_whole_policy_every_call_goes_through(told: Mapping[str, Any]) -> None:
    assert told["roles"]["everything"] == {}


@pytest.mark.parametrize("action", CALLED)
def test_an_action_that_is_taken_out_breaks_its_call(told: Mapping[str, Any], action: str) -> None:
    broken = told["roles"][action]
    assert set(broken) == {action}
    assert broken[action] in ("AccessDenied", "UnauthorizedOperation")


def test_an_interface_lives_as_the_operator_has_it(told: Mapping[str, Any]) -> None:
    assert told["lifecycle"] == {
        "tags": {
            "io.cilium/cilium-managed": "true",
            "io.cilium/cluster-name": "prod-aws",
        },
        "attached": True,
        "addresses": [5, 7, 5],
        "gone": True,
    }


@pytest.mark.parametrize("what", ["conditions", "trust", "prefixes"])
def test_what_moto_does_not_see(told: Mapping[str, Any], what: str) -> None:
    """Where this fails, moto has learnt it: then the scoped documents can be tried there."""
    assert told["unseen"][what]
