"""Pages of fleets, and a browser to look at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cilium_ako.check.checked_stack import CheckedStack
from cilium_ako.fleet_page.clusters import FleetCluster, fleet_clusters
from cilium_ako.fleet_page.html import fleet_page
from cilium_ako.rollout.hub import Hub
from tests.configs import Config
from tests.rollout.test_generated import judged, judged_with_faults


def clusters_of(configs: Mapping[str, Config], hub: Hub | None = None) -> list[FleetCluster]:
    """The clusters of configs that fit, the first ten in wave 0 and the others in wave 1."""
    return clusters_of_stacks(judged(configs), hub)


def clusters_with_faults(hub: Hub | None = None) -> list[FleetCluster]:
    """The 500 clusters among which faults are planted."""
    return clusters_of_stacks(judged_with_faults(), hub)


def clusters_of_stacks(
    stacks: Sequence[CheckedStack], hub: Hub | None = None
) -> list[FleetCluster]:
    """The clusters of stacks that were judged together, in waves as above."""
    waves = {stack.name: int(at >= 10) for at, stack in enumerate(stacks)}
    found, unread = fleet_clusters(stacks, waves, hub)
    assert unread == []
    return found


def page_of(configs: Mapping[str, Config], hub: Hub | None = None) -> str:
    """The page of configs that fit."""
    return fleet_page(clusters_of(configs, hub), [], hub)
