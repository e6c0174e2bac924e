"""The report for a terminal: colours where they are wanted, nothing that a pager minds."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Final

from cilium_ako.diff.formats.sections import (
    TONES,
    Change,
    Code,
    Section,
    Table,
    Tone,
    Words,
    sections,
    summary,
)
from cilium_ako.diff.model import Report, StackReport
from cilium_ako.escape import one_line, printable, shortened

_ANSI: Final[dict[Tone, str]] = {"bad": "31", "warn": "33", "good": "32", "quiet": "2"}
_WIDTH: Final = 92


class _Style:
    """Colours, or none."""

    def __init__(self, *, style: bool) -> None:
        self._style = style

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self._style else text

    def tone(self, text: str, tone: Tone) -> str:
        return f"\x1b[{_ANSI[tone]}m{text}\x1b[0m" if self._style and text else text


def report_text(report: Report, *, style: bool = False) -> str:
    """The whole report. With `style` it is coloured by ANSI sequences, each on one line only."""
    styled = _Style(style=style)
    lines = [styled.bold(f"Against {one_line(report.base)}")]
    lines += [each for note in report.notes for each in _wrapped(note, "  ")]
    for stack in report.worst_first:
        lines += ["", *_stack(stack, styled)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _stack(report: StackReport, style: _Style) -> Iterator[str]:
    impact = report.impact
    mark = " (acknowledged)" if report.acknowledged else ""
    verdict = style.bold(style.tone(impact + mark, TONES[impact]))
    yield f"{style.bold(one_line(report.stack))}: {verdict}  {one_line(summary(report))}"
    for section in sections(report):
        yield ""
        totals = f" ({one_line(section.totals)})" if section.totals else ""
        yield f"  {style.bold(section.title)}{style.tone(totals, 'quiet')}"
        yield from _section(section, style)


def _section(section: Section, style: _Style) -> Iterator[str]:
    for piece in section.pieces:
        match piece:
            case Words(text=text):
                yield from _wrapped(text, "    ")
            case Change():
                yield from _change(piece, style)
            case Table():
                yield from _table(piece, style)
            case Code():
                yield from _code(piece, style)


def _change(change: Change, style: _Style) -> Iterator[str]:
    label = style.tone(change.label, change.tone)
    mark = " (acknowledged)" if change.acknowledged else ""
    yield f"    {label}  {one_line(change.path)}  {style.tone(change.rule, 'quiet')}{mark}"
    if change.old or change.new:
        yield f"      {one_line(change.old)} → {one_line(change.new)}"
    yield from _wrapped(change.consequence, "      ")
    for number, step in enumerate(change.steps, start=1):
        yield f"      {number}. {one_line(step)}"


def _table(table: Table, style: _Style) -> Iterator[str]:
    rows = [[one_line(cell, 120) for cell in row] for row in table.rows]
    if table.headers[-2:] == ("before", "after"):
        rows = [[*row[:-2], f"{row[-2] or '-'} → {row[-1] or '-'}"] for row in rows]
    widths = [
        min(44, max((len(row[index]) for row in rows), default=0))
        for index in range(max((len(row) for row in rows), default=0))
    ]
    for index, row in enumerate(rows):
        line = "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
        line = line.rstrip()
        yield "    " + (style.tone(line, table.tones[index]) if table.tones else line)


def _code(code: Code, style: _Style) -> Iterator[str]:
    if code.title:
        totals = f"  {code.totals}" if code.totals else ""
        yield f"    {style.bold(one_line(code.title))}{style.tone(totals, 'quiet')}"
    for line in code.lines:
        shown = shortened(printable(line).replace("\n", "\\n"))
        tone = _SIGNS.get(line[:1]) if code.language == "diff" else None
        yield "      " + (style.tone(shown, tone) if tone else shown)


_SIGNS: Final[dict[str, Tone]] = {"+": "good", "-": "bad", "@": "quiet"}


def _wrapped(text: str, indent: str) -> list[str]:
    return [
        line
        for each in printable(text).splitlines()
        for line in wrap(
            shortened(each, 4000),
            _WIDTH,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]
