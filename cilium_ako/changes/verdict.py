"""What a comparison of two states of a cluster comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cilium_ako.catalogue.facts import Value
from cilium_ako.catalogue.transitions.row import IMPACTS, Impact
from cilium_ako.exit_status import ExitStatus


@dataclass(frozen=True, slots=True)
class ClassifiedChange:
    """One change and what it does."""

    facts: tuple[str, ...]
    """The fact that changes; those of the row for a combination."""
    path: str
    """Where the config says it, as `pulumi config --path` takes it; the fact's name where it
    cannot. Of a combination, that of the first fact that changes."""
    old: Value | None
    """The value before; None where the fact was absent."""
    new: Value | None
    """The value after; None where the fact is absent."""
    impact: Impact
    """What it does to the cluster."""
    rule: str
    """The id of its row in `catalogue.transitions`."""
    consequence: str
    """What happens to the cluster, in sentences."""
    runbook: tuple[str, ...]
    """What to do, step by step."""
    digest: str
    """What an acknowledgement's `to` must be, or begin with; empty for a stack that goes."""
    acknowledged: bool
    """Whether a person has acknowledged it."""
    acknowledgeable: bool = True
    """Whether a person may."""
    overruled: str = ""
    """What another program says of it, where this is worse and stands in its place; else empty."""

    @property
    def stops(self) -> bool:
        """Whether it keeps a deployment from going on."""
        return not self.acknowledged and worse("disruptive", self.impact) == self.impact


@dataclass(frozen=True, slots=True)
class UnknownChange:
    """What could not be compared or is in no row, and so is never safe."""

    fact: str
    """The fact's name; `*` or `ako.*` where nothing of a chart is known."""
    path: str
    """Where the config says it, as `pulumi config --path` takes it."""
    old: Value | None
    """The value before; None where it was absent or is not known."""
    new: Value | None
    """The value after; None where it is absent or not known."""
    reason: str
    """Why it is not known what it does, as the end of a sentence."""
    rule: str
    """The id of its row in `catalogue.transitions`: an `unknown-…` one, or that of a secret."""
    digest: str
    """What an acknowledgement's `to` must be, or begin with."""
    acknowledged: bool
    """Whether a person has acknowledged it."""
    impact: Impact = "disruptive"
    """What it counts as: the worst that it may do; at least rolling."""
    overruled: str = ""
    """As in `ClassifiedChange`."""

    @property
    def stops(self) -> bool:
        """Whether it keeps a deployment from going on."""
        return not self.acknowledged and worse("disruptive", self.impact) == self.impact


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every change, and the worst of them."""

    changes: tuple[ClassifiedChange, ...]
    """Single facts in the order of the catalogue, then combinations."""
    unknown: tuple[UnknownChange, ...]
    """What is not known, in the same order."""

    @property
    def _told(self) -> tuple[ClassifiedChange | UnknownChange, ...]:
        return (*self.changes, *self.unknown)

    @property
    def impact(self) -> Impact:
        """The worst that happens, with what anything unknown counts as."""
        return worst(each.impact for each in self._told)

    @property
    def open_impact(self) -> Impact:
        """The worst that nobody has acknowledged."""
        return worst(each.impact for each in self._told if not each.acknowledged)

    @property
    def exit_status(self) -> ExitStatus:
        """What a command ends with for what nobody has acknowledged."""
        return _STATUS.get(self.open_impact, ExitStatus.FINE)

    @property
    def stops(self) -> bool:
        """Whether it keeps a deployment from going on."""
        return self.exit_status is not ExitStatus.FINE


_STATUS: Final[dict[Impact, ExitStatus]] = {
    "disruptive": ExitStatus.DISRUPTIVE,
    "forbidden": ExitStatus.FORBIDDEN,
}


def worse(one: Impact, other: Impact) -> Impact:
    """The worse of two impacts."""
    return max(one, other, key=IMPACTS.index)


def worst(impacts: Iterable[Impact]) -> Impact:
    """The worst of impacts; `none` where there are none."""
    found: Impact = "none"
    for impact in impacts:
        found = worse(found, impact)
    return found
