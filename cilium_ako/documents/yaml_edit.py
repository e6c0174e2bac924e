"""One entry of a YAML text set in place: everything else stays as it is, to the byte.

A library that loads and writes a document anew changes quotes, widths and blanks that nobody
asked to change, and a reviewer then looks for one number in a file of changes. Here the place of
the entry is found by the parser and only its characters are replaced, or one line is added; the
result is read again, and refused where anything but that entry differs.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.go_yaml import load_go_yaml
from cilium_ako.documents.yaml_events import yaml_errors


def with_entry(text: str, path: Sequence[str], value: int | Mapping[str, object]) -> str:
    """A YAML text in which the entry at a path of keys has a value.

    An entry that is there must hold one scalar; one that is not is added to the mapping above it,
    which must be there. Raises DocumentError where the text is no document of the engine's, and
    where the entry cannot be set without changing more than it (an alias, a merge key).
    """
    before = load_go_yaml(text)
    edited = _edited(text, path, value)
    if edited is None or _read(edited) != _with(before, path, value):
        raise DocumentError(
            f"has {path[-1]} where it cannot be changed alone (an alias, a merge or another shape)",
            "change it by hand",
        )
    return edited


def _edited(text: str, path: Sequence[str], value: int | Mapping[str, object]) -> str | None:
    # the loader in Python: its marks count characters, as the text does
    with yaml_errors():
        node: Any = yaml.compose(text, Loader=yaml.BaseLoader)
    for depth, step in enumerate(path):
        if not isinstance(node, yaml.MappingNode):
            return None
        found = next((inner for key, inner in node.value if key.value == step), None)
        if found is None:
            if depth < len(path) - 1:
                return None
            return _added(text, node, step, value)
        node = found
    if not isinstance(node, yaml.ScalarNode):
        return None
    start, end = node.start_mark.index, node.end_mark.index
    return f"{text[:start]}{_written(value)}{text[end:]}"


def _added(text: str, node: Any, key: str, value: int | Mapping[str, object]) -> str | None:
    """The text with one more entry at the end of a mapping, or at its beginning."""
    entry = f"{key}: {_written(value)}"
    if node.flow_style:
        end = node.end_mark.index - 1
        inside = text[:end].rstrip()
        comma = ", " if node.value else ""
        return f"{inside}{comma}{entry}{text[len(inside) :]}"
    if not node.value:
        return None
    first, last = node.value[0][0], node.value[-1][1]
    line_break = "\r\n" if "\r\n" in text else "\n"
    indent = " " * first.start_mark.column
    if isinstance(last, yaml.ScalarNode) and last.start_mark.line == last.end_mark.line:
        rest = text.find("\n", last.end_mark.index)
        end = len(text) if rest < 0 else rest - (text[rest - 1] == "\r")
        return f"{text[:end]}{line_break}{indent}{entry}{text[end:]}"
    start = first.start_mark.index
    return f"{text[:start]}{entry}{line_break}{indent}{text[start:]}"


def _written(value: int | Mapping[str, object]) -> str:
    if isinstance(value, int):
        return str(value)
    dumped: str = yaml.safe_dump(dict(value), default_flow_style=True, sort_keys=False, width=1000)
    return dumped.strip()


def _read(text: str) -> object:
    try:
        return load_go_yaml(text)
    except DocumentError:
        return None


def _with(document: object, path: Sequence[str], value: int | Mapping[str, object]) -> object:
    """A document with the entry; as it is where the mapping above is not there."""
    changed = copy.deepcopy(document)
    above: Any = changed
    for step in path[:-1]:
        above = above.get(step) if isinstance(above, dict) else None
    if isinstance(above, dict):
        above[path[-1]] = value if isinstance(value, int) else dict(value)
    return changed
