"""Names and ids of clusters, as Cilium takes them, in a mesh or alone."""

from __future__ import annotations

from typing import Final, NamedTuple

from cilium_ako.catalogue.kubernetes.objects import SYSTEM_NAMESPACE
from cilium_ako.catalogue.release import Release

NAME_PATTERN: Final = r"([a-z0-9][-a-z0-9]*)?[a-z0-9]"
"""What the chart accepts as a cluster's name.

Source: install/kubernetes/cilium/templates/validate.yaml.
"""

LONGEST_NAME: Final = 32
"""The most characters of a cluster's name. Source: the same; AKO takes no more either."""

LAST_ID: Final = 255
"""The last id that fits into a security identity as it is by default."""

LAST_EXTENDED_ID: Final = 511
"""The last id with `clustermesh.maxConnectedClusters` 511.

Source: install/kubernetes/cilium/values.yaml `clustermesh`.
"""

IDENTITIES: Final = {LAST_ID: 65536, LAST_EXTENDED_ID: 32768}
"""How many identities each cluster has, by the size of its mesh: the id counts them.

Source: pkg/clustermesh/types/types.go; pkg/identity/numericidentity.go.
"""

MOST_MINORS_APART: Final = 1
"""Minors that two members of a mesh may be apart. Source: cilium/cilium#28355."""


def minors_apart(one: Release, other: Release) -> int:
    """How many minors two releases are apart; another major is far away.

    >>> minors_apart(Release(1, 18, 12), Release(1, 20, 0))
    2
    """
    return abs(one.minor - other.minor) + 100 * abs(one.major - other.major)


MESH_PORT: Final = 2379
"""The port of a mesh API server: its etcd's.

Source: install/kubernetes/cilium/templates/clustermesh-apiserver/service.yaml.
"""

MESH_NODE_PORT: Final = 32379
"""The port on nodes with a Service of type NodePort, unless a value says another. Source:
install/kubernetes/cilium/values.yaml `clustermesh.apiserver.service.nodePort`.
"""

MESH_DOMAIN: Final = "mesh.cilium.io"
"""What names of members end with; every server's certificate is for all of them.

Source: install/kubernetes/cilium/values.yaml `clustermesh.config.domain`;
templates/clustermesh-apiserver/_helpers.tpl.
"""

API_SERVER: Final = "clustermesh-apiserver"
"""The mesh API server's Deployment, its Service in the chart, and what its pods' `k8s-app` says."""

LOAD_BALANCER: Final = "clustermesh-apiserver-lb"
"""The Service of this program's beside it, of type LoadBalancer. No chart has one of that name."""

CA_FILE: Final = "ca.crt"
"""The authorities that a member trusts, in each Secret of a mesh."""
CERTIFICATE_FILE: Final = "tls.crt"
"""The certificate, in the same."""
KEY_FILE: Final = "tls.key"
"""The certificate's private key, in the same.

Source: install/kubernetes/cilium/templates/clustermesh-apiserver/tls-helm.
"""

VALID_HOURS: Final = 1095 * 24
"""How long a certificate that is signed here is valid, in hours: as the charts' own up to 1.19."""
RENEWED_HOURS: Final = 180 * 24
"""How long before its end the next `pulumi up` signs it anew, in hours."""


class MeshCertificate(NamedTuple):
    """One of the certificates that members of a mesh know each other by."""

    role: str
    """Who shows it: the server, or as which user of its etcd."""
    secret: str
    """Its Secret."""
    common_name: str
    """Its common name, which etcd takes for the user's; `{cluster}` is the cluster's name."""
    names: tuple[str, ...] = ()
    """DNS names that it is for."""
    addresses: tuple[str, ...] = ()
    """Addresses that it is for."""
    serves: bool = False
    """Whether a server shows it, too."""


CERTIFICATES: Final = (
    MeshCertificate(
        role="server",
        secret="clustermesh-apiserver-server-cert",  # noqa: S106 - a Secret's name
        common_name=f"{API_SERVER}.{SYSTEM_NAMESPACE}.svc",
        names=(f"{API_SERVER}.{SYSTEM_NAMESPACE}.svc", f"*.{MESH_DOMAIN}"),
        addresses=("127.0.0.1", "::1"),
        serves=True,
    ),
    MeshCertificate(
        role="admin",
        secret="clustermesh-apiserver-admin-cert",  # noqa: S106 - as above
        common_name="admin-{cluster}",
    ),
    MeshCertificate(
        role="remote",
        secret="clustermesh-apiserver-remote-cert",  # noqa: S106 - as above
        common_name="remote",
    ),
    MeshCertificate(
        role="local",
        secret="clustermesh-apiserver-local-cert",  # noqa: S106 - as above
        common_name="local-{cluster}",
    ),
)
"""All of them. With `authMode: cluster` the remote one is for `remote-{cluster}`.

Source: install/kubernetes/cilium/templates/clustermesh-apiserver/_helpers.tpl and tls-helm;
Documentation/network/clustermesh/setup.rst of 1.20.
"""

REMOTE_OF_CLUSTER: Final = "remote-{cluster}"
"""The remote certificate's common name where every cluster is a user of its own."""

PEERS_SECRET: Final = "cilium-kvstoremesh"  # noqa: S105 - a Secret's name
"""The Secret in which the mesh API server finds the peers' addresses.

Source: install/kubernetes/cilium/templates/clustermesh-config/kvstoremesh-secret.yaml.
"""

METRICS_SERVICE: Final = "clustermesh-apiserver-metrics"
"""The Service of the mesh API server's metrics, where they are on, as by default.

Source: install/kubernetes/cilium/templates/clustermesh-apiserver/metrics-service.yaml.
"""

METRICS_PORT: Final = 9964
"""The port of what reads the peers (`clustermesh.apiserver.metrics.kvstoremesh.port`)."""

READINESS_METRIC: Final = "cilium_kvstoremesh_remote_cluster_readiness_status"
"""Whether each peer is connected and read: 1 or 0, with the label `target_cluster`.

Source: Documentation/observability/metrics.rst; pkg/clustermesh/common/metrics.go.
"""
