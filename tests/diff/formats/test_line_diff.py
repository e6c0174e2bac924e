"""What differs between two texts leads from one to the other."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.diff.formats.line_diff import line_diff


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
