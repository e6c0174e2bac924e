"""JSON without what JSON does not have.

Python's reader takes NaN and Infinity, keeps the last of two equal keys, makes half a character
out of half a surrogate pair and ends in a RecursionError at some depth. Each of them is refused
here, since whoever reads the document next would see another one.
Source: RFC 8259, sections 4, 6 and 8.2.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.limits import DEPTH, NUMBER_DIGITS

_FIX: Final = "mend it at that place"
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")


class _Refused(ValueError):  # noqa: N818 - carries a DocumentError's texts out of the parser
    """What the parser met that is no JSON."""


def load_json(text: str, *, deepest: int = DEPTH) -> object:
    """The one value in a JSON text.

    Raises DocumentError where it is no JSON, nests deeper than `deepest` levels, says one key
    twice, or holds a number or a character that nothing else could read.
    """
    try:
        value = _DECODER.decode(text)
    except _Refused as error:
        raise DocumentError(str(error), _FIX) from None
    except json.JSONDecodeError as error:
        raise DocumentError(
            "is no JSON", _FIX, f"line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise _too_deep() from None
    _refuse_depth(value, deepest)
    if _SURROGATE.search(text) is not None:
        _refuse_half_characters(value)
    return value


def load_embedded_json(text: str) -> object | None:
    """The first JSON object of a text with other lines around it; None where there is none.

    `pulumi preview --json` may print plain lines before the object (pulumi/pulumi#19775).
    """
    start = text.find("{")
    try:
        value, _ = _DECODER.raw_decode(text, start) if start >= 0 else (None, 0)
        _refuse_depth(value, DEPTH)
    except (ValueError, RecursionError, DocumentError):
        return None
    return value


def load_answer(body: bytes) -> object:
    """The value in the body of an API server's answer, which may be large.

    The server wrote it by the same rules as it reads: equal keys and long numbers are not looked
    for. Raises DocumentError where it is no JSON.
    """
    try:
        return json.loads(body, parse_constant=_constant)
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise DocumentError("is no JSON", "ask again; a proxy may have answered") from None


def _too_deep() -> DocumentError:
    return DocumentError("is nested too deeply", "check that it is the right document")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for index, key in enumerate(keys) if key in keys[:index])
        raise _Refused(f"has the key {twice:.60} twice")
    return found


def _constant(word: str) -> object:
    raise _Refused(f"holds {word}, which is no number in JSON")


def _number(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise _Refused("holds a number that is too large")
    return number


def _integer(digits: str) -> int:
    if len(digits) > NUMBER_DIGITS:
        raise _Refused(f"holds a number of {len(digits)} digits")
    return int(digits)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_unique, parse_constant=_constant, parse_float=_number, parse_int=_integer
)


def _refuse_depth(value: object, deepest: int) -> None:
    level = [value]
    for _ in range(deepest + 1):
        below: list[object] = []
        for each in level:
            if isinstance(each, Mapping):
                below.extend(each.values())
            elif isinstance(each, list):
                below.extend(each)
        if not below:
            return
        level = below
    raise _too_deep()


def _refuse_half_characters(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise DocumentError("holds half a character (a lone \\ud800 to \\udfff)", _FIX) from None
