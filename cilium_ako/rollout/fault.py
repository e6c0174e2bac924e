"""What is wrong with a fleet, in a form that a person or a program can act on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cilium_ako.catalogue.pulumi.fleet_faults import FAULT_BY_ID, UNREADABLE
from cilium_ako.exit_status import ExitStatus
from cilium_ako.message import Message


class Fault(NamedTuple):
    """One thing that is wrong."""

    rule: str
    """The id of its row in `catalogue.pulumi.fleet_faults`."""
    stack: str
    """The stack, or the file where it is about no single one."""
    key: str
    """Where, as dots lead to it; empty for the whole."""
    what: str
    """What is wrong, with the values at hand, as a sentence without its end."""
    fix: str = ""
    """The row's own fix where empty."""

    @property
    def message(self) -> Message:
        """What a person is told."""
        row = FAULT_BY_ID[self.rule]
        place = f"{self.key}: " if self.key else ""
        return Message(
            f"{place}{self.what}. {row.why.removesuffix('.')}", self.fix or row.fix, self.stack
        )

    def as_json(self) -> dict[str, str]:
        """Its fields for a program."""
        row = FAULT_BY_ID[self.rule]
        return {**self._asdict(), "why": row.why, "fix": self.fix or row.fix}


def status_of(faults: Iterable[Fault]) -> ExitStatus:
    """What a command ends with: 1 where something could not be read and nothing else is wrong."""
    found = {each.rule in UNREADABLE for each in faults}
    if not found:
        return ExitStatus.FINE
    return ExitStatus.INVALID if False in found else ExitStatus.FAILED


class FleetError(Exception):
    """A fleet that cannot be worked with, with everything that is wrong."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(each.what for each in self.faults))
