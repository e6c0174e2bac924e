"""Changes of Cilium's version.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import UPGRADE_ONE_MINOR
from cilium_ako.catalogue.transitions.row import Transition

_UPGRADE: Final = (
    "Documentation/operations/upgrade.rst; Documentation/operations/upgrade-warning.rst"
)

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="cilium-patched",
        facts=("cilium.version",),
        when="patch_up",
        impact="rolling",
        consequence="Agents restart; connections through the L7 proxy are made anew.",
        runbook=("pull the images beforehand (preflight)", "pulumi up"),
        source=_UPGRADE,
    ),
    Transition(
        id="cilium-patch-taken-back",
        facts=("cilium.version",),
        when="patch_down",
        impact="disruptive",
        consequence=(
            "Nobody tests the way back to an earlier patch: what was mended since is broken again."
        ),
        runbook=("read the CHANGELOG between the two", "pulumi up"),
        source=_UPGRADE,
    ),
    Transition(
        id="cilium-upgraded",
        facts=("cilium.version",),
        when="minor_up",
        impact="rolling",
        consequence=(
            "Agents restart with other defaults and removed keys; what the defaults change is"
            " listed beside this."
        ),
        runbook=UPGRADE_ONE_MINOR,
        source=_UPGRADE,
    ),
    Transition(
        id="cilium-upgraded-with-ingress",
        facts=("cilium.version",),
        when="minor_up_with_ingress",
        impact="disruptive",
        consequence=(
            "Agents and the proxy restart: connections through Cilium's Ingress or Gateway break."
        ),
        runbook=("agree on a maintenance window", *UPGRADE_ONE_MINOR),
        source=_UPGRADE,
    ),
    Transition(
        id="cilium-downgraded",
        facts=("cilium.version",),
        when="minor_down",
        impact="disruptive",
        consequence=(
            "One minor back is tested, but what the new minor brought must be off before, and the"
            " CRDs stay new."
        ),
        runbook=(
            "switch off every feature that the older minor does not have",
            "be on the newest patch of both",
            "pulumi up",
        ),
        source="Documentation/operations/upgrade-warning.rst",
    ),
    Transition(
        id="cilium-minor-skipped",
        facts=("cilium.version",),
        when="minors_skipped",
        impact="forbidden",
        consequence="Agents that are two minors apart share no tested format of their state.",
        runbook=("go by one minor at a time, and wait for every agent at each",),
        source="Documentation/operations/upgrade-warning.rst",
    ),
    Transition(
        id="cilium-old-nodeconfig-version",
        facts=("cilium.version",),
        when="node_config_not_migrated",
        impact="forbidden",
        consequence=(
            "On a cluster that began with 1.15 or older, the operator of 1.20.0 and 1.20.1 cannot"
            " drop the first version of CiliumNodeConfig and does not start; nothing here shows"
            " with which version a cluster began."
        ),
        runbook=(
            "use 1.20.2 or newer",
            "or acknowledge it where the cluster began with 1.16 or newer:"
            " kubectl get crd ciliumnodeconfigs.cilium.io -o jsonpath='{.status.storedVersions}'"
            " must not name v2alpha1",
        ),
        source="CHANGELOG 1.20.2",
        combination=True,
    ),
    Transition(
        id="upgrade-compatibility-changed",
        facts=("upgradeCompatibility",),
        when="compatibility_followed",
        impact="rolling",
        consequence=(
            "It flips defaults by the cluster's first version; each that it flips is listed beside"
            " this."
        ),
        runbook=("set those values by name and leave upgradeCompatibility out",),
        source="templates/cilium-configmap.yaml and templates/_helpers.tpl (1.20)",
    ),
    Transition(
        id="upgrade-compatibility-before-1-12",
        facts=("upgradeCompatibility",),
        when="compatibility_not_followed",
        impact="disruptive",
        consequence=(
            "Below 1.12 it also changes the sizes of BPF maps, masquerading and the DNS proxy, and"
            " with IPsec agents may not start."
        ),
        runbook=("set those values by name and leave upgradeCompatibility out",),
        source="templates/cilium-configmap.yaml and templates/_helpers.tpl (1.20)",
    ),
)
