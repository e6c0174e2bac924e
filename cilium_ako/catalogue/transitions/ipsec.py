"""Changes of the IPsec key, and what upgrades do to it.

Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.transitions.row import Transition

_IPSEC: Final = (
    "Documentation/security/network/encryption-ipsec.rst; pkg/datapath/linux/ipsec/ipsec_linux.go"
)

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="ipsec-key-rotated",
        facts=("ipsec.keyId",),
        when="next_key_id_follows",
        impact="rolling",
        consequence=(
            "Agents take the new key within a minute, and the old one dies after"
            " keyRotationDuration."
        ),
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
        when="key_id_jumps",
        impact="forbidden",
        consequence=(
            "Agents see no rotation where the id does not go up by one (15 is followed by 1): the"
            " old and the new key do not overlap, and nodes drop each other's traffic."
        ),
        runbook=("put the old key and its rotation back", "rotate by exactly one, and wait"),
        source=_IPSEC,
    ),
    Transition(
        id="ipsec-key-replaced",
        facts=("ipsec.keyDigest",),
        when="always",
        impact="forbidden",
        consequence=(
            "Another key under the same id: agents refuse it until they restart, and then cannot"
            " read those that have not (XfrmInStateProtoError)."
        ),
        runbook=("put the old key back", "raise the rotation by one together with a new key"),
        source=_IPSEC,
    ),
    Transition(
        id="ipsec-key-source-kept",
        facts=("ipsec.keySource",),
        when="same_key_from_elsewhere",
        impact="safe",
        consequence="The key is the very same one, by its digest; only who keeps it is another.",
        runbook=(),
        source="components/ipsec_key.py",
    ),
    Transition(
        id="ipsec-key-source-rotated",
        facts=("ipsec.keySource",),
        when="key_from_elsewhere_with_the_next_id",
        impact="rolling",
        consequence=(
            "The next key comes from elsewhere: a rotation as any other, and the Secret is updated"
            " in place."
        ),
        runbook=(
            "an imported key has the id that follows, and the algorithm of the one before",
            "pulumi preview compares id and algorithm with the Secret's",
            "pulumi up, and wait for five minutes (keyRotationDuration) before the next change",
        ),
        source=_IPSEC,
    ),
    Transition(
        id="ipsec-key-source-changed",
        facts=("ipsec.keySource",),
        when="key_is_imported_under_its_id",
        impact="disruptive",
        consequence=(
            "The imported key must be the very key that is in the cluster: another one under the"
            " same id cuts nodes off from each other, and nothing here shows whether it is."
        ),
        runbook=(
            "compare the digests, which show neither key: pulumi stack export --file state.json,"
            " then pulumi config --json --show-secrets | cilium-ako diff STACK --state state.json"
            " --config-json -",
            "or raise `rotation` by exactly one in the same change, with a new key: that is a"
            " rotation",
        ),
        source=_IPSEC,
    ),
    Transition(
        id="ipsec-key-source-replaced",
        facts=("ipsec.keySource",),
        when="key_is_made_anew_under_its_id",
        impact="forbidden",
        consequence=(
            "The program makes a key of its own, never the one that is there: another key under the"
            " same id, which agents refuse until they restart and peers cannot read"
            " (XfrmInStateProtoError)."
        ),
        runbook=("raise `rotation` by exactly one in the same change: that is a rotation",),
        source=_IPSEC,
    ),
    Transition(
        id="ipsec-key-let-go",
        facts=("ipsec.keySource",),
        when="key_goes_to_others",
        impact="disruptive",
        consequence=(
            "Somebody else's Secret holds the key from now on: one that is missing keeps agents"
            " from starting, one with another key under the same id cuts nodes off from each"
            " other. The program's own Secret goes, and only where agents read another name."
        ),
        runbook=(
            "have the owner put the very same line (`keys`) into a Secret of another name in"
            " kube-system first, and give its name: encryption.key.name",
            "pulumi up; agents restart, one after the other, with the same key under the same id",
            "only then may its owner rotate it, by one",
        ),
        source=f"{_IPSEC}; docs/operations.md",
    ),
    Transition(
        id="ipsec-key-taken-over",
        facts=("ipsec.keySource",),
        when="key_comes_from_others",
        impact="disruptive",
        consequence=(
            "The program's Secret takes the place of somebody else's, whose key and id are not"
            " known here: with a wrong id or another key nodes drop each other's traffic."
        ),
        runbook=(
            "see the id that is in use: kubectl get ciliumnodes -o"
            " jsonpath='{.items[*].spec.encryption.key}'",
            "import the very same line, with the rotation that gives its id; nothing changes then",
            "or generate one, with the rotation that gives the next id: that is a rotation",
            "the old owner writes its Secret no more",
        ),
        source=_IPSEC,
    ),
    Transition(
        id="ipsec-secret-renamed",
        facts=("encryption.ipsecSecret",),
        when="always",
        impact="disruptive",
        consequence=(
            "Agents restart and mount another Secret: their pods wait while it is missing, and with"
            " another key in it under the same id nodes cut each other off one by one."
        ),
        runbook=(
            "put the very same line (`keys`) into the new Secret first",
            "pulumi up",
            "delete the old Secret when every agent has restarted",
        ),
        source="install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml",
    ),
    Transition(
        id="ipsec-algorithm-changed",
        facts=("ipsec.algorithm",),
        when="always",
        impact="forbidden",
        consequence=(
            "Neither cipher nor key length may change by a rotation: the old key stays in use until"
            " an agent restarts, and then the nodes are split."
        ),
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
        when="key_and_version_change",
        impact="forbidden",
        consequence=(
            "A rotation needs one version everywhere: agents that restart for the upgrade meet a"
            " key that the others do not have."
        ),
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
        when="key_changes_beside_restart",
        impact="disruptive",
        consequence=(
            "Before 1.19.4 an agent that restarts while the key rotates drops traffic, and another"
            " setting in this change restarts them all."
        ),
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
        when="upgrade_drops_global_key",
        impact="forbidden",
        consequence=(
            "From 1.17 on every tunnel has a key of its own, whether the key has its plus sign or"
            " not: agents of both versions derive different ones."
        ),
        runbook=(
            "on 1.16, rotate to a key whose id ends in + (`4+ rfc4106(gcm(aes)) …`)",
            "then upgrade",
        ),
        source="Documentation/operations/upgrade.rst (1.16 and 1.17)",
        combination=True,
    ),
    Transition(
        id="ipsec-key-kind-unseen",
        facts=("cilium.version", "ipsec.perTunnelKeys"),
        when="upgrade_with_unseen_key_kind",
        impact="disruptive",
        consequence=(
            "From 1.17 on every tunnel has a key of its own: if the key in use has no plus sign,"
            " agents of both versions cannot read each other, and nothing here shows it."
        ),
        runbook=(
            "look at the key's id: it must end in +",
            "if it does not: on 1.16, rotate to one that does, then upgrade",
        ),
        source="Documentation/operations/upgrade.rst (1.16 and 1.17)",
        combination=True,
    ),
    Transition(
        id="ipsec-tunnel-turned-over",
        facts=("cilium.version",),
        when="esp_moves_outside_unprepared",
        impact="disruptive",
        consequence=(
            "From 1.18 on ESP is outside and the tunnel inside: only the last releases of 1.17"
            " understand both."
        ),
        runbook=(
            "upgrade to the newest 1.17 first",
            "open IP protocol 50 between all nodes",
            "then upgrade to 1.18",
        ),
        source="Documentation/security/network/encryption-ipsec.rst (1.19.6)",
        combination=True,
    ),
    Transition(
        id="ipsec-tunnel-turned-over-prepared",
        facts=("cilium.version",),
        when="esp_moves_outside_prepared",
        impact="rolling",
        consequence=(
            "From 1.18 on nodes exchange ESP instead of tunnel packets, which this 1.17"
            " understands."
        ),
        runbook=("open IP protocol 50 between all nodes", "pulumi up"),
        source="Documentation/security/network/encryption-ipsec.rst (1.19.6)",
        combination=True,
    ),
    Transition(
        id="ipsec-rotation-settings-changed",
        facts=("encryption.keyWatcher", "encryption.keyRotationDuration"),
        when="always",
        impact="rolling",
        consequence=(
            "Agents restart; without the watcher a rotation needs their restart, and with a longer"
            " duration both keys live longer."
        ),
        runbook=(),
        source="install/kubernetes/cilium/values.yaml",
    ),
)
