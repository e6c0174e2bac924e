"""Every problem of a stack, from its schema and from every rule, in one list."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from itertools import chain
from typing import Final

from cilium_ako.catalogue.rules import BY_ID, BY_SUBJECT, Rule
from cilium_ako.config.stack import SchemaError, Stack, key_path
from cilium_ako.rules.problem import Finding, Problem
from cilium_ako.rules.registry import findings
from cilium_ako.rules.schema_problems import schema_problem
from cilium_ako.rules.unseen import unseen_finding, unseen_problems
from cilium_ako.shell import set_to

# Importing the file of a subject registers its checks.
for _subject, _rules in BY_SUBJECT.items():
    if any(rule.checked_by == "rules" for rule in _rules):
        import_module(f"cilium_ako.rules.{_subject}")


def collect_problems(
    stack: Stack,
    schema_errors: Iterable[SchemaError],
    external_findings: Iterable[tuple[str, Finding]] = (),
) -> list[Problem]:
    """All problems: errors first, then by path; acknowledged ones are marked, not dropped.

    `external_findings` holds what other packages found, with the id of the rule that it breaks.
    """
    problems = [*unseen_problems(stack), *map(schema_problem, schema_errors)]
    own = list(findings(stack))
    reported_paths = {finding.path for _, finding in own}
    for name, finding in chain(own, external_findings):
        if name == "values-contradict" and finding.path in reported_paths:
            continue  # a rule of its own says more about this value
        problems.append(problem_of(name, finding, stack))
    return list(sorted_problems(problems))


def problem_of(identity: str, finding: Finding, stack: Stack) -> Problem:
    """What a rule found as a person is told of it, with its reason and what to type."""
    rule = BY_ID[identity]
    message = f"{_sentence(finding.what)} {rule.why}"
    acknowledged = rule.acknowledgeable and identity in stack.acknowledge
    if stack.unseen is not None and not acknowledged and not stack.unseen.says(finding.path):
        return unseen_finding(stack, identity, finding.path, message)
    return Problem(
        path=finding.path,
        rule=identity,
        severity=rule.severity,
        message=message,
        fix=finding.fix or rule.fix if acknowledged else _fix(rule, finding),
        acknowledged=acknowledged,
    )


def sorted_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems in the order in which they are told: errors first, then by path."""
    return tuple(
        sorted(
            problems,
            key=lambda each: (each.severity != "error", each.path, each.rule, each.message),
        )
    )


_CAPITALISED: Final = frozenset(
    "A An Another Interfaces Its Kernel Masquerading Native No Nodes Only Pods Session Strict The "
    "There Traffic".lower().split(" ")
)
"""Words that begin a sentence with a capital; names of keys and programs keep their spelling."""


def _sentence(what: str) -> str:
    first = what.partition(" ")[0]
    if first in _CAPITALISED:
        what = what[0].upper() + what[1:]
    return what if what.endswith((".", "!", "?")) else f"{what}."


def _fix(rule: Rule, finding: Finding) -> str:
    """What to do; for what a person may take upon themselves, also how they say so."""
    fix = finding.fix or rule.fix
    if not rule.acknowledgeable or (rule.severity == "warning" and "acknowledge" not in fix):
        return fix
    return f"{fix}\nto let it pass: {set_to(key_path('acknowledge', rule.id, 'reason'), '…')}"
