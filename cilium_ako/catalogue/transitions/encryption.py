"""Changes of encryption and of the IPsec key.

Paths are of the Cilium repository; `D:` is its Documentation/.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

_IPSEC: Final = "D:security/network/encryption-ipsec.rst; pkg/datapath/linux/ipsec/ipsec_linux.go"

ENCRYPTION: Final[tuple[Transition, ...]] = (
    Transition(
        id="encryption-on",
        facts=("encryption.type",),
        when="encryption_begins",
        impact="disruptive",
        consequence="Until the last agent has restarted, nodes send each other clear and "
        "encrypted traffic,"
        " and new pods get an MTU that is 77 (IPsec) or 95 (WireGuard) bytes smaller.",
        runbook=(
            "open IP protocol 50 (IPsec) or UDP 51871 (WireGuard) between all nodes",
            "leave strict mode off",
            "agree on a maintenance window",
            "pulumi up",
            "kubectl -n kube-system exec daemonset/cilium -- cilium-dbg encrypt status",
        ),
        source="pkg/mtu/mtu.go; D:security/network/encryption.rst",
    ),
    Transition(
        id="encryption-off",
        facts=("encryption.type",),
        when="encryption_ends",
        impact="disruptive",
        consequence="Nodes that still encrypt and nodes that no longer do cannot read each other, "
        "and"
        " afterwards everything travels in clear.",
        runbook=("agree on a maintenance window", "leave strict mode off", "pulumi up"),
        source="D:security/network/encryption.rst",
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
        consequence="Traffic of the nodes themselves is clear on one side and encrypted on the "
        "other until"
        " all agents agree.",
        runbook=(
            "check encryption on every node first",
            "agree on a maintenance window",
            "pulumi up",
        ),
        source="D:security/network/encryption.rst",
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
        source="D:security/network/encryption.rst; D:operations/upgrade.rst (1.19)",
    ),
    Transition(
        id="strict-range-changed",
        facts=("encryption.strictCidr", "encryption.strictRemoteNodes"),
        when="always",
        impact="disruptive",
        consequence="Traffic that falls into the new range is dropped where it is not encrypted "
        "yet.",
        runbook=("check that all of the range's pods are encrypted", "then apply"),
        source="D:security/network/encryption.rst",
    ),
    Transition(
        id="strict-mode-off",
        facts=("encryption.strict", "encryption.strictIngress"),
        when="switched_off",
        impact="rolling",
        consequence="Agents restart; what cannot be encrypted is sent in clear from then on.",
        runbook=("check that nobody relies on it",),
        source="D:security/network/encryption.rst",
    ),
    Transition(
        id="ipsec-key-rotated",
        facts=("ipsec.keyId",),
        when="next_key",
        impact="rolling",
        consequence="Agents take the new key within a minute, and the old one dies after "
        "keyRotationDuration.",
        runbook=(
            "all agents run the same version, and none restarts meanwhile",
            "pulumi up",
            "kubectl get ciliumnodes -o jsonpath='{.items[*].spec.encryption.key}'"
            " shows the new id on every node",
            "wait for five minutes (keyRotationDuration) before the next change",
        ),
        source=f"{_IPSEC}; CHANGELOG 1.19.2 and 1.19.4",
    ),
    Transition(
        id="ipsec-key-jumped",
        facts=("ipsec.keyId",),
        when="other_key",
        impact="forbidden",
        consequence="Agents see no rotation where the id does not go up by one (15 is followed by "
        "1): the old"
        " and the new key do not overlap, and nodes drop each other's traffic.",
        runbook=("put the old key and its rotation back", "rotate by exactly one, and wait"),
        source=_IPSEC,
    ),
    Transition(
        id="ipsec-key-replaced",
        facts=("ipsec.keyDigest",),
        when="always",
        impact="forbidden",
        consequence="Another key under the same id: agents refuse it until they restart, and then "
        "cannot read"
        " those that have not (XfrmInStateProtoError).",
        runbook=("put the old key back", "raise the rotation by one together with a new key"),
        source=_IPSEC,
    ),
    Transition(
        id="ipsec-algorithm-changed",
        facts=("ipsec.algorithm",),
        when="always",
        impact="forbidden",
        consequence="The key's length may not change: the old key stays in use until an agent "
        "restarts, and"
        " then the nodes are split.",
        runbook=(
            "switch encryption off, and apply",
            "change the key",
            "switch encryption on again",
        ),
        source=_IPSEC,
    ),
    Transition(
        id="ipsec-key-with-version",
        facts=("ipsec.keyId", "cilium.version"),
        when="key_and_version",
        impact="forbidden",
        consequence="A rotation needs one version everywhere: agents that restart for the upgrade "
        "meet a key"
        " that the others do not have.",
        runbook=(
            "apply the version and wait until every agent has it",
            "rotate the key in a change of its own",
        ),
        source=_IPSEC,
        combination=True,
    ),
    Transition(
        id="ipsec-key-with-restart",
        facts=("ipsec.keyId",),
        when="key_and_restart",
        impact="disruptive",
        consequence="Before 1.19.4 an agent that restarts while the key rotates drops traffic, "
        "and another"
        " setting in this change restarts them all.",
        runbook=(
            "rotate the key in a change of its own",
            "wait for five minutes, then apply the rest",
        ),
        source=f"{_IPSEC}; CHANGELOG 1.19.2 and 1.19.4",
        combination=True,
    ),
    Transition(
        id="ipsec-global-key-left-behind",
        facts=("cilium.version", "ipsec.perTunnelKeys"),
        when="global_key_into_1_17",
        impact="forbidden",
        consequence="From 1.17 on every tunnel has a key of its own, whether the key has its plus "
        "sign or"
        " not: agents of both versions derive different ones.",
        runbook=(
            "on 1.16, rotate to a key whose id ends in + (`4+ rfc4106(gcm(aes)) …`)",
            "then upgrade",
        ),
        source="D:operations/upgrade.rst (1.16 and 1.17)",
        combination=True,
    ),
    Transition(
        id="ipsec-key-kind-unseen",
        facts=("cilium.version", "ipsec.perTunnelKeys"),
        when="unseen_key_into_1_17",
        impact="disruptive",
        consequence="From 1.17 on every tunnel has a key of its own: if the key in use has no "
        "plus sign,"
        " agents of both versions cannot read each other, and nothing here shows it.",
        runbook=(
            "look at the key's id: it must end in +",
            "if it does not: on 1.16, rotate to one that does, then upgrade",
        ),
        source="D:operations/upgrade.rst (1.16 and 1.17)",
        combination=True,
    ),
    Transition(
        id="ipsec-tunnel-turned-over",
        facts=("cilium.version",),
        when="ipsec_tunnel_into_1_18_unprepared",
        impact="disruptive",
        consequence="From 1.18 on ESP is outside and the tunnel inside: only the last releases of "
        "1.17"
        " understand both.",
        runbook=(
            "upgrade to the newest 1.17 first",
            "open IP protocol 50 between all nodes",
            "then upgrade to 1.18",
        ),
        source="D:security/network/encryption-ipsec.rst (1.19.6)",
        combination=True,
    ),
    Transition(
        id="ipsec-tunnel-turned-over-prepared",
        facts=("cilium.version",),
        when="ipsec_tunnel_into_1_18_prepared",
        impact="rolling",
        consequence="From 1.18 on nodes exchange ESP instead of tunnel packets, which this 1.17 "
        "understands.",
        runbook=("open IP protocol 50 between all nodes", "pulumi up"),
        source="D:security/network/encryption-ipsec.rst (1.19.6)",
        combination=True,
    ),
    Transition(
        id="ipsec-rotation-settings-changed",
        facts=("encryption.keyWatcher", "encryption.keyRotationDuration"),
        when="always",
        impact="rolling",
        consequence="Agents restart; without the watcher a rotation needs their restart, and with "
        "a longer"
        " duration both keys live longer.",
        runbook=(),
        source="install/kubernetes/cilium/values.yaml",
    ),
)
"""Rows, by subject."""
