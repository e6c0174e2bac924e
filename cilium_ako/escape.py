"""Texts that come from a config, a chart or an engine, made harmless for what they are put into.

Nothing of them may end a fence, open a tag, mention a person, colour a terminal, or turn the
direction in which a line is read.
"""

from __future__ import annotations

import re
from typing import Final

_INVISIBLE: Final = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e007f]"
)
"""A pattern of control characters, and of those that show as nothing or turn the text around."""
_MARKUP: Final = re.compile(r"[^A-Za-z0-9 .,:/_\-=+%(){}äöüÄÖÜß…→–]")
_FENCES: Final = re.compile(r"`+|~+")

LONGEST: Final = 400
"""Characters of a line or a value that are shown; how many were cut is said."""


def printable(text: str) -> str:
    """A text with every invisible character written out, as `\\x1b`; line breaks stay."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text  # nearly always, and then the pattern need not be compiled
    return re.sub(_INVISIBLE, _written_out, text.replace("\r\n", "\n"))


def _written_out(match: re.Match[str]) -> str:
    number = ord(match[0])
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def one_line(text: str, longest: int = LONGEST) -> str:
    """A printable text in one line, cut where it is longer than `longest` characters."""
    line = printable(text).replace("\n", "\\n").replace("\t", "\\t")
    return shortened(line, longest)


def shortened(line: str, longest: int = LONGEST) -> str:
    """A line that is cut after `longest` characters, with the number of those left out."""
    if len(line) <= longest:
        return line
    return f"{line[:longest]}… ({len(line) - longest} more characters)"


def markdown_code(text: str, longest: int = LONGEST) -> str:
    """A text as code inside a line or a table's cell of markdown.

    As HTML with every mark as an entity: an entity is never markup, a `<code>` never a mention.
    """
    return f"<code>{_entities(one_line(text, longest))}</code>" if text else ""


def markdown_text(text: str) -> str:
    """A text as plain words in markdown. No mention, link or markup in it is one."""
    return _entities(one_line(text, 2000)).replace("&#64;", "&#64;\u2060").replace("://", ":&#47;/")


def _entities(text: str) -> str:
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", text)


def fenced(lines: list[str], language: str) -> str:
    """Lines as a fenced block that none of them can close."""
    shown = [shortened(printable(line).replace("\n", "\\n")) for line in lines]
    longest = max((len(run) for line in shown for run in _FENCES.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}{language}", *shown, fence])
