"""The row type of the tables of refusals, and the conditions that a row is made of.

A condition names a fact of `catalogue.facts` (`masquerade.bpf`), which is read whoever said it:
the config, a raw value, a flag. What is no fact is a dotted Helm key of the merged values, which
holds what is said there and nothing of a chart's own defaults: `IsUnset` and `IsNot` hold of a key
that nobody sets.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, TypeAlias

from cilium_ako.catalogue.feature import Feature
from cilium_ako.catalogue.release import Release
from cilium_ako.catalogue.severity import Severity

_ANY: Final = Release(0, 0)

RefusedBy = Literal["chart", "agent", "operator", "nobody"]
"""Who refuses it at run time: the chart does not render, agents or the operator exit. `nobody`:
it runs, and does not do what was asked for."""

Scalar: TypeAlias = str | int | float | bool


class Is(NamedTuple):
    """Something has one of some values."""

    name: str
    values: tuple[Scalar, ...]


class IsNot(NamedTuple):
    """Something has none of some values, or is not there."""

    name: str
    values: tuple[Scalar, ...]


class NotAmong(NamedTuple):
    """A text is said, also an empty one, and is none of some words."""

    name: str
    words: tuple[str, ...]


class IsSet(NamedTuple):
    """A Helm key has a value that is not null, empty or false."""

    name: str


class IsUnset(NamedTuple):
    """A Helm key is not there, or null, empty or false."""

    name: str


class Outside(NamedTuple):
    """A number that is said, not 0, is below the first or above the last."""

    name: str
    first: int
    last: int


class NoDuration(NamedTuple):
    """A value that is said, and is no duration as Go writes one (`1h30m`, `5s`)."""

    name: str


class KernelWithout(NamedTuple):
    """The oldest node's kernel does not have a feature."""

    feature: Feature


class Since(NamedTuple):
    """The release is this one or newer, for a condition that not all minors of a row share."""

    release: Release


class AnyOf(NamedTuple):
    """One of some conditions holds."""

    conditions: tuple[Condition, ...]


class AllOf(NamedTuple):
    """All of some conditions hold."""

    conditions: tuple[Condition, ...]


Condition: TypeAlias = (
    Is
    | IsNot
    | NotAmong
    | IsSet
    | IsUnset
    | Outside
    | NoDuration
    | KernelWithout
    | Since
    | AnyOf
    | AllOf
)


class Refusal(NamedTuple):
    """Something that a chart, an agent, an operator or good sense refuses, and when."""

    id: str
    """Its name in reports, as a rule's."""
    by: RefusedBy
    """Who refuses it at run time."""
    when: tuple[Condition, ...]
    """What must hold together."""
    says: str
    """What holds of a stack that is not refused, as a sentence."""
    why: str
    """What happens otherwise, as a sentence."""
    fix: str
    """What to do."""
    source: str
    """Where it is known from, as in `Rule`."""
    since: Release = _ANY
    """First release that refuses it."""
    until: Release | None = None
    """Last minor that refuses it; None while the newest still does."""
    severity: Severity = "error"
    """A warning where it may be meant."""
    acknowledgeable: bool = False
    """Whether a person may take it upon themselves."""
    kops: str = ""
    """kOps' own words, where kOps has the same check."""

    def applies_to(self, release: Release) -> bool:
        """Whether a release refuses it."""
        return self.since <= release and (self.until is None or release.minor_release <= self.until)


def on(name: str) -> Is:
    """A switch is on."""
    return Is(name, (True,))


def off(name: str) -> Is:
    """A switch is off: one of the config's, or a fact's, which always has a value."""
    return Is(name, (False,))
