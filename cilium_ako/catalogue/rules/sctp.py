"""Rules about SCTP."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_SCTP: Final = "Documentation/configuration/sctp.rst"

RULES: Final = (
    Rule(
        id="sctp-kernel",
        severity="error",
        says="SCTP has the kernel that it needs.",
        why="The agent stops below 5.2.",
        fix="Update the nodes' kernels to 5.2 or later, or turn SCTP off.",
        source=_SCTP,
    ),
    Rule(
        id="sctp-node-port",
        severity="error",
        says="SCTP with kube-proxy replacement does not go over NodePorts.",
        why="Cilium cannot rewrite SCTP's ports, so a NodePort never reaches its pod.",
        fix="Use serviceType ClusterIP, or keep kube-proxy.",
        source=_SCTP,
    ),
    Rule(
        id="sctp-replacement",
        severity="warning",
        says="Services with SCTP are served by kube-proxy.",
        why="Cilium's replacement of it does not support SCTP: such a Service reaches pods on the "
        "same port at most.",
        fix="Keep kube-proxy for SCTP, or use no Service with it and acknowledge this rule.",
        source="Documentation/configuration/sctp.rst; cilium/cilium#32412",
        acknowledgeable=True,
    ),
    Rule(
        id="sctp-bpf-masquerade",
        severity="error",
        says="SCTP is masqueraded by iptables.",
        why="eBPF masquerading does not know SCTP, so its packets leave with a pod's address and "
        "no reply comes back.",
        fix="Set masquerade.bpf to false.",
        source=_SCTP,
    ),
    Rule(
        id="sctp-controller",
        severity="error",
        says="SCTP has an Avi Controller that knows it.",
        why="Before 22.1.3 it refuses SCTP virtual services.",
        fix="Use a controller of 22.1.3 or later, or turn SCTP off.",
        source="AKO:docs/README.md",
    ),
)
