"""How far a long work is, on stderr, for whoever looks at it.

Short work shows nothing, and does not import `rich`: that takes longer than most commands.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from cilium_ako.escape import one_line

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

SECONDS: Final = 0.5
"""How long a work takes before it is worth showing."""


class ProgressLine:
    """One line that says what is being done, and is gone when it is done.

    It appears `seconds` after `start`, from a thread of its own; `stop` must be called.
    """

    def __init__(self, label: str, width: int | None, *, colored: bool) -> None:
        """What is done, and the window that shows it."""
        self._label = label
        self._step = ""
        self._width = width
        self._colored = colored
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._shown: tuple[Progress, TaskID] | None = None
        self._stopped = False

    def start(self, seconds: float = SECONDS) -> None:
        """Shows the line after a while; at once for 0."""
        if seconds > 0:
            self._timer = threading.Timer(seconds, self._show)
            self._timer.daemon = True
            self._timer.start()
        else:
            self._show()

    def step(self, what: str) -> None:
        """Says what is being done now."""
        with self._lock:
            self._step = what
            if self._shown is not None:
                bar, task = self._shown
                bar.update(task, description=self._text())

    def stop(self) -> None:
        """Takes the line away."""
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._stopped = True
            if self._shown is not None:
                self._shown[0].stop()

    def _text(self) -> str:
        return one_line(f"{self._label}: {self._step}" if self._step else self._label)

    def _show(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - start-up time
        from rich.progress import Progress, SpinnerColumn, TextColumn  # noqa: PLC0415

        # what is written to stdout meanwhile is data, and stays on stdout
        bar = Progress(
            SpinnerColumn("line"),
            TextColumn("{task.description}", markup=False),
            console=Console(
                stderr=True, force_terminal=True, no_color=not self._colored, width=self._width
            ),
            transient=True,
            redirect_stdout=False,
        )
        with self._lock:
            if not self._stopped:
                self._shown = bar, bar.add_task(self._text(), total=None)
                bar.start()
