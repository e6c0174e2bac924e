"""Pages of fleets, and a browser to look at them."""

from __future__ import annotations

from collections.abc import Mapping

from cilium_ako.check.checked_stack import CheckedStack
from cilium_ako.fleet_page.clusters import FleetCluster, fleet_clusters
from cilium_ako.fleet_page.html import fleet_page
from cilium_ako.rollout.hub import Hub
from tests.configs import Config
from tests.rollout.test_generated import judged


def clusters_of(configs: Mapping[str, Config], hub: Hub | None = None) -> list[FleetCluster]:
    """The clusters of configs that fit, the first ten in wave 0 and the others in wave 1."""
    checked: list[CheckedStack] = judged(configs)
    waves = {name: int(at >= 10) for at, name in enumerate(configs)}
    found, unread = fleet_clusters(checked, waves, hub)
    assert unread == []
    return found


def page_of(configs: Mapping[str, Config], hub: Hub | None = None) -> str:
    """The page of configs that fit."""
    return fleet_page(clusters_of(configs, hub), [], hub)
