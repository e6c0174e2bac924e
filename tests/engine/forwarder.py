"""A way to an API server that can be closed and opened again, as if the server had restarted."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import yaml


class Forwarder:
    """Listens on a port of its own and hands every connection on. Begins open."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._connections: list[socket.socket] = []
        self._lock = threading.Lock()
        self._listener = _listening(0)
        self.port: int = self._listener.getsockname()[1]
        self._accept()

    def close(self) -> None:
        """Refuses connections from now on, and breaks those that there are."""
        with self._lock:
            _shut(self._listener)
            for each in self._connections:
                _shut(each)
            self._connections.clear()

    def open(self) -> None:
        """Takes connections again, on the same port."""
        with self._lock:
            self._listener = _listening(self.port)
        self._accept()

    def _accept(self) -> None:
        threading.Thread(target=self._serve, args=(self._listener,), daemon=True).start()

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return  # closed
            try:
                server = socket.create_connection(self._target)
            except OSError:
                _shut(client)
                continue
            with self._lock:
                self._connections += [client, server]
            for ends in ((client, server), (server, client)):
                threading.Thread(target=_copy, args=ends, daemon=True).start()


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            sink.sendall(data)
    _shut(source)
    _shut(sink)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


def _listening(port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    made.listen()
    return made


@contextlib.contextmanager
def forwarded(kubeconfig: Path, to: Path) -> Iterator[Forwarder]:
    """A kubeconfig's cluster through a forwarder; `to` is the file of the new kubeconfig."""
    document = yaml.safe_load(kubeconfig.read_text("utf-8"))
    cluster = document["clusters"][0]["cluster"]
    server = urlsplit(cluster["server"])
    forwarder = Forwarder((str(server.hostname), server.port or 443))
    cluster["server"] = f"https://127.0.0.1:{forwarder.port}"
    to.write_text(yaml.safe_dump(document), "utf-8")
    try:
        yield forwarder
    finally:
        forwarder.close()
