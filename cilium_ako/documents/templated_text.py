"""YAML with Helm's or Jinja's templates in it, as far as it can be read without running them.

A line whose value a template makes keeps its key and loses its value; lines between `if` or `for`
and their end are left out, since nobody knows here whether they count. Every place is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

_VARIABLE: Final = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_.]*(?::?[-=?+].*?)?\}")
"""What Flux, envsubst and Terraform fill in."""
_MARK: Final = "\ue000template\ue001"
_ANY: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_OPENS: Final = re.compile(
    r"\{%-?\s*(?:if|for|block|macro|raw|call|filter)\b"
    r"|\{\{-?\s*(?:if|range|with|define|block)\b"
)
_CLOSES: Final = re.compile(r"\{%-?\s*end(?:if|for|block|macro|raw|call|filter)\b|\{\{-?\s*end\b")
_QUOTED: Final = re.compile(rf"""(["'])[^"']*{_MARK}[^"']*\1""")
_VALUE: Final = re.compile(rf"[^\s:,\[\]{{}}]*{_MARK}[^\s,\]}}]*")


class TemplatedText(NamedTuple):
    """A text that YAML can read, and what is not in it."""

    text: str
    """With marks in the place of values that a template makes."""
    lines: tuple[int, ...]
    """Lines on which a template stands, from 1."""
    skipped: tuple[int, ...]
    """Lines that are left out whole, from 1."""


def without_templates(text: str) -> TemplatedText | None:
    """A text without its templates; None where it has none."""
    if "{{" not in text and "{%" not in text and "${" not in text:
        return None
    kept: list[str] = []
    lines: list[int] = []
    skipped: list[int] = []
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        code = _without_comment(line)
        found = _ANY.search(code) is not None or _VARIABLE.search(code) is not None
        opened, closed = len(_OPENS.findall(code)), len(_CLOSES.findall(code))
        if found:
            lines.append(number)
        bare = _ANY.sub("", code).strip(" -")
        if depth or opened != closed or (found and not bare):
            depth = max(0, depth + opened - closed)
            if line.strip():
                skipped.append(number)
            kept.append("")  # so that a line keeps its number
            continue
        kept.append(_marked(code) if found else line)
    if not lines:
        return None
    return TemplatedText("\n".join(kept) + "\n", tuple(lines), tuple(skipped))


def _without_comment(line: str) -> str:
    """A line up to a comment that begins before any template does."""
    comment = 0 if line.lstrip().startswith("#") else line.find(" #")
    first = min((at for at in (line.find("{{"), line.find("{%")) if at >= 0), default=len(line))
    return line[:comment] if 0 <= comment < first else line


def _marked(line: str) -> str:
    """A line with one mark in the place of each value that a template has a part in."""
    line = _VARIABLE.sub(_MARK, _ANY.sub(_MARK, line))
    line = _QUOTED.sub(f'"{_MARK}"', line)
    return _VALUE.sub(f'"{_MARK}"', line.replace(f'"{_MARK}"', _MARK))


def take_out_marks(
    value: Mapping[str, object], above: tuple[str, ...] = ()
) -> tuple[dict[str, object], list[tuple[str, ...]]]:
    """A mapping without what a template makes, and the paths of what was taken out.

    A list counts as a whole.
    """
    kept: dict[str, object] = {}
    taken: list[tuple[str, ...]] = []
    for key, each in value.items():
        if isinstance(each, Mapping):
            inner, below = take_out_marks(each, (*above, key))
            taken += below
            if inner or not below:
                kept[key] = inner
        elif any(_has_mark(part) for part in (key, each)):
            taken.append((*above, key.replace(_MARK, "?")))
        else:
            kept[key] = each
    return kept, taken


def _has_mark(value: object) -> bool:
    return any(_MARK in text for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key)
            yield from _texts(each)
