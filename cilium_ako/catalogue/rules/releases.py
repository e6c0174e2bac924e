"""Rules about Helm releases that another program declares, which the policy pack looks at."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

RULES: Final = (
    Rule(
        id="release-version-missing",
        severity="error",
        says="A release of Cilium or AKO names the version of its chart.",
        why="Without one Helm takes the newest that it finds on the day: a preview, the update "
        "after it and the next one may each be of another minor.",
        fix="Set version.",
        source="pkg/action/install.go of Helm (LocateChart)",
        checked_by="policies",
    ),
    Rule(
        id="release-unread",
        severity="note",
        says="All that a release of Cilium or AKO is told can be read.",
        why="What hangs on the rest is not judged.",
        fix="Run the policy pack again where it is known: in the update itself, or on the state.",
        source="docs/policy.md",
        checked_by="policies",
    ),
    Rule(
        id="pair-cni-plugin",
        severity="error",
        says="AKO reads nodes' pod ranges from the object in which Cilium's IPAM mode has them.",
        why="AKO asks its own cniPlugin and never Cilium: a wrong pair gives routes to other "
        "nodes, or none, and no error.",
        fix="Set AKOSettings.cniPlugin to cilium beside cluster-pool, and leave it empty beside "
        "every other mode.",
        source="AKO:internal/lib/dynamic_client.go GetPodCIDR",
        acknowledgeable=True,
        checked_by="policies",
    ),
    Rule(
        id="pair-static-routes",
        severity="error",
        says="AKO writes no routes to pods that have addresses of the VPC.",
        why="No object has their ranges: what AKO finds instead sends traffic for other nodes' "
        "pods to one.",
        fix='Set AKOSettings.disableStaticRouteSync to "true".',
        source="AKO:internal/lib/lib.go GetDisableStaticRoute; AKO:docs/public_clouds.md",
        acknowledgeable=True,
        checked_by="policies",
    ),
)
