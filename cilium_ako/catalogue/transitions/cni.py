"""Changes of Cilium among other CNI plugins.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="cni-exclusive-on",
        facts=("cni.exclusive",),
        when="switched_on",
        impact="disruptive",
        consequence=(
            "Agents rename every other CNI configuration on their node: Multus and its like stop."
        ),
        runbook=("keep cni.exclusive false while another plugin is in use",),
        source="Documentation/network/kubernetes/configuration.rst",
    ),
    Transition(
        id="cni-chaining-changed",
        facts=("cni.chainingMode",),
        when="always",
        impact="forbidden",
        consequence=(
            "Running pods were connected by the other plugin and do not work with this one."
        ),
        runbook=("put cni.chainingMode back", "build new nodes and move the pods there"),
        source=(
            "Documentation/installation/cni-chaining.rst;"
            " Documentation/network/kubernetes/configuration.rst"
        ),
    ),
)
