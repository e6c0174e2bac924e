"""Every format: its shape, its limits, and that nothing hostile or secret gets through."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cilium_ako.diff.command import FILES, Format, Printed, run_diff, written
from cilium_ako.diff.formats.markdown import LIMIT, MARKER, report_markdown
from cilium_ako.diff.formats.sections import line_diff
from cilium_ako.diff.model import Report
from cilium_ako.escape import fenced, markdown_code, markdown_text, printable
from tests.charts_machinery.small_charts import needs_helm
from tests.diff.repository import Repository, config

FORMATS: tuple[Format, ...] = ("text", "markdown", "json", "html")
CANARY = "canary-4f1d9c2e77"

HOSTILE = {
    "markdown": "**x** [l](https://evil.example.test) ![i](https://evil.example.test/i.png) | a |",
    "heading": "\n# Approved\n\n| a |\n|---|\n",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)></details></code></pre>",
    "attribute": '" onmouseover="alert(1)" x=\'',
    "comment": "--> <!-- cilium-ako diff -->",
    "ansi": "\x1b[2J\x1b[31mred\x1b]8;;https://evil.example.test\x07x\x1b]8;;\x07\x9b31m",
    "long": "A" * 200_000,
    "fence": "x\n```\n# out\n~~~\n`````\n</details>\n",
    "mention": "@everyone cc @org/team #1 GH-1 !2 https://evil.example.test/y",
    "direction": "safe\u202eetirw\u2066\u200b\u2028x",
    "entity": "&lt;script&gt; &#64;everyone",
    "template": "$title $body ${body} $$",
}


@pytest.fixture
def hostile(repository: Repository, request: pytest.FixtureRequest) -> Report:
    text = HOSTILE[request.param]
    repository.commit({"dev": config()})
    repository.write(
        {
            "dev": config(
                cilium__values={"notes": text, "extraEnv": [{"name": "A", "value": text}]},
                ako__controller__tenant=text[:4000],
                aviUsername=text,
                acknowledge={"made-up": {"reason": text[:4000] or "x"}},
            )
        }
    )
    return repository.report("dev")


every_hostile = pytest.mark.parametrize("hostile", HOSTILE, indirect=True)


@needs_helm
@every_hostile
def test_a_terminal_is_not_taken_over(hostile: Report) -> None:
    for style in (False, True):
        text = written(hostile, "text", style=style)
        plain = re.sub(r"\x1b\[[0-9;]*m", "", text) if style else text
        assert printable(plain) == plain
        assert max(len(line) for line in plain.splitlines()) < 4000


@needs_helm
@every_hostile
def test_a_comment_is_not_broken_out_of(hostile: Report) -> None:
    text = written(hostile, "markdown")
    assert len(text) <= LIMIT
    assert text.startswith(MARKER)
    assert text.splitlines().count(MARKER) == 1
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    seen = _Seen()
    seen.feed(rendered)
    assert set(seen.tags) <= _MARKDOWN_TAGS
    assert not seen.attributes - {"open", "class", "start"}
    assert seen.open == []
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


@needs_helm
@every_hostile
def test_a_page_is_not_broken_out_of(hostile: Report) -> None:
    text = written(hostile, "html")
    seen = _Seen()
    seen.feed(text)
    assert not set(seen.tags) & {"script", "img", "iframe", "link", "object", "base", "form"}
    assert not any(name.startswith("on") for name in seen.attributes)
    assert not [url for url in seen.links if not url.startswith("#")]
    assert seen.tags.count("main") == 1
    assert seen.open == []
    assert printable(text) == text


@needs_helm
@every_hostile
def test_json_stays_json(hostile: Report) -> None:
    text = written(hostile, "json")
    assert text.isascii()
    assert len(json.loads(text)) == 1


class _Seen(HTMLParser):
    """What a document holds."""

    _EMPTY = frozenset({"br", "img", "meta", "rect", "path", "col", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.open: list[str] = []
        self.outside_code: list[str] = []
        self.headings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in self._EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._EMPTY:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "code" not in self.open and "pre" not in self.open:
            self.outside_code.append(data)
        if self.open and self.open[-1] in ("h1", "h2", "h3"):
            self.headings.append(data)


@needs_helm
@pytest.mark.parametrize("output", FORMATS)
@pytest.mark.parametrize(
    "place",
    [
        "password",
        "token",
        "clear-secret",
        "nested",
        "pem",
        "variable",
        "base",
        "deleted",
        "refused",
    ],
)
def test_a_secret_appears_in_no_format(repository: Repository, place: str, output: Format) -> None:
    key = f"-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----\n"
    with_secret = {
        "password": config(cilium__values={"database": {"password": CANARY}}),
        "token": config(ako__values={"avicredentials": {"authtoken": CANARY}}),
        "clear-secret": config(aviPassword=CANARY, ipsecKey=f"3 rfc4106(gcm(aes)) {CANARY} 128"),
        "nested": config(cilium__values={"a": {"secure": CANARY}}),
        "pem": config(cilium__values={"notes": key}),
        "variable": config(cilium__values={"extraEnv": [{"name": "TOKEN", "value": CANARY}]}),
        "refused": config(
            cilium__values={"refuse": f"a {CANARY}", "hubble": {"tls": {"server": {"key": CANARY}}}}
        ),
    }
    with_secret["base"] = with_secret["deleted"] = config(
        cilium__values={"hubble": {"tls": {"server": {"key": CANARY}}}}
    )
    before, after = {"dev": config()}, {"dev": with_secret[place]}
    if place == "base":
        before, after = after, before
    elif place == "deleted":
        before, after = {"dev": with_secret[place], "b": config()}, {"b": config()}
    repository.commit(before)
    repository.write(after)
    report = repository.report("dev")
    for cut in (True, False):
        text = written(report, output, cut=cut)
        assert CANARY not in text
        for offset in range(3):
            encoded = base64.b64encode(b"x" * offset + CANARY.encode()).decode()[4:-4]
            assert encoded not in text


def test_the_same_input_gives_the_same_bytes(repository: Repository) -> None:
    repository.commit({"dev": config(), "b": config(cluster__name="b")})
    repository.write({"dev": config(cilium__version="1.19.6"), "c": config(cluster__name="c")})
    for output in FORMATS:
        assert written(repository.report(), output) == written(repository.report(), output)


def test_json_has_the_shape_that_is_promised(repository: Repository) -> None:
    repository.commit({"dev": config()})
    repository.write({"dev": config(cilium__ipam__podCidrs=["10.99.0.0/16"])})
    (found,) = json.loads(written(repository.report("dev"), "json"))
    assert list(found)[:7] == [
        "stack", "verdict", "changes", "unknown", "decisions", "values", "manifests",
    ]  # fmt: skip
    assert found["verdict"] == "forbidden"
    assert list(found["changes"][0]) == [
        "path", "old", "new", "class", "rule", "consequence", "runbook", "acknowledged",
    ]  # fmt: skip
    assert list(found["decisions"]) == ["before", "after"]
    assert list(found["values"][0]) == ["chart", "key", "old", "new"]


@needs_helm
def test_a_comment_is_cut_by_section_and_keeps_its_totals(repository: Repository) -> None:
    names = [f"stack-{number:02}" for number in range(8)]
    note = "\n".join(f"line {number}" for number in range(1500))
    repository.commit({name: config(cluster__name=name) for name in names})
    repository.write(
        {
            name: config(
                cluster__name=name, cilium__version="1.19.6", cilium__values={"notes": note}
            )
            for name in names
        }
    )
    report = repository.report()
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


def test_all_formats_are_written_beside_what_is_printed(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit({"dev": config()})
    folder = tmp_path / "out" / "deeper"
    printed = run_diff(
        ["dev"],
        directory=repository.path,
        base="HEAD",
        output="json",
        output_directory=folder,
        environment=repository.environment,
    )
    assert json.loads(printed.text)[0]["verdict"] == "none"
    assert {each.name for each in folder.iterdir()} == {*FILES.values(), "comment.md"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "give one of"),
        ({"base": "HEAD", "state": Path("x")}, "give one of"),
        ({"state": Path("no-such-file")}, "name exactly one"),
        ({"base": "HEAD", "preview_json": [Path("no-such-file")]}, "does not exist"),
    ],
    ids=["neither", "both", "state of several", "no preview"],
)
def test_what_cannot_be_done_is_one_message(
    repository: Repository, given: dict[str, object], words: str
) -> None:
    call: Callable[..., Printed] = run_diff
    printed = call([], directory=repository.path, environment=repository.environment, **given)
    assert printed.status == 1
    (message,) = printed.messages
    assert words in message.what
    assert message.fix


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


@given(st.lists(st.sampled_from("abc"), max_size=30), st.lists(st.sampled_from("abc"), max_size=30))
def test_a_diff_of_lines_leads_from_one_to_the_other(old: list[str], new: list[str]) -> None:
    lines = line_diff(old, new)
    made, at = [], 0
    for line in lines:
        if line.startswith("@@"):
            match = re.match(r"@@ -(\d+)(?:,(\d+))?", line)
            assert match is not None
            begins = int(match[1]) - (0 if match[2] == "0" else 1)
            made += old[at:begins]
            at = begins
        elif line[0] == "+":
            made.append(line[1:])
        else:
            assert old[at] == line[1:]
            at += 1
            if line[0] == " ":
                made.append(line[1:])
    assert made + old[at:] == new


def test_a_stack_s_own_name_is_a_text_too(repository: Repository) -> None:
    name = "a|b`<img src=x onerror=1>@team**"
    repository.commit({"dev": config()})
    repository.write({"dev": config(), name: config(cluster__name="b")})
    report = repository.report()
    assert [each.stack for each in report.stacks] == [name, "dev"]
    for output in FILES:
        text = written(report, output)
        assert output in ("text", "json") or "<img" not in text
        assert output != "markdown" or "@team" not in text
