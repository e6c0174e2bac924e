"""A hub that lists its Stacks, and does something else than it should when one is woken."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.rollout.nudge import Nudged, nudge
from tests.doctor.http_server import kubeconfig
from tests.listening import listening
from tests.rollout.fleets import with_status

STALLED = with_status(
    {
        "metadata": {"name": "one", "namespace": "fleet", "labels": {"cilium-ako.io/wave": "2"}},
        "spec": {"commit": "a" * 40},
    },
    "Stalled",
)


class Hub(BaseHTTPRequestHandler):
    """Lists one Stalled Stack."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.reply(200, {"metadata": {}, "items": [STALLED]})

    def reply(self, status: int, body: Any) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's own name
        pass


class Hanging(Hub):
    """Hangs up in place of an answer."""

    def do_PATCH(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True


class Refusing(Hub):
    """Knows better."""

    def do_PATCH(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(409, {"reason": "Conflict", "message": "a part of an object"})


@pytest.fixture
def nudged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Nudged]]:
    def at(handler: type[Hub]) -> list[Nudged]:
        with listening(handler) as port:
            config = kubeconfig(tmp_path / "config", f"http://127.0.0.1:{port}")
            monkeypatch.setenv("KUBECONFIG", str(config))
            return nudge((), "", 10.0)[1]

    return at


def test_a_hub_that_hangs_up_is_told_of(nudged: Callable[..., list[Nudged]]) -> None:
    (found,) = nudged(Hanging)
    assert found.stack.place == "fleet/one"
    assert found.failure == "the connection broke in the middle of an answer"


def test_a_hub_that_refuses_says_why(nudged: Callable[..., list[Nudged]]) -> None:
    (found,) = nudged(Refusing)
    assert found.failure == "the server answered 409, Conflict"
