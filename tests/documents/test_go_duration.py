"""Durations as Go reads them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cilium_ako.documents.go_duration import go_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5m", 300),
        ("1h30m", 5400),
        ("90s", 90),
        ("1.5s", 1.5),
        (".5m", 30),
        ("0", 0),
        ("500ms", 0.5),
    ],
)
def test_a_duration(text: str, seconds: float) -> None:
    assert go_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "5", "m", "5 m", "5d", "-5m", "5m ", "1h3", "9e9h", "x5m"])
def test_what_is_none(text: str) -> None:
    assert go_duration(text) is None
