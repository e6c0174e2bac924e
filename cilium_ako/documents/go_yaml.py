"""YAML as the engine reads a stack file: go-yaml v3, then Pulumi's own config objects.

`yes` and `12:30` are texts, a date is the text that the engine makes of it, `0b1111` and `0o17`
are fifteen, `1e3` is a number, every key is a text, and a key that stands twice is refused.
Sources: resolve.go and decode.go of go-yaml v3, sdk/go/common/resource/config/object.go of Pulumi.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
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
            node = loader.get_single_node()
        finally:
            loader.dispose()
        return None if node is None else _Values().of(node)


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


class _Values:
    """Makes values of nodes; a node that stands inside itself is refused."""

    def __init__(self) -> None:
        self._open: set[int] = set()

    def of(self, node: Any) -> object:
        """The value of a node."""
        match node.tag:
            case "!unquoted":
                value = _plain(node.value)
                if isinstance(value, float) and not math.isfinite(value):
                    raise RefusedError("holds a number that is not finite", node.start_mark)
                return value
            case "tag:yaml.org,2002:str" | "tag:yaml.org,2002:merge":
                return node.value
            case "tag:yaml.org,2002:map" | "tag:yaml.org,2002:seq":
                return self._collection(node)
        raise RefusedError("has a YAML tag, and needs none", node.start_mark)

    def _collection(self, node: Any) -> object:
        if id(node) in self._open:
            raise RefusedError("holds an alias of what it stands in", node.start_mark)
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.of(each) for each in node.value]
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node)
        finally:
            self._open.remove(id(node))
        raise RefusedError("has a YAML tag, and needs none", node.start_mark)

    def _mapping(self, node: Any) -> dict[str, object]:
        data: dict[str, object] = {}
        merged: Any = None
        for key_node, value_node in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                if merged is not None:
                    raise RefusedError("has the key << twice", key_node.start_mark)
                merged = value_node
                continue
            key = _key(self.of(key_node))
            if key is None:
                raise RefusedError("has a key that is no text", key_node.start_mark)
            if key in data:
                raise RefusedError(f"has the key {key:.60} twice", key_node.start_mark)
            data[key] = self.of(value_node)
        if merged is not None:
            self._merge(data, merged)
        return data

    def _merge(self, data: dict[str, object], node: Any) -> None:
        """Adds what `<<` names, where a mapping does not say it itself."""
        inner = self.of(node)
        for each in inner if isinstance(inner, list) else [inner]:
            if not isinstance(each, dict):
                raise RefusedError("has a merge key << without a mapping", node.start_mark)
            for key, value in each.items():
                data.setdefault(key, value)
