"""Rules about releases of Cilium, AKO, Kubernetes, Linux and the Avi Controller."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rule import Rule

VERSIONS: Final = (
    Rule(
        "cilium-version",
        "error",
        "Cilium's version is of a minor that this program knows.",
        "Each minor spells its Helm values differently, and the chart ignores a spelling that it "
        "does not know.",
        "Use a release of a supported minor.",
        "install/kubernetes/cilium/values.yaml of each minor",
        kops="Only version 1.18 is supported",
    ),
    Rule(
        "cilium-end-of-life",
        "warning",
        "Cilium's minor still gets releases.",
        "Nobody mends its security holes any more.",
        "Plan the way up, one minor at a time: skipping one is untested.",
        "Documentation/operations/upgrade.rst",
        acknowledgeable=True,
    ),
    Rule(
        "kernel-floor",
        "error",
        "Every node's kernel is at least the one that Cilium's minor needs.",
        "Below it the agent cannot load its programs, and the node gets no network.",
        "Update the nodes' kernels, or install an older minor; if a distribution has patched its "
        "older kernel up to it, acknowledge this rule and name the distribution as the reason.",
        "Documentation/operations/system_requirements.rst of each minor",
        acknowledgeable=True,
    ),
    Rule(
        "kubernetes-floor",
        "error",
        "Kubernetes is not older than the Cilium chart accepts.",
        "Helm refuses to install the chart.",
        "Update Kubernetes first, or install an older minor of Cilium.",
        "install/kubernetes/cilium/Chart.yaml `kubeVersion`",
    ),
    Rule(
        "kubernetes-untested",
        "warning",
        "Kubernetes is among the minors that this minor of Cilium was tested with.",
        "It may well work, but nobody has run the tests with it.",
        "Install a minor of Cilium that was tested with this Kubernetes.",
        "Documentation/network/kubernetes/compatibility.rst of each minor",
        acknowledgeable=True,
    ),
    Rule(
        "version-denied",
        "error",
        "Cilium's release does not break a feature that the stack uses.",
        "The defect is known and mended in a later patch.",
        "Use the patch that mended it.",
        "cilium_ako/catalogue/deny_list.py names the change of each row",
        acknowledgeable=True,
    ),
    Rule(
        "version-flawed",
        "warning",
        "Cilium's release has no known flaw in a feature that the stack uses.",
        "It shows only under certain conditions, and a later patch mended it.",
        "Use the patch that mended it.",
        "cilium_ako/catalogue/deny_list.py names the change of each row",
        acknowledgeable=True,
    ),
    Rule(
        "ako-too-old",
        "error",
        "AKO is at least 1.10.1.",
        "Older ones do not know Cilium: they may not read CiliumNodes, and pools stay down.",
        "Use a supported release of AKO.",
        "AKO:CHANGELOG.md, release 1.10.1",
    ),
    Rule(
        "ako-version",
        "error",
        "AKO's version is one that this program knows.",
        "Its Helm values and what it supports are not written down here, so they would be guessed.",
        "Use a supported release of AKO.",
        "AKO:docs/README.md of each release branch",
    ),
    Rule(
        "ako-kubernetes",
        "warning",
        "Kubernetes is among the minors that this release of AKO supports.",
        "It may well work, but its vendor will not help with it.",
        "Use a release of AKO that supports this Kubernetes.",
        "AKO:docs/README.md of each release branch",
        acknowledgeable=True,
    ),
    Rule(
        "ako-controller",
        "warning",
        "The Avi Controller's version is among those that this release of AKO supports.",
        "AKO speaks the API of that version; one that it does not support may lack fields, or "
        "refuse calls.",
        "Use a release of AKO that supports the controller; controller.version is the API version "
        "to speak, so it may also be lower than the controller's own.",
        "AKO:docs/README.md of each release branch",
        acknowledgeable=True,
    ),
)
"""Rules about releases."""
