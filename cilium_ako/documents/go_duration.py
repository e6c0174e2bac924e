"""Durations as Go writes and reads them: `5m`, `1h30m`, `90s`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

_UNITS: Final[Mapping[str, float]] = {
    "ns": 1e-9,
    "us": 1e-6,
    "µs": 1e-6,  # the micro sign
    "μs": 1e-6,  # the Greek letter
    "ms": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "h": 3600.0,
}
_PART: Final = re.compile(rf"([0-9]+\.?[0-9]*|\.[0-9]+)({'|'.join(_UNITS)})")
_DURATION: Final = re.compile(rf"[-+]?(?:0|(?:{_PART.pattern})+)")


def is_go_duration(text: str) -> bool:
    """Whether Go reads a text as a duration. Source: time.ParseDuration of Go."""
    return _DURATION.fullmatch(text) is not None


def go_duration(text: str) -> timedelta | None:
    """A duration without a sign; None for a text that Go would not read, or that has one.

    >>> go_duration("1h30m"), go_duration("5")
    (datetime.timedelta(seconds=5400), None)
    """
    if not is_go_duration(text) or text[0] in "+-":
        return None
    try:
        return timedelta(
            seconds=sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(text))
        )
    except OverflowError:
        return None
