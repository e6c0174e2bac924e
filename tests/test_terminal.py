"""What a terminal is asked for, and how lines are laid out for it."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.terminal import (
    NARROWEST,
    PLAIN,
    PROSE_WIDTH,
    Branch,
    ColorMode,
    Span,
    Terminal,
    Tone,
    cells,
)

ANSI = re.compile("\x1b\\[[0-9;]*m")
TONES: tuple[Tone, ...] = ("bad", "warn", "good", "quiet", "plain")

words = st.text(alphabet="abc/='-…é漢", min_size=1, max_size=12)
texts = st.lists(words, max_size=12).map(" ".join)
spans = st.builds(Span, text=texts, tone=st.sampled_from(TONES), strong=st.booleans())
widths = st.integers(min_value=NARROWEST, max_value=120)


class Stream(io.TextIOWrapper):
    """A stream that says whether it is a terminal."""

    def __init__(self, *, window: bool, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding)
        self._window = window

    def isatty(self) -> bool:
        return self._window


def terminal(
    *, window: bool = True, color: str = "auto", encoding: str = "utf-8", **environment: str
) -> Terminal:
    stream = Stream(window=window, encoding=encoding)
    return Terminal.for_stream(stream, ColorMode(color), environment)


# --- what a stream can show


COLORS: dict[str, tuple[dict[str, Any], bool]] = {
    "a terminal": ({"TERM": "xterm"}, True),
    "a terminal that says nothing of itself": ({}, True),
    "a pipe": ({"window": False}, False),
    "NO_COLOR": ({"NO_COLOR": "1"}, False),
    "NO_COLOR, and nothing in it": ({"NO_COLOR": ""}, True),
    "a dumb terminal": ({"TERM": "dumb"}, False),
    "never": ({"color": "never"}, False),
    "always, in a pipe": ({"color": "always", "window": False}, True),
    "always, stronger than NO_COLOR": ({"color": "always", "NO_COLOR": "1"}, True),
    "always, stronger than TERM": ({"color": "always", "TERM": "dumb"}, True),
    "FORCE_COLOR is not asked": ({"window": False, "FORCE_COLOR": "1"}, False),
}


@pytest.mark.parametrize(("given", "colored"), COLORS.values(), ids=COLORS)
def test_colors(given: dict[str, Any], *, colored: bool) -> None:
    assert terminal(**given).colored == colored


WIDTHS: dict[str, tuple[dict[str, Any], int | None]] = {
    "a terminal that does not know": ({}, 80),
    "a pipe": ({"window": False}, None),
    "COLUMNS": ({"COLUMNS": "40"}, 40),
    "COLUMNS of a pipe": ({"COLUMNS": "40", "window": False}, 40),
    "too narrow": ({"COLUMNS": "3"}, NARROWEST),
    "no number": ({"COLUMNS": "wide"}, 80),
    "zero": ({"COLUMNS": "0"}, 80),
    "negative": ({"COLUMNS": "-5"}, 80),
    "a number of no alphabet of ours": ({"COLUMNS": "४"}, 80),
}


@pytest.mark.parametrize(("given", "width"), WIDTHS.values(), ids=WIDTHS)
def test_widths(given: dict[str, Any], width: int | None) -> None:
    assert terminal(**given).width == width


def test_lines_are_written_over_only_where_that_works() -> None:
    assert terminal(TERM="xterm").interactive
    assert terminal(TERM="xterm", NO_COLOR="1").interactive
    assert not terminal(TERM="dumb").interactive
    assert not terminal(window=False, color="always").interactive


def test_guides_that_the_stream_can_encode() -> None:
    tree = [Branch(("a",), (), (Branch(("b",)), Branch(("c",), ("d",))))]
    assert terminal(encoding="utf-8").tree(tree) == ["a", "├─ b", "└─ c", "      d"]
    assert terminal(encoding="ascii").tree(tree) == ["a", "|- b", "`- c", "      d"]


# --- folding


@given(line=st.lists(spans | texts, max_size=4), width=widths, colored=st.booleans())
def test_a_line_is_folded_between_words(
    line: Sequence[str | Span], width: int, *, colored: bool
) -> None:
    joined = "".join(each if isinstance(each, str) else each.text for each in line)
    for folded in (
        Terminal(width=width, colored=colored).line(*line, indent="  "),
        Terminal(width=width, colored=colored).wrap(*line, indent="  ", hanging="    "),
    ):
        plain = [ANSI.sub("", each) for each in folded]
        assert " ".join(plain).split() == joined.split()
        for each in plain:
            assert cells(each) <= width or " " not in each.strip()
        assert not any(each.endswith(" ") for each in plain)


def test_a_pipe_folds_prose_alone() -> None:
    text = "word " * 60
    assert len(PLAIN.line(text)) == 1
    assert max(map(len, PLAIN.wrap(text))) <= PROSE_WIDTH
    assert max(map(len, Terminal(width=300).wrap(text))) <= PROSE_WIDTH
    assert len(Terminal(width=310).line(text)) == 1


def test_indents() -> None:
    narrow = Terminal(width=20)
    assert narrow.line("one two three four five six", indent="  ") == [
        "  one two three four",
        "      five six",
    ]
    assert narrow.wrap("one two three four five six", indent="- ", hanging="  ") == [
        "- one two three four",
        "-   five six",
    ]
    assert narrow.wrap("a\n\nb", indent="  ") == ["  a", "", "  b"]
    assert narrow.verbatim("first --long\nsecond", indent="  ", label="fix: ") == [
        "  fix: first --long",
        "       second",
    ]
    assert narrow.verbatim("", label="fix: ") == ["fix: "]


def test_a_command_is_never_cut() -> None:
    command = "pulumi config set --path 'cilium-ako:cilium.ipam.podCidrs[0]' 10.42.0.0/16"
    assert Terminal(width=NARROWEST).verbatim(command, indent="    ") == [f"    {command}"]


@given(st.text(alphabet="a \x1b\r\u202e\u200b\x00[31m", max_size=30))
def test_no_text_colours_anything_itself(text: str) -> None:
    plain = Terminal(width=40)
    for lines in (
        plain.line(text),
        plain.wrap(Span(text, "bad")),
        plain.verbatim(text),
        plain.columns([[text, "x"]]),
        plain.tree([Branch((text,), (text,))]),
        [plain.style(text, "bad")],
    ):
        assert not set("\x1b\r\u202e\u200b\x00") & set("".join(lines))


# --- style


def test_tones() -> None:
    colored = Terminal(colored=True)
    assert colored.style("x", "bad") == "\x1b[31mx\x1b[0m"
    assert colored.style("x", "bad", strong=True) == "\x1b[1;31mx\x1b[0m"
    assert colored.style("x", "quiet") == "\x1b[2mx\x1b[0m"
    assert colored.style("x") == "x"
    assert colored.style("", "bad") == ""
    assert PLAIN.style("x", "bad", strong=True) == "x"


@given(st.lists(spans, max_size=4), widths)
def test_colours_end_on_their_line_and_change_no_layout(line: list[Span], width: int) -> None:
    plain = Terminal(width=width).line(*line)
    colored = Terminal(width=width, colored=True).line(*line)
    assert [ANSI.sub("", each).rstrip() for each in colored] == plain
    for each in colored:
        codes = ANSI.findall(each)
        assert codes[1::2] == ["\x1b[0m"] * (len(codes) // 2)


# --- columns


ROWS = [["pool 10.0.0.0/16", "256 nodes", "3 used"], ["a", "b", "something longer than a word"]]


def test_columns_are_as_wide_as_what_they_hold() -> None:
    assert PLAIN.columns(ROWS, headers=("range", "holds", "now"), indent="  ") == [
        "  range             holds      now",
        "  pool 10.0.0.0/16  256 nodes  3 used",
        "  a                 b          something longer than a word",
    ]
    assert PLAIN.columns([]) == []
    assert PLAIN.columns([["漢字", "x"], ["abcd", "y"]]) == ["漢字  x", "abcd  y"]
    assert PLAIN.columns([["one\ntwo", "x"]]) == ["one  x", "two"]


def test_columns_in_a_narrow_window() -> None:
    assert Terminal(width=44).columns(ROWS, indent="  ") == [
        "  pool 10.0.0.0/16  256 nodes  3 used",
        "  a                 b          something",
        "                               longer than a",
        "                               word",
    ]
    assert Terminal(width=30).columns(ROWS) == [
        "pool         256    3 used",
        "10.0.0.0/16  nodes",
        "a            b      something",
        "                    longer",
        "                    than a",
        "                    word",
    ]
    assert Terminal(width=20).columns(ROWS) == [
        "pool 10.0.0.0/16",
        "  256 nodes",
        "  3 used",
        "a",
        "  b",
        "  something longer",
        "  than a word",
    ]


@given(
    st.integers(min_value=1, max_value=4).flatmap(
        lambda number: st.lists(
            st.lists(texts, min_size=number, max_size=number), min_size=1, max_size=4
        )
    ),
    widths,
)
def test_no_cell_loses_a_word(rows: list[list[str]], width: int) -> None:
    shown = Terminal(width=width).columns(rows)
    assert sorted(" ".join(shown).split()) == sorted(
        word for row in rows for cell in row for word in cell.split()
    )
    for line in shown:
        assert cells(line) <= width or " " not in line.strip()


# --- trees


def test_a_tree() -> None:
    tree = [
        Branch(
            ("Stack", "dev"),
            (),
            (
                Branch(("Release", "cilium"), ("chart cilium 1.18.2",), (Branch(("Key", "k")),)),
                Branch(("Secret", "avi"), ("contents secret",)),
            ),
        )
    ]
    mark = Span("+", "good")
    assert PLAIN.tree(tree, headers=("Type", "Name"), mark=mark) == [
        "  Type        Name",
        "+ Stack       dev",
        "+ ├─ Release  cilium",
        "  │  │  chart cilium 1.18.2",
        "+ │  └─ Key   k",
        "+ └─ Secret   avi",
        "        contents secret",
    ]
    long = [Branch(("Stack", "dev"), (), (Branch(("a-very-long-type", "name"), ("a detail",)),))]
    assert Terminal(width=24).tree(long, headers=("Type", "Name"), mark=mark) == [
        "  Type",
        "+ Stack",
        "  │  dev",
        "+ └─ a-very-long-type",
        "        name",
        "        a detail",
    ]


# --- start-up and progress


def test_a_pipe_does_not_pay_for_colours() -> None:
    program = (
        "import sys; from cilium_ako.terminal import Terminal\n"
        "here = Terminal.for_stream(sys.stdout)\n"
        "here.style('x', 'bad'); here.wrap('x'); here.columns([['x']])\n"
        "with here.progress('x') as step: step('y')\n"
        "print(sorted(each for each in sys.modules if each.split('.')[0] == 'rich'))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert (found.stdout, found.stderr) == ("[]\n", "")


def test_progress_is_for_whoever_looks(capfd: pytest.CaptureFixture[str]) -> None:
    with PLAIN.progress("Rendering") as step:
        step("one")
    # what is quick is not worth a line
    with Terminal(width=60, interactive=True).progress("Rendering") as step:
        step("one")
    assert capfd.readouterr() == ("", "")
