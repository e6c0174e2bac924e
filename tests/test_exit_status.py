"""Exit statuses are an interface: scripts and workflows compare their numbers."""

from __future__ import annotations

from cilium_ako.exit_status import ExitStatus


def test_the_numbers_that_scripts_compare() -> None:
    assert {each.name: each.value for each in ExitStatus} == {
        "FINE": 0,
        "FAILED": 1,
        "INVALID": 2,
        "DISRUPTIVE": 3,
        "FORBIDDEN": 4,
    }


def test_the_worst_is_the_largest() -> None:
    assert max(ExitStatus.INVALID, ExitStatus.FORBIDDEN, ExitStatus.FAILED) is ExitStatus.FORBIDDEN
