"""What differs between two texts, line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import unified_diff
from typing import Final

_CONTEXT: Final = 3
_PLACE: Final = re.compile(r"(?<=[-+])(\d+)")


def line_diff(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """A unified diff without its head.

    What both begin and end with is set aside first: the search takes long with long texts, and an
    object of a chart is long and changes in few places.
    """
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    first = max(0, start - _CONTEXT)
    last = max(0, end - _CONTEXT)
    found = unified_diff(
        old[first : len(old) - last], new[first : len(new) - last], lineterm="", n=_CONTEXT
    )
    lines = list(found)[2:]
    if first:
        for index, line in enumerate(lines):
            if line.startswith("@@"):
                lines[index] = _PLACE.sub(lambda match: str(int(match[1]) + first), line)
    return lines
