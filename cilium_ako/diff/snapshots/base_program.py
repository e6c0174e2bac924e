"""The program as it was at the base, in a process of its own.

A pull request may change how values are derived and how changes are judged, and no stack file at
all; with the program of today on both sides nothing would show. So the commit is exported into a
temporary directory, and its own code derives the base's values and judges the change, with this
interpreter and the libraries that are installed now.

The process gets nothing but what it is asked: no variable that is not in `_KEPT`, an empty home, no
standard input, so much time and so much room to answer in. What it started ends with it, unless
that made itself a session of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_answer

_KEPT: Final = ("PATH", "LANG", "LANGUAGE")
"""Variables that the process inherits, beside those that begin with `LC_`."""


class Limits(NamedTuple):
    """What the base's program may take."""

    seconds: float = 120
    megabytes: float = 64
    """Of what it says, errors included."""


LIMITS: Final = Limits()
"""What it may take where nothing else is said."""


class BaseProgramError(Exception):
    """The program as it was could not be run; the text says why, as the end of a sentence."""


class Derived(NamedTuple):
    """What the program as it was makes of one stack: its `cilium_ako.derivation.Derivation`."""

    values: Mapping[str, Mapping[str, object]]
    """Helm values by chart."""
    decisions: Mapping[str, str]
    problem: str = ""
    """Why it could make nothing of it, as the end of a sentence."""


class StackText(NamedTuple):
    """A stack file as it was."""

    name: str
    text: str


class JudgeRequest(NamedTuple):
    """A change that the program as it was is to judge: what its `cilium_ako.judgement` takes."""

    name: str
    before: str | None
    """The stack file's text at the base; None where there was none."""
    after: str | None
    """The stack file's text now; None where there is none any more."""
    project: str
    """The directory where relative chart paths start."""
    releases: Mapping[str, Mapping[str, object]] | None = None
    """By chart, the `version` and the `values` that the program of the change derives; None where
    that derives as the base's own does."""


class Request(NamedTuple):
    """Everything that the program as it was is asked, in the order in which it answers."""

    derive: Sequence[StackText] = ()
    tables: Sequence[str] = ()
    """Tables of its catalogue, as `catalogue_tables` names them."""
    judge: Sequence[JudgeRequest] = ()


class BaseProgram:
    """The running process, and what it has said so far.

    It answers while this process goes on with something else. Every question waits for its answer,
    and raises BaseProgramError where none comes.
    """

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        self._process = process
        self._limits = limits
        self._deadline = time.monotonic() + limits.seconds
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._errors = b""
        self._too_much = False
        self._failure = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def derived(self, number: int) -> list[Derived]:
        """What it makes of each stack file that it was given."""
        try:
            answers: Any = self._answer("derived")
            found = [
                Derived(each["values"], each["decisions"], each["problem"]) for each in answers
            ]
        except (ValueError, TypeError, KeyError):
            raise self._failed(_NOT_UNDERSTOOD) from None
        if len(found) != number:
            raise self._failed(_NOT_UNDERSTOOD)
        return found

    def tables(self) -> object:
        """Its catalogue, as `catalogue_tables.tables` has it."""
        return self._answer("tables")

    def judged(self) -> object:
        """What it says of the next change that it was given, as its `judge` answered."""
        return self._answer("judged")

    def end(self) -> None:
        """Ends it, with all that it started."""
        self._kill()
        self._process.wait()
        self._reader.join()
        for pipe in self._pipes():
            pipe.close()

    def _answer(self, kind: str) -> object:
        if self._failure:
            raise BaseProgramError(self._failure)
        try:
            line = self._lines.get(timeout=max(0.0, self._deadline - time.monotonic()))
        except queue.Empty:
            raise self._failed(f"it did not end within {self._limits.seconds:g} seconds") from None
        if line is None:
            raise self._failed(self._how_it_stopped())
        try:
            answer: Any = load_answer(line)
            return answer[kind]
        except (DocumentError, ValueError, TypeError, KeyError):
            raise self._failed(_NOT_UNDERSTOOD) from None

    def _failed(self, why: str) -> BaseProgramError:
        self._failure = why
        self._kill()
        return BaseProgramError(why)

    def _how_it_stopped(self) -> str:
        if self._too_much:
            return f"it said more than {self._limits.megabytes:g} MB"
        self._reader.join()
        status = self._process.wait()
        words = self._errors.decode(errors="replace").strip().splitlines()
        if status == 0:
            return "it ended without an answer"
        # the kind of error only: its text may quote a value
        kind = words[-1].partition(":")[0].strip() if words else ""
        return f"it stopped with {kind if kind.isidentifier() else f'status {status}'}"

    def _kill(self) -> None:
        # its group, which has its own number for as long as nobody has waited for it
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdout is not None  # noqa: S101 - both are asked for
        assert self._process.stderr is not None  # noqa: S101
        return self._process.stdout, self._process.stderr

    def _read(self) -> None:
        """Takes what it says, line by line, until it ends or says too much."""
        said, errors = self._pipes()
        room = int(self._limits.megabytes * 1e6)
        unfinished: list[bytes] = []
        with selectors.DefaultSelector() as selector:
            selector.register(said, selectors.EVENT_READ)
            selector.register(errors, selectors.EVENT_READ)
            while selector.get_map():
                for key, _ in selector.select():
                    data = os.read(key.fd, 1 << 16)
                    room -= len(data)
                    if not data:
                        selector.unregister(key.fileobj)
                    elif room < 0:
                        self._too_much = True
                        self._kill()
                        self._lines.put(None)
                        return
                    elif key.fileobj is errors:
                        self._errors = (self._errors + data)[-_LAST_WORDS:]
                    else:
                        *whole, rest = data.split(b"\n")
                        for each in whole:
                            self._lines.put(b"".join((*unfinished, each)))
                            unfinished.clear()
                        unfinished.append(rest)
        self._lines.put(None)


_NOT_UNDERSTOOD: Final = "what it said could not be understood"
_LAST_WORDS: Final = 10_000
"""Bytes of what it says to its standard error that are kept."""


@contextlib.contextmanager
def base_program(
    root: Path,
    request: Request,
    scratch: Path,
    environment: Mapping[str, str] = os.environ,
    limits: Limits | None = None,
) -> Iterator[BaseProgram]:
    """The program whose packages are below `root`, at work on a request.

    `scratch` is an empty directory that nobody else can read: the process' home, and where it finds
    the request. Raises BaseProgramError where it cannot be started.
    """
    asked = scratch / "request.json"
    home = scratch / "home"
    # the file holds what a stack's config holds
    asked.touch(mode=0o600)
    asked.write_text(json.dumps(_plain(request)), "utf-8")
    home.mkdir()
    kept = {
        name: value
        for name, value in environment.items()
        if name in _KEPT or name.startswith("LC_")
    }
    child = Path(__file__).with_name("base_program_child.py")
    try:
        process = subprocess.Popen(  # noqa: S603 - this interpreter, and no shell
            [sys.executable, "-I", "-B", "-X", "utf8", str(child), str(root), str(asked)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=home,
            env={**kept, "HOME": str(home), "TMPDIR": str(home)},
            start_new_session=True,
        )
    except OSError as error:
        raise BaseProgramError(f"it did not run ({type(error).__name__})") from None
    program = BaseProgram(process, LIMITS if limits is None else limits)
    try:
        yield program
    finally:
        program.end()


def _plain(request: Request) -> dict[str, object]:
    return {
        "derive": [list(each) for each in request.derive],
        "tables": list(request.tables),
        "judge": [each._asdict() for each in request.judge],
    }
