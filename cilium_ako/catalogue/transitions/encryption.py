"""Changes of encryption, its kind and its strict mode.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import WIREGUARD_EVERYWHERE
from cilium_ako.catalogue.transitions.row import Transition

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="encryption-on",
        facts=("encryption.type",),
        when="encryption_begins",
        impact="disruptive",
        consequence=(
            "Until the last agent has restarted, nodes send each other clear and encrypted traffic,"
            " and new pods get an MTU that is 77 bytes smaller (IPsec)."
        ),
        runbook=(
            "open IP protocol 50 (IPsec) between all nodes",
            "leave strict mode off",
            "agree on a maintenance window",
            "pulumi up",
            "kubectl -n kube-system exec daemonset/cilium -- cilium-dbg encrypt status",
        ),
        source="pkg/mtu/mtu.go; Documentation/security/network/encryption.rst",
    ),
    Transition(
        id="wireguard-on",
        facts=("encryption.type",),
        when="wireguard_begins",
        impact="disruptive",
        consequence=(
            "Each agent makes a key pair at its restart and shows the public half in its"
            " CiliumNode. Until the last one has, nodes that have restarted encrypt to each other"
            " and send in clear to the rest; new pods get an MTU that is 95 bytes smaller, and"
            " packets of the old ones no longer fit. Where UDP 51871 is closed, pods of two nodes"
            " lose each other as soon as both have restarted."
        ),
        runbook=(
            "open UDP 51871 between all nodes, also in security groups and between racks",
            "every kernel has WireGuard (5.6, or the module): cilium-ako doctor names the others",
            "leave strict mode off until every node has a key",
            "agree on a maintenance window",
            "pulumi up",
            *WIREGUARD_EVERYWHERE,
            "restart workloads that send large packets, so that they get the smaller MTU",
        ),
        source=(
            "pkg/wireguard/agent/agent.go; pkg/mtu/mtu.go;"
            " Documentation/security/network/encryption-wireguard.rst"
        ),
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
        consequence=(
            "Agents know one kind only: while they restart one after the other, half of the nodes"
            " cannot read the other half."
        ),
        runbook=(
            "two changes, each in a maintenance window; in between everything travels in clear",
            "strict mode off, then encryption off: pulumi up (encryption-off)",
            "kubectl -n kube-system rollout status daemonset/cilium; to WireGuard: open UDP 51871,"
            " to IPsec: IP protocol 50",
            "then the new kind on: pulumi up (wireguard-on, encryption-on)",
            "from IPsec: its Secret goes with the first of the two; no agent reads it any more",
        ),
        source="daemon/cmd/daemon.go; pkg/option/config.go",
    ),
    Transition(
        id="node-encryption-changed",
        facts=("encryption.nodeEncryption",),
        when="always",
        impact="disruptive",
        consequence=(
            "Traffic of the nodes themselves is clear on one side and encrypted on the other until"
            " all agents agree. A node that no peer can read is lost to the API server, kubelet"
            " included; nodes with the label node-role.kubernetes.io/control-plane are left out."
        ),
        runbook=(
            *WIREGUARD_EVERYWHERE,
            "control plane nodes have their label: kubectl get nodes"
            " -l node-role.kubernetes.io/control-plane",
            "keep a way to the nodes that needs no other node (a console)",
            "agree on a maintenance window",
            "pulumi up",
            "cilium-ako doctor STACK",
        ),
        source="Documentation/security/network/encryption-wireguard.rst (node-to-node encryption)",
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
    Transition(
        id="nodes-elsewhere",
        facts=("cluster.nodeCidrs",),
        when="nodes_need_no_key",
        impact="safe",
        consequence="Nodes may be in other ranges; nothing encrypts to them, or some only leave.",
        runbook=(),
        source="docs/config.md",
    ),
    Transition(
        id="nodes-join-wireguard",
        facts=("cluster.nodeCidrs",),
        when="nodes_join_wireguard",
        impact="safe",
        consequence=(
            "Nothing restarts, and nobody hands out a key: the agent of a node that joins makes its"
            " own, and all others learn it from its CiliumNode. Until they have, traffic to that"
            " node's pods goes in clear, or nowhere in strict mode; behind a closed UDP 51871 it"
            " goes nowhere at all."
        ),
        runbook=(
            "before the first node joins: open UDP 51871 between the new ranges and all nodes",
            "in strict mode the range of its pods must be in encryption.strict.cidr",
            "no image of a node holds /var/run/cilium/state: copies would share one key",
            "after it joined: cilium-ako doctor STACK (wireguard-key, kernel-too-old)",
        ),
        source=(
            "pkg/wireguard/agent/agent.go; Documentation/security/network/encryption-wireguard.rst"
        ),
    ),
    Transition(
        id="nodes-join-ipsec",
        facts=("cluster.nodeCidrs",),
        when="nodes_join_ipsec",
        impact="safe",
        consequence=(
            "Nothing restarts: a node that joins reads the cluster's key, and every pair of nodes"
            " derives its own from it and from both boot ids. Without ESP between them its pods"
            " reach nobody."
        ),
        runbook=(
            "before the first node joins: open IP protocol 50 between the new ranges and all nodes"
            " (inside of the tunnel before 1.18)",
            "let no key rotate while nodes join",
            "after it joined: cilium-ako doctor STACK (ipsec-rotation-stuck, boot-id-missing)",
        ),
        source="pkg/datapath/linux/ipsec/ipsec_linux.go; pkg/node/manager",
    ),
)
