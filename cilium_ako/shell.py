"""Words of commands that are printed for a person to type.

A name, a key, a path or a value of a stack file is put into a command here and nowhere else: as it
stands in the file it could end the command and begin another, which whoever copies it would run.
"""

from __future__ import annotations

import re
import shlex
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z0-9_./:-]+")
_WRITTEN: Final = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def quoted(word: str) -> str:
    """A word that a shell takes for itself, on one line; a plain one stays as it is.

    What a terminal does not show is spelled as in `$'a\\nb'`, which bash, zsh and ksh know.
    """
    if word.isprintable():
        return shlex.quote(word)
    return f"$'{''.join(_written(each) for each in word)}'"


def in_quotes(word: str) -> str:
    """A word that a shell takes for itself, in quotes also where it needs none."""
    found = quoted(word)
    return f"'{word}'" if found == word else found


def set_to(path: str, value: str, *, stack: str = "") -> str:
    """The command that sets a config key, of the stack that is selected where none is named."""
    of = f" --stack {quoted(stack)}" if stack else ""
    shown = value if _PLAIN.fullmatch(value) else in_quotes(value)
    begins = "-- " if value.startswith("-") else ""  # or it would be an option
    return f"pulumi config set{of} --path {begins}{in_quotes(path)} {shown}"


def removed(path: str) -> str:
    """The command that removes a config key."""
    return f"pulumi config rm --path {in_quotes(path)}"


def _written(character: str) -> str:
    number = ord(character)
    if character in _WRITTEN:
        return _WRITTEN[character]
    if character.isprintable():
        return character
    if 0xDC80 <= number <= 0xDCFF:  # a byte of a file's name that is no text
        return f"\\x{number - 0xDC00:02x}"
    if number < 0x80:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
