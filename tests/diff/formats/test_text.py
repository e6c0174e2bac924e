"""The text of a report: nothing that a terminal or a pager minds."""

from __future__ import annotations

import re

from cilium_ako.diff.command import written
from cilium_ako.diff.model import Report
from cilium_ako.escape import printable
from cilium_ako.terminal import PLAIN, Terminal
from tests.diff.recorded import bumped
from tests.diff.repository import Repository, config

COLORED = Terminal(colored=True)


def test_a_terminal_is_not_taken_over(hostile: Report) -> None:
    for terminal in (PLAIN, COLORED, Terminal(width=60, colored=True, interactive=True)):
        text = written(hostile, "text", terminal)
        plain = re.sub(r"\x1b\[[0-9;]*m", "", text) if terminal.colored else text
        assert printable(plain) == plain
        assert max(len(line) for line in plain.splitlines()) < 4200


def test_a_narrow_window_is_not_left_by_prose_and_tables(repository: Repository) -> None:
    bumped(repository)
    report = repository.report()
    for width in (40, 60, 92, 200):
        text = written(report, "text", Terminal(width=width))
        for line in text.splitlines():
            whole = line.startswith("      ")  # lines of manifests, and commands
            assert whole or len(line) <= max(width, longest_word(line)), line


def longest_word(line: str) -> int:
    indent = len(line) - len(line.lstrip())
    return indent + max((len(word) for word in line.split()), default=0)


def test_a_pipe_has_what_belongs_together_on_one_line(repository: Repository) -> None:
    bumped(repository)
    lines = written(repository.report(), "text").splitlines()
    assert "    cilium  1.18.12 → 1.19.6" in lines
    (row,) = (line for line in lines if "delete ciliumnodes" in line)
    assert row.split("  ")[2:4] == ["+", "API permissions"]
    assert "ClusterRole/cilium-operator" in row
    narrow = written(repository.report(), "text", Terminal(width=40)).splitlines()
    assert "    +  API permissions" in narrow


def test_colours_are_told_apart_and_say_nothing_more(repository: Repository) -> None:
    repository.commit({"dev": config()})
    repository.write({"dev": config(cilium__ipam__podCidrs=["10.99.0.0/16"])})
    report = repository.report()
    colored = written(report, "text", COLORED)
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == written(report, "text")


def test_a_fix_is_never_cut_and_stands_alone(repository: Repository) -> None:
    repository.commit({"dev": config()})
    repository.write({"dev": config(cluster__serviceCidrs=["10.42.0.0/20"])})
    report = repository.report()
    (problem,) = (each for each in report.stacks[0].problems if each.stops)
    assert f"      fix: {problem.fix.splitlines()[0]}\n" in written(report, "text")
