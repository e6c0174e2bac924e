"""Two texts side by side, equal stretches folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from cilium_ako.escape import LONGEST, html_text

_CONTEXT: Final = 3
"""Equal lines that are shown around what differs."""


def sides(old: str, new: str) -> Iterator[str]:
    """A table of both texts, line by line."""
    before, after = old.splitlines(), new.splitlines()
    yield '<div class="scroll" tabindex="0" role="region" aria-label="before and after">'
    yield '<table class="sides code"><colgroup><col class="number"><col><col class="number"><col>'
    yield '</colgroup><thead><tr><th></th><th scope="col">before</th><th></th>'
    yield '<th scope="col">after</th></tr></thead><tbody>'
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield from _equal(before, (a, b), c, first=a == 0, last=b == len(before))
            continue
        for offset in range(max(b - a, d - c)):
            left = before[a + offset] if a + offset < b else None
            right = after[c + offset] if c + offset < d else None
            yield _row(left, a + offset + 1, right, c + offset + 1, "gone", "come")
    yield "</tbody></table></div>"


def _equal(
    lines: Sequence[str], span: tuple[int, int], other: int, *, first: bool, last: bool
) -> Iterator[str]:
    start, end = span
    head = 0 if first else _CONTEXT
    tail = 0 if last else _CONTEXT
    length = end - start
    for offset in range(length):
        if head <= offset < length - tail and length > head + tail + 1:
            if offset == head:
                hidden = length - head - tail
                yield f'<tr class="gap"><td colspan="4">{hidden} equal lines</td></tr>'
            continue
        line = lines[start + offset]
        yield _row(line, start + offset + 1, line, other + offset + 1, "", "")


def _row(left: str | None, number: int, right: str | None, other: int, gone: str, come: str) -> str:
    return f"<tr>{_cells(left, number, gone)}{_cells(right, other, come)}</tr>"


def _cells(line: str | None, number: int, tone: str) -> str:
    if line is None:
        return '<td class="number"></td><td></td>'
    mark = f' class="{tone}"' if tone else ""
    return f'<td class="number">{number}</td><td{mark}>{html_text(line, LONGEST)}</td>'
