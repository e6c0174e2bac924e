"""What is wrong with a stack, as a terminal, a comment and a program get it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cilium_ako.check.checked_stack import CheckedStack
from cilium_ako.check.problem_text import (
    acknowledged_text,
    problems_json,
    problems_markdown,
    problems_text,
)
from cilium_ako.config.acknowledge import Acknowledgement
from cilium_ako.rules.problem import Problem
from cilium_ako.terminal import Terminal

ERROR = Problem("cilium-ako:cluster.name", "a-rule", "error", "It is wrong.", "first\nsecond")
WARNING = Problem("", "b-rule", "warning", "It is odd.", "pulumi config rm x")
PASSED = ERROR._replace(acknowledged=True)


def checked(*problems: Problem) -> CheckedStack:
    return CheckedStack("dev", None, None, problems, Path())


def test_text() -> None:
    assert problems_text(checked()) == "dev: no problems"
    assert problems_text(checked(ERROR, WARNING)) == (
        "dev: 1 error, 1 warning\n"
        "\n"
        "  error  a-rule  cilium-ako:cluster.name\n"
        "      It is wrong.\n"
        "      fix: first\n"
        "           second\n"
        "\n"
        "  warning  b-rule\n"
        "      It is odd.\n"
        "      fix: pulumi config rm x"
    )


@pytest.mark.parametrize(
    ("problems", "count"),
    [
        ((ERROR, ERROR), "2 errors"),
        ((WARNING, WARNING, ERROR), "1 error, 2 warnings"),
        ((PASSED, PASSED), "2 acknowledged"),
        ((ERROR, PASSED), "1 error, 1 acknowledged"),
    ],
)
def test_counts(problems: tuple[Problem, ...], count: str) -> None:
    assert problems_text(checked(*problems)).splitlines()[0] == f"dev: {count}"
    assert problems_markdown(checked(*problems)).startswith(f"### dev: {count}\n")


def test_a_window_in_colours() -> None:
    window = Terminal(width=30, colored=True)
    assert problems_text(checked(ERROR, PASSED), window).splitlines() == [
        "\x1b[1mdev\x1b[0m: 1 error, 1 acknowledged",
        "",
        "  \x1b[1;31merror\x1b[0m  a-rule",
        "      cilium-ako:cluster.name",
        "      It is wrong.",
        "      fix: first",
        "           second",
        "",
        "  \x1b[2macknowledged\x1b[0m  a-rule",
        "      cilium-ako:cluster.name",
        "      It is wrong.",
        "      fix: first",
        "           second",
    ]


def test_no_problem_colours_a_terminal_or_ends_a_cell() -> None:
    hostile = Problem("a\x1b[31m", "a-rule", "error", "| <img> @team \x1b[0m\u202e", "`x` |\n|")
    text = problems_text(checked(hostile), Terminal(colored=True))
    assert not re.search("\x1b(?!\\[(1|1;31|0)m)", text)
    assert "\u202e" not in text
    *_, row = problems_markdown(checked(hostile)).splitlines()
    assert row.count("|") == 6
    assert not set("<@`\x1b\u202e") & set(row)


def test_json() -> None:
    data = problems_json(checked(PASSED, WARNING))
    assert data["stack"] == "dev"
    assert data["ok"] is True
    assert problems_json(checked(ERROR))["ok"] is False
    assert problems_json(checked(PASSED))["problems"] == [
        {
            "path": "cilium-ako:cluster.name",
            "rule": "a-rule",
            "severity": "error",
            "message": "It is wrong.",
            "fix": "first\nsecond",
            "acknowledged": True,
        }
    ]


def test_what_does_not_stop_a_deployment_is_one_line_in_its_log() -> None:
    known = {"a-rule": Acknowledgement(reason="NET-1")}
    assert acknowledged_text(PASSED, known) == "acknowledged (NET-1): a-rule: It is wrong."
    assert acknowledged_text(WARNING, known) == "b-rule: It is odd. Fix: pulumi config rm x"
