"""What a member of the managed etcd is started with."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.etcd import objects
from cilium_ako.catalogue.etcd.flags import FLAGS
from cilium_ako.config.managed_etcd import EtcdMember, ManagedEtcd
from cilium_ako.config.types import Endpoint
from cilium_ako.etcd.config_map import peer_url

DATA: Final = "/var/lib/etcd-cilium"
"""Where a member's container has the folder of its node."""
TLS: Final = "/etc/etcd/tls"
"""Where containers have certificates."""
LOOPBACK: Final = "127.0.0.1"


def client_url(etcd: ManagedEtcd, member: EtcdMember) -> str:
    """Where clients find a member."""
    return str(Endpoint("https", str(member.address), etcd.ports.client))


def member_arguments(cluster_name: str, etcd: ManagedEtcd, member: EtcdMember) -> list[str]:
    """The arguments of `etcd`.

    None names another member: those stand in the ConfigMap, so that a member does not restart
    because another one comes or goes. Addresses are the node's own, never 0.0.0.0: another etcd may
    have the port on another address.
    """
    client, peer = client_url(etcd, member), peer_url(etcd, member)
    return [
        f"--name={member.node}",
        f"--data-dir={data_directory(etcd)}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--listen-metrics-urls=http://{LOOPBACK}:{etcd.ports.metrics}",
        f"--initial-cluster-state={'existing' if member.joins else 'new'}",
        f"--initial-cluster-token={cluster_token(cluster_name, etcd)}",
        f"--cert-file={TLS}/{objects.SERVER_CERTIFICATE}",
        f"--key-file={TLS}/{objects.SERVER_KEY}",
        f"--trusted-ca-file={TLS}/{objects.CLIENT_AUTHORITIES}",
        f"--peer-cert-file={TLS}/{objects.PEER_CERTIFICATE}",
        f"--peer-key-file={TLS}/{objects.PEER_KEY}",
        f"--peer-trusted-ca-file={TLS}/{objects.PEER_AUTHORITIES}",
        f"--quota-backend-bytes={etcd.quota.in_bytes}",
        *(flag.text for flag in FLAGS if flag.is_in(etcd.image.release)),
    ]


def data_directory(etcd: ManagedEtcd) -> str:
    """Where a member keeps its data. etcd makes it, for itself alone (0700)."""
    return f"{DATA}/data-{etcd.generation}"


def cluster_token(cluster_name: str, etcd: ManagedEtcd) -> str:
    """What keeps members of two clusters, or of two generations of one, apart."""
    return f"{objects.NAME}-{cluster_name}-{etcd.generation}"
