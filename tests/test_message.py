"""A message says where and what, and below that what to type."""

from __future__ import annotations

from cilium_ako.message import Message
from cilium_ako.terminal import Terminal


def test_its_shape() -> None:
    assert Message("it is not there", "make it", "dev").lines() == [
        "error: dev: it is not there",
        "  fix: make it",
    ]
    assert Message("it is odd", level="warning").lines() == ["warning: it is odd"]
    assert Message("one\ntwo", "first\nsecond").lines() == [
        "error: one",
        "  two",
        "  fix: first",
        "       second",
    ]


def test_a_window() -> None:
    narrow = Message("it is not there at all", "make it").lines(Terminal(width=20, colored=True))
    assert narrow == [
        "\x1b[1;31merror\x1b[0m: it is not",
        "  there at all",
        "  fix: make it",
    ]


def test_no_text_colours_the_terminal() -> None:
    assert Message("\x1b[31mred", "\x1b[0m", "\x07").lines() == [
        "error: \\x07: \\x1b[31mred",
        "  fix: \\x1b[0m",
    ]
