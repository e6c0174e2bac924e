"""Which function finds which fault, what it must have been able to read, and where it applies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from cilium_ako.catalogue.faults import BY_ID, Fault
from cilium_ako.doctor.cluster_view import ClusterView
from cilium_ako.doctor.finding import DoctorFinding, RawFinding
from cilium_ako.doctor.observation import Field

CheckFunction = Callable[[ClusterView], Iterable[RawFinding]]
Condition = Callable[[ClusterView], bool]


class Check(NamedTuple):
    """One check."""

    find: CheckFunction
    needs: tuple[Field, ...]
    applies: Condition


_CHECKS: Final[dict[str, Check]] = {}


def _always(_view: ClusterView) -> bool:
    return True


def check(
    fault: str, *needs: Field, when: Condition = _always
) -> Callable[[CheckFunction], CheckFunction]:
    """Registers a function as the one that finds a fault.

    It is called where every field in `needs` was asked for and could be read, and where `when`
    holds. Raises LookupError for a fault that is not in the catalogue or has a check already.
    """
    if fault not in BY_ID:
        raise LookupError(f"there is no fault {fault} in the catalogue")
    if fault in _CHECKS:
        raise LookupError(f"fault {fault} has two checks")

    def register(find: CheckFunction) -> CheckFunction:
        _CHECKS[fault] = Check(find, needs, when)
        return find

    return register


def registered() -> frozenset[str]:
    """The ids of all faults that have a check."""
    return frozenset(_CHECKS)


def findings(view: ClusterView) -> Iterator[DoctorFinding]:
    """What every check that can run finds, in the order of the catalogue.

    A fault that another one explains is left out. A check that finds nothing says that all is
    well; one that had to be held back says nothing.
    """
    found: dict[str, tuple[RawFinding, ...]] = {}
    for fault in BY_ID.values():
        entry = _CHECKS.get(fault.id)
        if entry is not None and _can_run(entry, view):
            found[fault.id] = tuple(_with_object(fault, each) for each in entry.find(view))
    places = {fault: frozenset(map(_place, raw)) for fault, raw in found.items()}
    for identity, raw in found.items():
        fault = BY_ID[identity]
        explained = any(found.get(other) for other in fault.explained_by)
        if not raw:
            if not explained:
                yield DoctorFinding(fault.id, "ok", fault.object, fault.healthy, "")
            continue
        if explained:
            continue
        hidden = frozenset[str]().union(
            *(places.get(other, ()) for other in fault.explained_beside)
        )
        for each in raw:
            if _place(each) not in hidden:
                yield _finding(fault, each)


def _can_run(entry: Check, view: ClusterView) -> bool:
    observation = view.observation
    return all(
        field in observation.queried and field not in observation.unread for field in entry.needs
    ) and entry.applies(view)


def _with_object(fault: Fault, raw: RawFinding) -> RawFinding:
    return raw if raw.object else raw._replace(object=fault.object)


def _place(raw: RawFinding) -> str:
    return raw.node or raw.object


def _finding(fault: Fault, raw: RawFinding) -> DoctorFinding:
    return DoctorFinding(
        check=fault.id,
        level=raw.severity or fault.severity,
        object=raw.object,
        message=f"{raw.what}: {fault.why}",
        fix=raw.fix or fault.fix,
        what=raw.what,
        why=fault.why,
        node=raw.node,
        steps=raw.steps,
    )
