"""The text of a report: nothing that a terminal or a pager minds."""

from __future__ import annotations

import re

from cilium_ako.diff.command import written
from cilium_ako.diff.model import Report
from cilium_ako.escape import printable


def test_a_terminal_is_not_taken_over(hostile: Report) -> None:
    for style in (False, True):
        text = written(hostile, "text", style=style)
        plain = re.sub(r"\x1b\[[0-9;]*m", "", text) if style else text
        assert printable(plain) == plain
        assert max(len(line) for line in plain.splitlines()) < 4000
