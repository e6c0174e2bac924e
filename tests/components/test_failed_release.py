"""What is said of a release that failed in the middle, and when it is tried again."""

from __future__ import annotations

import asyncio
from typing import Any

import pulumi
import pytest

from cilium_ako.catalogue.pulumi.release_failures import FAILURES, RETRY_PAUSES
from cilium_ako.config.stack import Stack
from components.engine import failed_release
from components.engine.failed_release import failed_release_hook, failure_of, retry_pause
from tests.components.test_foreign_cilium import server, stack_for
from tests.configs import POOL, changed, parsed

ERRORS = {
    "pending": "another operation (install/upgrade/rollback) is in progress",
    "name-in-use": "cannot re-use a name that is still in use",
    "unreachable": (
        "can't update Helm Release with unreachable cluster: unable to load schema information"
        " from the API server: dial tcp 127.0.0.1:6443: connect: connection refused"
    ),
    "refused": (
        'Kubernetes cluster unreachable: Get "https://127.0.0.1:6443/version": dial tcp'
        " 127.0.0.1:6443: connect: connection refused"
    ),
    "cut": "Get https://127.0.0.1:6443/api/v1: http2: client connection lost",
    "not-ready": (
        'Helm release "kube-system/cilium" failed to initialize completely. Use Helm CLI to'
        " investigate: failed to become available within allocated timeout. Error: Helm Release"
        " kube-system/cilium: context deadline exceeded"
    ),
}
"""An error of each row, as the engine hands it over."""


def test_every_row_has_an_example() -> None:
    assert set(ERRORS) == {row.id for row in FAILURES}


@pytest.mark.parametrize(("row", "error"), ERRORS.items())
def test_an_error_belongs_to_its_row(row: str, error: str) -> None:
    found = failure_of(error)
    assert found is not None
    assert found.id == row


@pytest.mark.parametrize(
    "error",
    [
        "template: cilium/templates/validate.yaml:24:5: error calling fail: tunnel was removed",
        "values don't meet the specifications of the schema(s): debug.enabled: not a boolean",
        'roles.rbac.authorization.k8s.io is forbidden: User "x" cannot create resource',
        "no cached repo found",
    ],
)
def test_a_failure_of_the_chart_s_own_is_in_no_row(error: str) -> None:
    assert failure_of(error) is None
    assert retry_pause([error]) is None


def test_only_refused_connections_are_tried_again() -> None:
    for row, error in ERRORS.items():
        assert (retry_pause([error]) is not None) is (row == "refused"), row


def test_pauses_grow_and_end_after_three_tries() -> None:
    refused = ERRORS["refused"]
    pauses = [retry_pause([refused] * number) for number in range(1, 6)]
    assert pauses == [*RETRY_PAUSES, None, None]
    assert list(RETRY_PAUSES) == sorted(RETRY_PAUSES)
    assert len(RETRY_PAUSES) == 3


def test_a_pending_release_after_a_refused_connection_is_not_tried_again() -> None:
    assert retry_pause([ERRORS["pending"], ERRORS["refused"]]) is None


class _Recorded:
    """Stands in for the engine: keeps what is registered."""

    def __init__(self, name: str, callback: Any) -> None:
        self.name, self.callback = name, callback


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []
    monkeypatch.setattr(pulumi, "ErrorHook", _Recorded)
    monkeypatch.setattr(pulumi.log, "error", lines.append)
    monkeypatch.setattr(pulumi.log, "warn", lines.append)
    return lines


def told(stack: Stack, name: str, *errors: str) -> bool:
    """What the hook answers to errors of a release, the newest first."""
    hook: Any = failed_release_hook("dev", stack)
    args = pulumi.ErrorHookArgs(
        "urn", "id", name, "t", failed_operation="update", errors=list(errors)
    )
    answer: bool = asyncio.run(hook.callback(args))
    return answer


REVISIONS = "/api/v1/namespaces/kube-system/secrets"
AGENTS = "/apis/apps/v1/namespaces/kube-system/daemonsets"
PODS = "/api/v1/namespaces/kube-system/pods"
NODES = "/api/v1/nodes"


def revision(number: int) -> dict[str, Any]:
    return {"metadata": {"labels": {"status": "deployed", "version": str(number)}}}


def conditions(ready: str) -> dict[str, Any]:
    return {"conditions": [{"type": "Ready", "status": ready}]}


def test_a_pending_release_is_told_the_revision_to_go_back_to(said: list[str]) -> None:
    with server({REVISIONS: (200, {"items": [revision(3), revision(4)]})}) as (url, asked):
        assert told(stack_for(url), "cilium", ERRORS["pending"]) is False
    (text,) = said
    assert "helm -n kube-system history cilium\n" in text
    assert "helm -n kube-system rollback cilium 4\n" in text
    assert "pulumi up --stack dev" in text
    assert "no other pulumi or helm works on it" in text
    assert "name%3Dcilium" in asked[0]


def test_an_install_that_was_cut_off_has_no_revision_to_go_back_to(said: list[str]) -> None:
    with server({REVISIONS: (200, {"items": []})}) as (url, _):
        told(stack_for(url), "cilium", ERRORS["pending"])
    assert "helm -n kube-system uninstall cilium" in said[0]
    assert "rollback" not in said[0]


def test_a_context_stands_in_the_commands(said: list[str]) -> None:
    told(parsed(changed(POOL, (("cluster", "kubeconfigContext"), "a b"))), "ako", ERRORS["pending"])
    assert "helm --kube-context 'a b' -n avi-system history ako" in said[0]


@pytest.mark.parametrize("row", [row.id for row in FAILURES if row.remedy != "retry"])
def test_a_cluster_that_cannot_be_read_keeps_nothing_back(row: str, said: list[str]) -> None:
    """An error of the hook's own would take the place of the one that it explains."""
    assert told(stack_for("http://127.0.0.1:9"), "cilium", ERRORS[row]) is False
    (text,) = said
    failure = next(each for each in FAILURES if each.id == row)
    assert failure.meaning in text
    if failure.remedy == "roll-back":
        assert "rollback cilium REVISION   # the last one whose STATUS is deployed" in text
    assert "Traceback" not in text


def test_nothing_of_an_error_of_our_own_is_shown(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_stack: Stack) -> None:
        raise RuntimeError("canary-5e6f")

    monkeypatch.setattr(failed_release, "live_cluster", broken)
    for row in ("pending", "not-ready"):
        assert told(parsed(POOL), "cilium", ERRORS[row]) is False
    assert len(said) == 2
    assert "canary" not in "".join(said)


def test_what_is_not_ready_is_named(said: list[str]) -> None:
    helm = {
        "labels": {"app.kubernetes.io/managed-by": "Helm"},
        "annotations": {"meta.helm.sh/release-name": "cilium"},
    }
    agents: dict[str, Any] = {
        "metadata": {"name": "cilium", **helm},
        "spec": {"selector": {"matchLabels": {"k8s-app": "cilium"}}},
        "status": {
            "desiredNumberScheduled": 3,
            "numberReady": 2,
            "updatedNumberScheduled": 1,
        },
    }
    ready = {**agents, "metadata": {**agents["metadata"], "name": "cilium-envoy"}}
    ready["status"] = {
        "desiredNumberScheduled": 3,
        "numberReady": 3,
        "updatedNumberScheduled": 3,
    }
    others = {**agents, "metadata": {"name": "of-another-release"}}
    waiting = {
        "metadata": {"name": "cilium-x"},
        "spec": {"nodeName": "node-2", "containers": [{"image": "registry.test/cilium:v1.18.13"}]},
        "status": {
            **conditions("False"),
            "containerStatuses": [{"state": {"waiting": {"reason": "ImagePullBackOff"}}}],
        },
    }
    answers = {
        NODES: (
            200,
            {
                "items": [
                    {"metadata": {"name": "node-1"}, "status": conditions("True")},
                    {"metadata": {"name": "node-2"}, "status": conditions("Unknown")},
                ]
            },
        ),
        AGENTS: (200, {"items": [agents, ready, others]}),
        PODS: (200, {"items": [waiting, {"metadata": {}, "status": conditions("True")}]}),
    }
    with server(answers) as (url, _):
        assert told(stack_for(url), "cilium", ERRORS["not-ready"]) is False
    (text,) = said
    assert "node node-2 is not Ready" in text
    assert "DaemonSet kube-system/cilium: 2 of 3 ready, 1 of the new version" in text
    assert (
        "pod cilium-x on node node-2: ImagePullBackOff (image registry.test/cilium:v1.18.13)"
    ) in text
    for absent in ("node-1", "cilium-envoy", "of-another-release"):
        assert absent not in text
    assert "kubectl -n kube-system get pods -o wide" in text


def test_a_refused_connection_is_tried_again_after_a_pause(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    async def pause(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", pause)
    refused = ERRORS["refused"]
    answers = [told(parsed(POOL), "cilium", *[refused] * number) for number in range(1, 5)]
    assert answers == [True, True, True, False]
    assert slept == list(RETRY_PAUSES)
    assert "(1 of 3)" in said[0]
    assert "kubectl get --raw /readyz" in said[3]


@pytest.mark.parametrize("name", ["avi-secret", "cilium-ipsec-keys"])
def test_nothing_is_said_of_other_resources(name: str, said: list[str]) -> None:
    assert told(parsed(POOL), name, ERRORS["refused"]) is False
    assert said == []


def test_nothing_is_said_of_a_chart_s_own_failure(said: list[str]) -> None:
    assert told(parsed(POOL), "cilium", "error calling fail: x") is False
    assert said == []
