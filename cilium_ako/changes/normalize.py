"""Values of Helm and of ConfigMaps in one normal form, so that equal things compare equal.

The engine hands out every number as a float, a ConfigMap holds texts only, and a chart takes
many a list as a list or as a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from ipaddress import IPv6Network
from typing import Final

from cilium_ako.catalogue.facts import Kind, Value
from cilium_ako.changes.facts import Hidden
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_json

_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_SEPARATORS: Final = re.compile(r"[,\s]+")
_KPR: Final = {"strict": True, "true": True, "disabled": False, "false": False}


class HiddenValueError(Exception):
    """A value, or a part of it, may not or cannot be read; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def normalize(kind: Kind, raw: object) -> Value | None:
    """The normal form of a fact's value; None where it says nothing (null, or an empty text).

    text: as it is, without white space around it. boolean: True or False. number: an int where it
    is whole, else a float. list and ranges: a tuple in its order (an IPv6 range in its one normal
    spelling), set: a tuple that is sorted and
    names everything once; each of the three may be given as a text with commas or white space, or
    as a mapping, whose elements become `name=value`. json: its text with sorted keys and without
    white space. kpr: True or False, or another word in small letters.

    A value that does not fit its kind becomes its own text, which is equal to no fitting one.
    Raises HiddenValueError where it cannot be read.
    """
    if kind == "ranges":
        return None if raw is None else tuple(map(_range, _elements(raw)))
    if kind == "list":
        return None if raw is None else tuple(_elements(raw))
    if kind == "set":
        return None if raw is None else tuple(sorted(set(_elements(raw))))
    if kind == "json":
        return None if raw is None or raw == "" else _structure(raw)
    text = plain_text(raw)
    if text == "":
        return None
    if kind == "number" and _NUMBER.fullmatch(text):
        number = float(text)
        return int(number) if number.is_integer() else number
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    if kind == "kpr":
        return _KPR.get(text.lower(), text.lower())
    return text


def plain_text(raw: object) -> str:
    """A value as a ConfigMap would hold it: empty for null, JSON for a structure.

    Raises HiddenValueError where it cannot be read.
    """
    if isinstance(raw, Hidden):
        raise HiddenValueError(raw.reason)
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, Mapping | list | tuple):
        return _structure(raw)
    return str(raw).strip()


def _elements(raw: object) -> Iterable[str]:
    if isinstance(raw, list | tuple):
        return [plain_text(each) for each in raw]
    if isinstance(raw, Mapping):
        return [f"{name}={plain_text(value)}" for name, value in raw.items()]
    return [word for word in _SEPARATORS.split(plain_text(raw)) if word]


def _range(text: str) -> str:
    """An IPv6 range in its one normal spelling, of the many that it has; anything else as it is."""
    try:
        return str(IPv6Network(text)) if ":" in text else text
    except ValueError:
        return text


def _structure(raw: object) -> str:
    """A structure, or the text of one, as JSON."""
    if isinstance(raw, str):
        try:
            raw = load_json(raw)
        except DocumentError:
            return str(raw)
    return json.dumps(_with_whole_numbers(raw), sort_keys=True, separators=(",", ":"), default=str)


def _with_whole_numbers(raw: object) -> object:
    if isinstance(raw, Hidden):
        raise HiddenValueError(raw.reason)
    if isinstance(raw, Mapping):
        return {str(key): _with_whole_numbers(value) for key, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [_with_whole_numbers(each) for each in raw]
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    return raw
