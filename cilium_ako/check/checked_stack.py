"""A stack and everything that is wrong with it: where every command starts, and the program.

A stack file is read and parsed, the rules look at it, and Helm values and charts of its own are
held against the derived ones. `cilium_ako.charts` is imported for the last alone: most stacks have
no values of their own, and a check of them starts a tenth faster without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from cilium_ako.config.operator_role import MadePolicy, MadeRole
from cilium_ako.config.stack import RawConfig, Stack, key_path, parse
from cilium_ako.config.stack_files import StackFile, all_stacks, locate, read, with_config_json
from cilium_ako.documents.error import DocumentError
from cilium_ako.rules.collect import collect_problems
from cilium_ako.rules.problem import Finding, Problem

if TYPE_CHECKING:
    from cilium_ako.aws.operator_policy import OperatorPolicy
    from cilium_ako.aws.operator_trust import OperatorTrust
    from cilium_ako.aws.traffic import TrafficRule
    from cilium_ako.catalogue.charts.keys import Chart
    from cilium_ako.charts.decisions import Decision
    from cilium_ako.charts.helm_values import Values
    from cilium_ako.charts.user_values import ChartFinding
    from cilium_ako.config.ako import Ako
    from cilium_ako.config.cilium import Cilium
    from cilium_ako.effective.release import EffectiveRelease
    from cilium_ako.message import Message


@dataclass(frozen=True, slots=True)
class CheckedStack:
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

    @property
    def lacking(self) -> Message | None:
        """Why nothing can be derived of a stack that is ok; None where everything can.

        What its environment gives it is not known here.
        """
        stack = self.stack
        if stack is None or stack.unseen is None or not stack.unseen.missing:
            return None
        from cilium_ako.message import Message  # noqa: PLC0415 - start-up time
        from cilium_ako.rules.unseen import how_to_see  # noqa: PLC0415

        return Message(
            f"{', '.join(stack.unseen.missing)} may come from {stack.unseen}, which nobody asks"
            " here, so nothing can be derived",
            how_to_see(self.name),
            self.name,
        )

    def helm_values(self, chart: Chart) -> Values | None:
        """What a chart's release is given, the stack's own values included, credentials not.

        None where the stack does not have the part. Meant for a stack that is ok.
        """
        from cilium_ako.charts.release_values import helm_values  # noqa: PLC0415 - start-up time

        return None if self.stack is None else helm_values(self.stack).get(chart)

    def decisions(self) -> list[Decision]:
        """What the config decides. Meant for a stack that is ok."""
        from cilium_ako.charts.decisions import decisions  # noqa: PLC0415 - start-up time

        stack = self.stack
        if stack is None or stack.cluster is None or stack.cilium is None:
            return []
        return decisions(stack.cluster, stack.cilium, stack.ako)

    def kvstore_notes(self) -> tuple[str, ...]:
        """What is to be known of the kvstore; nothing without one."""
        if self.stack is None or self.stack.cilium is None or self.stack.cilium.kvstore is None:
            return ()
        from cilium_ako.charts.kvstore_notes import kvstore_notes  # noqa: PLC0415 - start-up time

        return kvstore_notes(self.stack.cilium)

    def operator_policy(self) -> OperatorPolicy | None:
        """What the operator must be allowed at EC2; None without `eni`. For a stack that is ok.

        Raises PolicyUnknownError where too little is said.
        """
        from cilium_ako.aws.operator_policy import operator_policy  # noqa: PLC0415 - start-up time

        return operator_policy(self.stack) if self.stack is not None else None

    def traffic_rules(self) -> tuple[TrafficRule, ...]:
        """What security groups must let in; none where it is not on AWS. For a stack that is ok."""
        cluster = None if self.stack is None else self.stack.cluster
        if self.stack is None or cluster is None or cluster.platform == "generic":
            return ()
        from cilium_ako.aws.traffic import traffic_rules  # noqa: PLC0415 - start-up time

        return traffic_rules(self.stack)

    def operator_trust(self) -> OperatorTrust | None:
        """Who gets the role that the program makes for the operator; None where it makes none."""
        cluster, cilium = (self.stack.cluster, self.stack.cilium) if self.stack else (None, None)
        if cluster is None or cilium is None or not isinstance(cilium.operator_role, MadeRole):
            return None
        from cilium_ako.aws.operator_trust import operator_trust  # noqa: PLC0415 - start-up time

        return operator_trust(cluster, cilium, cilium.operator_role)


def check_stack(stack: str, directory: Path, config_json: Path | None = None) -> CheckedStack:
    """A stack that is given by its name, or by its file's path from a directory.

    `config_json` is what `pulumi config --json` printed of it, which then counts. A file that is
    not there or cannot be read is a problem of the stack, and no exception.
    """
    try:
        if config_json is None:
            file = locate(stack, directory)
        else:
            file = with_config_json(stack, directory, config_json)
    except DocumentError as error:
        return _unreadable(stack, error, directory)
    return check_file(file)


def check_all_stacks(directory: Path) -> Iterator[CheckedStack]:
    """Every stack beside the nearest `Pulumi.yaml` at or above a directory, by name.

    Where there is none, the only one that is given says so.
    """
    try:
        files = all_stacks(directory)
    except DocumentError as error:
        yield _unreadable(".", error, directory)
        return
    if not files:
        nothing = DocumentError(
            "there is no stack file beside Pulumi.yaml",
            "copy one of the examples to Pulumi.<stack>.yaml",
        )
        yield _unreadable(".", nothing, directory)
    yield from map(check_file, files)


def _unreadable(
    stack: str, error: DocumentError, project: Path, *, document: str = ""
) -> CheckedStack:
    message = f"{document} {error.message}." if document else f"{error.message}."
    problem = Problem("", "unreadable", "error", message, error.fix)
    return CheckedStack(stack, None, None, (problem,), project)


def check_file(file: StackFile) -> CheckedStack:
    """A stack file and everything that is wrong with it; encrypted values stay unknown."""
    try:
        raw = read(file)
    except DocumentError as error:
        return _unreadable(file.name, error, file.project, document=file.path.name)
    return check_config(file.name, raw, file.project, offline=True)


def check_config(
    name: str,
    raw: RawConfig,
    project: Path,
    *,
    offline: bool,
    external_findings: Callable[[Stack], Iterable[tuple[str, Finding]]] | None = None,
) -> CheckedStack:
    """A config and everything that is wrong with it; relative paths of charts start at `project`.

    `offline` says that no engine is near: that a secret is not set yet is then a warning.

    `external_findings` gives what only the caller can see of the stack, such as its cluster: the
    id of a rule, and where and how the stack breaks it.
    """
    stack, errors = parse(name, raw, offline=offline)
    release = cache(partial(_as_it_will_run, stack))
    external = [*_chart_findings(stack, project, release), *_policy_findings(stack, release)]
    if external_findings is not None:
        external += external_findings(stack)
    problems = collect_problems(stack, errors, external)
    return CheckedStack(name, raw, stack, tuple(problems), project)


def _as_it_will_run(stack: Stack) -> EffectiveRelease | None:
    from cilium_ako.effective.release import effective_release  # noqa: PLC0415 - start-up time

    return effective_release(stack)


def _chart_findings(
    stack: Stack, project: Path, release: Callable[[], EffectiveRelease | None]
) -> Iterator[tuple[str, Finding]]:
    cilium = stack.cilium
    said = any(part and (part.chart or part.values) for part in (cilium, stack.ako))
    # what follows from a config alone is judged by rules, but for features and an IPv6 underlay
    asked = cilium is not None and (cilium.asks_for_features or not cilium.has_ipv4)
    if not said and not asked:
        return
    told = set()
    for found in _of_charts(stack, project):
        told.add(found.path)
        yield found.rule, Finding(found.path, found.what, found.fix)
    from cilium_ako.effective.findings import effective_findings  # noqa: PLC0415 - start-up time

    for identity, finding in effective_findings(release()):
        if identity != "values-contradict" or finding.path not in told:
            yield identity, finding


def _policy_findings(
    stack: Stack, release: Callable[[], EffectiveRelease | None]
) -> Iterator[tuple[str, Finding]]:
    """What keeps IAM from holding the policy of an operator that the program makes one for."""
    if stack.cilium is None or not isinstance(stack.cilium.operator_role, MadePolicy):
        return
    from cilium_ako.aws.findings import policy_findings  # noqa: PLC0415 - start-up time

    yield from policy_findings(stack.name, release())


def _of_charts(stack: Stack, project: Path) -> Iterator[ChartFinding]:
    from cilium_ako.charts.ako import ako_values  # noqa: PLC0415 - start-up time
    from cilium_ako.charts.chart_source import chart_source, local_chart_problem  # noqa: PLC0415
    from cilium_ako.charts.cilium import cilium_values  # noqa: PLC0415
    from cilium_ako.charts.features import said_by_config  # noqa: PLC0415
    from cilium_ako.charts.user_values import (  # noqa: PLC0415
        ChartFinding,
        user_values_findings,
    )

    cluster, cilium, ako = stack.cluster, stack.cilium, stack.ako
    parts: tuple[tuple[Chart, Cilium | Ako | None], ...] = (("cilium", cilium), ("ako", ako))
    for chart, part in parts:
        if part is not None and part.chart and chart_source(chart, part.version, part.chart).local:
            problem = local_chart_problem(chart, part.version, part.chart, project)
            if problem:
                path = key_path(chart, "chart")
                yield ChartFinding(
                    path, "chart-unusable", problem, "correct the path or the version"
                )
    if cluster is None or cilium is None:
        return
    if cilium.values:
        derived = cilium_values(cluster, cilium, ako)
        yield from user_values_findings(
            "cilium",
            cilium.version.minor_release,
            derived,
            cilium.values,
            said_by_config(cilium),
        )
    if ako is not None and ako.values:
        derived = ako_values(cluster, cilium, ako)
        yield from user_values_findings("ako", ako.version.minor_release, derived, ako.values)
