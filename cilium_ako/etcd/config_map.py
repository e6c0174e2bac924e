"""The ConfigMap of the managed etcd: what members start from, and what it was told.

A member's arguments name none of the others, so that no member restarts when another one comes or
goes: it reads the list from here, as an environment variable, and only while it has no data.
"""

from __future__ import annotations

from cilium_ako.catalogue.etcd import objects
from cilium_ako.config.managed_etcd import EtcdMember, ManagedEtcd
from cilium_ako.config.types import Endpoint


def peer_url(etcd: ManagedEtcd, member: EtcdMember) -> str:
    """Where other members find a member."""
    return str(Endpoint("https", str(member.address), etcd.ports.peer))


def config_map_data(etcd: ManagedEtcd) -> dict[str, str]:
    """The ConfigMap's `data`."""
    return {
        objects.MEMBERS_KEY: ",".join(f"{each.node}={each.address}" for each in etcd.members),
        objects.INITIAL_CLUSTER_KEY: ",".join(
            f"{each.node}={peer_url(etcd, each)}" for each in etcd.members
        ),
        objects.VERSION_KEY: str(etcd.image.release),
        objects.DATA_DIRECTORY_KEY: etcd.data_directory,
        objects.GENERATION_KEY: str(etcd.generation),
        objects.PEER_PORT_KEY: str(etcd.ports.peer),
        objects.SIGNING_AUTHORITY_KEY: str(etcd.authorities.signing),
        objects.TRUSTED_AUTHORITIES_KEY: ",".join(map(str, etcd.authorities.trusted)),
        objects.QUOTA_KEY: str(etcd.quota.in_bytes),
    }
