"""Bytes of a file, within limits and without ever hanging.

A stack file can name any path, and a folder can hold any kind of file. A FIFO that nobody writes
to hangs whoever opens it, a device never ends: only regular files are read, and pipes where a
person has given one as the value of an option (`--state <(…)`, `/dev/stdin`, `-`).
"""

from __future__ import annotations

import os
import select
import stat
import time
from pathlib import Path
from typing import Final, Self

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.limits import PIPE_SECONDS, WRITER_SECONDS

_CHUNK: Final = 1 << 20


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a regular file of at most `most` bytes. Raises DocumentError."""
    with _Opened(path) as opened:
        _refuse_irregular(opened.mode)
        return _limited(opened, most)


def read_option(path: Path, most: int) -> bytes:
    """The bytes of what an option names: a regular file, a pipe, or `-` for standard input.

    Raises DocumentError, also where a pipe takes longer than PIPE_SECONDS, or than
    WRITER_SECONDS where nobody writes to it.
    """
    with _Opened(None if str(path) == "-" else path) as opened:
        if stat.S_ISFIFO(opened.mode):
            seconds = PIPE_SECONDS if opened.has_writer() else WRITER_SECONDS
            return _piped(opened.descriptor, most, seconds)
        _refuse_irregular(opened.mode)
        return _limited(opened, most)


def text_of(content: bytes) -> str:
    """Bytes as text in UTF-8, without a byte order mark. Raises DocumentError."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DocumentError("is not UTF-8 text", "save it as UTF-8") from None


class _Opened:
    """A file descriptor that is closed afterwards; standard input where there is no path."""

    def __init__(self, path: Path | None) -> None:
        self._own = path is not None
        try:
            # without the flag, opening a FIFO waits for somebody who writes to it
            flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
            self.descriptor = 0 if path is None else os.open(path, flags)
            self.status = os.fstat(self.descriptor)
        except FileNotFoundError:
            raise DocumentError("does not exist", "check the path") from None
        except ValueError:
            raise DocumentError("has a name that no file can have", "check the path") from None
        except OSError as error:
            raise DocumentError(
                f"cannot be read: {error.strerror}", "check the path and its permissions"
            ) from None
        self.mode = self.status.st_mode

    def has_writer(self) -> bool:
        """Whether a pipe has somebody who writes to it, or still has what was written."""
        if not self._own:
            return True
        ready = select.poll()
        ready.register(self.descriptor, select.POLLIN)
        if ready.poll(0):
            return True
        try:
            os.read(self.descriptor, 1)
        except BlockingIOError:
            return True  # nothing yet, from somebody who is there
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._own:
            os.close(self.descriptor)


def _refuse_irregular(mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    kind = "a folder" if stat.S_ISDIR(mode) else "a FIFO" if stat.S_ISFIFO(mode) else "a device"
    raise DocumentError(f"is {kind} and no file, and was not read", "give the path of a file")


def _too_large(most: int) -> DocumentError:
    size = f"{most >> 20} MiB" if most >= 1 << 20 else f"{most} bytes"
    return DocumentError(
        f"is larger than {size} and was not read", "check that it is the right one"
    )


def _limited(opened: _Opened, most: int) -> bytes:
    if opened.status.st_size > most:
        raise _too_large(most)
    parts: list[bytes] = []
    left = most + 1  # a file of /proc says that it is empty, and is not
    try:
        while left > 0 and (part := os.read(opened.descriptor, min(left, _CHUNK))):
            parts.append(part)
            left -= len(part)
    except OSError as error:
        raise DocumentError(
            f"cannot be read: {error.strerror}", "check the path and its permissions"
        ) from None
    if left <= 0:
        raise _too_large(most)
    return b"".join(parts)


def _piped(descriptor: int, most: int, seconds: float) -> bytes:
    end = time.monotonic() + seconds
    parts: list[bytes] = []
    left = most + 1
    while left > 0:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            raise DocumentError(
                f"is a pipe that did not end within {seconds:g} seconds",
                "write it to a file first, and give the file",
            )
        try:
            part = os.read(descriptor, min(left, _CHUNK))
        except BlockingIOError:
            continue
        if not part:
            return b"".join(parts)
        parts.append(part)
        left -= len(part)
    raise _too_large(most)
