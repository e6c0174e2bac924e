"""Changes of NodePorts and of load balancing in eBPF.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import DRAIN_EACH_NODE
from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="node-port-range-changed",
        facts=("nodePort.range",),
        when="always",
        impact="disruptive",
        consequence=(
            "Ports outside the range are no longer served, and source ports of masqueraded"
            " connections move, since they begin above it."
        ),
        runbook=(
            "change kube-apiserver's --service-node-port-range first, to the same range",
            "keep the last port well below 65535",
            "pulumi up",
        ),
        source="pkg/loadbalancer/config.go; pkg/maps/nat",
    ),
    Transition(
        id="node-port-mode-changed",
        facts=("nodePort.mode", "nodePort.dsrDispatch"),
        when="always",
        impact="disruptive",
        consequence=(
            "Connections to Services from outside break; DSR needs room in the MTU, and on AWS"
            " nodes without the source/destination check."
        ),
        runbook=("agree on a maintenance window", "pulumi up"),
        source="Documentation/network/kubernetes/kubeproxy-free.rst (DSR)",
    ),
    Transition(
        id="node-port-algorithm-changed",
        facts=("nodePort.algorithm", "maglev.tableSize", "maglev.hashSeed"),
        when="always",
        impact="rolling",
        consequence="While agents differ, new connections may reach other backends than before.",
        runbook=(
            "keep the same seed and table size on every cluster behind one balancer",
            "pulumi up",
        ),
        source="Documentation/network/kubernetes/kubeproxy-free.rst (Maglev)",
    ),
    Transition(
        id="node-port-acceleration-changed",
        facts=("nodePort.acceleration",),
        when="always",
        impact="disruptive",
        consequence="Attaching XDP resets the queues of some network cards.",
        runbook=("several devices need best-effort, from 1.15 on", *DRAIN_EACH_NODE),
        source="Documentation/network/kubernetes/kubeproxy-free.rst (XDP)",
    ),
)
