"""What a server can do wrong: the doctor says it, and never hangs beyond its timeout."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from cilium_ako.doctor import api_server
from cilium_ako.doctor.read_error import ClusterAccessError
from cilium_ako.doctor.run import Diagnosis
from tests.doctor.http_server import Handler, bad, served
from tests.doctor.stacks import IPSEC, stack
from tests.doctor.worlds import World

NODES = "/api/v1/nodes"


def test_a_healthy_server(diagnosed: Callable[..., Diagnosis]) -> None:
    with served(World(stack())) as (url, asked):
        diagnosis = diagnosed(url)
    assert bad(diagnosis) == []
    ahead = diagnosis.observation.now - World(stack()).time  # the server's clock, not ours
    assert abs(ahead) < timedelta(seconds=5)
    assert sum(1 for path in asked if path.startswith(NODES)) == 2


def test_only_get_is_sent(diagnosed: Callable[..., Diagnosis]) -> None:
    # the handler knows no other method, and would answer 501 to it
    with served(World(stack(cilium=IPSEC))) as (url, _):
        assert diagnosed(url, cilium=IPSEC).complete


def test_a_server_that_is_down(diagnosed: Callable[..., Diagnosis]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ClusterAccessError, match="nothing listens"):
        diagnosed(f"http://127.0.0.1:{port}")


@pytest.mark.parametrize("pace", ["silent", "dripping"])
def test_a_slow_server_ends_with_the_timeout(
    diagnosed: Callable[..., Diagnosis], pace: str
) -> None:
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
        diagnosis = diagnosed(url, timeout=1.0)
        took = time.monotonic() - began
        over.set()
    assert took < 3.0
    assert ("not-read", "warn", "Nodes") in bad(diagnosis)
    assert diagnosis.exit_status == 1


def test_a_server_that_never_answers_is_none(diagnosed: Callable[..., Diagnosis]) -> None:
    over = threading.Event()

    def never(_handler: Handler, _path: str, _query: dict[str, str]) -> bool:
        return over.wait(30.0)

    began = time.monotonic()
    with served(World(stack()), never) as (url, _):
        with pytest.raises(ClusterAccessError):
            diagnosed(url, timeout=1.0)
        over.set()
    assert time.monotonic() - began < 3.5


def test_a_list_that_is_cut_off(diagnosed: Callable[..., Diagnosis]) -> None:
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
        diagnosis = diagnosed(url)
    assert bad(diagnosis) == [("not-read", "warn", "Nodes")]
    assert "middle" in diagnosis.findings[0].message
    assert diagnosis.exit_status == 1


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b'{"items": 7}', b"{}", b'{"items": [1, null]}']
)
def test_an_answer_that_is_no_list(diagnosed: Callable[..., Diagnosis], body: bytes) -> None:
    def odd(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        if path == "/api/v1/services":
            handler.reply(200, body)
            return True
        return False

    with served(World(stack()), odd) as (url, _):
        diagnosis = diagnosed(url)
    assert {check for check, _, _ in bad(diagnosis)} <= {"not-read"}


def test_a_long_list_comes_compressed_and_in_chunks(diagnosed: Callable[..., Diagnosis]) -> None:
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
        diagnosis = diagnosed(url)
    assert bad(diagnosis) == []
    assert len(diagnosis.observation.nodes) == 3


def test_an_expired_token_begins_the_list_anew(diagnosed: Callable[..., Diagnosis]) -> None:
    expired: list[str] = []

    def once(handler: Handler, path: str, query: dict[str, str]) -> bool:
        if path == NODES and "continue" in query and not expired:
            expired.append(path)
            handler.reply(410, {"reason": "Expired"})
            return True
        return False

    with served(World(stack()), once) as (url, asked):
        diagnosis = diagnosed(url)
    assert bad(diagnosis) == []
    assert len(diagnosis.observation.nodes) == 3
    assert sum(1 for path in asked if path.startswith(NODES)) == 4


def test_tokens_that_always_expire_are_given_up(diagnosed: Callable[..., Diagnosis]) -> None:
    def always(handler: Handler, path: str, query: dict[str, str]) -> bool:
        if path == NODES and "continue" in query:
            handler.reply(410, {"reason": "Expired"})
            return True
        return False

    with served(World(stack()), always) as (url, _):
        assert bad(diagnosed(url)) == [("not-read", "warn", "Nodes")]


def test_credentials_that_are_not_accepted(diagnosed: Callable[..., Diagnosis]) -> None:
    def refuse(handler: Handler, _path: str, _query: dict[str, str]) -> bool:
        handler.reply(401, {"reason": "Unauthorized"})
        return True

    with (
        served(World(stack()), refuse) as (url, _),
        pytest.raises(ClusterAccessError, match="credentials") as error,
    ):
        diagnosed(url)
    assert "not-to-be-seen" not in error.value.message


def test_a_kind_that_may_not_be_read(diagnosed: Callable[..., Diagnosis]) -> None:
    def forbid(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        if path == "/api/v1/services":
            handler.reply(403, {"reason": "Forbidden"})
            return True
        return False

    with served(World(stack()), forbid) as (url, _):
        diagnosis = diagnosed(url)
    assert bad(diagnosis) == [("not-read", "warn", "Services")]
    assert diagnosis.exit_status == 0
    assert not [each for each in diagnosis.findings if each.check == "node-port-outside-range"]


@pytest.mark.parametrize("forbidden", [NODES, "/apis/cilium.io/v2/ciliumnodes"])
def test_without_nodes_the_rest_is_checked(
    diagnosed: Callable[..., Diagnosis], forbidden: str
) -> None:
    def forbid(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        if path == forbidden:
            handler.reply(403, {"reason": "Forbidden"})
            return True
        return False

    with served(World(stack()), forbid) as (url, _):
        diagnosis = diagnosed(url)
    assert [check for check, _, _ in bad(diagnosis)] == ["not-read"]
    assert len(diagnosis.findings) > 30


def test_a_busy_server_is_asked_again(diagnosed: Callable[..., Diagnosis]) -> None:
    busy: list[str] = []

    def once(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        if path == NODES and len(busy) < 2:
            busy.append(path)
            handler.reply(429, {"reason": "TooManyRequests"}, Retry_After="0.2")
            return True
        return False

    with served(World(stack()), once) as (url, _):
        assert bad(diagnosed(url)) == []
    assert len(busy) == 2


def test_a_server_that_is_busy_for_longer_than_there_is_time(
    diagnosed: Callable[..., Diagnosis],
) -> None:
    def busy(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        if path == NODES:
            handler.reply(429, {"reason": "TooManyRequests"}, Retry_After="60")
            return True
        return False

    began = time.monotonic()
    with served(World(stack()), busy) as (url, _):
        diagnosis = diagnosed(url, timeout=2.0)
    assert time.monotonic() - began < 2.0
    assert bad(diagnosis) == [("not-read", "warn", "Nodes")]


def test_an_error_of_the_server_is_told(diagnosed: Callable[..., Diagnosis]) -> None:
    def broken(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        if path == NODES:
            handler.reply(500, {"reason": "InternalError", "message": "not-to-be-seen"})
            return True
        return False

    with served(World(stack()), broken) as (url, _):
        diagnosis = diagnosed(url)
    assert "500, InternalError" in diagnosis.findings[0].message
    assert "not-to-be-seen" not in str(diagnosis)


def test_without_crds_no_cilium_node_is_missed(diagnosed: Callable[..., Diagnosis]) -> None:
    world = World(stack())
    for plural in ("ciliumnodes", "ciliumnodeconfigs"):
        world.remove("CustomResourceDefinition", f"{plural}.cilium.io")
    with served(world) as (url, _):
        assert [check for check, _, _ in bad(diagnosed(url))] == ["cilium-node-crd"]


def test_a_redirection_is_not_followed(diagnosed: Callable[..., Diagnosis]) -> None:
    elsewhere: list[str] = []

    def note(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        elsewhere.append(path)
        return False

    with served(World(stack()), note) as (other, _):

        def redirect(handler: Handler, path: str, _query: dict[str, str]) -> bool:
            if path == NODES:
                handler.reply(302, {}, Location=f"{other}/stolen")
                return True
            return False

        with served(World(stack()), redirect) as (url, _):
            diagnosis = diagnosed(url)
    assert bad(diagnosis) == [("not-read", "warn", "Nodes")]
    assert "answered 302" in diagnosis.findings[0].message
    assert elsewhere == []


def test_an_answer_without_end_is_left(
    diagnosed: Callable[..., Diagnosis], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_server, "ANSWER_BYTES", 1 << 21)

    def endless(handler: Handler, path: str, _query: dict[str, str]) -> bool:
        if path != NODES:
            return False
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        with contextlib.suppress(OSError):  # whoever reads it goes away
            while True:
                handler.wfile.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        handler.close_connection = True
        return True

    with served(World(stack()), endless) as (url, _):
        diagnosis = diagnosed(url)
    assert bad(diagnosis) == [("not-read", "warn", "Nodes")]
    assert "larger than 2 MiB" in diagnosis.findings[0].message
