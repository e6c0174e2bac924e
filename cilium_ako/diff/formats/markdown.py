"""The report as one comment: all stacks, the worst first, never longer than a comment may be.

What does not fit is cut by section, its totals stay, and the full text is an artifact beside it.
The first line is a hidden marker, by which a workflow finds its own comment and edits it in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from cilium_ako.diff.formats.pieces import Change, Code, Piece, Section, Table, Words
from cilium_ako.diff.formats.sections import report_sections, sections, summary, verdict
from cilium_ako.diff.model import Report, StackReport
from cilium_ako.escape import fenced, markdown_code, markdown_text

MARKER: Final = "<!-- cilium-ako diff -->"
"""The first line of every comment."""
LIMIT: Final = 60_000
"""Characters of a comment: GitHub takes 65,536, and a workflow may add a line of its own."""

_SIGNS: Final = {
    "forbidden": "⛔",
    "disruptive": "🔴",
    "rolling": "🟡",
    "safe": "🟢",
    "none": "⚪",
    "unknown": "❔",
}


@dataclass(slots=True)
class _Part:
    """A section as text, and whether it is in the comment."""

    head: str
    body: str
    tail: str
    cut: str
    """What stands in the body's place where it is left out."""
    shown: bool = False

    @property
    def text(self) -> str:
        """What of it stands in the comment."""
        return self.head + self.body + self.tail if self.shown else self.cut


@dataclass(slots=True)
class _Block:
    """A stack as text."""

    head: str
    tail: str
    parts: list[_Part] = field(default_factory=list)


def report_markdown(report: Report, *, limit: int | None = LIMIT, full: str = "") -> str:
    """The comment; uncut where `limit` is None. `full` says where the full text is."""
    top = _top(report)
    blocks = [_report_block(each, full) for each in report_sections(report)]
    blocks += [_block(each, full) for each in report.worst_first if each.changes_anything]
    if limit is None:
        for block in blocks:
            for part in block.parts:
                part.shown = True
        return _joined(top, blocks)
    return _fitted(top, blocks, limit, full)


def _top(report: Report) -> str:
    lines = [MARKER, f"## Network changes against {markdown_code(report.base)}", ""]
    lines += [f"> {markdown_text(note)}\n" for note in report.notes]
    lines += ["| stack | verdict | |", "|---|---|---|"]
    quiet = [each for each in report.worst_first if not each.changes_anything]
    for each in report.worst_first:
        if each.changes_anything:
            about = markdown_text(summary(each))
            lines.append(f"| {markdown_code(each.stack)} | {_verdict(each)} | {about} |")
    if quiet:
        names = ", ".join(markdown_code(each.stack) for each in quiet[:50])
        more = f" and {len(quiet) - 50} more" if len(quiet) > 50 else ""
        lines.append(f"| {names}{more} | {_SIGNS['none']} none | nothing changes |")
    return "\n".join(lines) + "\n"


def _verdict(report: StackReport) -> str:
    return f"{_SIGNS[report.impact]} **{verdict(report)}**"


def _report_block(section: Section, full: str) -> _Block:
    totals = f" ({markdown_text(section.totals)})" if section.totals else ""
    head = f"\n<details open><summary><b>{markdown_text(section.title)}</b>{totals}</summary>\n"
    where = f"in {full}" if full else "left out"
    part = _Part("", "\n" + _pieces(section.pieces) + "\n", "", f"\n<sub>{where}</sub>\n")
    return _Block(head, "\n</details>\n", [part])


def _block(report: StackReport, full: str) -> _Block:
    opened = " open" if report.status else ""
    head = (
        f"\n<details{opened}><summary>{_SIGNS[report.impact]} <b>{markdown_code(report.stack)}</b>:"
        f" {verdict(report)}, {markdown_text(summary(report))}</summary>\n"
    )
    block = _Block(head, "\n</details>\n")
    for section in sections(report):
        block.parts += _parts(section, full)
    return block


def _parts(section: Section, full: str) -> Iterator[_Part]:
    """A section, or where it holds many objects, one part for each."""
    totals = f" ({markdown_text(section.totals)})" if section.totals else ""
    where = f"in {full}" if full else "left out"
    codes = [piece for piece in section.pieces if isinstance(piece, Code) and piece.title]
    if len(codes) > 1:
        others = [piece for piece in section.pieces if piece not in codes]
        head = f"\n#### {markdown_text(section.title)}{totals}\n"
        yield _Part(head, _pieces(others), "", "", shown=True)
        for code in codes:
            about = markdown_code(code.title) + (f" {code.totals}" if code.totals else "")
            yield _Part(
                f"\n<details><summary>{about}</summary>\n",
                "\n" + fenced(list(code.lines), code.language) + "\n",
                "\n</details>\n",
                f"\n<sub>{about}: {where}</sub>\n",
            )
        return
    head = f"\n#### {markdown_text(section.title)}{totals}\n"
    body = "\n" + _pieces(section.pieces) + "\n"
    if not section.open:
        title = f"{markdown_text(section.title)}{totals}"
        head, tail = f"\n<details><summary>{title}</summary>\n", "\n</details>\n"
        yield _Part(head, body, tail, f"\n#### {title}\n\n<sub>{where}</sub>\n")
        return
    yield _Part(head, body, "", f"{head}\n<sub>{where}</sub>\n")


def _pieces(pieces: Sequence[Piece]) -> str:
    return "\n\n".join("\n".join(_piece(piece)) for piece in pieces)


def _piece(piece: Piece) -> Iterator[str]:
    match piece:
        case Words(text=text):
            yield markdown_text(text)
        case Change():
            yield from _change(piece)
        case Table(headers=headers, rows=rows):
            yield "| " + " | ".join(headers) + " |"
            yield "|" + "---|" * len(headers)
            for row in rows:
                yield "| " + " | ".join(markdown_code(cell) for cell in row) + " |"
        case Code():
            if piece.title:
                yield markdown_code(piece.title)
                yield ""
            yield fenced(list(piece.lines), piece.language)


def _change(change: Change) -> Iterator[str]:
    yield (
        f"- {_SIGNS[change.label]} **{change.marked_label}** {markdown_code(change.path)}"
        f" ({markdown_code(change.rule)})"
    )
    if change.old or change.new:
        yield f"  {markdown_code(change.old or '-')} → {markdown_code(change.new or '-')}"
    yield f"  <br>{markdown_text(change.consequence)}"
    if change.steps:
        yield ""
        yield "  <details><summary>Runbook</summary>"
        yield ""
        yield from (
            f"  {number}. {markdown_code(step, 1000)}"
            for number, step in enumerate(change.steps, start=1)
        )
        yield ""
        yield "  </details>"


def _fitted(top: str, blocks: list[_Block], limit: int, full: str) -> str:
    """As much as fits: every stack's head and totals first, then bodies, the worst stack's first.

    A comment that would be too long with heads alone names only as many stacks as fit.
    """
    where = f" The full text is {full}." if full else ""
    length = len(_joined(top, blocks)) + len(where) + 200
    if length > limit:
        return _heads_only(top, blocks, limit, where)
    cut = 0
    for block in blocks:
        for part in block.parts:
            if part.shown:
                continue
            more = len(part.head) + len(part.body) + len(part.tail) - len(part.cut)
            if length + more <= limit:
                part.shown, length = True, length + more
            else:
                cut += 1
    text = _joined(top, blocks)
    if cut:
        text += f"\n<sub>{cut} sections are cut, their totals are above.{where}</sub>\n"
    return text


def _heads_only(top: str, blocks: list[_Block], limit: int, where: str) -> str:
    note = f"\n<sub>Cut: there is too much for a comment.{where}</sub>\n"
    room = limit - len(note)
    if len(top) > room:
        lines = top[: max(0, room)].splitlines()[:-1]
        return "\n".join(lines) + "\n" + note
    text = top
    for block in blocks:
        head = block.head + block.tail
        if len(text) + len(head) > room:
            break
        text += head
    return text + note


def _joined(top: str, blocks: list[_Block]) -> str:
    text = [top]
    for block in blocks:
        text.append(block.head)
        text += [part.text for part in block.parts]
        text.append(block.tail)
    return "".join(text)
