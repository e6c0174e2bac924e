"""What the program makes of a stack file: the entry that other versions of the program call.

`cilium-ako diff` compares two commits, and derives each side with that commit's own code: it runs
`derive` of the older one in a process of its own (`diff/snapshots/base_program_child.py`). So this
module is a promise to later versions, whatever happens to the packages behind it:

- it stays at `cilium_ako.derivation`, and `derive(name, text)` keeps its name and parameters;
- the answer is plain data that JSON can hold, and its keys keep their names and meanings; keys may
  be added;
- a stack file that cannot be used is an answer with a `problem`, and not an exception.
"""

from __future__ import annotations

from typing import TypedDict

from cilium_ako.charts.decisions import decisions
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.stack import parse
from cilium_ako.config.stack_files import raw_config
from cilium_ako.documents.error import DocumentError


class Derivation(TypedDict):
    """What follows from one stack file."""

    values: dict[str, dict[str, object]]
    """The Helm values of each release, by chart (`cilium`, `ako`); credentials are not in them."""
    decisions: dict[str, str]
    """What the config decides, by name, as `cilium-ako preview` lists it."""
    problem: str
    """Why nothing could be derived, as the end of a sentence; empty where it could."""


def derive(name: str, text: str) -> Derivation:
    """What follows from the text of the stack file `Pulumi.<name>.yaml`.

    Rules are not asked: what was deployed may break one that is younger. Nothing is raised for any
    text.
    """
    try:
        stack, errors = parse(name, raw_config(text), offline=True)
    except DocumentError as error:
        return _nothing(f"the stack file {error.message}")
    incomplete = stack.ako_asked and stack.ako is None
    if stack.unseen is not None and stack.unseen.missing:
        return _nothing(f"{', '.join(stack.unseen.missing[:3])} may come from {stack.unseen}")
    if stack.cluster is None or stack.cilium is None or incomplete:
        return _nothing(does_not_fit([each.path for each in errors]))
    found = decisions(stack.cluster, stack.cilium, stack.ako)
    return {
        "values": helm_values(stack),
        "decisions": {each.name: each.value for each in found},
        "problem": "",
    }


def does_not_fit(paths: list[str], what: str = "the stack file does not fit") -> str:
    """Why a config with errors at these paths gives no values, as the end of a sentence."""
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    return f"{what}: {', '.join(paths[:3])}{more}"


def _nothing(problem: str) -> Derivation:
    return {"values": {}, "decisions": {}, "problem": problem}
