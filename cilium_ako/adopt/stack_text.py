"""The text of a stack file: in the order of the models, with comments and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from cilium_ako.adopt.assemble import Assembled, Missing
from cilium_ako.charts.yaml_text import flow_text, word
from cilium_ako.config.stack import PROJECT, key_path
from cilium_ako.shell import set_to

_WIDTH: Final = 90
"""Up to here a mapping or a list stays on one line."""
_PARTS: Final = ("cluster", "cilium", "ako", "mesh")
_UNPRINTABLE: Final = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]")

Path = tuple[str, ...]


def stack_text(name: str, adopted: Assembled) -> str:
    """The stack file of what was assembled."""
    lines = [f"# {name}: taken over by `cilium-ako adopt`.", "config:"]
    for part in _PARTS:
        if part in adopted.parts:
            lines.append(f"  {PROJECT}:{part}:")
            lines += _mapping(adopted.parts[part], (part,), 2, adopted, name)
    if adopted.avi_username:
        lines.append(f"  {PROJECT}:aviUsername: {flow_text(adopted.avi_username)}")
    lines += _missing_lines(adopted, (), 1, name)
    return "\n".join(lines) + "\n"


def _mapping(
    content: Mapping[str, object], path: Path, depth: int, adopted: Assembled, name: str
) -> Iterator[str]:
    yield from _missing_lines(adopted, path, depth, name)
    for key, value in content.items():
        yield from _entry(key, value, (*path, key), depth, adopted, name)


def _missing_lines(adopted: Assembled, above: Path, depth: int, name: str) -> Iterator[str]:
    """A commented line for every key that is missing right here, with the command that sets it."""
    for each in adopted.missing:
        if each.path[:-1] == above:
            yield f"{'  ' * depth}# {each.path[-1]}: missing: {how_to_set(each, name)}"


def how_to_set(missing: Missing, stack: str) -> str:
    """The command that sets a missing key, with an example of a value."""
    first: tuple[int, ...] = (0,) if missing.is_list else ()
    return set_to(key_path(*missing.path, *first), missing.example, stack=stack)


def _entry(
    key: str, value: object, path: Path, depth: int, adopted: Assembled, name: str
) -> Iterator[str]:
    indent = "  " * depth
    comment = adopted.comments.get(path)
    behind = f"  # {_UNPRINTABLE.sub('?', comment)}" if comment else ""
    spelled = word(key)
    said_below = any(
        other[: len(path)] == path and len(other) > len(path)
        for other in (*adopted.comments, *(each.path for each in adopted.missing))
    )
    flow = flow_text(value)
    fits = len(indent) + len(spelled) + len(flow) + 2 <= _WIDTH
    if isinstance(value, Mapping) and value and (said_below or not fits or _is_large(value)):
        yield f"{indent}{spelled}:{behind}"
        yield from _mapping(value, path, depth + 1, adopted, name)
    elif isinstance(value, list) and value and not fits:
        yield f"{indent}{spelled}:{behind}"
        yield from _items(value, depth + 1)
    else:
        yield f"{indent}{spelled}: {flow}{behind}"


def _is_large(value: Mapping[str, object]) -> bool:
    """Whether a mapping is read more easily with a line for each key."""
    return len(value) > 1 and any(isinstance(each, Mapping) and each for each in value.values())


def _items(values: list[object], depth: int) -> Iterator[str]:
    for each in values:
        yield f"{'  ' * depth}- {flow_text(each)}"
