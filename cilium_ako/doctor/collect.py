"""Reading a cluster: several queries at a time, under one deadline."""

from __future__ import annotations

import gc
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, TypeVar

from cilium_ako.doctor.api_server import LogSource
from cilium_ako.doctor.observation import Observation, Unread
from cilium_ako.doctor.queries import QUERIES, Progress, Reader, StackParts
from cilium_ako.doctor.read_error import Deadline, ReadError

NameT = TypeVar("NameT", bound=str)

_THREADS: Final = 3
_LAST_WORD_SECONDS: Final = 0.5
"""How much longer than the deadline a thread is awaited, so that it says itself what failed."""


class NoProgress:
    """Says nothing."""

    def count(self, what: str, number: int) -> None:
        """Nothing."""


class ProgressLines:
    """Tells how much was read so far, once a second, from the second second on."""

    def __init__(self, write: Callable[[str], None], *, after: float = 1.0) -> None:
        self._write = write
        self._next = time.monotonic() + after
        self._numbers: dict[str, int] = {}
        self._lock = threading.Lock()

    def count(self, what: str, number: int) -> None:
        """So many objects of a kind were read."""
        with self._lock:
            self._numbers[what] = number
            if time.monotonic() < self._next:
                return
            self._next = time.monotonic() + 1.0
            counts = ", ".join(f"{count:,} {name}" for name, count in self._numbers.items())
        self._write(counts)


def collect(
    source: LogSource, parts: StackParts, deadline: Deadline, progress: Progress | None = None
) -> Observation:
    """Everything that the stack makes worth looking at.

    What cannot be read stands in `unread`; nothing is raised. Work that outlives the deadline is
    left behind in a daemon thread.
    """
    reader = Reader(source=source, parts=parts, progress=progress or NoProgress())
    queries = [query for query in QUERIES if query.applies(parts)]
    done, unread = read_all(
        {query.field: partial(query.read, reader) for query in queries}, deadline
    )
    return Observation(
        now=source.now(),
        unread=unread,
        queried=frozenset(query.field for query in queries),
        **done,
    )


def read_all(
    reads: Mapping[NameT, Callable[[], Any]], deadline: Deadline
) -> tuple[dict[NameT, Any], dict[NameT, Unread]]:
    """What each read gives, and why what is not there could not be read; nothing is raised."""
    waiting: queue.SimpleQueue[NameT] = queue.SimpleQueue()
    for name in reads:
        waiting.put(name)
    lock = threading.Lock()
    results: dict[NameT, Any] = {}
    errors: dict[NameT, Unread] = {}

    def work() -> None:
        while True:
            try:
                name = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                value = reads[name]()
            except ReadError as error:
                with lock:
                    errors[name] = Unread(error.kind, error.message)
            else:
                with lock:
                    results[name] = value

    threads = [threading.Thread(target=work, daemon=True) for _ in range(_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline.remaining()) + _LAST_WORD_SECONDS)
    with lock:
        done = dict(results)
        unread = dict(errors)
    for name in reads:
        if name not in done and name not in unread:
            unread[name] = Unread("timeout", "no answer in time")
    return done, unread


@contextmanager
def without_collector() -> Iterator[None]:
    """Keeps the garbage collector from searching JSON, which has no cycles, for cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
