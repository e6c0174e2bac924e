"""What the hook before a deletion says, and what it lets pass."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from cilium_ako.catalogue.cilium.cluster_mesh import LOAD_BALANCER
from cilium_ako.catalogue.pulumi.deletions import (
    AWS_NODE_KEPT_OFF,
    DELETIONS,
    IGNORE_PROTECT,
    KUBE_PROXY_KEPT_OFF,
    guarded_deletion,
)
from cilium_ako.charts.release_values import ako_release_values
from cilium_ako.charts.values_digest import values_digest
from components.engine.deletion_guard import deletion_refusal, warn_of_ignored_protection
from tests.configs import AWS_CNI, ENI, KUBERNETES, MANAGED, MESH_CA, POOL, changed, parsed, without

KEY = "cilium-ipsec-keys"


def refusal(resource: str, config: dict[str, Any], **acknowledge: Any) -> str:
    known = {each.replace("_", "-"): {"reason": "NET-1"} for each in acknowledge}
    return deletion_refusal(resource, "dev", parsed({**config, "acknowledge": known}))


MEMBER = "cilium-etcd-192-168-10-11"
AUTHORITY = "etcd-peer-authority-1-key"


ON_EKS = changed(
    ENI,
    (("cluster", "kubeProxy"), "kept-off"),
    (("cluster", "awsNode"), "kept-off"),
    (("cilium", "kubeProxyReplacement"), True),
)
"""A cluster whose own DaemonSets are kept off nodes."""

IN_USE: dict[str, dict[str, Any]] = {
    **{each.resource: KUBERNETES for each in DELETIONS if not each.of_each},
    AWS_NODE_KEPT_OFF: ON_EKS,
    KUBE_PROXY_KEPT_OFF: ON_EKS,
    LOAD_BALANCER: MESH_CA,
}
"""What is guarded, with a config that needs it."""


@pytest.mark.parametrize("resource", IN_USE)
def test_a_refusal_says_what_why_and_what_to_type(resource: str) -> None:
    text = refusal(resource, IN_USE[resource])
    row = next(each for each in DELETIONS if each.resource == resource)
    assert text.startswith(f"{row.called} would be deleted, or replaced, and was left alone.")
    assert row.consequence in text
    command = (
        "pulumi config set --stack dev --path 'cilium-ako:acknowledge.cluster-taken-down.reason'"
    )
    assert command in text
    assert "pulumi up --stack dev" in text
    assert "pulumi destroy --stack dev" in text


@pytest.mark.parametrize("resource", [MEMBER, AUTHORITY])
def test_members_and_authorities_of_etcd_stay_while_the_config_has_them(resource: str) -> None:
    row = guarded_deletion(resource)
    assert row is not None
    text = refusal(resource, MANAGED)
    assert text.startswith(f"{row.called} would be deleted, or replaced, and was left alone.")
    assert row.consequence in text
    assert refusal(resource, MANAGED, cluster_taken_down=True) == ""


@pytest.mark.parametrize(
    "resource", ["cilium-etcd-192-168-10-99", "etcd-peer-authority-7-key", "cilium-etcd-snapshot-1"]
)
def test_what_the_config_has_no_more_of_etcd_goes(resource: str) -> None:
    assert refusal(resource, MANAGED) == ""


@pytest.mark.parametrize("resource", [MEMBER, AUTHORITY])
def test_all_of_etcd_goes_with_the_managed_kvstore(resource: str) -> None:
    assert refusal(resource, KUBERNETES) == ""


@pytest.mark.parametrize("resource", IN_USE)
def test_what_is_taken_down_goes(resource: str) -> None:
    assert refusal(resource, IN_USE[resource], cluster_taken_down=True) == ""


def test_what_is_kept_off_comes_back_where_cilium_no_longer_stands_in_its_place() -> None:
    back = changed(
        ON_EKS,
        (("cluster", "kubeProxy"), "iptables"),
        (("cilium", "kubeProxyReplacement"), False),
    )
    assert refusal("kube-proxy-kept-off", back) == ""
    assert "starts on every node beside Cilium" in refusal("aws-node-kept-off", back)
    assert refusal("aws-node-kept-off", AWS_CNI) == ""


def test_a_patch_of_what_is_gone_is_taken_out_of_the_state() -> None:
    assert "`pulumi refresh` takes the patch out" in refusal("aws-node-kept-off", ENI)


@pytest.mark.parametrize("resource", ["cilium-etcd-secrets", "avi-system", "kubernetes"])
def test_other_resources_go(resource: str) -> None:
    assert refusal(resource, KUBERNETES) == ""


def test_the_whole_stack_is_told_where_ako_goes_first() -> None:
    assert "kube-system/cilium would go after it" in refusal("ako-restart", KUBERNETES)
    alone = refusal("ako-restart", without(KUBERNETES, "ako"))
    assert "kube-system/cilium" not in alone
    assert "avi-system/ako" in alone


def test_the_key_goes_with_ipsec() -> None:
    assert "encryption" not in POOL["cilium"]
    assert "cilium-ako:acknowledge.encryption-off.reason" in refusal(KEY, POOL)
    assert refusal(KEY, POOL, encryption_off=True) == ""
    assert refusal(KEY, POOL, encryption_swapped=True) == ""


def test_the_key_stays_while_agents_read_it() -> None:
    external = {"type": "ipsec", "key": {"source": "external"}}
    others = changed(KUBERNETES, (("cilium", "encryption"), external))
    assert "cilium-ako:cilium.encryption.key.name" in refusal(KEY, others, encryption_off=True)
    named = {"type": "ipsec", "key": {"source": "external", "name": "keys-of-others"}}
    assert refusal(KEY, changed(KUBERNETES, (("cilium", "encryption"), named))) == ""


@pytest.mark.parametrize(("value", "warned"), [("true", 1), ("1", 1), ("false", 0), ("", 0)])
def test_the_variable_is_warned_about_by_name(
    monkeypatch: pytest.MonkeyPatch, value: str, warned: int
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    monkeypatch.setenv(IGNORE_PROTECT, value)
    warn_of_ignored_protection()
    assert len(said) == warned
    assert all("PULUMI_OPTION_IGNORE_PROTECT" in each for each in said)


def test_the_annotation_stays_while_ako_is_said_to_run_with_these_values() -> None:
    stack = parsed(POOL)
    assert stack.cluster is not None
    assert stack.cilium is not None
    assert stack.ako is not None
    said = values_digest(ako_release_values(stack.cluster, stack.cilium, stack.ako))
    config = {**POOL, "acknowledge": {"foreign-ako": {"reason": "NET-1", "to": said}}}
    text = deletion_refusal("ako-restart", "dev", parsed(config))
    assert "pulumi config rm --path 'cilium-ako:acknowledge.foreign-ako'" in text
