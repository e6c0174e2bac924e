"""Names of the managed etcd in a cluster, and of what stands in its ConfigMap."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.kubernetes.objects import SYSTEM_NAMESPACE

NAMESPACE: Final = SYSTEM_NAMESPACE
"""Where all of it is: beside Cilium's agents, which need the same Pod Security (privileged), and
where the priority class of members is allowed."""

NAME: Final = "cilium-etcd"
"""The ConfigMap and the PodDisruptionBudget, the label `k8s-app` of members' pods, and the
beginning of every other name."""

JOBS: Final = f"{NAME}-jobs"
"""The label `k8s-app` of the pods that take snapshots and defragment: they are no members."""

SNAPSHOT: Final = f"{NAME}-snapshot"
"""The beginning of the names of the CronJobs that take snapshots."""

STATUS: Final = f"{NAME}-status"
"""The CronJob that asks every member how it is; the doctor reads its answer."""

DEFRAGMENT: Final = f"{NAME}-defragment"
"""The CronJob that defragments."""

STARTED_EMPTY: Final = "etcd-started-empty"
"""The transition that, acknowledged, lets members restart together: of a generation that is new
none is ready before a quorum of them runs."""

MEMBERS_KEY: Final = "members"
"""Key of the ConfigMap: `NODE=ADDRESS` of every member, with commas between them."""
INITIAL_CLUSTER_KEY: Final = "initial-cluster"
"""Key of the ConfigMap: what a member without data starts from, in etcd's own form."""
VERSION_KEY: Final = "version"
"""Key of the ConfigMap: etcd's release."""
DATA_DIRECTORY_KEY: Final = "data-directory"
"""Key of the ConfigMap: where nodes keep members' data."""
GENERATION_KEY: Final = "generation"
"""Key of the ConfigMap: how often etcd was started empty."""
PEER_PORT_KEY: Final = "peer-port"
"""Key of the ConfigMap: where members talk to each other."""
SIGNING_AUTHORITY_KEY: Final = "signing-authority"
"""Key of the ConfigMap: the generation of authorities that signs certificates."""
TRUSTED_AUTHORITIES_KEY: Final = "trusted-authorities"
"""Key of the ConfigMap: the generations of authorities that are trusted, with commas."""
QUOTA_KEY: Final = "quota"
"""Key of the ConfigMap: the most that a member's database may hold, in bytes."""

SERVER_CERTIFICATE: Final = "server.crt"
"""In a member's Secret: what it shows to clients, signed by the authority of clients."""
SERVER_KEY: Final = "server.key"
"""In a member's Secret: the private key of that certificate."""
CLIENT_AUTHORITIES: Final = "client-ca.crt"
"""In a member's Secret: whose clients it lets in."""
PEER_CERTIFICATE: Final = "peer.crt"
"""In a member's Secret: what it shows to other members, signed by the authority of members."""
PEER_KEY: Final = "peer.key"
"""In a member's Secret: the private key of that certificate."""
PEER_AUTHORITIES: Final = "peer-ca.crt"
"""In a member's Secret: whose members it talks to."""


CLIENTS: Final = "client"
"""The authority of clients, and of what members show them, in one word."""
PEERS: Final = "peer"
"""The authority of members among themselves, in one word."""


def authority_name(of: str, generation: int) -> str:
    """The resource and the subject of an authority.

    >>> authority_name(PEERS, 2)
    'etcd-peer-authority-2'
    """
    return f"etcd-{of}-authority-{generation}"


def member_name(address: str) -> str:
    """The StatefulSet and the Secret of the member at an address; its pod ends in `-0`.

    By the address and not by the node: it is what makes a member itself, and it always fits into a
    label, which a node's name does not.

    >>> member_name("192.168.10.11"), member_name("fd00:10::b")
    ('cilium-etcd-192-168-10-11', 'cilium-etcd-fd00-10--b')
    """
    words = address.replace(".", "-").replace(":", "-").strip("-")
    return f"{NAME}-{words}"
