"""Looking into objects as they come: a field that is missing, or of another type, is empty.

A cluster holds objects that controllers wrote halfway, older versions wrote differently and
people edited; none of them may end the doctor with a traceback.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Raw = Mapping[str, Any]
"""Part of an object."""

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})")


def inner(value: object, *path: str) -> Raw:
    """The mapping at a path; empty where there is none."""
    for key in path:
        if not isinstance(value, Mapping):
            return {}
        value = value.get(key)
    return value if isinstance(value, Mapping) else {}


def items(value: object, *path: str) -> Sequence[Any]:
    """The list at a path; empty where there is none."""
    if path:
        value = inner(value, *path[:-1]).get(path[-1])
    return value if isinstance(value, list) else ()


def mappings(value: object, *path: str) -> list[Raw]:
    """The mappings in the list at a path."""
    return [each for each in items(value, *path) if isinstance(each, Mapping)]


def text(value: object, *path: str) -> str:
    """The text at a path; empty where there is none."""
    if path:
        value = inner(value, *path[:-1]).get(path[-1])
    return value if isinstance(value, str) else ""


def texts(value: object, *path: str) -> tuple[str, ...]:
    """The texts in the list at a path."""
    return tuple(each for each in items(value, *path) if isinstance(each, str))


def number(value: object, *path: str) -> int:
    """The whole number at a path; 0 where there is none."""
    if path:
        value = inner(value, *path[:-1]).get(path[-1])
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def words(value: object, *path: str) -> dict[str, str]:
    """The mapping of texts at a path, such as annotations."""
    return {
        key: each
        for key, each in inner(value, *path).items()
        if isinstance(key, str) and isinstance(each, str)
    }


def moment(value: object, *path: str) -> datetime | None:
    """The time at a path, whole seconds; None where there is none."""
    match = _TIME.fullmatch(text(value, *path))
    if match is None:
        return None
    try:
        found = datetime.fromisoformat(match[1] + match[2].replace("Z", "+00:00"))
    except ValueError:
        return None
    return found.astimezone(UTC)
