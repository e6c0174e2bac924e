"""Facts that the tests of changes start from, and the examples of transitions.

An example stands in `transitions/<subject>.yaml` under the id of its row; a second one of the same
row has a word after a colon. It says which facts there are before and after, beside those of
`base` (null takes one away), the `class` that this comes to, and as `also` other rows that hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from cilium_ako.catalogue.facts import Value
from cilium_ako.catalogue.transitions import TRANSITIONS
from cilium_ako.changes.facts import Facts
from cilium_ako.changes.from_values import facts_from_values
from tests.data_files import data_of

EXAMPLES: Final[dict[str, dict[str, dict[str, Any]]]] = {
    path.stem: data_of(path) for path in sorted(Path(__file__).parent.glob("transitions/*.yaml"))
}
"""Subject to its examples."""

CASES: Final[dict[str, dict[str, Any]]] = {
    name: case for cases in EXAMPLES.values() for name, case in cases.items()
}
"""Every example by its name."""

WITHOUT_EXAMPLE: Final = {"cluster-taken-down"} | {
    row.id for row in TRANSITIONS if row.when == "never"
}
"""Rows that no change of one fact leads to; each has a test of its own."""

_ON: Final = {"rollOutCiliumPods": True, "operator": {"rollOutPods": True}}


@cache
def base() -> Facts:
    """Cilium and AKO with their charts' defaults, pods rolled out as this program has it."""
    cilium = facts_from_values("cilium", _ON, "1.18.12", "kube-system/cilium")
    return cilium.merged(facts_from_values("ako", {}, "1.13.4", "avi-system/ako"))


def patched(changes: Mapping[str, object]) -> Facts:
    """The base with some facts set otherwise, and those that are None taken away."""
    known: dict[str, Value] = dict(base().known)
    for fact, value in changes.items():
        if value is None:
            known.pop(fact, None)
        elif isinstance(value, list):
            known[fact] = tuple(value)
        else:
            assert isinstance(value, str | int | float | bool)
            known[fact] = value
    return Facts(known)
