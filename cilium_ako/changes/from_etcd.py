"""Facts of the managed etcd, from what its ConfigMap says of it.

A stack, a state and a live cluster all have that ConfigMap's data, so all come through here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.etcd import objects
from cilium_ako.catalogue.facts import BY_NAME, Value
from cilium_ako.changes.facts import Facts, Hidden
from cilium_ako.changes.normalize import normalize

FACT_KEYS: Final[Mapping[str, str]] = {
    "etcd.members": objects.MEMBERS_KEY,
    "etcd.version": objects.VERSION_KEY,
    "etcd.dataDirectory": objects.DATA_DIRECTORY_KEY,
    "etcd.generation": objects.GENERATION_KEY,
    "etcd.peerPort": objects.PEER_PORT_KEY,
    "etcd.signingAuthority": objects.SIGNING_AUTHORITY_KEY,
    "etcd.trustedAuthorities": objects.TRUSTED_AUTHORITIES_KEY,
    "etcd.quota": objects.QUOTA_KEY,
}
"""Fact to the key of the ConfigMap that says it."""


def facts_from_etcd(data: Mapping[str, object]) -> Facts:
    """The facts that the `data` of the ConfigMap `kube-system/cilium-etcd` says.

    Hidden makes a fact unknown, and what is missing or no such value leaves it out. Nothing is
    raised.
    """
    known: dict[str, Value] = {}
    unknown: dict[str, str] = {}
    for fact, key in FACT_KEYS.items():
        said = data.get(key)
        if isinstance(said, Hidden):
            unknown[fact] = said.reason
        elif isinstance(said, str):
            value = normalize(BY_NAME[fact].kind, said)
            if value is not None:
                known[fact] = value
    return Facts(known, unknown)
