"""An object as YAML for a person: keys sorted, texts of several lines as blocks.

Written here and not by PyYAML, which takes ten times as long: a report writes every object that
changes twice, and a reviewer waits for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z_./][A-Za-z0-9_./@+$=()-]*(?:[ :][A-Za-z0-9_./@+$=()-]+)*")
"""Texts that YAML reads as themselves; a digit or a sign at the beginning may be a number."""
_WORDS: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan"})
_BLOCK: Final = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]*")


def manifest_yaml(content: Mapping[str, object] | None) -> str:
    """The object as a YAML document; empty for None. The same text for equal objects."""
    if content is None:
        return ""
    lines: list[str] = []
    _mapping(dict(content), "", "", lines)
    lines.append("")
    return "\n".join(lines)


def _mapping(content: dict[str, object], indent: str, first: str, lines: list[str]) -> None:
    """Writes the entries; the first one's line begins with `first`, where a dash stands."""
    beginning = first or indent
    for key in sorted(content):
        _entry(f"{beginning}{_scalar(key)}:", content[key], indent, lines)
        beginning = indent


def _entry(head: str, value: object, indent: str, lines: list[str]) -> None:
    """Writes a value behind its key or dash."""
    if isinstance(value, dict) and value:
        lines.append(head)
        _mapping(value, f"{indent}  ", "", lines)
    elif isinstance(value, list) and value:
        lines.append(head)
        _list(value, indent, lines)
    elif isinstance(value, str) and "\n" in value.strip("\n") and _BLOCK.fullmatch(value):
        _block(head, value, f"{indent}  ", lines)
    else:
        lines.append(f"{head} {_scalar(value)}")


def _list(entries: list[object], indent: str, lines: list[str]) -> None:
    for entry in entries:
        if isinstance(entry, dict) and entry:
            _mapping(entry, f"{indent}  ", f"{indent}- ", lines)
        elif isinstance(entry, list) and entry:
            lines.append(f"{indent}-")
            _list(entry, f"{indent}  ", lines)
        else:
            _entry(f"{indent}-", entry, indent, lines)


def _block(head: str, text: str, indent: str, lines: list[str]) -> None:
    body = text.rstrip("\n")
    ending = {0: "-", 1: ""}.get(len(text) - len(body), "+")
    # a first line that is indented or empty would be taken for the block's own indentation
    hint = "2" if not body or body[0] in " \n" else ""
    lines.append(f"{head} |{hint}{ending}")
    shown = body if ending != "+" else text[:-1]
    lines.extend(f"{indent}{line}" if line else "" for line in shown.split("\n"))


def _scalar(value: object) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)
