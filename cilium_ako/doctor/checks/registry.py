"""Which function finds which fault, what it must have seen, and where it applies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from cilium_ako.catalogue.faults import BY_ID
from cilium_ako.doctor.finding import Finding, Found
from cilium_ako.doctor.observation import Slot
from cilium_ako.doctor.scene import Scene

Look = Callable[[Scene], Iterable[Found]]
Applies = Callable[[Scene], bool]


class Check(NamedTuple):
    """One check."""

    fault: str
    look: Look
    needs: tuple[Slot, ...]
    applies: Applies


_CHECKS: Final[dict[str, Check]] = {}


def _always(_scene: Scene) -> bool:
    return True


def check(fault: str, *needs: Slot, when: Applies = _always) -> Callable[[Look], Look]:
    """Registers a function as what looks for a fault.

    It is called where everything in `needs` was asked for and read, and where `when` holds.
    Raises LookupError for a fault that is not in the catalogue or has a check already.
    """
    if fault not in BY_ID:
        raise LookupError(f"no fault {fault} in the catalogue")
    if fault in _CHECKS:
        raise LookupError(f"fault {fault} has two checks")

    def register(look: Look) -> Look:
        _CHECKS[fault] = Check(fault, look, needs, when)
        return look

    return register


def registered() -> frozenset[str]:
    """The ids of all faults that have a check."""
    return frozenset(_CHECKS)


def findings(scene: Scene) -> Iterator[Finding]:
    """What every check that can look finds, in the order of the catalogue.

    A fault that another one explains is left out. A check that finds nothing says that all is
    well; one that had to be held back says nothing.
    """
    results: dict[str, tuple[Found, ...]] = {}
    for fault in BY_ID:
        entry = _CHECKS.get(fault)
        if entry is None or not _can_look(entry, scene):
            continue
        results[fault] = tuple(entry.look(scene))
    beside = {fault: frozenset(_place(each) for each in found) for fault, found in results.items()}
    for fault, found in results.items():
        row = BY_ID[fault]
        held_back = any(results.get(other) for other in row.hidden_by)
        if not found:
            if not held_back:
                yield Finding(fault, "ok", row.object, row.fine, "")
            continue
        if held_back:
            continue
        hidden = frozenset[str]().union(*(beside.get(other, ()) for other in row.hidden_beside))
        for each in found:
            if _place(each) not in hidden:
                yield Finding(
                    check=fault,
                    level=each.level or row.level,
                    object=each.object,
                    message=f"{each.what}: {row.why}",
                    fix=each.fix or row.fix,
                    what=each.what,
                    why=row.why,
                    node=each.node,
                    steps=each.steps,
                )


def _can_look(entry: Check, scene: Scene) -> bool:
    seen = scene.seen
    return all(
        slot in seen.asked and slot not in seen.unread for slot in entry.needs
    ) and entry.applies(scene)


def _place(found: Found) -> str:
    return found.node or found.object
