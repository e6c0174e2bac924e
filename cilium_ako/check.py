"""Everything that is said about a stack before it is used: the one way from a file to a verdict.

A stack file is read and parsed, the rules judge it, and its own Helm values are held against
the derived ones. Every command starts here, and so does the program under the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cilium_ako.catalogue.chart_keys import Chart
from cilium_ako.charts.ako import ako_values
from cilium_ako.charts.cilium import cilium_values
from cilium_ako.charts.decisions import Decision, decisions
from cilium_ako.charts.overrides import Conflict, conflicts, merged
from cilium_ako.charts.source import chart_source, local_problem
from cilium_ako.charts.spelling import Values
from cilium_ako.rules.judge import judge
from cilium_ako.rules.problem import Finding, Problem
from cilium_ako.settings.ako import Ako
from cilium_ako.settings.cilium import Cilium
from cilium_ako.settings.stack import RawConfig, Stack, key_path, parse
from cilium_ako.settings.stack_file import StackFile, UnreadableError, read


@dataclass(frozen=True, slots=True)
class Checked:
    """A stack and everything that is wrong with it."""

    name: str
    raw: RawConfig | None
    """The config before it was parsed; None where the file could not be read at all."""
    stack: Stack | None
    """What parsed of it; None where the file could not be read at all."""
    problems: tuple[Problem, ...]
    project: Path
    """Where relative chart paths start."""

    @property
    def ok(self) -> bool:
        """Whether nothing keeps it from being deployed."""
        return not any(problem.stops for problem in self.problems)

    def helm_values(self, chart: Chart) -> Values | None:
        """What a chart's release is given, the stack's own values included, credentials not.

        None where the stack does not have the part. Meant for a stack that is ok.
        """
        stack = self.stack
        if stack is None or stack.cluster is None or stack.cilium is None:
            return None
        if chart == "cilium":
            derived = cilium_values(stack.cluster, stack.cilium, stack.ako)
            return merged(derived, stack.cilium.values)
        if stack.ako is None:
            return None
        return merged(ako_values(stack.cluster, stack.cilium, stack.ako), stack.ako.values)

    def decisions(self) -> list[Decision]:
        """What the config decides. Meant for a stack that is ok."""
        stack = self.stack
        if stack is None or stack.cluster is None or stack.cilium is None:
            return []
        return decisions(stack.cluster, stack.cilium, stack.ako)


def check_file(file: StackFile) -> Checked:
    """A stack file and everything that is wrong with it, its secrets hidden."""
    try:
        raw = read(file)
    except UnreadableError as error:
        message = f"{file.path.name} {error.message}."
        problem = Problem("", "unreadable", "error", message, error.fix)
        return Checked(file.name, None, None, (problem,), file.project)
    return check_config(file.name, raw, file.project, offline=True)


def check_config(
    name: str,
    raw: RawConfig,
    project: Path,
    *,
    offline: bool,
    more: Callable[[Stack], Iterable[tuple[str, Finding]]] | None = None,
) -> Checked:
    """A config and everything that is wrong with it.

    `more` finds what only its caller can see, with the id of the rule that is broken.
    """
    stack, errors = parse(name, raw, offline=offline)
    elsewhere = [*_of_charts(stack, project), *(more(stack) if more is not None else ())]
    problems = judge(stack, errors, elsewhere)
    return Checked(name, raw, stack, tuple(problems), project)


def _of_charts(stack: Stack, project: Path) -> Iterator[tuple[str, Finding]]:
    for conflict in _conflicts(stack, project):
        yield conflict.rule, Finding(conflict.path, conflict.what, conflict.fix)


def _conflicts(stack: Stack, project: Path) -> Iterator[Conflict]:
    cluster, cilium, ako = stack.cluster, stack.cilium, stack.ako
    parts: tuple[tuple[Chart, Cilium | Ako | None], ...] = (("cilium", cilium), ("ako", ako))
    for chart, part in parts:
        if part is not None and part.chart and chart_source(chart, part.version, part.chart).local:
            problem = local_problem(chart, part.version, part.chart, project)
            if problem:
                path = key_path(chart, "chart")
                yield Conflict(path, "chart-unusable", problem, "correct the path or the version")
    if cluster is None or cilium is None:
        return
    if cilium.values:
        derived = cilium_values(cluster, cilium, ako)
        yield from conflicts("cilium", cilium.version.line, derived, cilium.values)
    if ako is not None and ako.values:
        derived = ako_values(cluster, cilium, ako)
        yield from conflicts("ako", ako.version.line, derived, ako.values)
