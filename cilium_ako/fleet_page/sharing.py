"""Who shares a controller, and who a group of its engines; which wave has which version."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cilium_ako.fleet_page.clusters import FleetCluster

_SHARED: frozenset[str] = frozenset({"ako-group-shared"})


class EngineGroup(NamedTuple):
    """A service engine group, and whose it is."""

    cloud: str
    name: str
    clusters: tuple[str, ...]
    wrong: bool
    """Whether a rule says that these clusters must not share it."""


class Controller(NamedTuple):
    """An Avi Controller."""

    host: str
    clusters: int
    shared: tuple[EngineGroup, ...]
    """Groups of several clusters."""
    alone: int
    """Groups of one cluster each."""


def controllers(clusters: Iterable[FleetCluster]) -> list[Controller]:
    """Every controller, by its name."""
    groups: defaultdict[str, defaultdict[tuple[str, str], list[FleetCluster]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for each in clusters:
        if each.ako is not None:
            key = each.ako.controller.cloud_name, each.engine_group
            groups[each.controller][key].append(each)
    return [_controller(host, groups[host]) for host in sorted(groups)]


def _controller(host: str, groups: dict[tuple[str, str], list[FleetCluster]]) -> Controller:
    shared = [
        EngineGroup(
            cloud,
            name,
            tuple(each.name for each in members),
            any(problem.rule in _SHARED for each in members for problem in each.problems),
        )
        for (cloud, name), members in sorted(groups.items())
        if len(members) > 1
    ]
    together = {name for members in groups.values() for name in (each.name for each in members)}
    return Controller(host, len(together), tuple(shared), len(groups) - len(shared))


class WaveRow(NamedTuple):
    """A wave, and how many of its clusters have which version."""

    name: str
    clusters: int
    counts: tuple[int, ...]
    """One for each version."""
    ready: int | None
    """Stacks that the operator has Ready; None where nobody asked."""
    stalled: int | None


def wave_rows(
    clusters: Sequence[FleetCluster], versions: Sequence[str], *, asked: bool
) -> list[WaveRow]:
    """The waves in their order; clusters of none come last."""
    waves: defaultdict[int | None, list[FleetCluster]] = defaultdict(list)
    for each in clusters:
        waves[each.wave].append(each)
    rows = []
    for wave in sorted(waves, key=lambda each: (each is None, each or 0)):
        members = waves[wave]
        counts = Counter(each.cilium_version for each in members)
        rows.append(
            WaveRow(
                "none" if wave is None else str(wave),
                len(members),
                tuple(counts[version] for version in versions),
                sum(each.hub is not None and each.hub.ready for each in members) if asked else None,
                sum(_stalled(each) for each in members) if asked else None,
            )
        )
    return rows


def _stalled(cluster: FleetCluster) -> bool:
    return any(each is not None and each.stalled for each in (cluster.hub, cluster.preview))
