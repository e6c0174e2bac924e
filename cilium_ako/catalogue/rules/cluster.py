"""Rules about the cluster's name and id, and about who owns the Cilium and the AKO in it."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_VALIDATE: Final = "install/kubernetes/cilium/templates/validate.yaml"

RULES: Final = (
    Rule(
        id="cluster-name-form",
        severity="error",
        says="The cluster's name has a form that both Cilium and AKO accept.",
        why="The chart cannot be installed, or AKO reboots forever.",
        fix="Use at most 32 lower-case letters, digits and inner hyphens.",
        source=f"{_VALIDATE} of 1.16; AKO:internal/lib/lib.go IsClusterNameValid",
    ),
    Rule(
        id="cluster-id-name",
        severity="error",
        says="A cluster with an id has a name other than default.",
        why="The agent refuses to start: a mesh tells clusters apart by name.",
        fix="Give the cluster a name, or leave its id at 0.",
        source="pkg/option/config.go",
    ),
    Rule(
        id="cluster-id-range",
        severity="error",
        says="A cluster id above 255 goes with room for 511 clusters.",
        why="The agent refuses an id above clustermesh.maxConnectedClusters, which is 255.",
        fix="Use an id up to 255, or set clustermesh.maxConnectedClusters to 511 in cilium.values "
        "of every cluster before anything runs.",
        source="Documentation/network/clustermesh/setup.rst",
    ),
    Rule(
        id="foreign-cilium",
        severity="error",
        says="The cluster runs no Cilium that another stack or person installed.",
        why="Two owners would take turns at overwriting each other's settings, and pods would "
        "lose their network.",
        fix="Check that this is the right cluster. To take that release over into this stack, "
        "acknowledge this rule: it is imported, and updated to what the config says.",
        source="the Helm release and DaemonSet in the cluster",
        acknowledgeable=True,
        checked_by="components",
    ),
    Rule(
        id="foreign-ako",
        severity="error",
        says="The cluster runs no AKO that another stack or person installed.",
        why="Two owners would take turns at overwriting each other's settings, and AKO restarts "
        "each time, with the virtual services of the one or of the other.",
        fix="Check that this is the right cluster. To take that release over into this stack, "
        "acknowledge this rule: namespace and Secret are taken as they are, and the release is "
        "imported.",
        source="the Helm release and StatefulSet in the cluster",
        acknowledgeable=True,
        checked_by="components",
        with_digest=True,
    ),
)
