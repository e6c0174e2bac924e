"""What a stack's mesh tells the Cilium chart."""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.catalogue.cilium.cluster_mesh import MESH_DOMAIN
from cilium_ako.config.ako import Ako
from cilium_ako.config.ako_settings import serves_load_balancers
from cilium_ako.config.mesh import CertificatesByCertmanager, Mesh, MeshPeer
from cilium_ako.config.types import is_address


def mesh_facts(mesh: Mesh, ako: Ako | None) -> Iterator[tuple[str, object]]:
    """The facts of a cluster in a mesh."""
    yield "clustermesh.apiServer", True
    yield "clustermesh.config", True
    peers = sorted(mesh.peers, key=lambda each: each.name)
    yield "clustermesh.peers", [peer_value(each) for each in peers]
    yield "clustermesh.maxConnectedClusters", mesh.size
    # its default has turned once, and members must not differ
    yield "policyDefaultLocalCluster", True
    match mesh.certificates:
        case CertificatesByCertmanager(issuer=issuer):
            yield "clustermesh.certificates", "certmanager"
            yield (
                "clustermesh.issuer",
                {"group": issuer.group, "kind": issuer.kind, "name": issuer.name},
            )
            names = extra_server_names(mesh)
            if names:
                yield "clustermesh.serverNames", names
        case _:
            yield "clustermesh.certificates", "secrets"
    if has_own_service(ako):
        # Helm would wait for an address that AKO, which comes after Cilium, has not given yet
        yield "clustermesh.serviceType", "ClusterIP"
        # the chart's default is for Services that are reached from outside, and the API server
        # refuses it on any other; its schema knows no empty word, so the default is taken out
        yield "clustermesh.externalTraffic", None


def peer_value(peer: MeshPeer) -> dict[str, object]:
    """A peer as the chart takes it.

    An address is told as `ips`, for which agents use a name that every server's certificate has.
    Source: install/kubernetes/cilium/templates/clustermesh-config/_helpers.tpl.
    """
    where = {"ips": [peer.address]} if is_address(peer.address) else {"address": peer.address}
    return {"name": peer.name, **where, "port": peer.port}


def extra_server_names(mesh: Mesh) -> list[str]:
    """The name that peers use and that no server's certificate has by itself; none mostly."""
    if is_address(mesh.address):
        return []
    label, _, domain = mesh.address.partition(".")
    return [] if label and domain == MESH_DOMAIN else [mesh.address]


def has_own_service(ako: Ako | None) -> bool:
    """Whether the mesh API server has a Service of this program's, which AKO gives its address."""
    return ako is not None and serves_load_balancers(ako)
