"""Facts of stacks that an environment may give more than is known: what is hidden is unknown.

Two sides with the same environments have the same hidden part, and differ in what their files say.
Where a side takes a value from another place than its file, that may be any value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.facts import BY_NAME, OTHER_AKO, OTHER_CILIUM
from cilium_ako.changes.fact_keys import helm_key
from cilium_ako.changes.facts import ALL_OF_AKO, ALL_OF_CILIUM, Facts, everything_of
from cilium_ako.config.stack import Unseen

_AKO: Final = "ako.installed"


def without_hidden(old: Facts, new: Facts) -> tuple[Facts, Facts]:
    """Both sides with unknown in the place of what differs and may come from an environment."""
    if old.unseen is None and new.unseen is None:
        return old, new
    before, after = _one_side(old, new), _one_side(new, old)
    if _names(old) == _names(new):
        return before, after
    reason = (
        "what its stack file does not say may come from"
        f" {' before, and now '.join(str(each.unseen) for each in (old, new) if each.unseen)},"
        " which nobody asks here"
    )
    return before, _with_unknown(after, {ALL_OF_CILIUM: reason, ALL_OF_AKO: reason})


def why_hidden(unseen: Unseen) -> str:
    """Why something is not known, as the end of a sentence."""
    return f"it may come from {unseen}, which nobody asks here"


def _names(facts: Facts) -> tuple[str, ...]:
    return () if facts.unseen is None else facts.unseen.names


def _one_side(side: Facts, other: Facts) -> Facts:
    unseen = side.unseen
    if unseen is None:
        return side
    known = side.known
    hidden: dict[str, str] = {}
    if side.get(_AKO) != other.get(_AKO) and not unseen.says("ako"):
        known = {name: value for name, value in known.items() if everything_of(name) != ALL_OF_AKO}
        hidden[ALL_OF_AKO] = why_hidden(unseen)
    for fact in {*known, *other.known}:
        if known.get(fact) == other.get(fact) or fact in side.unknown:
            continue
        if _says(unseen, other.unseen, fact):
            continue
        if everything_of(fact) not in {**side.unknown, **other.unknown, **hidden}:
            hidden[fact] = why_hidden(unseen)
    left = {name: value for name, value in known.items() if name not in hidden}
    return _with_unknown(replace(side, known=left), hidden)


def _with_unknown(facts: Facts, more: dict[str, str]) -> Facts:
    return replace(facts, unknown={**facts.unknown, **more})


def _says(unseen: Unseen, other: Unseen | None, fact: str) -> bool:
    """Whether what is known of the config decides a fact, as far as it does on the other side."""
    path = _path(fact)
    if not path:
        return True
    if not unseen.says(path):
        return False
    # what is said of a mapping decides no more than that: the rest of it may be the environment's
    return other is None or _inside(unseen, path) >= _inside(other, path)


def _inside(unseen: Unseen, path: str) -> set[str]:
    return {each for each in unseen.said if each.startswith(f"{path}.")}


def _path(fact: str) -> str:
    """Where a config says a fact, below the project; empty where the program decides it.

    Secrets are none of a config's: another one is unknown, whoever says it.
    """
    for beginning, chart in ((OTHER_AKO, "ako"), (OTHER_CILIUM, "cilium")):
        if fact.startswith(beginning):
            return f"{chart}.values.{fact.removeprefix(beginning)}"
    definition = BY_NAME.get(fact)
    if definition is not None and definition.kind == "sealed":
        return ""
    if definition is not None and definition.path:
        return definition.path
    of: Chart = "ako" if fact.startswith("ako.") else "cilium"
    key = helm_key(of, fact, None)
    return f"{of}.values.{key}" if key else ""
