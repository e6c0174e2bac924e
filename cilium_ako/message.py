"""What a command tells its user beside its data, always in one shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from cilium_ako.terminal import PLAIN, Span, Terminal, Tone

_TONES: Final[Mapping[str, Tone]] = {"error": "bad", "warning": "warn"}


class Message(NamedTuple):
    """Something that went wrong, for whoever has to mend it.

    On a terminal it is `error: dev: there is no such file`, and below that `fix: check the path`.
    """

    what: str
    """What is wrong and why that matters; no full stop at its end."""
    fix: str = ""
    """What to type or change."""
    where: str = ""
    """The stack, file or object that it is about."""
    level: Literal["error", "warning"] = "error"

    def lines(self, terminal: Terminal = PLAIN) -> list[str]:
        """The message as a terminal shows it."""
        place = f"{self.where}: " if self.where else ""
        label = Span(self.level, _TONES[self.level], strong=True)
        lines = terminal.line(label, f": {place}{self.what}", hanging="  ")
        if self.fix:
            lines += terminal.verbatim(self.fix, indent="  ", label="fix: ")
        return lines
