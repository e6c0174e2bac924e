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
    """The fact that changes; several for a combination."""
    path: str
    """The config's path, as `pulumi config --path` takes it; the fact's name where it has none."""
    old: Value | None
    new: Value | None
    impact: Impact
    rule: str
    """The id of the transition."""
    consequence: str
    runbook: tuple[str, ...]
    digest: str
    """What an acknowledgement's `to` must be."""
    acknowledged: bool
    acknowledgeable: bool = True

    @property
    def stops(self) -> bool:
        """Whether it keeps a deployment from going on."""
        return not self.acknowledged and worse("disruptive", self.impact) == self.impact


@dataclass(frozen=True, slots=True)
class UnknownChange:
    """What could not be compared, and so is never safe."""

    fact: str
    path: str
    old: Value | None
    new: Value | None
    reason: str
    rule: str
    digest: str
    acknowledged: bool

    @property
    def stops(self) -> bool:
        """Whether it keeps a deployment from going on."""
        return not self.acknowledged


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every change, and the worst of them."""

    changes: tuple[ClassifiedChange, ...]
    unknown: tuple[UnknownChange, ...]

    @property
    def impact(self) -> Impact:
        """The worst that happens; at least disruptive where anything is unknown."""
        impacts = [change.impact for change in self.changes]
        return worst([*impacts, *(("disruptive",) if self.unknown else ())])

    @property
    def open_impact(self) -> Impact:
        """The worst that nobody has acknowledged."""
        impacts = [change.impact for change in self.changes if not change.acknowledged]
        left = any(not each.acknowledged for each in self.unknown)
        return worst([*impacts, *(("disruptive",) if left else ())])

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
    """The worst of impacts; none where there are none."""
    found: Impact = "none"
    for impact in impacts:
        found = worse(found, impact)
    return found
