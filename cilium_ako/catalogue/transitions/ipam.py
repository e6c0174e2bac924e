"""Changes of who gives out pod addresses, and of the address families.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="ipam-mode-changed",
        facts=("ipam.mode", "eni.enabled"),
        when="always",
        impact="forbidden",
        consequence=(
            "Running pods keep addresses of the old mode and lose their connections for good; AKO's"
            " routes follow the new mode."
        ),
        runbook=(
            "put ipam.mode back",
            "build a new cluster with the new mode and move the workloads",
            "the one documented way in place leads from cluster-pool to multi-pool, from 1.20 on,"
            " without a way back, and AKO finds no pod ranges after it",
        ),
        source=(
            "Documentation/network/concepts/ipam/index.rst;"
            " Documentation/.../cluster-pool-to-multi-pool.rst (1.20.2)"
        ),
    ),
    Transition(
        id="ipv4-switched",
        facts=("ipv4",),
        when="always",
        impact="forbidden",
        consequence=(
            "Every endpoint loses its address family: nodes and pods need ranges of the other one,"
            " and nothing here installs that."
        ),
        runbook=("put ipv4.enabled back", "build a new cluster"),
        source="pkg/option/config.go",
    ),
    Transition(
        id="ipv6-switched",
        facts=("ipv6",),
        when="always",
        impact="disruptive",
        consequence="Endpoints have to be rebuilt, and nodes need a range of that family before.",
        runbook=("give nodes and pods IPv6 ranges first", "recycle every node after the change"),
        source="pkg/option/config.go",
    ),
)
