"""The cluster mesh that a cluster is a member of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from cilium_ako.catalogue.cilium.cluster_mesh import (
    LONGEST_NAME,
    MESH_PORT,
    NAME_PATTERN,
)
from cilium_ako.config.base import ConfigModel
from cilium_ako.config.features import Issuer
from cilium_ako.config.types import Host


class CertificatesFromCa(ConfigModel):
    """Signed here, with the authority in this stack's secrets `meshCa` and `meshCaKey`."""

    source: Literal["ca"]
    """Where the certificates come from."""


class CertificatesByCertmanager(ConfigModel):
    """Made by cert-manager, in the cluster."""

    source: Literal["certmanager"]
    """Where the certificates come from."""
    issuer: Issuer
    """Who signs them. Issuers of all members lead to one authority."""


class CertificatesExternal(ConfigModel):
    """Somebody else puts the four Secrets into the cluster, before the release."""

    source: Literal["external"]
    """Where the certificates come from."""


MeshCertificates = Annotated[
    CertificatesFromCa | CertificatesByCertmanager | CertificatesExternal,
    Field(discriminator="source"),
]
"""The certificates that members know each other by, told apart by `source`."""

ClusterName = Annotated[
    str, StringConstraints(pattern=f"^{NAME_PATTERN}$", max_length=LONGEST_NAME)
]
"""A cluster's name, as Cilium's chart takes it."""


class MeshPeer(ConfigModel):
    """Another member."""

    name: ClusterName
    """Its `cluster.name`."""
    address: Host
    """The name or the address under which its mesh API server is reached: its `mesh.address`."""
    port: Annotated[int, Field(ge=1, le=65535)] = MESH_PORT
    """The TCP port there. With a Service of type NodePort it is that port."""


class Mesh(ConfigModel):
    """Membership in a cluster mesh, from Cilium 1.16 on."""

    name: Annotated[
        str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", max_length=63)
    ]
    """What the mesh is called. Stacks with one name are held against each other; Cilium does not
    know it."""
    size: Literal[255, 511] = 255
    """How many clusters it can hold (`clustermesh.maxConnectedClusters`). The same in all members,
    and never changed."""
    certificates: MeshCertificates = CertificatesFromCa(source="ca")
    """The certificates that members know each other by."""
    address: Host
    """The name or the address under which peers reach this cluster's mesh API server. An address
    is asked for at AKO, where AKO serves Services of type LoadBalancer."""
    peers: Annotated[tuple[MeshPeer, ...], Field(max_length=510, strict=False)] = ()
    """Every other member. Each of them lists this cluster, too."""
