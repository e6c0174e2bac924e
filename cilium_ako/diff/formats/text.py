"""The report for a terminal: colours and folding as the terminal wants, nothing that a pager minds.

Commands and the lines of manifests stay whole in any window, so that they can be copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.diff.formats.pieces import TONES, Change, Code, Section, Table, Words
from cilium_ako.diff.formats.sections import report_sections, sections, summary, verdict
from cilium_ako.diff.model import Report, StackReport
from cilium_ako.escape import one_line, shortened
from cilium_ako.terminal import PLAIN, Span, Terminal, Tone

_LONGEST_CELL: Final = 120
"""Characters of a cell of a table that are shown."""
_LONGEST_TEXT: Final = 4000
"""Characters of a paragraph that are shown."""


def report_text(report: Report, terminal: Terminal = PLAIN) -> str:
    """The whole report."""
    lines = terminal.line(Span(f"Against {one_line(report.base)}", strong=True))
    for note in report.notes:
        lines += _prose(note, terminal, "  ")
    for section in report_sections(report):
        lines += ["", *_section(section, terminal)]
    for stack in report.worst_first:
        lines += ["", *_stack(stack, terminal)]
    return "\n".join(lines) + "\n"


def _stack(report: StackReport, terminal: Terminal) -> Iterator[str]:
    yield from terminal.line(
        Span(one_line(report.stack), strong=True),
        ": ",
        Span(verdict(report), TONES[report.impact], strong=True),
        f"  {one_line(summary(report))}",
    )
    for section in sections(report):
        yield ""
        yield from _section(section, terminal)


def _section(section: Section, terminal: Terminal) -> Iterator[str]:
    totals = f" ({one_line(section.totals)})" if section.totals else ""
    yield from terminal.line(Span(section.title, strong=True), Span(totals, "quiet"), indent="  ")
    for piece in section.pieces:
        match piece:
            case Words(text=text):
                yield from _prose(text, terminal, "    ")
            case Change():
                yield from _change(piece, terminal)
            case Table(sentences=True):
                yield from _sentences(piece, terminal)
            case Table():
                yield from _table(piece, terminal)
            case Code():
                yield from _code(piece, terminal)


def _change(change: Change, terminal: Terminal) -> Iterator[str]:
    yield from terminal.line(
        Span(change.marked_label, change.tone),
        f"  {one_line(change.path)}  ",
        Span(one_line(change.rule), "quiet"),
        indent="    ",
        hanging="  ",
    )
    if change.old or change.new:
        values = f"{one_line(change.old)} → {one_line(change.new)}"
        yield from terminal.line(values, indent="      ", hanging="  ")
    yield from _prose(change.consequence, terminal, "      ")
    for number, step in enumerate(change.steps, start=1):
        yield from terminal.verbatim(one_line(step), indent="      ", label=f"{number}. ")


def _sentences(table: Table, terminal: Terminal) -> Iterator[str]:
    """Rows whose last two cells say what is wrong and what to type."""
    for *about, what, fix in table.rows:
        head = "  ".join(one_line(cell) for cell in about)
        yield from terminal.line(head, indent="    ", hanging="  ")
        yield from _prose(what, terminal, "      ")
        yield from terminal.verbatim(shortened(fix, _LONGEST_TEXT), indent="      ", label="fix: ")


def _table(table: Table, terminal: Terminal) -> Iterator[str]:
    rows = [[one_line(cell, _LONGEST_CELL) for cell in row] for row in table.rows]
    if table.headers[-2:] == ("before", "after"):
        rows = [[*row[:-2], f"{row[-2] or '-'} → {row[-1] or '-'}"] for row in rows]
    if not table.headers[0]:  # a sign is no column of its own
        rows = [[f"{row[0]}  {row[1]}", *row[2:]] for row in rows]
    plain: Tone = "plain"
    tones = table.tones or (plain,) * len(rows)
    spans = [[Span(cell, tone) for cell in row] for row, tone in zip(rows, tones, strict=True)]
    yield from terminal.columns(spans, indent="    ")


def _code(code: Code, terminal: Terminal) -> Iterator[str]:
    if code.title:
        totals = f"  {code.totals}" if code.totals else ""
        yield from terminal.line(
            Span(one_line(code.title), strong=True), Span(totals, "quiet"), indent="    "
        )
    for line in code.lines:
        tone = _SIGNS.get(line[:1], "plain") if code.language == "diff" else "plain"
        yield f"      {terminal.style(one_line(line), tone)}".rstrip()


_SIGNS: Final[dict[str, Tone]] = {"+": "good", "-": "bad", "@": "quiet"}


def _prose(text: str, terminal: Terminal, indent: str) -> list[str]:
    return terminal.wrap(shortened(text, _LONGEST_TEXT), indent=indent)
