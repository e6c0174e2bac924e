"""Changes of encryption, its kind and its strict mode.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="encryption-on",
        facts=("encryption.type",),
        when="encryption_begins",
        impact="disruptive",
        consequence=(
            "Until the last agent has restarted, nodes send each other clear and encrypted traffic,"
            " and new pods get an MTU that is 77 (IPsec) or 95 (WireGuard) bytes smaller."
        ),
        runbook=(
            "open IP protocol 50 (IPsec) or UDP 51871 (WireGuard) between all nodes",
            "leave strict mode off",
            "agree on a maintenance window",
            "pulumi up",
            "kubectl -n kube-system exec daemonset/cilium -- cilium-dbg encrypt status",
        ),
        source="pkg/mtu/mtu.go; Documentation/security/network/encryption.rst",
    ),
    Transition(
        id="encryption-off",
        facts=("encryption.type",),
        when="encryption_ends",
        impact="disruptive",
        consequence=(
            "Nodes that still encrypt and nodes that no longer do cannot read each other, and"
            " afterwards everything travels in clear."
        ),
        runbook=("agree on a maintenance window", "leave strict mode off", "pulumi up"),
        source="Documentation/security/network/encryption.rst",
    ),
    Transition(
        id="encryption-swapped",
        facts=("encryption.type",),
        when="encryption_swapped",
        impact="forbidden",
        consequence="Agents know one kind only: half of the nodes cannot read the other half.",
        runbook=(
            "switch encryption off, and apply",
            "when all agents are over, switch the new kind on",
        ),
        source="daemon/cmd/daemon.go",
    ),
    Transition(
        id="node-encryption-changed",
        facts=("encryption.nodeEncryption",),
        when="always",
        impact="disruptive",
        consequence=(
            "Traffic of the nodes themselves is clear on one side and encrypted on the other until"
            " all agents agree."
        ),
        runbook=(
            "check encryption on every node first",
            "agree on a maintenance window",
            "pulumi up",
        ),
        source="Documentation/security/network/encryption.rst",
    ),
    Transition(
        id="strict-mode-on",
        facts=(
            "encryption.strict",
            "encryption.strictIngress",
        ),
        when="not_switched_off",
        impact="disruptive",
        consequence="What is not encrypted yet is dropped until all nodes agree.",
        runbook=(
            "kubectl -n kube-system exec daemonset/cilium -- cilium-dbg encrypt status on every"
            " node",
            "then apply",
        ),
        source=(
            "Documentation/security/network/encryption.rst;"
            " Documentation/operations/upgrade.rst (1.19)"
        ),
    ),
    Transition(
        id="strict-range-changed",
        facts=("encryption.strictCidr", "encryption.strictRemoteNodes"),
        when="always",
        impact="disruptive",
        consequence=(
            "Traffic that falls into the new range is dropped where it is not encrypted yet."
        ),
        runbook=("check that all of the range's pods are encrypted", "then apply"),
        source="Documentation/security/network/encryption.rst",
    ),
    Transition(
        id="strict-mode-off",
        facts=("encryption.strict", "encryption.strictIngress"),
        when="switched_off",
        impact="rolling",
        consequence="Agents restart; what cannot be encrypted is sent in clear from then on.",
        runbook=("check that nobody relies on it",),
        source="Documentation/security/network/encryption.rst",
    ),
)
