"""What keeps the doctor from reading: one object or list, or the cluster as a whole."""

from __future__ import annotations

import time
from typing import Final, Literal

ReadErrorKind = Literal["forbidden", "unauthorized", "unreachable", "timeout", "cut", "refused"]
"""`cut` is an answer that ends in its middle, `refused` any other answer that is no success."""


class ReadError(Exception):
    """An object or a list that could not be read. `message` is the reason, as a sentence."""

    def __init__(self, kind: ReadErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind: Final = kind
        self.message: Final = message


class ClusterAccessError(Exception):
    """There is no cluster to look at: no kubeconfig, no such context, no server, no access."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message: Final = message
        self.fix: Final = fix


class Deadline:
    """A point in time, in the process's own clock, that no reading goes beyond."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, more than none. Raises ReadError where there are none."""
        left = self.remaining()
        if left <= 0:
            raise ReadError("timeout", f"no answer within {self._seconds:g} s")
        return left

    def remaining(self) -> float:
        """Seconds left, negative once they are over."""
        return self._end - time.monotonic()
