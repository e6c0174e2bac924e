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

from cilium_ako.documents.yaml_events import RefusedError, may_be_costly, refuse_costly, yaml_errors
from cilium_ako.documents.yaml_values import (
    NUMBER_BEGINNINGS,
    NodeLoader,
    NodeReader,
    go_number,
)


def load_go_yaml(text: str) -> object:
    """The one YAML document in a text, as the engine reads it.

    Raises DocumentError with line and column where the text is no such document.
    """
    with yaml_errors():
        if may_be_costly(text) or _DOCUMENT_END.search(text):
            refuse_costly(text, documents=False)
        loader = NodeLoader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
        return None if node is None else _EngineReader().value(node)


_DOCUMENT_END: Final = re.compile(r"(?m)^(?:---|\.\.\.)")
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_WORDS: Final[Mapping[str, object]] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **{f"{sign}.{word}": math.inf for sign in ("", "+") for word in ("inf", "Inf", "INF")},
    **{f"-.{word}": -math.inf for word in ("inf", "Inf", "INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}


class _EngineReader(NodeReader):
    """The values that a stack file can hold, as go-yaml v3 and the engine make them."""

    def plain(self, text: str) -> object:
        """What a plain scalar is."""
        if text in _WORDS:
            return _WORDS[text]
        if text[0] not in NUMBER_BEGINNINGS:
            return text
        number = go_number(text)
        return _date(text) if number is None else number

    def tagged(self, node: Any) -> object:
        """A stack file has no use for tags."""
        raise RefusedError("has a YAML tag, and needs none", node.start_mark)

    def key(self, value: object) -> str | None:
        """A key as the text that the engine makes of it."""
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


def _date(text: str) -> str:
    """A text; a date as the text that the engine makes of it."""
    match = _DATE.fullmatch(text)
    try:
        day = date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        day = None
    return f"{day} 00:00:00 +0000 UTC" if day else text
