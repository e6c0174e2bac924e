"""Values of Helm and of ConfigMaps in one normal form, so that equal things compare equal.

The engine hands out every number as a float, a ConfigMap holds texts only, and a chart takes
many a list as a list or as a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
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
    """The normal form of a value; None where it says nothing (null, or an empty text).

    A value that does not fit its kind becomes its own text, which is equal to no fitting one.
    Raises HiddenValueError where it cannot be read.
    """
    if kind in ("list", "ranges"):
        return None if raw is None else tuple(_words(raw))
    if kind == "set":
        return None if raw is None else tuple(sorted(set(_words(raw))))
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
    """A scalar as a ConfigMap would hold it; empty for null.

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


def _words(raw: object) -> Iterable[str]:
    if isinstance(raw, list | tuple):
        return [plain_text(each) for each in raw]
    if isinstance(raw, Mapping):
        return [f"{name}={plain_text(value)}" for name, value in raw.items()]
    return [word for word in _SEPARATORS.split(plain_text(raw)) if word]


def _structure(raw: object) -> str:
    if isinstance(raw, str):
        try:
            raw = load_json(raw)
        except DocumentError:
            return str(raw)
    return json.dumps(_whole(raw), sort_keys=True, separators=(",", ":"), default=str)


def _whole(raw: object) -> object:
    if isinstance(raw, Hidden):
        raise HiddenValueError(raw.reason)
    if isinstance(raw, Mapping):
        return {str(key): _whole(value) for key, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [_whole(each) for each in raw]
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    return raw
