"""A cluster that already runs a Cilium which this stack does not own is told before it changes."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest

from cilium_ako.changes.release_description import describe
from cilium_ako.config.stack import SecretKey, Stack, parse
from components.engine import foreign_cilium
from tests.configs import POOL, changed, raw
from tests.doctor.http_server import served_over_tls
from tests.doctor.stacks import stack as doctor_stack
from tests.doctor.worlds import World
from tests.listening import listening

DAEMON_SET = "/apis/apps/v1/namespaces/kube-system/daemonsets/cilium"
SECRETS = "/api/v1/namespaces/kube-system/secrets"
Answers = dict[str, tuple[int, Any]]
RELEASE = SimpleNamespace(name="cilium")
KEY = SimpleNamespace(name="cilium-ipsec-keys")
ETCD = SimpleNamespace(name="cilium-etcd-secrets")


@contextmanager
def server(answers: dict[str, tuple[int, Any]]) -> Iterator[tuple[str, list[str]]]:
    """An API server on this machine that knows a few paths; its URL, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, body = answers.get(self.path.partition("?")[0], (404, {"kind": "Status"}))
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    with listening(Handler) as port:
        yield f"http://127.0.0.1:{port}", asked


def stack_for(
    url: str, path: Path | None = None, *, insecure: bool = False, acknowledge: str = ""
) -> Stack:
    """A stack for the server there, its kubeconfig as a text or as the name of a file."""
    kubeconfig: Any = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "c",
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "c"}}],
        "clusters": [
            {"name": "c", "cluster": {"server": url, "insecure-skip-tls-verify": insecure}}
        ],
        "users": [{"name": "c", "user": {"token": "canary-5e6f"}}],
    }
    config = changed(POOL, (("cluster", "apiServer"), [url]))
    if acknowledge:
        config = {**config, "acknowledge": {acknowledge: {"reason": "NET-1"}}}
    text = json.dumps(kubeconfig)
    if path is not None:
        path.write_text(text)
        text = str(path)
    stack, errors = parse("dev", raw(config, kubeconfig=text), offline=False)
    assert errors == []
    assert SecretKey.KUBECONFIG in stack.secrets
    return stack


def hook_of(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The function behind the hook; the engine would call it."""
    kept: list[Any] = []

    def keep(name: str, callback: Any, options: Any) -> None:
        assert name == "foreign-cilium"
        assert options.on_dry_run
        kept.append(callback)

    monkeypatch.setattr(pulumi, "ResourceHook", keep)
    foreign_cilium.foreign_cilium_hook(stack)
    return kept[0]


RUNNING: dict[str, tuple[dict[str, tuple[int, Any]], str]] = {
    "agents": ({DAEMON_SET: (200, {"metadata": {"name": "cilium"}})}, "already runs a Cilium"),
    "a release": (
        {
            SECRETS: (
                200,
                {"metadata": {}, "items": [{"metadata": {"name": "sh.helm.release.v1.cilium.v1"}}]},
            )
        },
        "already has a Helm release kube-system/cilium",
    ),
}


@pytest.mark.parametrize(("answers", "said"), RUNNING.values(), ids=RUNNING)
def test_a_cilium_that_is_there(
    answers: dict[str, tuple[int, Any]], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(answers) as (url, asked):
        stop = hook_of(stack_for(url), monkeypatch)
        for _ in range(2):
            with pytest.raises(pulumi.RunError) as caught:
                stop(RELEASE)
        text = str(caught.value)
        assert said in text
        assert "this stack does not own it (rule foreign-cilium)" in text
        assert "acknowledge.foreign-cilium" in text
        assert "canary-5e6f" not in text
        # many resources are created, and the cluster is asked once for all
        assert len(asked) <= 3


def test_the_secret_may_name_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with server(RUNNING["agents"][0]) as (url, _):
        stop = hook_of(stack_for(url, tmp_path / "kubeconfig"), monkeypatch)
        with pytest.raises(pulumi.RunError, match="already runs a Cilium"):
            stop(RELEASE)


def test_a_cilium_in_another_namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    agents = {"metadata": {"namespace": "cilium", "name": "cilium"}}
    there: Answers = {
        SECRETS: (200, {"metadata": {}, "items": []}),
        "/apis/apps/v1/daemonsets": (200, {"metadata": {}, "items": [agents]}),
    }
    with server(there) as (url, _):
        stop = hook_of(stack_for(url), monkeypatch)
        with pytest.raises(pulumi.RunError, match="DaemonSet cilium/cilium"):
            stop(RELEASE)


def test_an_empty_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing: dict[str, tuple[int, Any]] = {SECRETS: (200, {"metadata": {}, "items": []})}
    with server(nothing) as (url, asked):
        hook_of(stack_for(url), monkeypatch)(RELEASE)
        assert asked


UNSEEN: dict[str, dict[str, tuple[int, Any]]] = {
    "forbidden": {DAEMON_SET: (403, {"message": "canary-5e6f"}), SECRETS: (403, {})},
    "unauthorized": {DAEMON_SET: (401, {}), SECRETS: (401, {})},
    "no JSON": {DAEMON_SET: (200, "a text"), SECRETS: (200, [])},
}


@pytest.mark.parametrize("answers", UNSEEN.values(), ids=UNSEEN)
def test_a_cluster_that_does_not_let_us_look(
    answers: dict[str, tuple[int, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    warned: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", warned.append)
    with server(answers) as (url, _):
        hook_of(stack_for(url), monkeypatch)(RELEASE)
    assert len(warned) == 1
    assert "could not look whether the cluster already runs a Cilium" in warned[0]
    assert "canary-5e6f" not in warned[0]


def test_a_cluster_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    warned: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", warned.append)
    with server({}) as (url, _):
        pass
    hook_of(stack_for(url), monkeypatch)(RELEASE)
    assert len(warned) == 1


def test_verification_that_is_skipped_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warned: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", warned.append)
    world = World(doctor_stack())
    for kind in ("DaemonSet", "Secret"):
        for each in world.all(kind):
            world.remove(kind, each["metadata"]["name"], each["metadata"]["namespace"])
    with served_over_tls(world, tmp_path) as url:
        hook_of(stack_for(url, insecure=True), monkeypatch)(RELEASE)
    (message,) = warned
    assert message.startswith("the kubeconfig skips TLS verification")
    assert "Fix: put the cluster's certificate-authority-data" in message


def record(description: str) -> Answers:
    """A cluster with agents, and Helm's record of a release with this description."""
    packed = gzip.compress(json.dumps({"info": {"description": description}}).encode())
    entry = base64.b64encode(base64.b64encode(packed)).decode()
    items = [{"metadata": {"name": "sh.helm.release.v1.cilium.v1"}, "data": {"release": entry}}]
    return {
        DAEMON_SET: (200, {"metadata": {"name": "cilium"}}),
        SECRETS: (200, {"metadata": {}, "items": items}),
    }


OURS = record(describe("dev", cilium="1.18.12"))
THERE = {f"{SECRETS}/cilium-ipsec-keys": (200, {"metadata": {"name": "cilium-ipsec-keys"}})}


@pytest.mark.parametrize("secret", [KEY, ETCD], ids=["key", "etcd"])
def test_a_secret_that_comes_later_than_the_stacks_own_release(
    secret: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(OURS) as (url, _):
        hook_of(stack_for(url), monkeypatch)(secret)


NOT_OURS: dict[str, Answers] = {
    "another stack's": record(describe("prod", cilium="1.18.12")),
    "by hand": record("Install complete"),
    "no record": {**record(""), SECRETS: (200, {"metadata": {}, "items": [{"data": {}}]})},
    "a broken record": {
        **record(""),
        SECRETS: (200, {"metadata": {}, "items": [{"data": {"release": "bm8="}}]}),
    },
}


@pytest.mark.parametrize("answers", NOT_OURS.values(), ids=NOT_OURS)
@pytest.mark.parametrize("secret", [KEY, ETCD], ids=["key", "etcd"])
def test_a_secret_beside_a_release_of_others(
    answers: Answers, secret: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(answers) as (url, _):
        stop = hook_of(stack_for(url), monkeypatch)
        with pytest.raises(pulumi.RunError, match="does not own it"):
            stop(secret)


def test_the_stacks_own_release_is_not_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(OURS) as (url, _):
        stop = hook_of(stack_for(url), monkeypatch)
        with pytest.raises(pulumi.RunError, match="does not own it"):
            stop(RELEASE)


def test_a_release_that_is_taken_over_may_get_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(NOT_OURS["by hand"]) as (url, _):
        stack = stack_for(url, acknowledge="foreign-cilium")
        hook_of(stack, monkeypatch)(KEY)


@pytest.mark.parametrize("acknowledged", ["", "foreign-cilium"])
def test_a_key_that_is_there_is_not_written_over(
    acknowledged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server({**OURS, **THERE}) as (url, _):
        stop = hook_of(stack_for(url, acknowledge=acknowledged), monkeypatch)
        with pytest.raises(pulumi.RunError, match="would be written over") as caught:
            stop(KEY)
        assert "'cilium-ako:cilium.encryption.key.source' external" in str(caught.value)
        stop(ETCD)


def test_a_key_that_is_the_same_may_be_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with server({**OURS, **THERE}) as (url, _):
        stack = stack_for(url, acknowledge="secret-ipsec-key-changed")
        hook_of(stack, monkeypatch)(KEY)
