"""Which function checks which rule of several stacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.fleet.member import Member, SharedFinding

Check: TypeAlias = Callable[[Sequence[Member]], Iterable[SharedFinding]]

_CHECKS: Final[dict[str, Check]] = {}


def shared_rule(identity: str) -> Callable[[Check], Check]:
    """Registers a function over all stacks as the check of the rule with this id.

    Raises LookupError where the catalogue has no such rule of `fleet`, or it has a check already.
    """
    row = BY_ID.get(identity)
    if row is None or row.checked_by != "fleet" or row.scope is None:
        raise LookupError(f"there is no rule {identity} about several stacks")
    if identity in _CHECKS:
        raise LookupError(f"rule {identity} has two checks")

    def register(check: Check) -> Check:
        _CHECKS[identity] = check
        return check

    return register


def registered() -> frozenset[str]:
    """The ids of all rules that have a check."""
    return frozenset(_CHECKS)


def shared_findings(members: Sequence[Member]) -> Iterator[tuple[str, SharedFinding]]:
    """What every rule finds among stacks, with the rule's id."""
    for identity, check in _CHECKS.items():
        for finding in check(members):
            yield identity, finding
