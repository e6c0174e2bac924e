"""What a minor changes for a stack that only follows the chart's defaults.

Both minors' ConfigMaps are worked out for the stack's own values; a key that a config or a raw
value says itself is the same in both, and one that a template writes under a condition is in them
where the condition holds. What each key means stands in `catalogue/*/default_changes.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from cilium_ako.catalogue.ako import default_changes as ako_rows
from cilium_ako.catalogue.charts.default_change import DefaultChange
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.cilium import default_changes as cilium_rows
from cilium_ako.catalogue.release import Release
from cilium_ako.catalogue.transitions.row import IMPACTS, Impact
from cilium_ako.changes.fact_keys import fact_keys
from cilium_ako.changes.verdict import ClassifiedChange, Verdict
from cilium_ako.charts.config_map import config_map
from cilium_ako.charts.release_values import helm_values
from cilium_ako.charts.template_expressions import UnknownExpressionError
from cilium_ako.config.stack import Stack

_ROWS: Final[Mapping[Chart, tuple[DefaultChange, ...]]] = {
    "cilium": cilium_rows.DEFAULT_CHANGES,
    "ako": ako_rows.DEFAULT_CHANGES,
}
_UNKNOWN: Final = "Nobody has looked at what this does: read the upgrade notes of the new minor."
_NO_TRANSITIONS: Final = Verdict((), ())


class DefaultChanged(NamedTuple):
    """A key of a ConfigMap that a minor writes otherwise, though nobody asked for it."""

    chart: Chart
    key: str
    """In `cilium-config` or `avi-k8s-config`."""
    old: str | None
    """None where the older minor does not write it."""
    new: str | None
    """None where the newer minor does not write it."""
    impact: Impact | None
    """What it does; None where that is not known, which is never safe."""
    consequence: str
    rule: str = ""
    """The transition that judges it; empty where it only counts as a part of the upgrade."""
    acknowledged: bool = False
    """Whether somebody has acknowledged that transition."""


class ListedDefaults(NamedTuple):
    """What is known of the defaults that a step changes."""

    changed: tuple[DefaultChanged, ...] = ()
    """By chart and key."""
    problem: str = ""
    """Why they are not known, as a sentence; empty where they are."""


def default_changes(
    after: Stack,
    chart: Chart,
    old: Release,
    new: Release,
    kubernetes: tuple[Release, Release],
    verdict: Verdict = _NO_TRANSITIONS,
    before: Mapping[str, object] | None = None,
) -> ListedDefaults:
    """What going from one release of a chart to another changes by its defaults alone.

    `after` is the stack as it will be, `kubernetes` the API server's release on both sides.
    `before` are the Helm values of the release before, where they are known: what they say
    otherwise than the stack with the old chart is a change of the config. `verdict` says which
    of the changes is judged by a transition.
    """
    was, becomes = old.minor_release, new.minor_release
    if was == becomes:
        return ListedDefaults()
    try:
        values = helm_values(_at(after, chart, old)).get(chart, {})
        one = config_map(chart, was, values, kubernetes[0])
        two = config_map(chart, becomes, helm_values(after).get(chart, {}), kubernetes[1])
        same = before is None or before == values
        real = one if same else config_map(chart, was, before or {}, kubernetes[0])
    except UnknownExpressionError as error:
        return ListedDefaults(problem=f"What the defaults change is not known: {error}.")
    if one is None or two is None or real is None:
        unknown = was if one is None else becomes
        return ListedDefaults(
            problem=f"What the defaults of {chart} {unknown} are is not known here, so what they"
            " change is not listed."
        )
    judged = _judged(chart, verdict)
    changed = tuple(
        _classified(chart, key, one.get(key), two.get(key), (was, becomes), judged)
        for key in sorted(one.keys() | two.keys())
        if one.get(key) != two.get(key) and one.get(key) == real.get(key)
    )
    return ListedDefaults(changed)


def _at(stack: Stack, chart: Chart, release: Release) -> Stack:
    """A stack with another release of a chart, and all else as it is."""
    if chart == "cilium" and stack.cilium is not None:
        return replace(stack, cilium=stack.cilium.model_copy(update={"version": release}))
    if chart == "ako" and stack.ako is not None:
        return replace(stack, ako=stack.ako.model_copy(update={"version": release}))
    return stack


def _judged(chart: Chart, verdict: Verdict) -> dict[str, ClassifiedChange]:
    """The change of a verdict by its transition, and by the keys of the ConfigMap that say it."""
    keys: dict[str, list[str]] = {}
    for each in fact_keys(chart):
        if each.value_key.config:
            keys.setdefault(each.fact.name, []).append(each.value_key.config)
    found = {change.rule: change for change in verdict.changes}
    for change in verdict.changes:
        for fact in change.facts:
            found |= dict.fromkeys(keys.get(fact, ()), change)
    return found


def _classified(
    chart: Chart,
    key: str,
    old: str | None,
    new: str | None,
    step: tuple[Release, Release],
    judged: Mapping[str, ClassifiedChange],
) -> DefaultChanged:
    row = row_of(chart, key, step)
    change = judged.get(key) or (judged.get(row.transition) if row is not None else None)
    if change is not None:
        return DefaultChanged(
            *(chart, key, old, new, change.impact, change.consequence, change.rule),
            acknowledged=change.acknowledged,
        )
    if row is None:
        return DefaultChanged(chart, key, old, new, None, _UNKNOWN)
    consequence = row.consequence
    if step[1] < step[0]:
        consequence = f"On the way down the other way round: {consequence}"
    return DefaultChanged(chart, key, old, new, row.impact, consequence)


def row_of(chart: Chart, key: str, step: tuple[Release, Release]) -> DefaultChange | None:
    """The row of a key for a step: that of a minor on the way, the worst of several, else any's."""
    first, last = sorted(step)
    rows = [row for row in _ROWS[chart] if row.is_of(key)]
    on_the_way = [row for row in rows if row.since is not None and first < row.since <= last]
    fitting = on_the_way or [row for row in rows if row.since is None]
    return max(fitting, key=lambda row: IMPACTS.index(row.impact), default=None)


def told(changed: Iterable[DefaultChanged]) -> list[DefaultChanged]:
    """The changes with what is not known and what is worst first."""
    worst = len(IMPACTS)
    return sorted(
        changed,
        key=lambda each: (
            -(worst if each.impact is None else IMPACTS.index(each.impact)),
            each.chart,
            each.key,
        ),
    )
