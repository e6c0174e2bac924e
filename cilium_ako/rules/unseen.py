"""What is said of a stack whose environment may give it more than is known here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.config.stack import Stack
from cilium_ako.rules.problem import Problem
from cilium_ako.shell import quoted

UNSEEN: Final = "environment-unseen"
"""What a note about an environment has in a rule's place."""


def how_to_see(stack: str) -> str:
    """The command that prints what the environments of a stack give it."""
    return (
        f"pulumi config --json --open --stack {quoted(stack)} > config.json, and give"
        " --config-json config.json"
    )


def unseen_problems(stack: Stack) -> Iterator[Problem]:
    """The note about a stack's environments; none where it has none."""
    if stack.unseen is None:
        return
    missing = ", ".join(stack.unseen.missing)
    lacks = f" The stack file lacks {missing}." if missing else ""
    yield Problem(
        "environment",
        UNSEEN,
        "note",
        f"What is absent here may come from {stack.unseen}, which nobody asks here; the rest is"
        f" judged.{lacks}",
        how_to_see(stack.name),
    )


def unseen_finding(stack: Stack, rule: str, path: str, text: str) -> Problem:
    """What a rule found to be missing, and an environment may give."""
    message = f"Unless {stack.unseen} gives it: {text}"
    return Problem(path, rule, "note", message, how_to_see(stack.name))
