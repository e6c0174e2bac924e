"""Opening a cluster: which kubeconfig, which context, whose credentials, and what is told of it."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.doctor.connection import connect
from cilium_ako.doctor.read_error import ClusterAccessError
from cilium_ako.doctor.run import Diagnosis, DoctorOptions, diagnose, watch
from cilium_ako.message import Message
from tests.doctor.http_server import Handler, kubeconfig, served, served_over_tls
from tests.doctor.stacks import stack
from tests.doctor.worlds import World


@pytest.mark.parametrize("environment", ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_no_proxy_is_asked_for_loopback(
    diagnosed: Callable[..., Diagnosis], monkeypatch: pytest.MonkeyPatch, environment: str
) -> None:
    monkeypatch.setenv(environment, "http://127.0.0.1:9")
    with served(World(stack())) as (url, _):
        assert diagnosed(url).complete


def test_a_context_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", "http://127.0.0.1:9")))
    with pytest.raises(ClusterAccessError, match="three"):
        diagnose(stack(), DoctorOptions(context="three"))


def test_the_stack_names_the_context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", "http://127.0.0.1:9")))
    with pytest.raises(ClusterAccessError, match="three"):
        diagnose(stack(cluster={"kubeconfigContext": "three"}), DoctorOptions())


def test_no_kubeconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    with pytest.raises(ClusterAccessError, match="no kubeconfig"):
        diagnose(stack(), DoctorOptions())


@pytest.mark.parametrize("text", ["", "{", "[]", "kind: Config", "a: &a [*a]"])
def test_a_kubeconfig_that_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "config").write_text(text)
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
    with pytest.raises(ClusterAccessError):
        diagnose(stack(), DoctorOptions(timeout=2.0))


def test_an_exec_plugin_gives_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "kind": "ExecCredential",
        "status": {"token": "from-the-plugin"},
    }
    user = {
        "exec": {
            "apiVersion": answer["apiVersion"],
            "command": "sh",
            "args": ["-c", f"echo '{json.dumps(answer)}'"],
            "interactiveMode": "Never",
        }
    }
    tokens: set[str | None] = set()

    def note(handler: Handler, _path: str, _query: dict[str, str]) -> bool:
        tokens.add(handler.headers.get("Authorization"))
        return False

    with served(World(stack()), note) as (url, _):
        path = kubeconfig(tmp_path / "config", url, user=user)
        monkeypatch.setenv("KUBECONFIG", str(path))
        assert diagnose(stack(), DoctorOptions(context="two")).complete
    assert tokens == {"Bearer from-the-plugin"}


def test_an_exec_plugin_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user = {
        "exec": {
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": "sleep",
            "args": ["5"],
            "interactiveMode": "Never",
        }
    }
    path = kubeconfig(tmp_path / "config", "http://127.0.0.1:9", user=user)
    monkeypatch.setenv("KUBECONFIG", str(path))
    began = time.monotonic()
    with pytest.raises(ClusterAccessError, match="in time"):
        diagnose(stack(), DoctorOptions(timeout=1.0))
    assert time.monotonic() - began < 3.0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"clusters": [{"name": "one", "cluster": {"server": "https://["}}]}, "is no URL"),
        ({"clusters": [{"name": "one", "cluster": {"server": "https://a:b"}}]}, "is no URL"),
        ({"clusters": [{"name": "one", "cluster": {}}]}, "names no server"),
        ({"clusters": []}, "no cluster one, which its context one names"),
        ({"current-context": ""}, "names no current context"),
        ({"current-context": "other"}, "no context other"),
        ({"contexts": 5}, "no list of mappings under `contexts`"),
        (
            {"users": [{"name": "me", "user": {"client-certificate": "none.crt"}}]},
            "File does not exist",
        ),
        (
            {"users": [{"name": "me", "user": {"client-certificate-data": "not-to-be-seen"}}]},
            "is no base64",
        ),
        ({"users": [{"name": "me", "user": ["not-to-be-seen"]}]}, "no mapping under `user`"),
    ],
)
def test_a_kubeconfig_that_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], said: str
) -> None:
    path = kubeconfig(tmp_path / "config", "https://127.0.0.1:9")
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
    monkeypatch.setenv("KUBECONFIG", str(path))
    with pytest.raises(ClusterAccessError, match=said) as error:
        connect(None, 5.0)
    assert "not-to-be-seen" not in error.value.message
    assert "Error" not in error.value.message  # no class of Python's


def test_a_kubeconfig_with_a_date_that_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(World(stack())) as (url, _):
        path = kubeconfig(tmp_path / "config", url)
        path.write_text(path.read_text()[:-1] + ', "preferences": {"since": 2026-99-99}}')
        monkeypatch.setenv("KUBECONFIG", str(path))
        assert diagnose(stack(), DoctorOptions()).complete


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("extensions: " + "[" * 3000 + "]" * 3000, "nested"),
        ("\x00", "forbids"),
        ("[]", "no kubeconfig"),
    ],
    ids=["deep", "nul", "list"],
)
def test_a_kubeconfig_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    (tmp_path / "config").write_text(text)
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
    with pytest.raises(ClusterAccessError, match=said) as error:
        connect(None, 5.0)
    assert str(tmp_path / "config") in error.value.message


def test_of_several_files_the_first_word_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(World(stack())) as (url, asked):
        first = kubeconfig(tmp_path / "first", url)
        second = kubeconfig(tmp_path / "second", "http://127.0.0.1:9")
        content = json.loads(second.read_text())
        content["current-context"] = "two"
        content["contexts"].append({"name": "three", "context": {"cluster": "one", "user": "me"}})
        second.write_text(json.dumps(content))
        files = [str(tmp_path / "none"), str(first), str(second)]
        monkeypatch.setenv("KUBECONFIG", ":".join(files))
        assert diagnose(stack(), DoctorOptions()).complete
        assert diagnose(stack(), DoctorOptions(context="three")).complete
    assert asked


@pytest.fixture
def insecure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """KUBECONFIG is one that skips TLS verification; the server's URL."""
    with served_over_tls(World(stack()), tmp_path) as url:
        path = kubeconfig(tmp_path / "config", url)
        content = json.loads(path.read_text())
        content["clusters"][0]["cluster"]["insecure-skip-tls-verify"] = True
        path.write_text(json.dumps(content))
        monkeypatch.setenv("KUBECONFIG", str(path))
        yield url


class TestSkippedVerification:
    # a warning of urllib3's would be an error of the test

    def test_it_is_told_once(self, insecure: str) -> None:
        notices: list[Message] = []
        assert diagnose(stack(), DoctorOptions(), notify=notices.append).complete
        (notice,) = notices
        assert f"between here and {insecure} can read the credentials" in notice.what
        assert "certificate-authority-data" in notice.fix

    def test_while_watching_too(self, insecure: str) -> None:
        notices: list[Message] = []
        pauses: list[float] = []

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 3:
                raise KeyboardInterrupt

        looks = watch(stack(), DoctorOptions(), notify=notices.append, pause=pause)
        with pytest.raises(KeyboardInterrupt):
            list(looks)
        assert len(pauses) == 3
        assert len(notices) == 1

    def test_without_tls_there_is_nothing_to_skip(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        notices: list[Message] = []
        with served(World(stack())) as (url, _):
            monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", url)))
            connect(None, 5.0, notify=notices.append)
        assert notices == []

    def test_a_certificate_that_is_verified_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with served_over_tls(World(stack()), tmp_path) as url:
            monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", url)))
            with pytest.raises(ClusterAccessError, match="not of the kubeconfig's authority"):
                diagnose(stack(), DoctorOptions())


def test_an_exec_plugin_that_fails_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    user = {
        "exec": {
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": "sh",
            "args": ["-c", "echo 'log in first' >&2; exit 7"],
            "interactiveMode": "Never",
        }
    }
    notices: list[Message] = []
    handlers = list(logging.getLogger().handlers)
    with served(World(stack())) as (url, _):
        monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", url, user=user)))
        connect(None, 5.0, notify=notices.append)
    assert [notice.what for notice in notices] == [
        "the kubeconfig's exec plugin gave no credentials (exec: process returned 7. log in first)"
    ]
    assert logging.getLogger().handlers == handlers
    assert capfd.readouterr() == ("", "")
