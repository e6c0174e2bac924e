"""Looking into objects as they come: a field that is missing, or of another type, is empty.

A cluster holds objects that controllers wrote halfway, older versions wrote differently and
people edited; none of them may end the doctor with a traceback.

Every function takes a value and the keys that lead from it to a field, and gives the field, or
what is empty of its type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

JsonObject = Mapping[str, Any]
"""An object as the API server sends it, or a part of one."""

_TIME: Final = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})")


def object_at(value: object, *path: str) -> JsonObject:
    """The object at a path; empty where there is none."""
    for key in path:
        if not isinstance(value, Mapping):
            return {}
        value = value.get(key)
    return value if isinstance(value, Mapping) else {}


def list_at(value: object, *path: str) -> Sequence[Any]:
    """The list at a path; empty where there is none."""
    found = _at(value, path)
    return found if isinstance(found, list) else ()


def objects_at(value: object, *path: str) -> list[JsonObject]:
    """The objects in the list at a path, other elements left out."""
    return [each for each in list_at(value, *path) if isinstance(each, Mapping)]


def string_at(value: object, *path: str) -> str:
    """The string at a path; empty where there is none."""
    found = _at(value, path)
    return found if isinstance(found, str) else ""


def strings_at(value: object, *path: str) -> tuple[str, ...]:
    """The strings in the list at a path, other elements left out."""
    return tuple(each for each in list_at(value, *path) if isinstance(each, str))


def int_at(value: object, *path: str) -> int:
    """The whole number at a path; 0 where there is none."""
    found = _at(value, path)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def string_map_at(value: object, *path: str) -> dict[str, str]:
    """The object of strings at a path, such as annotations; other values left out."""
    return {
        key: each
        for key, each in object_at(value, *path).items()
        if isinstance(key, str) and isinstance(each, str)
    }


def time_at(value: object, *path: str) -> datetime | None:
    """The RFC 3339 time at a path in UTC, whole seconds; None where there is none."""
    match = _TIME.fullmatch(string_at(value, *path))
    if match is None:
        return None
    try:
        found = datetime.fromisoformat(match[1] + match[2].replace("Z", "+00:00"))
        return found.astimezone(UTC)
    except (ValueError, OverflowError):  # 24:61, or a time before the year 1 in UTC
        return None


def _at(value: object, path: Sequence[str]) -> object:
    return object_at(value, *path[:-1]).get(path[-1]) if path else value
