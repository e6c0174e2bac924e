"""Facts: what a cluster is told, as named values that can be compared.

`catalogue.facts` names and defines them all. A fact is known, absent (it does not apply: a mask
without a pool) or unknown, with the reason why it could not be read. What a source can never show,
as a ConfigMap no chart's version, it names once, as `unobservable`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from cilium_ako.catalogue.facts import Value
from cilium_ako.config.stack import Unseen

ALL_OF_CILIUM: Final = "*"
"""Stands for every fact of Cilium among the unknown ones."""
ALL_OF_AKO: Final = "ako.*"
"""Stands for every fact of AKO among the unknown ones."""

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one cluster at one time, or of one release or Secret of it."""

    known: Mapping[str, Value]
    """Facts that apply, by name, with their values in normal form (`normalize`)."""
    unknown: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Facts that could not be read, with the reason as the end of a sentence; `ALL_OF_CILIUM`
    and `ALL_OF_AKO` stand for every one that is not known."""
    unobservable: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Facts, or beginnings of their names with a `*`, that the source cannot show, and why."""
    unseen: Unseen | None = None
    """What an environment may say otherwise of a stack than its file does; None without one."""

    def get(self, fact: str) -> Value | None:
        """A fact's value; None where it is absent, unknown or unobservable."""
        return self.known.get(fact)

    def why_unknown(self, fact: str) -> str | None:
        """The reason why a fact is not known; None where it is known, or known to be absent."""
        if fact in self.known:
            return None
        if fact in self.unknown:
            return self.unknown[fact]
        return self.unknown.get(everything_of(fact)) or self.why_unobservable(fact)

    def why_unobservable(self, fact: str) -> str | None:
        """The reason why the source cannot show a fact; None where it could."""
        for name, reason in self.unobservable.items():
            if fact == name or (name.endswith("*") and fact.startswith(name[:-1])):
                return reason
        return None

    def merged(self, other: Facts) -> Facts:
        """Both together, as of two releases of one cluster; where both say a fact, the other's."""
        return Facts(
            {**self.known, **other.known},
            {**self.unknown, **other.unknown},
            {**self.unobservable, **other.unobservable},
            other.unseen or self.unseen,
        )


def everything_of(fact: str) -> str:
    """What stands for all facts of the chart that a fact is of: `ALL_OF_CILIUM` or `ALL_OF_AKO`."""
    return ALL_OF_AKO if fact.startswith("ako.") else ALL_OF_CILIUM


@dataclass(frozen=True, slots=True)
class Hidden:
    """Stands among Helm values and other inputs for what may not or cannot be read."""

    reason: str
    """Why, as the end of a sentence."""


NO_FACTS: Final = Facts({})
"""Of a cluster in which nothing of ours is installed."""
