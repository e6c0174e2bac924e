"""What hangs on a release stands in the catalogue: no other file knows one."""

from __future__ import annotations

import re
from functools import cache

from tests.catalogue.literals import Literal, calls, literals, tuples

DOTTED = re.compile(r"(?<![\w./])v?\d{1,2}\.\d{1,3}(\.\d{1,3})?(?![\w./])")

ALLOWED = {
    # examples of what to type, in errors of the config's types
    ("cilium_ako/config/types.py", "1.18.12"),
    ("cilium_ako/config/types.py", "1.33"),
    ("cilium_ako/config/types.py", "5.15"),
    ("cilium_ako/config/types.py", "22.1.5"),
    ("cilium_ako/config/types.py", "is a number, and numbers lose their trailing zeros"),
}
"""File and beginning of a literal that names a release and may."""


@cache
def _found() -> tuple[Literal, ...]:
    texts = [
        each for each in literals() if isinstance(each.value, str) and DOTTED.search(each.value)
    ]
    return (*texts, *filter(_is_release, tuples()), *calls("Release"))


def _is_release(literal: Literal) -> bool:
    numbers = literal.value
    assert isinstance(numbers, tuple)
    return len(numbers) in (2, 3) and numbers[0] in (1, 2) and numbers[1] > 9


def _is_allowed(literal: Literal, file: str, beginning: str) -> bool:
    return literal.file == file and str(literal.value).startswith(beginning)


def test_no_file_outside_the_catalogue_knows_a_release() -> None:
    strangers = [
        str(literal)
        for literal in _found()
        if not any(_is_allowed(literal, *each) for each in ALLOWED)
    ]
    assert strangers == [], "move them to cilium_ako/catalogue/, as a row with its source"


def test_what_is_allowed_is_there() -> None:
    stale = [each for each in ALLOWED if not any(_is_allowed(one, *each) for one in _found())]
    assert stale == []
