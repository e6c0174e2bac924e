"""Rules about the etcd that this program runs in the cluster."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_TOLERANCE: Final = "etcd's documentation, failure tolerance"

RULES: Final = (
    Rule(
        id="etcd-members-even",
        severity="error",
        says="The managed etcd has an odd number of members.",
        why="An even number survives no more losses than one member less, and a split down the "
        "middle stops both halves.",
        fix="Use three or five members; acknowledge this rule while members are added or removed "
        "one at a time.",
        source=_TOLERANCE,
        acknowledgeable=True,
    ),
    Rule(
        id="etcd-single-member",
        severity="warning",
        says="The managed etcd has more than one member.",
        why="With its only node, no agent starts, and no node and no identity is made; established "
        "traffic goes on.",
        fix="Use three members on three nodes.",
        source=_TOLERANCE,
        acknowledgeable=True,
    ),
    Rule(
        id="etcd-member-repeated",
        severity="error",
        says="Every member of the managed etcd has a node and an address of its own.",
        why="Two members on one node are lost together, and two at one address do not start.",
        fix="Name another node, with its address.",
        source=_TOLERANCE,
    ),
    Rule(
        id="etcd-member-outside-nodes",
        severity="error",
        says="Members of the managed etcd are at addresses of nodes.",
        why="A member listens at that address on its node: it does not start where the node has "
        "another one.",
        fix="Take the address that `kubectl get node NODE -o wide` shows as INTERNAL-IP, or "
        "correct cluster.nodeCidrs.",
        source="server/embed/etcd.go of etcd (configurePeerListeners)",
    ),
    Rule(
        id="etcd-port-taken",
        severity="error",
        says="Ports of the managed etcd are free on its nodes.",
        why="The member does not start, or takes the port from what needs it: the control plane's "
        "own etcd is on the same nodes.",
        fix="Leave cilium.kvstore.ports out: its defaults are free beside every control plane that "
        "is known here.",
        source="kubernetes/kubernetes:cmd/kubeadm/app/constants/constants.go; "
        "kOps:pkg/wellknownports/wellknownports.go",
    ),
    Rule(
        id="etcd-image-unpinned",
        severity="error",
        says="The image of the managed etcd is pinned by its digest.",
        why="A tag may be moved: members that restart at different times would run different "
        "programs on one store.",
        fix="Write REPOSITORY:vRELEASE@sha256:DIGEST, or leave cilium.kvstore.image out.",
        source="Kubernetes' documentation, images",
    ),
    Rule(
        id="etcd-image-release",
        severity="error",
        says="The managed etcd is of a release that is run by others too.",
        why="Older patches lose data, or were not tried by anybody here; of other minors this "
        "program does not know the flags.",
        fix="Leave cilium.kvstore.image out, or take a later patch.",
        source="CHANGELOG/CHANGELOG-3.5.md and CHANGELOG/CHANGELOG-3.6.md of etcd; "
        "kOps:pkg/model/components/etcd.go",
    ),
    Rule(
        id="etcd-authority-not-trusted",
        severity="error",
        says="The authority that signs certificates is among those that are trusted.",
        why="Members and agents refuse each other's certificates.",
        fix="Trust both authorities while one takes over from the other (docs/etcd.md).",
        source="client/pkg/transport/listener.go of etcd",
    ),
    Rule(
        id="etcd-snapshot-slots",
        severity="error",
        says="Snapshots are as many as their times divide into evenly.",
        why="Each one that is kept has a file and times of its own, since etcd's image has no "
        "shell that could delete the oldest.",
        fix="Keep as many as there are times in a day or in a week, or a part of a day's.",
        source="docs/etcd.md",
    ),
    Rule(
        id="etcd-folders-nested",
        severity="error",
        says="Data and snapshots of the managed etcd are in folders of their own.",
        why="Whoever clears one of them clears the other, and a full folder of snapshots stops the "
        "member.",
        fix="Take two folders, none inside the other.",
        source="etcd practice",
    ),
)
