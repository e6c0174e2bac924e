"""Changes of the address under which agents reach the API server.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="api-server-moved",
        facts=("apiServer.host", "apiServer.port", "apiServer.urls"),
        when="always",
        impact="rolling",
        consequence=(
            "With a wrong address the first agents that restart (two at a time) and the operator"
            " stay down; what runs goes on."
        ),
        runbook=(
            "from a node: curl -k https://HOST:PORT/livez",
            "pulumi up, and watch the first agent",
        ),
        source="install/kubernetes/cilium/values.yaml (updateStrategy); kubeproxy-free.rst",
    ),
)
