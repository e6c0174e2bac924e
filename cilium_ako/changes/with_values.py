"""The facts of a stack whose Helm values another version of the program derived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cilium_ako.catalogue.ako import objects as ako_objects
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.changes.facts import NO_FACTS, Facts
from cilium_ako.changes.from_values import facts_from_values


class ReleaseValues(NamedTuple):
    """What Helm is told of one release."""

    version: str
    """The chart's version."""
    values: Mapping[str, object]


Releases = Mapping[Chart, ReleaseValues]
"""The releases of a stack, by chart."""

_RELEASE_NAMES: Final[Mapping[Chart, str]] = {
    "cilium": cilium_objects.RELEASE_NAME,
    "ako": ako_objects.RELEASE_NAME,
}


def facts_with_values(facts: Facts, own: Releases, others: Releases) -> Facts:
    """The facts of a stack with the values of `others` in place of those that are its `own`.

    Facts that values do not show, as the ranges of another's IPAM, stay what they are.
    """
    shown, becomes = _facts(own), _facts(others)
    known = {name: value for name, value in facts.known.items() if name not in shown.known}
    unknown = {name: why for name, why in facts.unknown.items() if name not in shown.unknown}
    known, unknown = {**becomes.known, **known}, {**becomes.unknown, **unknown}
    return Facts(known, unknown, unseen=facts.unseen)


def _facts(releases: Releases) -> Facts:
    found = NO_FACTS
    for chart, given in releases.items():
        name = _RELEASE_NAMES[chart]
        found = found.merged(facts_from_values(chart, given.values, given.version, name))
    return found
