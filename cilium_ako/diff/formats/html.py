"""The report as one page that needs nothing: no network, no script, light and dark, by keyboard.

Its content policy forbids scripts and requests, so that even a mistake here could run nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Final

from cilium_ako.diff.formats.html_address_plan import plans
from cilium_ako.diff.formats.html_side_by_side import sides
from cilium_ako.diff.formats.sections import (
    TONES,
    Change,
    Code,
    Piece,
    Section,
    Table,
    Words,
    sections,
    summary,
)
from cilium_ako.diff.model import Report, StackReport
from cilium_ako.escape import html_text

_TEMPLATE: Final = Path(__file__).with_name("page.html")


def report_html(report: Report) -> str:
    """The page."""
    template = Template(_TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(
        title=html_text(f"Network changes against {report.base}"), body="\n".join(_body(report))
    )


def _body(report: Report) -> Iterator[str]:
    yield "<h1>Network changes</h1>"
    yield f'<p class="soft">against <code>{html_text(report.base)}</code></p>'
    for note in report.notes:
        yield f'<p class="note">{html_text(note)}</p>'
    yield '<nav aria-label="Stacks"><table><thead><tr><th scope="col">stack</th>'
    yield '<th scope="col">verdict</th><th scope="col">what</th></tr></thead><tbody>'
    ordered = report.worst_first
    for index, stack in enumerate(ordered):
        name = f"<code>{html_text(stack.stack)}</code>"
        link = f'<a href="#stack-{index}">{name}</a>' if stack.changes_anything else name
        yield f"<tr><td>{link}</td><td>{_chip(stack)}</td>"
        yield f"<td>{html_text(summary(stack))}</td></tr>"
    yield "</tbody></table></nav>"
    for index, stack in enumerate(ordered):
        if stack.changes_anything:
            yield from _stack(stack, index)


def _chip(stack: StackReport) -> str:
    mark = ", acknowledged" if stack.acknowledged else ""
    return f'<span class="chip {TONES[stack.impact]}">{stack.impact}{mark}</span>'


def _stack(stack: StackReport, index: int) -> Iterator[str]:
    yield f'<section class="stack" id="stack-{index}" aria-labelledby="name-{index}">'
    yield f'<h2 id="name-{index}"><code>{html_text(stack.stack)}</code> {_chip(stack)}</h2>'
    yield f'<p class="soft">{html_text(summary(stack))}</p>'
    for section in sections(stack):
        yield from _section(section)
        if section.title == _PLAN_AFTER:
            yield from _plan(stack)
    if not any(section.title == _PLAN_AFTER for section in sections(stack)):
        yield from _plan(stack)
    yield "</section>"


_PLAN_AFTER: Final = "Decisions"


def _plan(stack: StackReport) -> Iterator[str]:
    if stack.plan_before or stack.plan_after:
        yield "<h3>Address plan</h3>"
        yield from plans(stack.plan_before, stack.plan_after)


def _section(section: Section) -> Iterator[str]:
    totals = f' <span class="soft">{html_text(section.totals)}</span>' if section.totals else ""
    if section.title == "Notes":
        yield from (
            f'<p class="note">{html_text(piece.text)}</p>'
            for piece in section.pieces
            if isinstance(piece, Words)
        )
        return
    objects = sum(isinstance(piece, Code) and piece.sides is not None for piece in section.pieces)
    folded = not section.open and not objects
    yield f"<h3>{html_text(section.title)}{totals}</h3>"
    if folded:
        yield "<details><summary>Show</summary>"
    for piece in section.pieces:
        yield from _piece(piece)
    if folded:
        yield "</details>"


def _piece(piece: Piece) -> Iterator[str]:
    match piece:
        case Words(text=text):
            yield f"<p>{html_text(text)}</p>"
        case Change():
            yield from _change(piece)
        case Table():
            yield from _table(piece)
        case Code():
            yield from _code(piece)


def _change(change: Change) -> Iterator[str]:
    mark = ", acknowledged" if change.acknowledged else ""
    yield f'<div class="change {change.tone}">'
    yield f'<p><span class="chip {change.tone}">{html_text(change.label)}{mark}</span>'
    yield f" <code>{html_text(change.path)}</code>"
    yield f' <span class="soft code">{html_text(change.rule)}</span></p>'
    if change.old or change.new:
        yield f"<p><code>{html_text(change.old)}</code> → <code>{html_text(change.new)}</code></p>"
    yield f"<p>{html_text(change.consequence)}</p>"
    if change.steps:
        yield "<details><summary>Runbook</summary><ol>"
        yield from (f"<li><code>{html_text(step)}</code></li>" for step in change.steps)
        yield "</ol></details>"
    yield "</div>"


def _table(table: Table) -> Iterator[str]:
    yield '<div class="scroll" tabindex="0" role="region" aria-label="table"><table><thead><tr>'
    yield "".join(f'<th scope="col">{html_text(each)}</th>' for each in table.headers)
    yield "</tr></thead><tbody>"
    for index, row in enumerate(table.rows):
        tone = f' class="{table.tones[index]}"' if table.tones else ""
        cells = "".join(f"<td><code>{html_text(cell)}</code></td>" for cell in row)
        yield f"<tr{tone}>{cells}</tr>"
    yield "</tbody></table></div>"


def _code(code: Code) -> Iterator[str]:
    if code.sides is not None:
        yield '<details class="object"><summary>'
        yield f"<code>{html_text(code.title)}</code>"
        yield f' <span class="soft">{html_text(code.totals)}</span></summary>'
        yield from sides(*code.sides)
        yield "</details>"
        return
    if code.title:
        yield f"<p><code>{html_text(code.title)}</code></p>"
    text = "\n".join(html_text(line) for line in code.lines)
    yield f'<pre tabindex="0" role="region" aria-label="text">{text}</pre>'
