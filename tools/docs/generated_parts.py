"""Pages that people write and that hold generated parts, each between two comments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path


def with_parts(page: Path, parts: Mapping[str, str]) -> str:
    """A page with its generated parts written anew, each by the name in its comments.

    Raises SystemExit where the page has no place for one of them.
    """
    text = page.read_text("utf-8")
    for name, body in parts.items():
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.S)
        if pattern.search(text) is None:
            raise SystemExit(f"{page.name} has no place for the {name}: {begin} … {end}")
        block = f"{begin}\n{body}\n{end}"
        text = pattern.sub(block.replace("\\", r"\\"), text)
    return text
