"""Credentials of another account are told before a role is made in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cilium_ako.rules.problem import Finding
from components.eni.account_lookup import findings
from components.eni.subnet_lookup import AskError
from tests.configs import ENI, IRSA, NODE_ROLE, POD_IDENTITY, POOL, Config, changed, parsed

OURS, THEIRS = "111122223333", "444455556666"


def told(config: Config, account: object) -> list[tuple[str, Finding]]:
    def answer(token: str, inputs: Mapping[str, object]) -> Mapping[str, Any]:
        assert token == "aws:index/getCallerIdentity:getCallerIdentity"
        assert inputs == {}
        return {} if account is None else {"accountId": account}

    return list(findings(parsed(config), answer))


IN_AN_ACCOUNT = {
    "irsa": IRSA,
    "pod identity": changed(POD_IDENTITY, (("cluster", "awsAccount"), OURS)),
    "node role": changed(NODE_ROLE, (("cluster", "awsAccount"), OURS)),
}


@pytest.mark.parametrize("config", IN_AN_ACCOUNT.values(), ids=IN_AN_ACCOUNT)
def test_credentials_of_another_account_are_refused(config: Config) -> None:
    assert told(config, OURS) == []
    ((rule, found),) = told(config, THEIRS)
    assert rule == "aws-account-differs"
    assert f"of account {THEIRS}, and the cluster is in {OURS}" in found.what
    assert "cilium-ako:cluster.awsAccount" in found.fix


def test_the_place_is_where_the_account_is_said() -> None:
    ((_, found),) = told(IRSA, THEIRS)
    assert found.path == "cilium-ako:cilium.ipam.operatorRole.oidcProviderArn"
    ((_, found),) = told(IN_AN_ACCOUNT["pod identity"], THEIRS)
    assert found.path == "cilium-ako:cluster.awsAccount"


SILENT = {
    "a role of others'": (ENI, THEIRS),
    "no account known": (POD_IDENTITY, THEIRS),
    "no eni": (POOL, THEIRS),
    "no answer": (IRSA, None),
}


@pytest.mark.parametrize(("config", "account"), SILENT.values(), ids=SILENT)
def test_nothing_is_said_where_nothing_is_known(config: Config, account: object) -> None:
    assert told(config, account) == []


def test_who_cannot_ask_learns_it_from_the_provider() -> None:
    def refuse(token: str, inputs: Mapping[str, object]) -> Mapping[str, Any]:
        raise AskError("no valid credential sources found")

    assert list(findings(parsed(IRSA), refuse)) == []
