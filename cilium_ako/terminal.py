"""What a person sees in a terminal: colour, width, wrapping, columns and trees, decided once.

A `Terminal` describes the stream that a text is written for, and lays texts out for it. All its
methods return whole lines without line breaks, so that a format is a list of lines:

* In a window lines are folded to its width; prose is never wider than `PROSE_WIDTH`.
* In a pipe or a file only prose is folded, so that `grep` finds a row on one line.
* `COLUMNS`, where it is set, is the width of both.
* Words are never cut: a path or a command that is longer than the window stays whole.

Texts may come from a config, a chart or a cluster: everything is made printable here
(`cilium_ako.escape.printable`), and only a `Tone` colours anything.

`rich` spells the colours, and shows progress that takes long. It is imported only where somebody
looks at one of them: a pipe does not pay for it.
"""

from __future__ import annotations

import enum
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TextIO

from cilium_ako.escape import printable

PROSE_WIDTH: Final = 92
"""Cells of a line of prose, its indent included: longer lines are hard to read."""
NARROWEST: Final = 20
"""Cells that a window is taken to have at least."""

Tone = Literal["bad", "warn", "good", "quiet", "plain"]
"""How a text is coloured where there are colours: red, yellow, green, dim, not at all."""

_STYLES: Final[Mapping[Tone, str]] = {
    "bad": "red",
    "warn": "yellow",
    "good": "green",
    "quiet": "dim",
    "plain": "",
}


class ColorMode(enum.StrEnum):
    """When output is coloured."""

    AUTO = "auto"
    """On a terminal that is not `TERM=dumb`, unless `NO_COLOR` is set."""
    ALWAYS = "always"
    NEVER = "never"


class Span(NamedTuple):
    """A piece of a line in one style."""

    text: str
    tone: Tone = "plain"
    strong: bool = False


Text = str | Span | Sequence[str | Span]
"""A line, or a cell of a table: plain, in one style, or of several pieces."""


class Branch(NamedTuple):
    """A node of a tree that is printed, with what is below it."""

    cells: tuple[Text, ...]
    """The first stands in the tree, the others in columns beside it."""
    details: tuple[Text, ...] = ()
    """Lines that stand below the node, beside its guide."""
    children: tuple[Branch, ...] = ()


class Terminal(NamedTuple):
    """A stream that text is laid out for."""

    width: int | None = None
    """Cells of a line; None in a pipe or a file, where only prose is folded."""
    colored: bool = False
    unicode: bool = True
    """Whether the stream's encoding has box-drawing characters."""
    interactive: bool = False
    """Whether somebody looks at it, and lines on it may be written over."""

    @classmethod
    def for_stream(
        cls,
        stream: TextIO,
        color: ColorMode = ColorMode.AUTO,
        environment: Mapping[str, str] | None = None,
    ) -> Terminal:
        """What a stream can show. `environment` is that of the process where it is None."""
        surroundings = os.environ if environment is None else environment
        window = stream.isatty()
        able = window and surroundings.get("TERM") != "dumb"
        return cls(
            width=_width(stream if window else None, surroundings),
            colored=color is ColorMode.ALWAYS
            or (color is ColorMode.AUTO and able and not surroundings.get("NO_COLOR")),
            unicode=_encodes(stream, "├─└│"),
            interactive=able,
        )

    def style(self, text: str, tone: Tone = "plain", *, strong: bool = False) -> str:
        """A text in a style; as it is where there are no colours.

        The result is for a line that is not laid out any more: `line`, `wrap` and `columns` take
        a `Span` instead.
        """
        return self._spelled(Span(printable(text), tone, strong))

    def line(self, *text: str | Span, indent: str = "", hanging: str = "    ") -> list[str]:
        """One line, folded only where a window is too narrow for it.

        What is folded continues below `indent` and `hanging`.
        """
        return self._folded(text, indent, indent + hanging, self.width)

    def wrap(self, *text: str | Span, indent: str = "", hanging: str = "") -> list[str]:
        """Prose in lines of at most `PROSE_WIDTH` cells; its line breaks are kept."""
        width = min(self.width or PROSE_WIDTH, PROSE_WIDTH)
        return self._folded(text, indent, indent + hanging, width)

    def verbatim(self, text: str, *, indent: str = "", label: str = "") -> list[str]:
        """Lines that must stay whole, such as commands, behind a label in front of the first."""
        first, *others = printable(text).splitlines() or [""]
        beside = " " * cells(label)
        return [f"{indent}{label}{first}", *(f"{indent}{beside}{each}" for each in others)]

    def columns(
        self,
        rows: Sequence[Sequence[Text]],
        *,
        headers: Sequence[str] = (),
        indent: str = "",
        gap: str = "  ",
    ) -> list[str]:
        """Rows of cells in aligned columns; all rows have the same number of cells.

        Where a window is too narrow the widest columns are folded, and where even their longest
        words do not fit, the cells of a row stand below each other.
        """
        table = [[Span(each, strong=True) for each in headers]] if headers else []
        lines = [[_spans(cell) for cell in row] for row in [*table, *rows]]
        if not lines:
            return []
        natural = [_folded_cells(column, None) for column in zip(*lines, strict=True)]
        widths = self._column_widths(lines, natural, cells(indent), cells(gap))
        if widths is None:
            return [line for row in lines for line in self._stacked(row, indent)]
        return [line for row in lines for line in self._row(row, widths, indent, gap)]

    def definitions(
        self, rows: Sequence[tuple[Text, Text, Text]], *, indent: str = "  ", gap: str = "  "
    ) -> list[str]:
        """Terms in a column, each with its value beside it and prose about it below the value.

        Where a window has less than `_LEAST_BESIDE` cells beside the terms, values stand below.
        """
        term_cells = max((_text_cells(term) for term, _, _ in rows), default=0)
        left = cells(indent) + term_cells + cells(gap)
        beside = self.width is None or self.width - left >= _LEAST_BESIDE
        inner = " " * (left if beside else cells(indent) + 4)
        lines = []
        for term, value, prose in rows:
            spans = _spans(term)
            head = indent + self._all(spans)
            body = [
                *self.line(*_spans(value), indent=inner, hanging=""),
                *(self.wrap(*_spans(prose), indent=inner) if _text_cells(prose) else ()),
            ]
            if beside:
                padding = " " * (term_cells - _span_cells(spans))
                head += padding + gap + body.pop(0)[len(inner) :]
            lines += [head.rstrip(), *body]
        return lines

    def tree(
        self,
        roots: Sequence[Branch],
        *,
        headers: Sequence[str] = (),
        mark: Span | None = None,
        gap: str = "  ",
    ) -> list[str]:
        """Nodes below their parents, each with a mark in front and further cells beside it.

        The cells after the first stand below it where a window is too narrow for columns.
        """
        margin = " " * (cells(mark.text) + 1 if mark else 0)
        rows = list(self._nodes(roots))
        first = max(
            (cells(row.guide) + _text_cells(row.branch.cells[0]) for row in rows), default=0
        )
        first = max(first, *(cells(each) for each in headers[:1]), 0)
        beside = max((sum(map(_text_cells, row.branch.cells[1:])) for row in rows), default=0)
        fits = self.width is None or len(margin) + first + len(gap) + beside <= self.width
        lines = []
        if headers:
            shown = headers if fits else headers[:1]
            heads = [
                f"{each:{first}}" if number == 0 else each for number, each in enumerate(shown)
            ]
            lines.append(margin + gap.join(self.style(each, strong=True) for each in heads))
        for row in rows:
            spans = _spans(row.branch.cells[0])
            others = row.branch.cells[1:]
            front = f"{self._spelled(mark)} " if mark else ""
            line = front + row.guide + self._all(spans)
            details: Sequence[Text] = row.branch.details
            if fits and others:
                line += " " * (first - cells(row.guide) - _span_cells(spans))
                line += gap + gap.join(self._all(_spans(each)) for each in others)
            elif others:
                details = (*others, *details)
            lines.append(line)
            lines += [
                folded
                for each in details
                for folded in self.line(*_spans(each), indent=margin + row.below, hanging="")
            ]
        return [line.rstrip() for line in lines]

    @contextmanager
    def progress(self, label: str) -> Iterator[Callable[[str], None]]:
        """Shows that something takes long and what it is at; for stderr, and gone when it ends.

        Gives a function that is told what is being done. Nothing is shown where nobody looks, or
        where it does not take long.
        """
        if not self.interactive:
            yield lambda step: None
            return
        from cilium_ako.progress import ProgressLine  # noqa: PLC0415 - start-up time

        line = ProgressLine(label, self.width, colored=self.colored)
        line.start()
        try:
            yield line.step
        finally:
            line.stop()

    # --- folding

    def _folded(
        self, text: Sequence[str | Span], first: str, rest: str, width: int | None
    ) -> list[str]:
        spans = _spans(text)
        if not any("\n" in span.text for span in spans) and (
            width is None or _span_cells(spans) <= width - cells(first)
        ):
            return [(first + self._all(spans)).rstrip()]  # most lines are one
        lines: list[str] = []
        indent = first
        for paragraph in _paragraphs(spans):
            for line in _fold(paragraph, width, cells(indent), cells(rest)):
                lines.append((indent + self._all(line)).rstrip())
                indent = rest
        return lines

    # --- columns

    def _column_widths(
        self, rows: list[list[list[Span]]], natural: list[int], indent: int, gap: int
    ) -> list[int] | None:
        """The cells of each column; None where they do not fit beside each other."""
        if self.width is None:
            return natural
        room = self.width - indent - gap * (len(natural) - 1)
        if sum(natural) <= room:
            return natural
        least = [max(_longest_word(cell) for cell in column) for column in zip(*rows, strict=True)]
        if sum(least) > room:
            return None
        widths = list(natural)
        while sum(widths) > room:
            _, widest = max(
                (width, index) for index, width in enumerate(widths) if width > least[index]
            )
            widths[widest] -= 1
        # what a column does not need between its words, the others get back
        columns = zip(zip(*rows, strict=True), widths, strict=True)
        widths = [_folded_cells(column, width) for column, width in columns]
        for index in sorted(range(len(widths)), key=lambda index: natural[index]):
            if natural[index] - widths[index] <= room - sum(widths):
                widths[index] = natural[index]
        return widths

    def _row(self, row: list[list[Span]], widths: list[int], indent: str, gap: str) -> list[str]:
        folded = [
            [line for each in _paragraphs(cell) for line in _fold(each, width, 0, 0)]
            for cell, width in zip(row, widths, strict=True)
        ]
        lines = []
        for number in range(max(len(each) for each in folded)):
            pieces = []
            for cell, width in zip(folded, widths, strict=True):
                spans = cell[number] if number < len(cell) else []
                pieces.append(self._all(spans) + " " * (width - _span_cells(spans)))
            lines.append((indent + gap.join(pieces)).rstrip())
        return lines

    def _stacked(self, row: list[list[Span]], indent: str) -> list[str]:
        first, *others = row
        lines = self.line(*first, indent=indent, hanging="")
        for each in others:
            if _span_cells(each):
                lines += self.line(*each, indent=f"{indent}  ", hanging="")
        return lines

    # --- trees

    def _nodes(self, roots: Sequence[Branch]) -> Iterator[_Node]:
        fork, last, stem = ("├─ ", "└─ ", "│  ") if self.unicode else ("|- ", "`- ", "|  ")

        def below(branches: Sequence[Branch], indent: str, *, top: bool) -> Iterator[_Node]:
            for number, each in enumerate(branches, start=1):
                ends = number == len(branches)
                guide = "" if top else indent + (last if ends else fork)
                deeper = "" if top else indent + ("   " if ends else stem)
                yield _Node(guide, deeper + (stem if each.children else "   "), each)
                yield from below(each.children, deeper, top=False)

        return below(roots, "", top=True)

    # --- style

    def _all(self, spans: Sequence[Span]) -> str:
        return "".join(map(self._spelled, spans))

    def _spelled(self, span: Span) -> str:
        if not self.colored or not span.text or (span.tone == "plain" and not span.strong):
            return span.text
        from rich.color import ColorSystem  # noqa: PLC0415 - start-up time
        from rich.style import Style  # noqa: PLC0415

        name = f"{'bold ' if span.strong else ''}{_STYLES[span.tone]}"
        return Style.parse(name).render(span.text, color_system=ColorSystem.STANDARD)


_LEAST_BESIDE: Final = 30

PLAIN: Final = Terminal()
"""A file, or a pipe: no colours, and only prose is folded."""


class _Node(NamedTuple):
    guide: str
    below: str
    branch: Branch


def cells(text: str) -> int:
    """How wide a text is, in cells of a terminal: some characters are two wide, some none."""
    if text.isascii():
        return len(text)
    return len(text) + sum(_cells_of(each) - 1 for each in _NOT_ASCII.findall(text))


_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")


@lru_cache(maxsize=1024)
def _cells_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _span_cells(spans: Sequence[Span]) -> int:
    return sum(cells(each.text) for each in spans)


def _text_cells(text: Text) -> int:
    return _span_cells(_spans(text))


def _spans(text: Text) -> list[Span]:
    """A text as pieces that are printable, none of them empty."""
    if isinstance(text, str):
        pieces: Sequence[str | Span] = (text,)
    elif isinstance(text, Span):
        pieces = (text,)
    else:
        pieces = text
    spans = [each if isinstance(each, Span) else Span(each) for each in pieces]
    return [Span(_shown(each.text), each.tone, each.strong) for each in spans if each.text]


def _shown(text: str) -> str:
    shown = printable(text)
    return shown.expandtabs(4) if "\t" in shown else shown


def _paragraphs(spans: Sequence[Span]) -> Iterator[list[Span]]:
    """The pieces of each line of a text that has line breaks."""
    line: list[Span] = []
    for each in spans:
        first, *others = each.text.split("\n")
        line.append(each._replace(text=first))
        for other in others:
            yield line
            line = [each._replace(text=other)]
    yield line


def _fold(spans: list[Span], width: int | None, first: int, rest: int) -> list[list[Span]]:
    """The pieces of each line that a paragraph is folded into, without their indents.

    `first` and `rest` are the cells that the indents take.
    """
    text = "".join(each.text for each in spans)
    return [_cut(spans, start, end) for start, end in _slices(text, width, first, rest)]


def _folded_cells(column: Sequence[list[Span]], width: int | None) -> int:
    """The widest line of a column's cells, folded to a width."""
    return max(
        _span_cells(line)
        for cell in column
        for each in _paragraphs(cell)
        for line in _fold(each, width, 0, 0)
    )


def _slices(text: str, width: int | None, first: int, rest: int) -> list[tuple[int, int]]:
    """Where the lines of a text begin and end: between words, the blanks there left out."""
    if width is None or cells(text) <= width - first:
        return [(0, len(text))]
    lines = []
    start = end = 0
    room = width - first
    for word in _WORD.finditer(text):
        room -= cells(text[end : word.end()])
        if end and room < 0:
            lines.append((start, end))
            start = word.start()
            room = width - rest - cells(word[0])
        end = word.end()
    return [*lines, (start, end)]


_WORD: Final = re.compile("[^ ]+")


def _cut(spans: list[Span], start: int, end: int) -> list[Span]:
    """The pieces between two positions of their joined text."""
    found = []
    for each in spans:
        text = each.text[max(start, 0) : max(end, 0)]
        if text:
            found.append(each._replace(text=text))
        start -= len(each.text)
        end -= len(each.text)
    return found


def _longest_word(spans: Sequence[Span]) -> int:
    text = "".join(each.text for each in spans)
    return max((cells(word) for word in text.split()), default=0)


def _width(window: TextIO | None, environment: Mapping[str, str]) -> int | None:
    wished = environment.get("COLUMNS", "")
    if wished.isascii() and wished.isdigit() and int(wished[:6]) > 0:
        return max(NARROWEST, int(wished[:6]))
    if window is None:
        return None
    try:
        found = os.get_terminal_size(window.fileno()).columns
    except (OSError, ValueError):
        found = 0
    return max(NARROWEST, found or 80)  # some terminals say 0 for what they do not know


def _encodes(stream: TextIO, text: str) -> bool:
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
