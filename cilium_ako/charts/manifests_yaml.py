"""An object as YAML for a person: keys sorted, texts of several lines as blocks.

Written here and not by PyYAML, which takes ten times as long: a report writes every object that
changes twice, and a reviewer waits for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z_./][A-Za-z0-9_./@+$=()-]*(?:[ :][A-Za-z0-9_./@+$=()-]+)*")
"""Texts that YAML reads as themselves; a digit or a sign at the beginning may be a number."""
_WORDS: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan"})
_BLOCK: Final = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]*")


def manifest_yaml(content: Mapping[str, object] | None) -> str:
    """The object as a YAML document; empty for None. The same text for equal objects."""
    return "" if content is None else "\n".join(_mapping(content, "")) + "\n"


def _mapping(content: Mapping[str, object], indent: str) -> Iterator[str]:
    for key in sorted(content):
        yield from _entry(f"{indent}{_scalar(key)}:", content[key], indent)


def _entry(head: str, value: object, indent: str) -> Iterator[str]:
    """A value behind its key or dash."""
    if isinstance(value, Mapping) and value:
        yield head
        yield from _mapping(value, f"{indent}  ")
    elif isinstance(value, list) and value:
        yield head
        yield from _list(value, indent)
    elif isinstance(value, str) and "\n" in value and _BLOCK.fullmatch(value):
        yield from _block(head, value, f"{indent}  ")
    else:
        yield f"{head} {_scalar(value)}"


def _list(entries: list[object], indent: str) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, Mapping) and entry:
            lines = _mapping(entry, f"{indent}  ")
            yield f"{indent}- {next(lines)[len(indent) + 2 :]}"
            yield from lines
        elif isinstance(entry, list) and entry:
            yield f"{indent}-"
            yield from _list(entry, f"{indent}  ")
        else:
            yield from _entry(f"{indent}-", entry, indent)


def _block(head: str, text: str, indent: str) -> Iterator[str]:
    body = text.rstrip("\n")
    ending = {0: "-", 1: ""}.get(len(text) - len(body), "+")
    # a first line that is indented or empty would be taken for the block's own indentation
    hint = "2" if not body or body[0] in " \n" else ""
    yield f"{head} |{hint}{ending}"
    lines = body.split("\n") if ending != "+" else text[:-1].split("\n")
    yield from (f"{indent}{line}" if line else "" for line in lines)


def _scalar(value: object) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)
