"""What is wrong with a stack, for a terminal, a log and a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cilium_ako.check.checked_stack import CheckedStack
from cilium_ako.config.acknowledge import Acknowledgement
from cilium_ako.escape import markdown_text, printable
from cilium_ako.rules.problem import Problem, wrapped


def problems_text(checked: CheckedStack, *, style: bool = False) -> str:
    """All problems of a stack, errors first, as lines of plain text.

    With `style` severities are coloured by ANSI sequences.
    """
    if not checked.problems:
        return f"{checked.name}: no problems"
    lines = [f"{checked.name}: {_count(checked.problems)}"]
    for problem in checked.problems:
        lines += ["", *_problem_lines(problem, style=style)]
    return "\n".join(lines)


def _count(problems: Iterable[Problem]) -> str:
    kinds = [_kind(problem) for problem in problems]
    parts = []
    for kind in ("error", "warning", "acknowledged"):
        number = kinds.count(kind)
        if number:
            plural = "s" if number > 1 and kind != "acknowledged" else ""
            parts.append(f"{number} {kind}{plural}")
    return ", ".join(parts)


def _kind(problem: Problem) -> str:
    return "acknowledged" if problem.acknowledged else problem.severity


_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "acknowledged": "\x1b[2m"}


def _problem_lines(problem: Problem, *, style: bool) -> list[str]:
    kind = _kind(problem)
    label = f"{_COLOURS[kind]}{kind}\x1b[0m" if style else kind
    head = f"  {label}  {problem.rule}"
    if problem.path:
        head += f"  {printable(problem.path)}"
    lines = [head]
    lines += wrapped(printable(problem.message), "      ")
    for number, part in enumerate(printable(problem.fix).splitlines() or [""]):
        lines.append(f"      {'fix: ' if number == 0 else '     '}{part}")
    return lines


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
        "problems": [problem._asdict() for problem in checked.problems],
    }
