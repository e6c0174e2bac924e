"""What the doctor says: one finding per object and fault, or that all is well."""

from __future__ import annotations

from typing import Literal, NamedTuple

from cilium_ako.catalogue.faults.row import Level

Word = Literal["ok", "warn", "fail"]


class Found(NamedTuple):
    """What a check found; what the fault means is added from the catalogue."""

    object: str
    """The object, such as `Node worker-1` or `ConfigMap kube-system/cilium-config`."""
    what: str
    """What stands there, with the values at hand. Never a secret's."""
    node: str = ""
    """The node that it is about, where it is about one."""
    level: Level | None = None
    """The fault's own where None."""
    fix: str = ""
    """The fault's own where empty."""
    steps: tuple[str, ...] = ()
    """The way to mend it, where the fault itself has none."""


class Finding(NamedTuple):
    """One line of the doctor's answer."""

    check: str
    level: Word
    object: str
    message: str
    """What stands there and why it matters."""
    fix: str
    what: str = ""
    """The first part of the message."""
    why: str = ""
    """The second part, the same for every finding of the check."""
    node: str = ""
    steps: tuple[str, ...] = ()
