"""The comment of a pull request: one that nothing breaks out of, and never too long."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from cilium_ako.diff.command import written
from cilium_ako.diff.formats.markdown import LIMIT, MARKER, report_markdown
from cilium_ako.diff.model import Report
from cilium_ako.escape import fenced, markdown_code, markdown_text
from tests.diff.formats.hostile import Seen
from tests.diff.recorded import with_recorded
from tests.diff.repository import Repository, config


def test_a_comment_is_not_broken_out_of(hostile: Report) -> None:
    text = written(hostile, "markdown")
    assert len(text) <= LIMIT
    assert text.startswith(MARKER)
    assert text.splitlines().count(MARKER) == 1
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    seen = Seen(rendered)
    assert set(seen.tags) <= _MARKDOWN_TAGS
    assert not seen.attributes - {"open", "class", "start"}
    for outside in seen.outside_code:
        assert "@everyone" not in outside
        assert "evil.example.test" not in outside
        assert "Approved" not in outside
        assert "# out" not in outside
    assert "Approved" not in seen.headings


_MARKDOWN_TAGS = {
    "h2", "h4", "p", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "b",
    "strong", "code", "pre", "ul", "ol", "li", "br", "sub", "blockquote",
}  # fmt: skip


def test_a_comment_is_cut_by_section_and_keeps_its_totals(repository: Repository) -> None:
    names = [f"stack-{number:02}" for number in range(8)]
    note = "\n".join(f"line {number}" for number in range(1500))
    repository.commit({name: config(cluster__name=name) for name in names})
    repository.write({name: config(cluster__name=name, cilium__version="1.19.6") for name in names})

    def edit(objects: list[dict[str, Any]]) -> None:
        (each,) = (each for each in objects if each["kind"] == "ConfigMap")
        each["data"]["notes"] = note

    report = with_recorded(repository, repository.report(), edit)
    comment, full = written(report, "markdown"), written(report, "markdown", cut=False)
    assert len(comment) <= LIMIT < len(full)
    assert "in the artifact report.md" in comment
    for name in names:
        assert comment.count(f"<b>{markdown_code(name)}</b>") == 1
    assert comment.count("Manifests of cilium 1.18.12 → 1.19.6 (3 objects, ") == 8
    assert "sections are cut" in comment
    assert "sections are cut" not in full


def test_no_comment_is_ever_too_long(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    names = [f"stack-{number:03}" for number in range(60)]
    repository.commit({name: config(cluster__name=name) for name in names})
    repository.write({name: config(cluster__name=name, cilium__mtu=9000) for name in names})
    report = repository.report()
    for limit in (60_000, 20_000, 5_000, 2_000, 600):
        text = report_markdown(report, limit=limit, full="in the artifact")
        assert len(text) <= limit
        assert text.startswith(MARKER)


@pytest.mark.parametrize("text", ["```", "~~~~", "a```b\n````\n``", "\u202e\x1b", ""])
def test_a_fence_is_longer_than_any_in_it(text: str) -> None:
    block = fenced(text.split("\n"), "diff")
    rendered = MarkdownIt("commonmark").render(f"{block}\n\n*after*\n")
    assert rendered.endswith("<p><em>after</em></p>\n")


@pytest.mark.parametrize("text", ["@team", "https://x.example.test", "*a* <b> `c` [d](e) |", "#12"])
def test_words_in_markdown_are_words(text: str) -> None:
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(markdown_text(text))
    assert not re.search(r"<(?!/?p>)", rendered)
    assert "<a" not in rendered
