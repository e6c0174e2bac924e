"""Durations as Go writes and reads them: `5m`, `1h30m`, `90s`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

_UNITS: Final = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART: Final = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h)")


def go_duration(text: str) -> timedelta | None:
    """A duration without a sign; None for a text that Go would not read, or that has one.

    Source: time.ParseDuration of Go.

    >>> go_duration("1h30m"), go_duration("5")
    (datetime.timedelta(seconds=5400), None)
    """
    if text == "0":
        return timedelta()
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    try:
        return timedelta(seconds=sum(float(number) * _UNITS[unit] for number, unit in parts))
    except OverflowError:
        return None
