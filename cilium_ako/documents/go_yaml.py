"""YAML as the engine reads a stack file: go-yaml v3, then Pulumi's own config objects.

`yes` and `12:30` are texts, a date is the text that the engine makes of it, `0b1111` and `0o17`
are fifteen, `1e3` is a number, every key is a text, and a key that stands twice is refused.
Sources: resolve.go and decode.go of go-yaml v3, sdk/go/common/resource/config/object.go of Pulumi.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import yaml

from cilium_ako.documents.yaml_events import (
    RefusedError,
    SafeLoader,
    may_be_costly,
    refuse_costly,
    yaml_errors,
)


def load_go_yaml(text: str) -> object:
    """The one YAML document in a text, as the engine reads it.

    Raises DocumentError with line and column where the text is no such document.
    """
    with yaml_errors():
        if may_be_costly(text) or _DOCUMENT_END.search(text):
            refuse_costly(text, documents=False)
        loader = _EngineLoader(text)
        try:
            return loader.get_single_data()
        finally:
            loader.dispose()


_DOCUMENT_END: Final = re.compile(r"(?m)^(?:---|\.\.\.)")


class _EngineLoader(SafeLoader):  # type: ignore[misc]  # the C loader where PyYAML has it
    """PyYAML with the scalars of go-yaml v3."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        """The tag of a node that has none: what a plain scalar is, is decided in one place."""
        if kind is not yaml.ScalarNode:
            return _COLLECTIONS[kind]
        if not implicit[0]:
            return "tag:yaml.org,2002:str"
        return "tag:yaml.org,2002:merge" if value == "<<" else "!unquoted"


_COLLECTIONS: Final[Mapping[Any, str]] = {
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}


_INTEGER: Final = re.compile(r"[-+]?(?:0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|[1-9][0-9]*|0)")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_FRACTION: Final = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?")
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_WORDS: Final[Mapping[str, object]] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **{f"{sign}.{word}": math.inf for sign in ("", "+") for word in ("inf", "Inf", "INF")},
    **{f"-.{word}": -math.inf for word in ("inf", "Inf", "INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}


def _plain(text: str) -> object:
    """What a plain scalar means to go-yaml v3, for the kinds that a stack file can hold."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-0123456789":
        number = _number(text.replace("_", ""))
        return _date(text) if number is None else number
    if text[0] == "." and _FRACTION.fullmatch(text):
        return float(text)
    return text


def _number(text: str) -> int | float | None:
    """A number as Go reads it: in 64 bits, or as a float where it is written as one."""
    if len(text) <= 70 and _INTEGER.fullmatch(text):
        sign = -1 if text.startswith("-") else 1
        digits = text.lstrip("+-").lower()
        octal = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
        whole = sign * int(digits, 8 if octal else 0)
        if -(1 << 63) <= whole < 1 << 64:
            return whole
    if _FLOAT.fullmatch(text):
        number = float(text)
        return None if math.isinf(number) else number
    return None


def _date(text: str) -> str:
    """A text; a date as the text that the engine makes of it."""
    match = _DATE.fullmatch(text)
    try:
        day = date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        day = None
    return f"{day} 00:00:00 +0000 UTC" if day else text


def _unquoted(loader: Any, node: Any) -> object:
    value = _plain(node.value)
    if isinstance(value, float) and not math.isfinite(value):
        raise RefusedError("holds a number that is not finite", node.start_mark)
    return value


def _text(loader: Any, node: Any) -> object:
    return node.value


def _key(value: object) -> str | None:
    """A key as the text that the engine makes of it; None where it is no scalar."""
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case None:
            return "<nil>"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e21 else str(value)
        case _:
            return None


def _mapping(loader: Any, node: Any) -> Iterator[dict[str, object]]:
    data: dict[str, object] = {}
    yield data
    merged: list[Any] = []
    seen: set[str] = set()
    for key_node, value_node in node.value:
        if key_node.tag == "tag:yaml.org,2002:merge":
            if merged:
                raise RefusedError("has the key << twice", key_node.start_mark)
            merged.append(value_node)
            continue
        key = _key(loader.construct_object(key_node, deep=True))
        if key is None:
            raise RefusedError("has a key that is no text", key_node.start_mark)
        if key in seen:
            raise RefusedError(f"has the key {key:.60} twice", key_node.start_mark)
        seen.add(key)
        data[key] = loader.construct_object(value_node, deep=True)
    for value_node in merged:
        inner = loader.construct_object(value_node, deep=True)
        for each in inner if isinstance(inner, list) else [inner]:
            if not isinstance(each, dict):
                raise RefusedError("has a merge key << without a mapping", value_node.start_mark)
            for key, value in each.items():
                data.setdefault(key, value)


def _unknown_tag(loader: Any, node: Any) -> object:
    raise RefusedError("has a YAML tag, and needs none", node.start_mark)


_EngineLoader.yaml_constructors = {
    "!unquoted": _unquoted,
    "tag:yaml.org,2002:str": _text,
    "tag:yaml.org,2002:merge": _text,
    "tag:yaml.org,2002:map": _mapping,
    "tag:yaml.org,2002:seq": SafeLoader.construct_yaml_seq,
    None: _unknown_tag,
}
