"""What a cluster is made with, as far as its releases' values show it."""

from __future__ import annotations

from cilium_ako.adopt.told import Told
from cilium_ako.catalogue.cilium.distribution_keys import DISTRIBUTION_KEYS
from cilium_ako.catalogue.distributions import DISTRIBUTIONS, Distribution, DistributionName


def guessed_distribution(
    told: Told, api_server: tuple[str, int] | None
) -> tuple[DistributionName, str] | None:
    """The distribution that values point to, and what shows it; None where nothing does.

    `api_server` is the host and port that agents are told.
    """
    routing = "native" if told.fact("routing.tunnel") == "disabled" else "tunnel"
    best: tuple[int, DistributionName, str] | None = None
    for row in DISTRIBUTIONS:
        keys = _shown(told, row, routing)
        if keys and (best is None or len(keys) > best[0]):
            best = (len(keys), row.name, ", ".join(keys))
    if best is not None:
        return best[1], best[2]
    if api_server is None:
        return None
    host, port = api_server
    if host.endswith(".eks.amazonaws.com"):
        return "eks", "the API server's name"
    local = "127.0.0.1" if host == "localhost" else host
    for row in DISTRIBUTIONS:
        if row.node_local_api is None:
            continue
        own, own_port = row.node_local_api
        if (local, port) == ("127.0.0.1" if own == "localhost" else own, own_port):
            return row.name, f"the API server at {host}:{port}"
    return None


def _shown(told: Told, row: Distribution, routing: str) -> list[str]:
    """The keys that say what a distribution's nodes need, where all do and one is no default."""
    asked = {each.fact: each.value for each in row.values if each.routing in ("", routing)}
    keys = [each for each in DISTRIBUTION_KEYS if each.fact in asked]
    shown = []
    for each in keys:
        value = asked[each.fact]
        wanted = list(value) if isinstance(value, tuple) else value
        if told.raw(each.key) != wanted:
            return []
        if told.differs(each.key):
            shown.append(each.key)
    return shown
