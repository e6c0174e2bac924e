"""Changes of who gives out pod addresses, and of the address families.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import DRAIN_EACH_NODE, RESTART_AGENTS
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
            "Endpoints lose or gain their IPv4 address: pods that run keep the addresses that they"
            " have, nodes need a range of each family that is left, and AKO routes IPv4 alone."
        ),
        runbook=(
            "put the IPv4 ranges of cilium.ipam.podCidrs, or ipv4.enabled, back",
            "build a new cluster",
        ),
        source="pkg/option/config.go",
    ),
    Transition(
        id="ipv6-switched",
        facts=("ipv6",),
        when="switched_off",
        impact="disruptive",
        consequence=(
            "Pods that run keep an IPv6 address that nothing serves any more: connections over it"
            " break, and Services of that family lose their endpoints."
        ),
        runbook=(
            "move Services and clients to IPv4, and take the IPv6 ranges from the API server",
            "pulumi up",
            "recycle every node, so that each pod is made anew",
        ),
        source="pkg/option/config.go",
    ),
    Transition(
        id="ipv6-added",
        facts=("ipv6",),
        when="not_switched_off",
        impact="disruptive",
        consequence=(
            "Agents wait until their node has an IPv6 range, and pods that run get no IPv6 address"
            " until they are made anew, so that Services of that family reach some pods only."
        ),
        runbook=(
            "give the nodes IPv6 addresses, and the API server and kube-controller-manager ranges"
            " of both families, first",
            "pulumi up",
            *RESTART_AGENTS,
            *DRAIN_EACH_NODE,
        ),
        source="pkg/option/config.go; Kubernetes: docs/concepts/services-networking/dual-stack",
    ),
)
