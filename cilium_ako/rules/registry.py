"""Which function checks which rule, and which parts of a stack it looks at.

A check names the parts that it looks at by its parameters: `cluster`, `cilium`, `ako` or the
whole `stack`. It is called where all of them parsed, so one broken part hides no problem of
another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.config.stack import Stack
from cilium_ako.rules.problem import Finding

Check = Callable[..., Iterable[Finding]]
CheckT = TypeVar("CheckT", bound=Check)
LastCheck = Callable[[Stack, frozenset[str]], Iterable[Finding]]

_PARTS: Final = frozenset({"cluster", "cilium", "ako", "stack"})
_CHECKS: Final[dict[tuple[str, ...], list[tuple[str, Check]]]] = {}
"""Checks with their rules, by the parts that they ask for."""
_REGISTERED: Final[set[str]] = set()
_LAST_CHECKS: Final[dict[str, LastCheck]] = {}


def rule(identity: str) -> Callable[[CheckT], CheckT]:
    """Registers a function as the check of the rule with this id.

    Raises LookupError where the catalogue has no such rule or another package checks it, where
    the rule has a check already, and where a parameter is no part of a stack.
    """
    _must_be_free(identity)

    def register(check: CheckT) -> CheckT:
        code = check.__code__
        needs = code.co_varnames[: code.co_argcount]
        if not _PARTS.issuperset(needs):
            raise LookupError(f"rule {identity} asks for {needs}")
        _CHECKS.setdefault(needs, []).append((identity, check))
        _REGISTERED.add(identity)
        return check

    return register


def last_rule(identity: str) -> Callable[[LastCheck], LastCheck]:
    """Registers the check of a rule that also looks at which other rules were broken.

    It is called with the stack and the ids of the broken rules, after all other checks. Raises
    LookupError as `rule` does.
    """
    _must_be_free(identity)

    def register(check: LastCheck) -> LastCheck:
        _LAST_CHECKS[identity] = check
        _REGISTERED.add(identity)
        return check

    return register


def _must_be_free(identity: str) -> None:
    if identity not in BY_ID:
        raise LookupError(f"there is no rule {identity} in the catalogue")
    if BY_ID[identity].checked_by != "rules":
        raise LookupError(f"rule {identity} is checked by {BY_ID[identity].checked_by}")
    if identity in _REGISTERED:
        raise LookupError(f"rule {identity} has two checks")


def registered() -> frozenset[str]:
    """The ids of all rules that have a check."""
    return frozenset(_REGISTERED)


def parts_of(identity: str) -> frozenset[str]:
    """The parts of a stack that a rule's check looks at; none where it has no check of its own."""
    return frozenset(
        part
        for needs, checks in _CHECKS.items()
        for checked, _ in checks
        if checked == identity
        for part in needs
    )


def findings(stack: Stack) -> Iterator[tuple[str, Finding]]:
    """What every rule that can run finds, with the rule's id."""
    parts = {"cluster": stack.cluster, "cilium": stack.cilium, "ako": stack.ako, "stack": stack}
    missing = {name for name, part in parts.items() if part is None}
    broken: set[str] = set()
    for needs, checks in _CHECKS.items():
        if not missing.isdisjoint(needs):
            continue
        arguments = [parts[need] for need in needs]
        for identity, check in checks:
            for finding in check(*arguments):
                broken.add(identity)
                yield identity, finding
    for identity, last_check in _LAST_CHECKS.items():
        for finding in last_check(stack, frozenset(broken)):
            yield identity, finding
