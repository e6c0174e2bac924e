"""Facts that the tests of changes start from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from cilium_ako.catalogue.facts import Value
from cilium_ako.changes.facts import Facts
from cilium_ako.changes.from_values import facts_from_values

CASES: Final[dict[str, dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "transitions.yaml").read_text("utf-8")
)
"""The examples of transitions, by id."""

_ON: Final = {"rollOutCiliumPods": True, "operator": {"rollOutPods": True}}


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
