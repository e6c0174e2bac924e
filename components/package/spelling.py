"""What is said of config keys and of commands that set them, in the words of another's program.

There a key is a property of `CiliumAko`: no command sets it, and no project stands before it.
"""

from __future__ import annotations

import re
from typing import Final

from cilium_ako.config.stack import PROJECT

_WORD: Final = r"(?:\$?'(?:[^'\\]|\\.|'\\''|'\"'\"')*'|\"[^\"]*\"|[^\s'\"]+)"
_STACK: Final = rf"(?: --stack {_WORD})?"
_KEY: Final = (
    rf"(?P<quote>['\"]?){PROJECT}:(?P<path>[^'\"\s]+(?:\[\"[^\"]*\"\][^'\"\s]*)*)(?P=quote)"
)
_SECRET: Final = re.compile(
    rf"pulumi config set{_STACK} --secret{_STACK}(?: --path)?(?: --)? {_KEY}"
    r"(?P<value> \"[^\n]*\"| < \S+| [^\s(…<]+)?"
)
_SET: Final = re.compile(
    rf"pulumi config set{_STACK} --path(?: --)? {_KEY} (?P<value>{_WORD}|…|VALUE)"
)
_REMOVE: Final = re.compile(rf"pulumi config rm{_STACK}(?: --path)?(?: --)? {_KEY}")
_SET_FROM_INPUT: Final = re.compile(rf"pulumi config set{_STACK} {_KEY}")
_PLACES: Final = {
    "a mapping or a list is written into the stack file; docs/config.md": "docs/config.md",
    "the stack file": "the program",
    "the stack's config": "the program",
}
"""Where a key stands, and where it does in another's program."""
_PLAIN: Final = re.compile(rf"\b{PROJECT}:(?P<path>[A-Za-z]\w*)(?![\w-]*:\w)")
"""A key, and none of the types that state has (`cilium-ako:cilium:Cilium`)."""


def as_properties(text: str) -> str:
    """A text with every config key as the property that it is, and what sets it in words.

    >>> as_properties("pulumi config set --path 'cilium-ako:cilium.ipam.mode' eni")
    'set cilium.ipam.mode to eni'
    """
    for file, program in _PLACES.items():
        text = text.replace(file, program)
    text = _SECRET.sub(lambda found: _as_secret(found["path"], found["value"]), text)
    text = _SET.sub(lambda found: f"set {found['path']} to {found['value']}", text)
    text = _REMOVE.sub(lambda found: f"take {found['path']} out", text)
    text = _SET_FROM_INPUT.sub(lambda found: f"set {found['path']}", text)
    return _PLAIN.sub(lambda found: found["path"], text)


def _as_secret(path: str, value: str | None) -> str:
    if not value or value.startswith(" <"):
        return f"give {path}, a secret{value or ''}"
    return f"give {path}, a secret, as{value}"
