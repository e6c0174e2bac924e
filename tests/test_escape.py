"""Whatever a text holds, it stays a text."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cilium_ako.escape import (
    fenced,
    markdown_code,
    markdown_text,
    one_line,
    printable,
)

_MARKDOWN = MarkdownIt("commonmark")

texts = st.text() | st.text(alphabet="`~<>&@#|[]()*_!\\\"'$/:-\n\r\t \x1b\u202e\u200b\ud800x1")


@given(texts)
def test_nothing_invisible_is_left(text: str) -> None:
    for character in printable(text):
        assert character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs")


@given(texts)
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert len(line) < 500


@given(texts)
def test_code_in_markdown_holds_no_mark(text: str) -> None:
    shown = markdown_code(text)
    inside = re.sub(r"&#\d+;", "", shown.removeprefix("<code>").removesuffix("</code>"))
    assert not re.search(r"[`<>&@#|\[\]*\\!~\"'\n]", inside)


@given(texts)
def test_words_in_markdown_make_one_paragraph(text: str) -> None:
    rendered = _MARKDOWN.render(f"x {markdown_text(text)}")
    assert re.sub(r"&\w+;", "", rendered).count("<") == 2


@given(st.lists(texts, max_size=4))
def test_a_fence_is_not_closed_from_within(lines: list[str]) -> None:
    rendered = _MARKDOWN.render(f"{fenced(lines, 'diff')}\n\n*after*\n")
    assert rendered.endswith("</code></pre>\n<p><em>after</em></p>\n")
