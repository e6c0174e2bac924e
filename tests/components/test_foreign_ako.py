"""An AKO that this stack does not own is told before anything of it is made or written over."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pulumi
import pytest

from cilium_ako.changes.release_description import describe
from components.engine import foreign_ako
from tests.components.helm_record import helm_record
from tests.components.test_foreign_cilium import Answers, server, stack_for

STATEFUL_SET = "/apis/apps/v1/namespaces/avi-system/statefulsets/ako"
SECRETS = "/api/v1/namespaces/avi-system/secrets"
NAMESPACE = SimpleNamespace(name="avi-system")
SECRET = SimpleNamespace(name="avi-secret")
RELEASE = SimpleNamespace(name="ako")
AGENT: Answers = {STATEFUL_SET: (200, {"metadata": {"name": "ako"}})}


def records(description: str) -> Answers:
    items = [helm_record("ako", description=description)]
    return {**AGENT, SECRETS: (200, {"metadata": {}, "items": items})}


def hook_of(url: str, monkeypatch: pytest.MonkeyPatch, *, acknowledge: str = "") -> Any:
    """The function behind the hook; the engine would call it."""
    kept: list[Any] = []
    monkeypatch.setattr(
        pulumi, "ResourceHook", lambda _name, callback, _options: kept.append(callback)
    )
    foreign_ako.foreign_ako_hook(stack_for(url, acknowledge=acknowledge))
    return kept[0]


@pytest.mark.parametrize("resource", [NAMESPACE, SECRET, RELEASE], ids=lambda each: each.name)
@pytest.mark.parametrize("answers", [AGENT, records("Install complete")], ids=["pod", "release"])
def test_an_ako_that_is_there(
    answers: Answers, resource: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(answers) as (url, _), pytest.raises(pulumi.RunError) as caught:
        hook_of(url, monkeypatch)(resource)
    text = str(caught.value)
    assert "the cluster already runs an AKO (StatefulSet avi-system/ako)" in text
    assert "this stack does not own it (rule foreign-ako)" in text
    assert "acknowledge.foreign-ako.reason" in text
    assert "so that AKO is not restarted:" in text
    assert "acknowledge.foreign-ako.to" in text


def test_an_ako_in_another_namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    there: Answers = {
        "/apis/apps/v1/statefulsets": (
            200,
            {"metadata": {}, "items": [{"metadata": {"namespace": "vmware", "name": "ako"}}]},
        )
    }
    with server(there) as (url, _), pytest.raises(pulumi.RunError, match="vmware/ako"):
        hook_of(url, monkeypatch)(NAMESPACE)


@pytest.mark.parametrize("resource", [NAMESPACE, SECRET, RELEASE], ids=lambda each: each.name)
def test_a_cluster_without_ako(resource: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    with server({}) as (url, asked):
        hook_of(url, monkeypatch)(resource)
        assert asked


@pytest.mark.parametrize("resource", [NAMESPACE, SECRET], ids=lambda each: each.name)
def test_what_is_taken_over_may_be_made(
    resource: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(records("Install complete")) as (url, _):
        hook_of(url, monkeypatch, acknowledge="foreign-ako")(resource)


@pytest.mark.parametrize("acknowledge", ["", "foreign-ako"])
def test_a_release_is_never_made_a_second_time(
    acknowledge: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = records(describe("dev", ako="1.13.4"))
    with server(ours) as (url, _), pytest.raises(pulumi.RunError, match="does not own it"):
        hook_of(url, monkeypatch, acknowledge=acknowledge)(RELEASE)


def test_a_secret_beside_the_stacks_own_release(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(records(describe("dev", ako="1.13.4"))) as (url, _):
        hook_of(url, monkeypatch)(SECRET)


def test_a_cluster_that_does_not_let_us_look(monkeypatch: pytest.MonkeyPatch) -> None:
    warned: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", warned.append)
    with server({STATEFUL_SET: (403, {"message": "canary-5e6f"})}) as (url, _):
        hook_of(url, monkeypatch)(NAMESPACE)
    (message,) = warned
    assert "could not look whether the cluster already runs an AKO" in message
    assert "canary-5e6f" not in message
