"""An API server over HTTP that answers from a world, and can be told to misbehave."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cilium_ako.doctor.run import Diagnosis
from tests.doctor.certificates import certificate_pem, key_pem
from tests.doctor.worlds import World
from tests.listening import listening

Answer = Callable[["Handler", str, dict[str, str]], bool]
"""Answers a request in a server's own way; False leaves it to the world."""


class Handler(BaseHTTPRequestHandler):
    world: World
    answer: Answer
    asked: list[str]
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one segment: none waits for the acknowledgement of the other
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        self.asked.append(self.path)
        if type(self).answer(self, parts.path, query):
            return
        if parts.path.endswith("/log"):
            log = self.world.text(parts.path, query)
            self.reply(404 if log is None else 200, b"" if log is None else log.encode())
        elif "limit" in query:
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
def served(
    world: World, answer: Answer = leave, tls: ssl.SSLContext | None = None
) -> Iterator[tuple[str, list[str]]]:
    """A world over HTTP, or HTTPS; its URL, and the paths that it is asked for."""
    asked: list[str] = []
    handler = type("Own", (Handler,), {"world": world, "answer": answer, "asked": asked})
    with listening(handler, tls) as port:
        yield f"{'http' if tls is None else 'https'}://127.0.0.1:{port}", asked


@contextmanager
def served_over_tls(world: World, folder: Path) -> Iterator[str]:
    """A world over HTTPS, with a certificate that no kubeconfig knows."""
    later = datetime.now(tz=UTC) + timedelta(days=30)
    (folder / "tls.crt").write_bytes(certificate_pem("server", later))
    (folder / "tls.key").write_bytes(key_pem("server"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.crt", folder / "tls.key")
    with served(world, tls=context) as (url, _):
        yield url


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


def bad(diagnosis: Diagnosis) -> list[tuple[str, str, str]]:
    return [
        (each.check, each.level, each.object) for each in diagnosis.findings if each.level != "ok"
    ]
