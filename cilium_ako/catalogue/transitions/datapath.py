"""Changes of the datapath's devices and of the sizes of BPF maps.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import DRAIN_EACH_NODE
from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="datapath-rebuilt",
        facts=("endpointRoutes", "devices", "directRoutingDevice", "hostLegacyRouting"),
        when="always",
        impact="disruptive",
        consequence=(
            "The datapath of every pod or of the NodePort devices is rebuilt, and connection state"
            " in netfilter is passed by or used anew."
        ),
        runbook=(*DRAIN_EACH_NODE,),
        source="Documentation/operations/performance/tuning.rst",
    ),
    Transition(
        id="datapath-mode-changed",
        facts=("datapathMode",),
        when="always",
        impact="forbidden",
        consequence=(
            "The devices of running pods cannot be replaced: pods of both kinds do not meet."
        ),
        runbook=("put bpf.datapathMode back", "recycle nodes into a pool of the new kind"),
        source=(
            "Documentation/operations/upgrade.rst (1.16 notes);"
            " Documentation/operations/performance/tuning.rst"
        ),
    ),
    Transition(
        id="bpf-maps-resized",
        facts=(
            "bpf.mapDynamicSizeRatio",
            "bpf.preallocateMaps",
            "bpf.ctTcpMax",
            "bpf.ctAnyMax",
            "bpf.natMax",
            "bpf.neighMax",
            "bpf.nodeMapMax",
            "bpf.policyMapMax",
            "bpf.lbMapMax",
        ),
        when="always",
        impact="disruptive",
        consequence=(
            "A map of another size is made anew and empty: connections that it knew break when the"
            " agent restarts."
        ),
        runbook=(*DRAIN_EACH_NODE,),
        source=(
            "Documentation/network/ebpf/maps.rst;"
            " Documentation/network/kubernetes/configuration.rst"
        ),
    ),
)
