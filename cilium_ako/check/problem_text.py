"""What is wrong with a stack, for a terminal, a log and a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from cilium_ako.check.checked_stack import CheckedStack
from cilium_ako.config.acknowledge import Acknowledgement
from cilium_ako.escape import markdown_text
from cilium_ako.rules.problem import Problem
from cilium_ako.terminal import PLAIN, Span, Terminal, Tone


def problems_text(checked: CheckedStack, terminal: Terminal = PLAIN) -> str:
    """All problems of a stack, errors first, as a terminal shows them; no line break at the end."""
    name = Span(checked.name, strong=True)
    if not checked.problems:
        return "\n".join(terminal.line(name, ": ", Span("no problems", "good")))
    lines = terminal.line(name, f": {_count(checked.problems)}")
    for problem in checked.problems:
        lines += ["", *_problem_lines(problem, terminal)]
    return "\n".join(lines)


def _count(problems: Iterable[Problem]) -> str:
    kinds = [_kind(problem) for problem in problems]
    parts = []
    for kind in ("error", "warning", "acknowledged", "note"):
        number = kinds.count(kind)
        if number:
            plural = "s" if number > 1 and kind != "acknowledged" else ""
            parts.append(f"{number} {kind}{plural}")
    return ", ".join(parts)


def _kind(problem: Problem) -> str:
    return "acknowledged" if problem.acknowledged else problem.severity


_TONES: Final[Mapping[str, Tone]] = {
    "error": "bad",
    "warning": "warn",
    "acknowledged": "quiet",
    "note": "quiet",
}


def _problem_lines(problem: Problem, terminal: Terminal) -> list[str]:
    kind = _kind(problem)
    where = f"  {problem.path}" if problem.path else ""
    head = (Span(kind, _TONES[kind], strong=_TONES[kind] != "quiet"), f"  {problem.rule}{where}")
    return [
        *terminal.line(*head, indent="  "),
        *terminal.wrap(problem.message, indent="      "),
        *terminal.verbatim(problem.fix, indent="      ", label="fix: "),
    ]


def acknowledged_text(problem: Problem, acknowledge: Mapping[str, Acknowledgement]) -> str:
    """One line about a problem that does not stop: a warning, or an acknowledged error."""
    text = f"{problem.rule}: {problem.message}"
    if problem.acknowledged:
        return f"acknowledged ({acknowledge[problem.rule].reason}): {text}"
    return f"{text} Fix: {problem.fix}"


def problems_markdown(checked: CheckedStack) -> str:
    """All problems of a stack as a table, for a comment."""
    if not checked.problems:
        return f"### {checked.name}\n\nNo problems."
    lines = [
        f"### {checked.name}: {_count(checked.problems)}",
        "",
        "| severity | rule | where | what | fix |",
        "|---|---|---|---|---|",
    ]
    for problem in checked.problems:
        cells = (_kind(problem), problem.rule, problem.path, problem.message, problem.fix)
        lines.append(f"| {' | '.join(markdown_text(cell) for cell in cells)} |")
    return "\n".join(lines)


def problems_json(checked: CheckedStack) -> dict[str, object]:
    """The object that `check --format json` prints for a stack."""
    return {
        "stack": checked.name,
        "ok": checked.ok,
        "problems": [problem.as_json() for problem in checked.problems],
    }
