"""Rules about a cluster's membership in a cluster mesh, as far as its own stack shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.addresses.intervals import contains, parse_address
from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.cilium.cluster_mesh import LAST_EXTENDED_ID, LAST_ID
from cilium_ako.catalogue.cilium.objects import NAMESPACE
from cilium_ako.config import ako_settings, cilium_settings
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import GeneratedKey, Ipsec, Wireguard
from cilium_ako.config.helm_value import value_at
from cilium_ako.config.routing import Tunnel
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import vip_ranges
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_ID: Final = key_path("cluster", "id")
_SERVICE: Final = ("clustermesh", "apiserver", "service")


@rule("mesh-cilium-version")
def mesh_cilium_version(cilium: Cilium) -> Iterator[Finding]:
    """The stack is a member of a mesh, and its Cilium is older than 1.16."""
    if cilium.mesh is not None and not features.MESH_BY_SECRETS.is_in(cilium.version):
        yield Finding(
            key_path("cilium", "version"),
            f"Cilium {cilium.version} is asked for in the mesh {cilium.mesh.name}",
        )


@rule("mesh-cluster-id")
def mesh_cluster_id(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The stack is a member of a mesh, and its cluster has the id 0."""
    if cilium.mesh is not None and cluster.id == 0:
        yield Finding(
            _ID,
            f"the cluster is in the mesh {cilium.mesh.name} with the id 0",
            f"{set_to(_ID, '1')}  (an id that no member has, {LAST_ID} at most with size "
            f"{LAST_ID}; on a cluster with workloads see docs/mesh.md first)",
        )


@rule("mesh-alone")
def mesh_alone(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The stack is a member of a mesh that nobody else is in."""
    mesh = cilium.mesh
    if mesh is not None and not any(each.name != cluster.name for each in mesh.peers):
        yield Finding(
            key_path("mesh", "peers"), f"{cluster.name} is alone in the mesh {mesh.name}: no peers"
        )


@rule("mesh-peer-self")
def mesh_peer_self(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """A peer has the cluster's own name."""
    for index, peer in enumerate(cilium.mesh.peers if cilium.mesh else ()):
        if peer.name == cluster.name:
            path = key_path("mesh", "peers", index)
            yield Finding(path, f"the peer {peer.name} is the cluster itself", removed(path))


@rule("mesh-peer-twice")
def mesh_peer_twice(cilium: Cilium) -> Iterator[Finding]:
    """Two peers have one name, or one address and port."""
    names: dict[str, int] = {}
    places: dict[tuple[str, int], int] = {}
    for index, peer in enumerate(cilium.mesh.peers if cilium.mesh else ()):
        path = key_path("mesh", "peers", index)
        first = names.setdefault(peer.name, index)
        at = places.setdefault((peer.address, peer.port), index)
        if first != index:
            other = key_path("mesh", "peers", first)
            yield Finding(path, f"the peer {peer.name} is listed twice, also as {other}")
        elif at != index:
            other = key_path("mesh", "peers", at)
            what = f"the peer {peer.name} has the address and port of {other}"
            yield Finding(path, f"{what}: {peer.address}, {peer.port}")


@rule("mesh-full")
def mesh_full(cilium: Cilium) -> Iterator[Finding]:
    """A mesh has more members than its size."""
    mesh = cilium.mesh
    if mesh is not None and len(mesh.peers) >= mesh.size:
        yield Finding(
            key_path("mesh", "peers"),
            f"the mesh {mesh.name} has {len(mesh.peers) + 1} members and the size {mesh.size}",
        )


@rule("mesh-ipsec-generated")
def mesh_ipsec_generated(cilium: Cilium) -> Iterator[Finding]:
    """The stack has peers in a mesh, and its IPsec key is generated."""
    encryption = cilium.encryption
    if cilium.mesh is None or not cilium.mesh.peers or not isinstance(encryption, Ipsec):
        return
    if isinstance(encryption.key, GeneratedKey):
        path = key_path("cilium", "encryption", "key", "source")
        yield Finding(
            path,
            f"the IPsec key is generated for this cluster of the mesh {cilium.mesh.name}",
            f"{set_to(path, 'import')}  (with the same secret ipsecKey in every member)",
        )


@rule("mesh-service-blocked")
def mesh_service_blocked(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """AKO would give the mesh API server its address, and does not look at its namespace."""
    if cilium.mesh is None or not ako_settings.serves_load_balancers(ako):
        return
    key = "AKOSettings.blockedNamespaceList"
    blocked = ako_settings.setting(ako, key)
    if isinstance(blocked, list) and NAMESPACE in blocked:
        yield Finding(
            ako_settings.setting_path(ako, key),
            f"AKO does not look at {NAMESPACE}, where the mesh API server's Service is",
        )


@rule("mesh-service-selected")
def mesh_service_selected(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """AKO would give the mesh API server its address, and serves labelled namespaces alone."""
    selector = ako.namespace_selector
    if cilium.mesh is None or selector is None or not ako_settings.serves_load_balancers(ako):
        return
    label = f"{selector.label_key}={selector.label_value}"
    yield Finding(
        key_path("ako", "namespaceSelector"),
        f"AKO serves namespaces with the label {label}, and the mesh API server's Service is in "
        f"{NAMESPACE}",
        f"kubectl label namespace {NAMESPACE} {label}, then acknowledge this",
    )


@rule("mesh-address-outside")
def mesh_address_outside(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """An address is asked for at AKO that no network of virtual services has."""
    if cilium.mesh is None or not ako_settings.serves_load_balancers(ako):
        return
    address = parse_address(cilium.mesh.address)
    ranges = vip_ranges(ako)
    named = all(each.cidr or each.cidr_ipv6 for each in ako.vip_networks)
    if address is None or not ranges or not named:
        return
    if not any(contains(each, address) for each in ranges):
        listed = ", ".join(str(each.network) for each in ranges)
        yield Finding(
            key_path("mesh", "address"),
            f"the address {cilium.mesh.address} is in no range of virtual services ({listed})",
        )


@rule("mesh-bootstrap")
def mesh_bootstrap(cilium: Cilium, stack: Stack) -> Iterator[Finding]:
    """Peers come by a NodePort, and nodes' own traffic is encrypted or firewalled."""
    if cilium.mesh is None or not cilium.kube_proxy_replacement:
        return
    if not isinstance(cilium.effective_routing, Tunnel) or not served_by_node_port(stack):
        return
    encryption = cilium.encryption
    if isinstance(encryption, Wireguard) and encryption.node_encryption:
        path = key_path("cilium", "encryption", "nodeEncryption")
        yield Finding(path, "nodes' own traffic is encrypted, and peers come by a NodePort")
    elif cilium_settings.setting(cilium, "hostFirewall.enabled") is True:
        path = cilium_settings.setting_path(cilium, "hostFirewall.enabled")
        yield Finding(path, "nodes are firewalled, and peers come by a NodePort")


def served_by_node_port(stack: Stack) -> bool:
    """Whether the mesh API server's Service is of type NodePort, which is the chart's default."""
    if stack.cilium is None or (stack.ako_asked and stack.ako is None):
        return False
    if stack.ako is not None and ako_settings.serves_load_balancers(stack.ako):
        return False
    return value_at(stack.cilium.values, *_SERVICE, "type") in (None, "NodePort")


def largest_id(cilium: Cilium) -> int:
    """The largest id that a cluster may have, by its mesh's size or by a raw value."""
    if cilium.mesh is not None:
        return cilium.mesh.size
    most = value_at(cilium.values, "clustermesh", "maxConnectedClusters")
    return LAST_EXTENDED_ID if most == LAST_EXTENDED_ID else LAST_ID
