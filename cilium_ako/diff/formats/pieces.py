"""What a stack's report is made of, free of any format.

Every text is as it came: each format makes it harmless by itself.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from cilium_ako.catalogue.transitions.row import Impact
from cilium_ako.terminal import Tone

TONES: Final[dict[Impact, Tone]] = {
    "forbidden": "bad",
    "disruptive": "bad",
    "rolling": "warn",
    "safe": "good",
    "none": "quiet",
}


def with_mark(label: str, *, acknowledged: bool) -> str:
    """A class as every format says it, with whether somebody has acknowledged it."""
    return f"{label}, acknowledged" if acknowledged else label


class Words(NamedTuple):
    """A sentence of this program, which may quote a name."""

    text: str


class Change(NamedTuple):
    """One classified change, or one that is not known."""

    label: str
    """Its class, or `unknown`."""
    tone: Tone
    path: str
    rule: str
    old: str
    new: str
    """Both empty where there is no value to show."""
    consequence: str
    steps: tuple[str, ...]
    acknowledged: bool

    @property
    def marked_label(self) -> str:
        """Its class, and whether somebody has acknowledged it."""
        return with_mark(self.label, acknowledged=self.acknowledged)


class Table(NamedTuple):
    """Rows of values. All of them come from a config, a chart or an engine."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    tones: tuple[Tone, ...] = ()
    """One for each row, or none."""
    sentences: bool = False
    """Whether its last two columns say what is wrong and what to type."""


class Code(NamedTuple):
    """Lines that are shown as they are, below a title."""

    title: str
    lines: tuple[str, ...]
    language: Literal["diff", "text", "shell"] = "text"
    totals: str = ""
    sides: tuple[str, str] | None = None
    """Both texts, where they can be shown side by side."""


Piece = Words | Change | Table | Code
"""What sections are made of."""


class Section(NamedTuple):
    """One part of a stack's report."""

    title: str
    totals: str
    """What is in it, in a few words; kept where the section itself is cut."""
    pieces: tuple[Piece, ...]
    open: bool = True
    """Whether it is shown at once, where a format can fold."""
