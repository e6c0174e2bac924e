"""The certificates that a member of a mesh is known by, as Secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import pulumi

from cilium_ako.catalogue.cilium.cluster_mesh import (
    CA_FILE,
    CERTIFICATE_FILE,
    CERTIFICATES,
    KEY_FILE,
    REMOTE_OF_CLUSTER,
    RENEWED_HOURS,
    VALID_HOURS,
    MeshCertificate,
)
from cilium_ako.catalogue.cilium.objects import NAMESPACE
from cilium_ako.charts.cluster_mesh import extra_server_names
from cilium_ako.config.mesh import Mesh
from components.engine.component_options import child_options, component_options
from components.engine.kubernetes_objects import KubernetesSecret
from components.leaf_certificate import Authority, LeafCertificate, leaf_certificate

_FIRST: Final = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class MeshCertificatesArgs:
    """What `MeshCertificates` is given."""

    mesh: Mesh
    """The mesh, with the name that peers reach this cluster by."""
    cluster_name: str
    """The cluster's name, which stands in the certificates."""
    authentication: str
    """How the mesh's etcd tells its users apart: `legacy`, `migration` or `cluster`."""
    ca: str
    """Certificates of authorities, PEM: the first one signs, all of them are trusted. A secret."""
    ca_key: str
    """The private key of the first one, PEM. A secret."""


class MeshCertificates(pulumi.ComponentResource):
    """Four Secrets in `kube-system`, with the names and files that the chart mounts.

    It deliberately makes no authority: all members of a mesh have one, and no stack owns it. The
    authority's private key is in no Secret.
    Source: Documentation/network/clustermesh/setup.rst.
    """

    secret_names: pulumi.Output[list[str]]
    """The Secrets' names."""

    def __init__(
        self, name: str, args: MeshCertificatesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises pulumi.RunError where `opts` has what a component cannot honour."""
        options = component_options(type(self).__name__, opts)
        super().__init__("cilium-ako:cilium:MeshCertificates", name, None, options)
        authority = Authority(
            pulumi.Output.secret(signing_certificate(args.ca)), pulumi.Output.secret(args.ca_key)
        )
        for row in CERTIFICATES:
            made = signed(row, args, authority, pulumi.ResourceOptions(parent=self))
            KubernetesSecret(
                row.secret,
                namespace=NAMESPACE,
                texts={
                    CA_FILE: pulumi.Output.secret(args.ca),
                    CERTIFICATE_FILE: made.certificate,
                    KEY_FILE: made.key,
                },
                opts=child_options(self, opts),
            )
        self.secret_names = pulumi.Output.from_input([row.secret for row in CERTIFICATES])
        self.register_outputs({"secretNames": self.secret_names})


def signed(
    row: MeshCertificate,
    args: MeshCertificatesArgs,
    authority: Authority,
    opts: pulumi.ResourceOptions,
) -> LeafCertificate:
    """Registers one of the certificates, with its key."""
    extra = extra_server_names(args.mesh) if row.serves else []
    return leaf_certificate(
        f"mesh-{row.role}",
        authority,
        common_name=common_name(row, args.cluster_name, args.authentication),
        names=(*row.names, *extra),
        addresses=row.addresses,
        serves=row.serves,
        valid_hours=VALID_HOURS,
        renewed_hours=RENEWED_HOURS,
        opts=opts,
    )


def common_name(row: MeshCertificate, cluster: str, authentication: str) -> str:
    """A certificate's common name: the user that etcd takes its holder for."""
    own = row.role == "remote" and authentication == "cluster"
    return (REMOTE_OF_CLUSTER if own else row.common_name).format(cluster=cluster)


def signing_certificate(bundle: str) -> str:
    """The first certificate of a PEM text; the text itself where there is none to be seen.

    >>> signing_certificate("[secret]")
    '[secret]'
    """
    found = _FIRST.search(bundle)
    return f"{found[0]}\n" if found else bundle
