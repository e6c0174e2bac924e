"""`cilium-ako` in a process of its own, forked off one that has its modules loaded.

Starting the interpreter and its libraries takes most of a short command's time. Where a test is
about the process (its limits, its environment, how it ends) and not about its start, this is
the same and several times as fast.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

TIMEOUT: Final = 60.0
"""Seconds that a command may take."""

# what reads its surroundings as it is loaded (pulumi, kubernetes) is none of them
_CONTEXT: Final = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        "tests.forked",
        "cilium_ako.check.checked_stack",
        "cilium_ako.cli",
        "cilium_ako.commands.app",
        "cilium_ako.commands.check",
        "cilium_ako.commands.diff",
        "cilium_ako.commands.doctor",
        "cilium_ako.commands.fleet",
        "cilium_ako.commands.preview",
        "cilium_ako.commands.values",
        "cilium_ako.diff.command",
    ]
)


_COMMAND: Final = "from cilium_ako.cli import main; main()"


class Result(NamedTuple):
    """How a command ended, and what it printed."""

    status: int
    """Negative where a signal ended it."""
    out: str
    err: str


class Limits(NamedTuple):
    """What a process may take."""

    memory: int
    """Address space in bytes."""
    seconds: int
    """Of processor time, the start left out."""


def forked(
    *arguments: str | Path,
    at: Path,
    environment: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    program: str = _COMMAND,
) -> Result:
    """Runs a command in a folder, with these variables beside those of the tests.

    In place of the command it may be the text of a program, as of `python -c`: what that finds
    loaded is what the command line loads for any command, and what it loads itself.
    """
    surroundings = {**os.environ, **(environment or {})}
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = _CONTEXT.Process(
            target=_run,
            args=(program, [str(each) for each in arguments], at, surroundings, (out, err), limits),
        )
        process.start()
        process.join(TIMEOUT)
        if process.exitcode is None:
            process.kill()
            process.join()
        assert process.exitcode is not None
        found = Result(
            process.exitcode,
            out.read_bytes().decode(errors="replace"),
            err.read_bytes().decode(errors="replace"),
        )
        process.close()
    return found


def _run(
    program: str,
    arguments: list[str],
    at: Path,
    environment: dict[str, str],
    streams: tuple[Path, Path],
    limits: Limits | None,
) -> None:
    """The other side of it."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(at)
    for number, stream in enumerate(streams, 1):
        os.dup2(os.open(stream, os.O_WRONLY | os.O_CREAT), number)
    if limits is not None:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    sys.argv = ["cilium-ako", *arguments]
    exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})  # noqa: S102 - a test's own
