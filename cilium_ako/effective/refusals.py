"""The tables of refusals against what will run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from cilium_ako.catalogue.facts import Value
from cilium_ako.catalogue.refusals import REFUSALS
from cilium_ako.catalogue.refusals.row import (
    AllOf,
    AnyOf,
    Condition,
    Is,
    IsNot,
    IsSet,
    IsUnset,
    KernelWithout,
    NoDuration,
    NotAmong,
    Outside,
    Refusal,
    Scalar,
    Since,
)
from cilium_ako.documents.go_duration import is_go_duration
from cilium_ako.effective.release import EffectiveRelease
from cilium_ako.rules.problem import Finding

_NOTHING: Final = (None, False, "", 0)


def refusal_findings(release: EffectiveRelease) -> Iterator[tuple[str, Finding]]:
    """Every refusal whose conditions hold, with the id of its row."""
    for row in REFUSALS:
        if row.applies_to(release.cilium.version) and all(
            holds(condition, release) for condition in row.when
        ):
            yield row.id, _finding(row, release)


def holds(condition: Condition, release: EffectiveRelease) -> bool:
    """Whether a condition holds; none does about a fact that could not be read."""
    match condition:
        case AnyOf(conditions):
            return any(holds(each, release) for each in conditions)
        case AllOf(conditions):
            return all(holds(each, release) for each in conditions)
        case Since(first):
            return first <= release.cilium.version
        case KernelWithout(feature):
            return not feature.is_in(release.cluster.kernel_version)
        case _:
            return not release.unknown(condition.name) and _says(
                condition, release.value(condition.name)
            )


def _says(
    condition: Is | IsNot | NotAmong | IsSet | IsUnset | Outside | NoDuration, value: Value | None
) -> bool:
    match condition:
        case Is(_, values):
            return any(_same(value, each) for each in values)
        case IsNot(_, values):
            return not any(_same(value, each) for each in values)
        case NotAmong(_, words):
            return value is not None and value not in words
        case IsSet():
            return value not in _NOTHING
        case IsUnset():
            return value in _NOTHING
        case NoDuration():
            return value not in _NOTHING and not is_go_duration(str(value))
        case Outside(_, first, last):
            return (
                isinstance(value, int | float)
                and not isinstance(value, bool)
                and value != 0
                and not first <= value <= last
            )
        case _:
            assert_never(condition)


def _same(value: Value | None, other: Scalar) -> bool:
    """Equal and of one type: 1 is not True."""
    if isinstance(value, bool) or isinstance(other, bool):
        return value is other
    return value == other


def _finding(row: Refusal, release: EffectiveRelease) -> Finding:
    names = list(dict.fromkeys(_names(row.when, release)))
    own = [name for name in names if ".values." in release.place(name)]
    at = (own or names)[0]
    said = " and ".join(
        f"{release.helm_key(name)} is {_shown(release.value(name))}" for name in names
    )
    return Finding(release.place(at), said)


def _names(conditions: Iterable[Condition], release: EffectiveRelease) -> Iterator[str]:
    """What the conditions that hold are about, in their order."""
    for condition in conditions:
        match condition:
            case AnyOf(inner) | AllOf(inner):
                held = [each for each in inner if holds(each, release)]
                yield from _names(held[:1] if isinstance(condition, AnyOf) else held, release)
            case Since():
                pass
            case KernelWithout():
                yield "cluster.kernelVersion"
            case _:
                yield condition.name


def _shown(value: Value | None) -> str:
    match value:
        case None | "":
            return "not set"
        case bool():
            return "on" if value else "off"
        case tuple():
            return ", ".join(value) or "empty"
        case _:
            return str(value)
