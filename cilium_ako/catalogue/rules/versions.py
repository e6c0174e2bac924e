"""Rules about releases of Cilium, AKO, Kubernetes, Linux and the Avi Controller."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

RULES: Final = (
    Rule(
        id="cilium-version",
        severity="error",
        says="Cilium's version is of a minor that this program knows.",
        why="Each minor spells its Helm values differently, and the chart ignores a spelling that "
        "it does not know.",
        fix="Use a release of a supported minor.",
        source="install/kubernetes/cilium/values.yaml of each minor",
        kops="Only version 1.18 is supported",
    ),
    Rule(
        id="cilium-end-of-life",
        severity="warning",
        says="Cilium's minor still gets releases.",
        why="Nobody mends its security holes any more.",
        fix="Plan the way up, one minor at a time: skipping one is untested.",
        source="Documentation/operations/upgrade.rst",
        acknowledgeable=True,
    ),
    Rule(
        id="kernel-floor",
        severity="error",
        says="Every node's kernel is at least the one that Cilium's minor needs.",
        why="Below it the agent cannot load its programs, and the node gets no network.",
        fix="Update the nodes' kernels, or install an older minor; if a distribution has patched "
        "its older kernel up to it, acknowledge this rule and name the distribution as the "
        "reason.",
        source="Documentation/operations/system_requirements.rst of each minor",
        acknowledgeable=True,
    ),
    Rule(
        id="kubernetes-floor",
        severity="error",
        says="Kubernetes is not older than the Cilium chart accepts.",
        why="Helm refuses to install the chart.",
        fix="Update Kubernetes first, or install an older minor of Cilium.",
        source="install/kubernetes/cilium/Chart.yaml `kubeVersion`",
    ),
    Rule(
        id="kubernetes-untested",
        severity="warning",
        says="Kubernetes is among the minors that this minor of Cilium was tested with.",
        why="It may well work, but nobody has run the tests with it.",
        fix="Install a minor of Cilium that was tested with this Kubernetes.",
        source="Documentation/network/kubernetes/compatibility.rst of each minor",
        acknowledgeable=True,
    ),
    Rule(
        id="version-denied",
        severity="error",
        says="Cilium's release does not break a feature that the stack uses.",
        why="The defect is known and mended in a later patch.",
        fix="Use the patch that mended it.",
        source="cilium_ako/catalogue/cilium/deny_list.py names the change of each row",
        acknowledgeable=True,
    ),
    Rule(
        id="version-flawed",
        severity="warning",
        says="Cilium's release has no known flaw in a feature that the stack uses.",
        why="It shows only under certain conditions, and a later patch mended it.",
        fix="Use the patch that mended it.",
        source="cilium_ako/catalogue/cilium/deny_list.py names the change of each row",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-too-old",
        severity="error",
        says="AKO is at least 1.10.1.",
        why="Older ones do not know Cilium: they may not read CiliumNodes, and pools stay down.",
        fix="Use a supported release of AKO.",
        source="AKO:CHANGELOG.md, release 1.10.1",
    ),
    Rule(
        id="ako-version",
        severity="error",
        says="AKO's version is one that this program knows.",
        why="Its Helm values and what it supports are not written down here, so they would be "
        "guessed.",
        fix="Use a supported release of AKO.",
        source="AKO:docs/README.md of each release branch",
    ),
    Rule(
        id="ako-kubernetes",
        severity="error",
        says="Kubernetes is within the range that is compiled into this release of AKO.",
        why="AKO compares the API server's version at its start and exits outside of it (event "
        "AKOShutdown), so nothing is served.",
        fix="Use a release of AKO that has this Kubernetes; acknowledge this rule only where the "
        "API server writes its minor with a sign (33+), which AKO does not compare.",
        source="AKO:cmd/ako-main/main.go; AKO:buildsettings.json of each release branch",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-controller-too-old",
        severity="error",
        says="The Avi Controller is not older than the oldest that is compiled into this AKO.",
        why="AKO exits at its start below it.",
        fix="Upgrade the controller, or use an older AKO.",
        source="AKO:internal/lib/control_config.go initControllerVersion; AKO:buildsettings.json "
        "of each release branch",
    ),
    Rule(
        id="ako-controller",
        severity="warning",
        says="The Avi Controller's version is among those that this release of AKO supports.",
        why="AKO asks the controller for its version and speaks the newest API that both know; "
        "nobody has tested the two together.",
        fix="Use a release of AKO that supports the controller.",
        source="AKO:docs/README.md of each release branch; AKO:internal/lib/lib.go "
        "GetAviMaxSupportedVersion",
        acknowledgeable=True,
    ),
)
