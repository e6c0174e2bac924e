"""Helm releases that come, go or move.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import NO_OTHER_NETWORK
from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="cilium-added",
        facts=("cilium.installed",),
        when="appears",
        impact="rolling",
        consequence="Cilium becomes the network of a cluster that had none of ours.",
        runbook=(NO_OTHER_NETWORK,),
        source="Documentation/installation/k8s-install-helm.rst",
    ),
    Transition(
        id="cilium-removed",
        facts=("cilium.installed",),
        when="disappears",
        impact="forbidden",
        consequence="The network goes: no pod starts, and policies and Services end.",
        runbook=("put it back", "to take the cluster down, acknowledge cluster-taken-down instead"),
        source="pulumi: a Release is deleted before another is made",
    ),
    Transition(
        id="cilium-release-moved",
        facts=("cilium.release",),
        when="always",
        impact="forbidden",
        consequence=(
            "A release with another name or namespace is another one: the old is deleted before the"
            " new is made, and the network is gone in between."
        ),
        runbook=("put name and namespace back", "leave `protect` on"),
        source="pulumi: a Release is deleted before another is made",
    ),
    Transition(
        id="cluster-taken-down",
        facts=("cluster",),
        when="always",
        impact="disruptive",
        consequence="The whole stack goes: the network, AKO, and every virtual service.",
        runbook=(
            'drain the workloads; with AKO set AKOSettings.deleteConfig to "true" first, and wait',
            "acknowledge cluster-taken-down and pulumi up: it takes `protect` and its hooks away",
            "pulumi destroy",
        ),
        source="pulumi: protect",
    ),
)
