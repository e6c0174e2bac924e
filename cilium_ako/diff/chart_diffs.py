"""What happens to the objects of each chart: found, rendered together, compared."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.charts.chart_lookup import CHARTS_VARIABLE, ChartUnusableError, find_chart
from cilium_ako.charts.manifests import Manifest
from cilium_ako.charts.manifests_diff import compare
from cilium_ako.charts.manifests_permissions import permission_changes
from cilium_ako.charts.rendering import (
    HelmMissingError,
    Rendering,
    RenderingFailedError,
    RenderRequest,
    start_rendering,
)
from cilium_ako.diff.comparison import SnapshotPair
from cilium_ako.diff.model import ChartDiff
from cilium_ako.diff.snapshots.snapshot import CHARTS, Snapshot, has_hidden

_NO_HELM = "there is no helm on PATH"
_NOT_HERE = " is not here"
_UNLOCKED = (
    " Nobody has said which archive is right for {}: `cilium-ako charts lock` writes it into"
    " charts.lock; committed, that lets every pipeline pull it, a fork's too."
)
_IN_ENVIRONMENT = "its values may come from an environment, which nobody asks here"
_HIDDEN = "its values are encrypted in the state"


class _ChartSide(NamedTuple):
    """One side of one chart: an request, or why there is none."""

    request: RenderRequest | None = None
    problem: str = ""
    failed: bool = False
    """Whether the problem is one of this machine, and not of a config."""
    missing: bool = False
    """Whether the problem is that the chart is not on this machine."""

    @property
    def installed(self) -> bool:
        return self.request is not None or bool(self.problem)


def start_chart_diffs(
    pairs: Sequence[SnapshotPair], environment: Mapping[str, str] = os.environ
) -> Callable[[], list[tuple[ChartDiff, ...]]]:
    """What happens to the objects of the charts, for each pair.

    All are rendered at once and in the background; what is returned waits for them.
    """
    sides = [
        {
            chart: (
                _chart_side(pair.before, chart, environment),
                _chart_side(pair.after, chart, environment),
            )
            for chart in CHARTS
        }
        for pair in pairs
    ]
    requests: list[RenderRequest] = []
    for by_chart in sides:
        for one, two in by_chart.values():
            if _differ(one, two):
                requests += [side.request for side in (one, two) if side.request is not None]
    started = start_rendering(requests, environment)

    def collect() -> list[tuple[ChartDiff, ...]]:
        rendered, problem = _rendered(requests, started)
        return [
            tuple(_diffs(pair, by_chart, rendered, problem))
            for pair, by_chart in zip(pairs, sides, strict=True)
        ]

    return collect


def _chart_side(snapshot: Snapshot, chart: Chart, environment: Mapping[str, str]) -> _ChartSide:
    if snapshot.hidden:
        return _ChartSide(problem=_IN_ENVIRONMENT)
    installed, values = snapshot.charts.get(chart), snapshot.values.get(chart)
    if installed is None or values is None or snapshot.kubernetes is None:
        return _ChartSide()
    if has_hidden(values):
        return _ChartSide(problem=_HIDDEN)
    try:
        found = find_chart(
            chart, installed.version, installed.source, snapshot.project, environment
        )
    except ChartUnusableError as error:
        # a path that a config names is judged by a rule, and at the base by nobody
        return _ChartSide(problem=str(error), failed=not installed.source)
    if found is None:
        problem = f"the chart {chart} {installed.version}{_NOT_HERE}"
        return _ChartSide(problem=problem, missing=True)
    return _ChartSide(RenderRequest(chart, found, snapshot.kubernetes, dict(values)))


def _differ(one: _ChartSide, two: _ChartSide) -> bool:
    """Whether the two could render differently, and can be rendered at all."""
    if one.problem or two.problem or not (one.installed or two.installed):
        return False
    if one.request is None or two.request is None:
        return True
    return one.request._replace(local_chart=two.request.local_chart) != two.request or (
        one.request.local_chart.digest != two.request.local_chart.digest
    )


def _rendered(
    requests: Sequence[RenderRequest], started: Callable[[], dict[int, Rendering]]
) -> tuple[dict[int, Rendering], str]:
    """Renderings by the identity of their request, or why there are none."""
    try:
        found = started()
    except HelmMissingError:
        return {}, _NO_HELM
    except RenderingFailedError as error:
        return {}, str(error)
    return {id(request): found[index] for index, request in enumerate(requests)}, ""


def _diffs(
    pair: SnapshotPair,
    sides: Mapping[Chart, tuple[_ChartSide, _ChartSide]],
    rendered: Mapping[int, Rendering],
    problem: str,
) -> Iterator[ChartDiff]:
    for chart, (one, two) in sides.items():
        if not one.installed and not two.installed:
            continue
        old, new = pair.before.charts.get(chart), pair.after.charts.get(chart)
        result = ChartDiff(
            chart,
            str(old.version) if old is not None else "",
            str(new.version) if new is not None else "",
        )
        broken = [side for side in (one, two) if side.problem]
        if broken:
            why, failed = broken[-1], one.failed or two.failed
            yield result._replace(left_out=why.problem, failed=failed, missing=why.missing)
        elif not _differ(one, two):
            yield result._replace(diff=compare((), ()))
        elif problem:
            yield result._replace(left_out=problem, failed=problem != _NO_HELM)
        else:
            yield _compared(result, _of(one, rendered), _of(two, rendered))


def _of(side: _ChartSide, rendered: Mapping[int, Rendering]) -> Rendering:
    return Rendering() if side.request is None else rendered[id(side.request)]


def _compared(result: ChartDiff, before: Rendering, after: Rendering) -> ChartDiff:
    if after.rejected:
        return result._replace(rejected=after.rejected)
    if before.rejected:
        return result._replace(left_out="the chart refuses the values of the base")
    old: Sequence[Manifest] = before.manifests
    new: Sequence[Manifest] = after.manifests
    return result._replace(diff=compare(old, new), permissions=permission_changes(old, new))


def left_out_notes(diffs: Sequence[tuple[ChartDiff, ...]], unlocked: Sequence[str]) -> list[str]:
    """What was left out for want of charts or of Helm, each thing said once.

    `unlocked` are missing charts that no pipeline can pull, since nobody has said which they are.
    """
    every = [each for found in diffs for each in found]
    notes = []
    missing = sorted({each.left_out for each in every if each.missing})
    if missing:
        charts = ", ".join(
            each.removeprefix("the chart ").removesuffix(_NOT_HERE) for each in missing
        )
        notes.append(
            f"Manifests are left out where charts are not on this machine: {charts}."
            f" `cilium-ako charts pull` pulls them; {CHARTS_VARIABLE} names a folder that holds"
            " them." + (_UNLOCKED.format(", ".join(unlocked)) if unlocked else "")
        )
    if any(each.left_out == _NO_HELM for each in every):
        notes.append("Manifests are left out: there is no helm on PATH.")
    return notes
