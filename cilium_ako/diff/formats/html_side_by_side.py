"""Two texts side by side, equal stretches folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from cilium_ako.escape import LONGEST, printable, shortened

_CONTEXT: Final = 3
"""Equal lines that are shown around what differs."""


class Line(NamedTuple):
    """A line of one text, as it is shown."""

    number: int
    text: str


class Row(NamedTuple):
    """A line of each text, or how many equal lines are not shown."""

    before: Line | None = None
    """None where there is no line on this side."""
    after: Line | None = None
    differs: bool = False
    hidden: int = 0


def lines_side_by_side(old: str, new: str) -> Iterator[Row]:
    """Both texts, line by line."""
    before, after = _lines(old), _lines(new)
    matcher = SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield from _equal(before[a:b], after[c:d], first=a == 0, last=b == len(before))
            continue
        for offset in range(max(b - a, d - c)):
            left = before[a + offset] if a + offset < b else None
            right = after[c + offset] if c + offset < d else None
            yield Row(left, right, differs=True)


def _lines(text: str) -> list[Line]:
    return [
        Line(number, shortened(printable(line), LONGEST))
        for number, line in enumerate(text.splitlines(), start=1)
    ]


def _equal(
    before: Sequence[Line], after: Sequence[Line], *, first: bool, last: bool
) -> Iterator[Row]:
    """A stretch of equal lines, without its middle where that is long."""
    head = 0 if first else _CONTEXT
    tail = 0 if last else _CONTEXT
    hidden = len(before) - head - tail
    rows = [Row(left, right) for left, right in zip(before, after, strict=True)]
    if hidden <= 1:
        yield from rows
        return
    yield from rows[:head]
    yield Row(hidden=hidden)
    yield from rows[len(rows) - tail :]
