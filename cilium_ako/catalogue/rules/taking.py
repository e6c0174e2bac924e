"""Rules about a release that is taken over; asked while `foreign-cilium` or `foreign-ako` is
acknowledged, of the cluster, before anything is imported.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

RULES: Final = (
    Rule(
        id="taken-release-missing",
        severity="error",
        says="What is taken over is there, as a Helm release.",
        why="An import takes a Helm release; objects without one would be made a second time, and "
        "Helm refuses that.",
        fix="Make a release of what is there, or take the acknowledgement out where nothing is.",
        source="pkg/action/validate.go of Helm",
        checked_by="components",
    ),
    Rule(
        id="taken-release-elsewhere",
        severity="error",
        says="What is taken over is the release that this program knows, of the chart itself.",
        why="Name and namespace of a release never change, and a second release of the same "
        "objects would fight with the first one.",
        fix="Give its objects the other release's name, or leave it to its owner.",
        source="pkg/action/validate.go of Helm; docs/adopt.md",
        checked_by="components",
    ),
    Rule(
        id="taken-release-unfinished",
        severity="error",
        says="A release that is taken over is deployed, and no operation on it is under way.",
        why="Half an upgrade is in the cluster, so nobody can say what the values are that run.",
        fix="Bring it to an end first.",
        source="pkg/release/status.go of Helm",
        checked_by="components",
    ),
    Rule(
        id="taken-values-secret",
        severity="error",
        says="Helm's values of a release that is taken over hold no secret.",
        why="An import reads them as they are: the engine shows them in its diff, and keeps them "
        "in the state in clear until the update that follows has ended.",
        fix="Take them out of Helm's values first. Where they have to be there, as with AKO "
        "before 1.12.1, acknowledge this, and change them afterwards.",
        source="pulumi-kubernetes:provider/pkg/provider/helm_release.go (importRelease)",
        acknowledgeable=True,
        checked_by="components",
    ),
    Rule(
        id="taken-secret-differs",
        severity="error",
        says="The credentials of the config are those in AKO's Secret that is taken over.",
        why="AKO stops when its Secret changes, and Kubernetes refuses a field that Helm owns and "
        "two others want otherwise.",
        fix="Set the secrets of the config to what is there, or name the Secret's owner: "
        "credentials.source external.",
        source="AKO:internal/k8s/ako_init.go; Kubernetes' server-side apply",
        checked_by="components",
    ),
)
