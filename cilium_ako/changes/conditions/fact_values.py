"""What conditions read the values of facts with."""

from __future__ import annotations

from cilium_ako.catalogue.facts import Value
from cilium_ako.catalogue.feature import Feature
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.conditions.registry import Change
from cilium_ako.changes.facts import Facts


def release_of(value: object) -> Release | None:
    """The release that a fact's value names; None where it is absent or names none."""
    return Release.parse(str(value)) if isinstance(value, str | int | float) else None


def cilium_release(facts: Facts) -> Release | None:
    """Cilium's release; None where it is not known."""
    return release_of(facts.get("cilium.version"))


def on_both_sides(change: Change, feature: Feature) -> bool:
    """Whether Cilium surely has a feature before and after a change."""
    releases = (cilium_release(change.before), cilium_release(change.after))
    return all(each is not None and feature.is_in(each) for each in releases)


def upgrade_brings(before: Facts, after: Facts, feature: Feature) -> bool:
    """Whether Cilium goes from a release that surely has not a feature to one that has it."""
    was, becomes = cilium_release(before), cilium_release(after)
    if was is None or becomes is None:
        return False
    return not feature.is_in(was) and feature.is_in(becomes)


def elements(value: Value | None) -> tuple[str, ...]:
    """The elements of a list or a set; none where it is absent or something else."""
    return value if isinstance(value, tuple) else ()


def number_of(value: Value | None) -> int | float | None:
    """A number; None where a value is absent or something else."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
