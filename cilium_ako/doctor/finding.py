"""What the doctor says: one finding per object and fault, or that all is well."""

from __future__ import annotations

from typing import Literal, NamedTuple, Self

from cilium_ako.catalogue.faults import Severity

Level = Literal["ok", "warn", "fail"]


class RawFinding(NamedTuple):
    """What a check found; what the fault means is added from the catalogue."""

    what: str
    """What stands there, with the values at hand. Never a secret's."""
    object: str = ""
    """The object, such as `Service default/web`; the fault's own where empty."""
    node: str = ""
    """The node that it is about, where it is about one."""
    severity: Severity | None = None
    """The fault's own where None."""
    fix: str = ""
    """The fault's own where empty."""
    steps: tuple[str, ...] = ()
    """The way to mend it, where the fault itself has none."""

    @classmethod
    def of_node(
        cls, name: str, what: str, *, severity: Severity | None = None, fix: str = ""
    ) -> Self:
        """What was found of a Node."""
        return cls(what, f"Node {name}", name, severity, fix)

    @classmethod
    def of_cilium_node(
        cls, name: str, what: str, *, severity: Severity | None = None, fix: str = ""
    ) -> Self:
        """What was found of a CiliumNode."""
        return cls(what, f"CiliumNode {name}", name, severity, fix)


class DoctorFinding(NamedTuple):
    """One line of the doctor's answer."""

    check: str
    """The fault's id, or `not-read`, `pool-usage`, `ako-route`."""
    level: Level
    object: str
    message: str
    """What stands there and why it matters."""
    fix: str
    what: str = ""
    """The first part of the message."""
    why: str = ""
    """The second part, the same for every finding of the check."""
    node: str = ""
    """The node that it is about, where it is about one."""
    steps: tuple[str, ...] = ()
    """The way to mend it, where the fault itself has none."""
