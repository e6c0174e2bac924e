"""What a server can do wrong: the doctor says it, and never hangs beyond its timeout."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from cilium_ako.doctor.cluster import CannotLookError
from cilium_ako.doctor.examine import Examination, Options, examine, watch
from tests.doctor.stacks import IPSEC, stack
from tests.doctor.worlds import World

Answer = Callable[["Handler", str, dict[str, str]], bool]
"""Answers a request in a server's own way; False leaves it to the world."""

NODES = "/api/v1/nodes"


class Handler(BaseHTTPRequestHandler):
    world: World
    answer: Answer
    asked: list[str]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        self.asked.append(self.path)
        if type(self).answer(self, parts.path, query):
            return
        if "limit" in query:
            pages = self.world.pages(parts.path, query)
            if pages is None:
                self.reply(404, {"reason": "NotFound"})
                return
            found = list(pages)
            at = int(query.get("continue", "0"))
            more = str(at + 1) if at + 1 < len(found) else ""
            self.reply(200, {"metadata": {"continue": more}, "items": found[at]})
        else:
            one = self.world.get(parts.path)
            self.reply(404 if one is None else 200, {"reason": "NotFound"} if one is None else one)

    def reply(self, status: int, body: Any, **headers: str) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return self.world.time.strftime("%a, %d %b %Y %H:%M:%S GMT")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's own name
        pass


def leave(_handler: Handler, _path: str, _query: dict[str, str]) -> bool:
    return False


@contextmanager
def served(world: World, answer: Answer = leave) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    handler = type("Own", (Handler,), {"world": world, "answer": answer, "asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def kubeconfig(path: Path, server: str, *, user: dict[str, Any] | None = None) -> Path:
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "one",
        "clusters": [{"name": "one", "cluster": {"server": server}}],
        "users": [{"name": "me", "user": user or {"token": "not-to-be-seen"}}],
        "contexts": [
            {"name": name, "context": {"cluster": "one", "user": "me"}} for name in ("one", "two")
        ],
    }
    path.write_text(json.dumps(content))
    return path


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Examination]:
    def at(server: str, timeout: float = 10.0, **asked: Any) -> Examination:
        monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", server)))
        return examine(stack(**asked), Options(timeout=timeout))

    return at


def faults(examination: Examination) -> list[tuple[str, str, str]]:
    return [
        (each.check, each.level, each.object) for each in examination.findings if each.level != "ok"
    ]


def test_a_healthy_server(look: Callable[..., Examination]) -> None:
    with served(World(stack())) as (url, asked):
        examination = look(url)
    assert faults(examination) == []
    ahead = examination.seen.now - World(stack()).time  # the server's clock, not ours
    assert abs(ahead) < timedelta(seconds=5)
    assert sum(1 for path in asked if path.startswith(NODES)) == 2


def test_only_get_is_sent(look: Callable[..., Examination]) -> None:
    # the handler knows no other method, and would answer 501 to it
    with served(World(stack(cilium=IPSEC))) as (url, _):
        assert look(url, cilium=IPSEC).complete


def test_a_server_that_is_down(look: Callable[..., Examination]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(CannotLookError, match="nothing listens"):
        look(f"http://127.0.0.1:{port}")


@pytest.mark.parametrize("environment", ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_no_proxy_is_asked_for_loopback(
    look: Callable[..., Examination], monkeypatch: pytest.MonkeyPatch, environment: str
) -> None:
    monkeypatch.setenv(environment, "http://127.0.0.1:9")
    with served(World(stack())) as (url, _):
        assert look(url).complete


@pytest.mark.parametrize("pace", ["silent", "dripping"])
def test_a_slow_server_ends_with_the_timeout(look: Callable[..., Examination], pace: str) -> None:
    over = threading.Event()

    def slow(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        if path != NODES:
            return False
        if pace == "dripping":
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
        while not over.wait(0.1):
            if pace == "dripping":
                handler.wfile.write(b" ")
                handler.wfile.flush()
        return True

    began = time.monotonic()
    with served(World(stack()), slow) as (url, _):
        examination = look(url, timeout=1.0)
        took = time.monotonic() - began
        over.set()
    assert took < 3.0
    assert ("not-read", "warn", "Nodes") in faults(examination)
    assert examination.exit_status == 1


def test_a_server_that_never_answers_is_none(look: Callable[..., Examination]) -> None:
    over = threading.Event()

    def never(_handler: Handler, _path: str, _query: dict[str, str]) -> bool:
        return over.wait(30.0)

    began = time.monotonic()
    with served(World(stack()), never) as (url, _):
        with pytest.raises(CannotLookError):
            look(url, timeout=1.0)
        over.set()
    assert time.monotonic() - began < 3.5


def test_a_list_that_is_cut_off(look: Callable[..., Examination]) -> None:
    def cut(handler: Handler, path: str, query: dict[str, str]) -> bool:
        if path != NODES or "continue" not in query:
            return False
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"items": [')
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True
        return True

    with served(World(stack()), cut) as (url, _):
        examination = look(url)
    assert faults(examination) == [("not-read", "warn", "Nodes")]
    assert "middle" in examination.findings[0].message
    assert examination.exit_status == 1


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b'{"items": 7}', b"{}", b'{"items": [1, null]}']
)
def test_an_answer_that_is_no_list(look: Callable[..., Examination], body: bytes) -> None:
    def odd(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        if path == "/api/v1/services":
            handler.reply(200, body)
            return True
        return False

    with served(World(stack()), odd) as (url, _):
        examination = look(url)
    assert {check for check, _, _ in faults(examination)} <= {"not-read"}


def test_a_long_list_comes_compressed_and_in_chunks(look: Callable[..., Examination]) -> None:
    def compress(handler: Handler, path: str, query: dict[str, str]) -> bool:
        if path != NODES:
            return False
        assert handler.headers["Accept-Encoding"] == "gzip"
        nodes = handler.world.all("Node")
        body = gzip.compress(json.dumps({"metadata": {}, "items": nodes}).encode())
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for at in range(0, len(body), 100):
            part = body[at : at + 100]
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        handler.wfile.write(b"0\r\n\r\n")
        return True

    with served(World(stack()), compress) as (url, _):
        examination = look(url)
    assert faults(examination) == []
    assert len(examination.seen.nodes) == 3


def test_an_expired_token_begins_the_list_anew(look: Callable[..., Examination]) -> None:
    expired: list[str] = []

    def once(handler: Handler, path: str, query: dict[str, str]) -> bool:
        if path == NODES and "continue" in query and not expired:
            expired.append(path)
            handler.reply(410, {"reason": "Expired"})
            return True
        return False

    with served(World(stack()), once) as (url, asked):
        examination = look(url)
    assert faults(examination) == []
    assert len(examination.seen.nodes) == 3
    assert sum(1 for path in asked if path.startswith(NODES)) == 4


def test_tokens_that_always_expire_are_given_up(look: Callable[..., Examination]) -> None:
    def always(handler: Handler, path: str, query: dict[str, str]) -> bool:
        if path == NODES and "continue" in query:
            handler.reply(410, {"reason": "Expired"})
            return True
        return False

    with served(World(stack()), always) as (url, _):
        assert faults(look(url)) == [("not-read", "warn", "Nodes")]


def test_credentials_that_are_not_accepted(look: Callable[..., Examination]) -> None:
    def refuse(handler: Handler, _path: str, _query: dict[str, str]) -> bool:
        handler.reply(401, {"reason": "Unauthorized"})
        return True

    with (
        served(World(stack()), refuse) as (url, _),
        pytest.raises(CannotLookError, match="credentials") as error,
    ):
        look(url)
    assert "not-to-be-seen" not in error.value.message


def test_a_kind_that_may_not_be_read(look: Callable[..., Examination]) -> None:
    def forbid(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        if path == "/api/v1/services":
            handler.reply(403, {"reason": "Forbidden"})
            return True
        return False

    with served(World(stack()), forbid) as (url, _):
        examination = look(url)
    assert faults(examination) == [("not-read", "warn", "Services")]
    assert examination.exit_status == 0
    assert not [each for each in examination.findings if each.check == "node-port-outside-range"]


@pytest.mark.parametrize("forbidden", [NODES, "/apis/cilium.io/v2/ciliumnodes"])
def test_without_nodes_the_rest_is_checked(
    look: Callable[..., Examination], forbidden: str
) -> None:
    def forbid(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        if path == forbidden:
            handler.reply(403, {"reason": "Forbidden"})
            return True
        return False

    with served(World(stack()), forbid) as (url, _):
        examination = look(url)
    assert [check for check, _, _ in faults(examination)] == ["not-read"]
    assert len(examination.findings) > 30


def test_a_busy_server_is_asked_again(look: Callable[..., Examination]) -> None:
    busy: list[str] = []

    def once(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        if path == NODES and len(busy) < 2:
            busy.append(path)
            handler.reply(429, {"reason": "TooManyRequests"}, Retry_After="0.2")
            return True
        return False

    with served(World(stack()), once) as (url, _):
        assert faults(look(url)) == []
    assert len(busy) == 2


def test_a_server_that_is_busy_for_longer_than_there_is_time(
    look: Callable[..., Examination],
) -> None:
    def busy(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        if path == NODES:
            handler.reply(429, {"reason": "TooManyRequests"}, Retry_After="60")
            return True
        return False

    began = time.monotonic()
    with served(World(stack()), busy) as (url, _):
        examination = look(url, timeout=2.0)
    assert time.monotonic() - began < 2.0
    assert faults(examination) == [("not-read", "warn", "Nodes")]


def test_an_error_of_the_server_is_told(look: Callable[..., Examination]) -> None:
    def broken(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        if path == NODES:
            handler.reply(500, {"reason": "InternalError", "message": "not-to-be-seen"})
            return True
        return False

    with served(World(stack()), broken) as (url, _):
        examination = look(url)
    assert "500, InternalError" in examination.findings[0].message
    assert "not-to-be-seen" not in str(examination)


def test_without_crds_no_cilium_node_is_missed(look: Callable[..., Examination]) -> None:
    world = World(stack())
    for plural in ("ciliumnodes", "ciliumnodeconfigs"):
        world.remove("CustomResourceDefinition", f"{plural}.cilium.io")
    with served(world) as (url, _):
        assert [check for check, _, _ in faults(look(url))] == ["cilium-node-crd"]


def test_a_context_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", "http://127.0.0.1:9")))
    with pytest.raises(CannotLookError, match="three"):
        examine(stack(), Options(context="three"))


def test_the_stack_names_the_context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", "http://127.0.0.1:9")))
    with pytest.raises(CannotLookError, match="three"):
        examine(stack(cluster={"kubeconfigContext": "three"}), Options())


def test_no_kubeconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    with pytest.raises(CannotLookError, match="no kubeconfig"):
        examine(stack(), Options())


@pytest.mark.parametrize("text", ["", "{", "[]", "kind: Config", "a: &a [*a]"])
def test_a_kubeconfig_that_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "config").write_text(text)
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
    with pytest.raises(CannotLookError):
        examine(stack(), Options(timeout=2.0))


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
        assert examine(stack(), Options(context="two")).complete
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
    with pytest.raises(CannotLookError, match="in time"):
        examine(stack(), Options(timeout=1.0))
    assert time.monotonic() - began < 3.0


def test_progress_is_told_after_a_second(look: Callable[..., Examination]) -> None:
    lines: list[str] = []

    def slow(_handler: Handler, path: str, query: dict[str, str]) -> bool:
        if path == NODES and "continue" in query:
            time.sleep(1.2)
        return False

    with served(World(stack()), slow) as (url, _):
        look(url)  # sets KUBECONFIG
        examine(stack(), Options(timeout=10.0), lines.append)
    assert lines
    assert "3 Nodes" in lines[-1]


def test_watching_tells_what_changed(look: Callable[..., Examination]) -> None:
    world = World(stack())
    pauses: list[float] = []

    def pause(_seconds: float) -> None:
        pauses.append(_seconds)
        if len(pauses) == 2:
            world.agent()["status"]["containerStatuses"][0]["restartCount"] = 1
        if len(pauses) == 4:
            world.remove("CiliumNode", "node-2")

    with served(world) as (url, _):
        look(url)
        looks = watch(stack(), Options(timeout=10.0), pause=pause)
        seen = [next(looks) for _ in range(4)]
    told = [faults(each) for each in seen if isinstance(each, Examination)]
    assert [[check for check, _, _ in each] for each in told] == [
        [],
        ["agent-restarting"],
        [],
        ["cilium-node-missing"],
    ]
    assert len(pauses) == 4


def test_watching_goes_on_when_the_server_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(stack())
    with served(world) as (url, _):
        monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path / "config", url)))
        looks = watch(stack(), Options(timeout=2.0), pause=lambda _: None)
        next(looks)
    assert isinstance(next(looks), CannotLookError)
