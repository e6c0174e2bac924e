"""What a release is told in effect: its owner's values above the chart's defaults."""

from __future__ import annotations

from collections.abc import Mapping

from cilium_ako.adopt.found import FoundRelease
from cilium_ako.catalogue.charts.defaults import chart_defaults
from cilium_ako.catalogue.charts.keys import Chart, newest
from cilium_ako.catalogue.facts import Value
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.combined_values import ABSENT, look_up
from cilium_ako.changes.facts import Facts
from cilium_ako.changes.from_values import facts_from_values
from cilium_ako.charts.config_map import merged_values
from cilium_ako.charts.rendering import NAMESPACES
from cilium_ako.charts.user_values import VALUE_KEYS


class Told:
    """A release's values in effect, and the facts that follow from them."""

    def __init__(self, release: FoundRelease) -> None:
        self.chart: Chart = release.chart
        self.release = release
        version = release.version or _assumed_version(release.chart)
        self.version: Release = version
        self.minor: Release = version.minor_release
        self.own: Mapping[str, object] = release.values
        self.defaults: Mapping[str, object] = chart_defaults(self.chart, self.minor)
        self.effective: Mapping[str, object] = merged_values(self.defaults, self.own)
        name = f"{NAMESPACES[self.chart]}/{self.chart}"
        self.facts: Facts = facts_from_values(self.chart, self.own, str(version), name)

    def fact(self, name: str) -> Value | None:
        """A fact in its normal form; None where it does not apply or is not known."""
        return self.facts.get(name)

    def raw(self, key: str) -> object:
        """What stands in effect under a dotted Helm key; None where nothing does."""
        found = look_up(self.effective, key)
        return None if found is ABSENT else found

    def said(self, key: str) -> bool:
        """Whether the owner's own values have a dotted Helm key."""
        return look_up(self.own, key) is not ABSENT

    def differs(self, key: str) -> bool:
        """Whether what stands under a dotted Helm key in effect is not the chart's default."""
        default = look_up(self.defaults, key)
        return self.raw(key) != (None if default is ABSENT else default)

    def key_of(self, fact: str) -> str:
        """The dotted Helm key that says a fact in this minor; empty where it has none."""
        for row in VALUE_KEYS[self.chart]:
            if row.fact == fact and row.applies_to(self.minor):
                return row.key
        return ""


def _assumed_version(chart: Chart) -> Release:
    """The release whose defaults count where nobody says which it is: the newest that is known."""
    line = newest(chart)
    return Release(line[0], line[1], 0)
