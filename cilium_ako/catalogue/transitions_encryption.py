"""Changes of encryption and of the IPsec key.

Paths are of the Cilium repository; `D:` is its Documentation/.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transition import Transition

_IPSEC: Final = "D:security/network/encryption-ipsec.rst; pkg/datapath/linux/ipsec/ipsec_linux.go"

ENCRYPTION: Final[tuple[Transition, ...]] = (
    Transition(
        "encryption-on",
        ("encryption.type",),
        "encryption_begins",
        "disruptive",
        "Until the last agent has restarted, nodes send each other clear and encrypted traffic,"
        " and new pods get an MTU that is 77 (IPsec) or 95 (WireGuard) bytes smaller.",
        (
            "open IP protocol 50 (IPsec) or UDP 51871 (WireGuard) between all nodes",
            "leave strict mode off",
            "agree on a maintenance window",
            "pulumi up",
            "kubectl -n kube-system exec daemonset/cilium -- cilium-dbg encrypt status",
        ),
        "pkg/mtu/mtu.go; D:security/network/encryption.rst",
    ),
    Transition(
        "encryption-off",
        ("encryption.type",),
        "encryption_ends",
        "disruptive",
        "Nodes that still encrypt and nodes that no longer do cannot read each other, and"
        " afterwards everything travels in clear.",
        ("agree on a maintenance window", "leave strict mode off", "pulumi up"),
        "D:security/network/encryption.rst",
    ),
    Transition(
        "encryption-swapped",
        ("encryption.type",),
        "encryption_swapped",
        "forbidden",
        "Agents know one kind only: half of the nodes cannot read the other half.",
        ("switch encryption off, and apply", "when all agents are over, switch the new kind on"),
        "daemon/cmd/daemon.go",
    ),
    Transition(
        "node-encryption-changed",
        ("encryption.nodeEncryption",),
        "always",
        "disruptive",
        "Traffic of the nodes themselves is clear on one side and encrypted on the other until"
        " all agents agree.",
        ("check encryption on every node first", "agree on a maintenance window", "pulumi up"),
        "D:security/network/encryption.rst",
    ),
    Transition(
        "strict-mode-on",
        (
            "encryption.strict",
            "encryption.strictIngress",
        ),
        "not_switched_off",
        "disruptive",
        "What is not encrypted yet is dropped until all nodes agree.",
        (
            "kubectl -n kube-system exec daemonset/cilium -- cilium-dbg encrypt status on every"
            " node",
            "then apply",
        ),
        "D:security/network/encryption.rst; D:operations/upgrade.rst (1.19)",
    ),
    Transition(
        "strict-range-changed",
        ("encryption.strictCidr", "encryption.strictRemoteNodes"),
        "always",
        "disruptive",
        "Traffic that falls into the new range is dropped where it is not encrypted yet.",
        ("check that all of the range's pods are encrypted", "then apply"),
        "D:security/network/encryption.rst",
    ),
    Transition(
        "strict-mode-off",
        ("encryption.strict", "encryption.strictIngress"),
        "switched_off",
        "rolling",
        "Agents restart; what cannot be encrypted is sent in clear from then on.",
        ("check that nobody relies on it",),
        "D:security/network/encryption.rst",
    ),
    Transition(
        "ipsec-key-rotated",
        ("ipsec.keyId",),
        "next_key",
        "rolling",
        "Agents take the new key within a minute, and the old one dies after keyRotationDuration.",
        (
            "all agents run the same version, and none restarts meanwhile",
            "pulumi up",
            "kubectl get ciliumnodes -o jsonpath='{.items[*].spec.encryption.key}'"
            " shows the new id on every node",
            "wait for five minutes (keyRotationDuration) before the next change",
        ),
        f"{_IPSEC}; CHANGELOG 1.19.2 and 1.19.4",
    ),
    Transition(
        "ipsec-key-jumped",
        ("ipsec.keyId",),
        "other_key",
        "forbidden",
        "Agents see no rotation where the id does not go up by one (15 is followed by 1): the old"
        " and the new key do not overlap, and nodes drop each other's traffic.",
        ("put the old key and its rotation back", "rotate by exactly one, and wait"),
        _IPSEC,
    ),
    Transition(
        "ipsec-key-replaced",
        ("ipsec.keyDigest",),
        "always",
        "forbidden",
        "Another key under the same id: agents refuse it until they restart, and then cannot read"
        " those that have not (XfrmInStateProtoError).",
        ("put the old key back", "raise the rotation by one together with a new key"),
        _IPSEC,
    ),
    Transition(
        "ipsec-algorithm-changed",
        ("ipsec.algorithm",),
        "always",
        "forbidden",
        "The key's length may not change: the old key stays in use until an agent restarts, and"
        " then the nodes are split.",
        ("switch encryption off, and apply", "change the key", "switch encryption on again"),
        _IPSEC,
    ),
    Transition(
        "ipsec-key-with-version",
        ("ipsec.keyId", "cilium.version"),
        "key_and_version",
        "forbidden",
        "A rotation needs one version everywhere: agents that restart for the upgrade meet a key"
        " that the others do not have.",
        (
            "apply the version and wait until every agent has it",
            "rotate the key in a change of its own",
        ),
        _IPSEC,
        together=True,
    ),
    Transition(
        "ipsec-key-with-restart",
        ("ipsec.keyId",),
        "key_and_restart",
        "disruptive",
        "Before 1.19.4 an agent that restarts while the key rotates drops traffic, and another"
        " setting in this change restarts them all.",
        ("rotate the key in a change of its own", "wait for five minutes, then apply the rest"),
        f"{_IPSEC}; CHANGELOG 1.19.2 and 1.19.4",
        together=True,
    ),
    Transition(
        "ipsec-global-key-left-behind",
        ("cilium.version", "ipsec.perTunnelKeys"),
        "global_key_into_1_17",
        "forbidden",
        "From 1.17 on every tunnel has a key of its own, whether the key has its plus sign or"
        " not: agents of both versions derive different ones.",
        ("on 1.16, rotate to a key whose id ends in + (`4+ rfc4106(gcm(aes)) …`)", "then upgrade"),
        "D:operations/upgrade.rst (1.16 and 1.17)",
        together=True,
    ),
    Transition(
        "ipsec-key-kind-unseen",
        ("cilium.version", "ipsec.perTunnelKeys"),
        "unseen_key_into_1_17",
        "disruptive",
        "From 1.17 on every tunnel has a key of its own: if the key in use has no plus sign,"
        " agents of both versions cannot read each other, and nothing here shows it.",
        (
            "look at the key's id: it must end in +",
            "if it does not: on 1.16, rotate to one that does, then upgrade",
        ),
        "D:operations/upgrade.rst (1.16 and 1.17)",
        together=True,
    ),
    Transition(
        "ipsec-tunnel-turned-over",
        ("cilium.version",),
        "ipsec_tunnel_into_1_18_unprepared",
        "disruptive",
        "From 1.18 on ESP is outside and the tunnel inside: only the last releases of 1.17"
        " understand both.",
        (
            "upgrade to the newest 1.17 first",
            "open IP protocol 50 between all nodes",
            "then upgrade to 1.18",
        ),
        "D:security/network/encryption-ipsec.rst (1.19.6)",
        together=True,
    ),
    Transition(
        "ipsec-tunnel-turned-over-prepared",
        ("cilium.version",),
        "ipsec_tunnel_into_1_18_prepared",
        "rolling",
        "From 1.18 on nodes exchange ESP instead of tunnel packets, which this 1.17 understands.",
        ("open IP protocol 50 between all nodes", "pulumi up"),
        "D:security/network/encryption-ipsec.rst (1.19.6)",
        together=True,
    ),
    Transition(
        "ipsec-rotation-settings-changed",
        ("encryption.keyWatcher", "encryption.keyRotationDuration"),
        "always",
        "rolling",
        "Agents restart; without the watcher a rotation needs their restart, and with a longer"
        " duration both keys live longer.",
        (),
        "install/kubernetes/cilium/values.yaml",
    ),
)
"""Rows, by subject."""
