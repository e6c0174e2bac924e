"""Changes of the L7 proxy and of the DNS proxy.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="dns-proxy-changed",
        facts=("dnsProxy.transparent", "envoy.discovery"),
        when="always",
        impact="disruptive",
        consequence=(
            "The DNS proxy or Envoy is told its work in another way: L7 rules stop meanwhile, and"
            " IPsec with L7 proxy needs the transparent mode to start at all."
        ),
        runbook=("agree on a maintenance window", "pulumi up"),
        source="templates/cilium-configmap.yaml; daemon/cmd/daemon_main.go",
    ),
    Transition(
        id="l7-proxy-changed",
        facts=("l7Proxy", "envoy.daemonSet"),
        when="always",
        impact="disruptive",
        consequence=(
            "The proxy restarts or goes: connections through it break, and L7 rules do not work"
            " while it is off."
        ),
        runbook=("agree on a maintenance window", "pulumi up"),
        source="Documentation/operations/upgrade.rst (upgrade impact)",
    ),
)
