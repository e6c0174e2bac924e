"""Is a member of a mesh reached by its peers, and does it know them?"""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.catalogue.cilium.cluster_mesh import (
    MESH_DOMAIN,
    MOST_MINORS_APART,
    minors_apart,
)
from cilium_ako.catalogue.cilium.objects import MESH_SECRETS, NAMESPACE
from cilium_ako.charts.cluster_mesh import has_own_service
from cilium_ako.config.mesh import MeshPeer
from cilium_ako.config.types import is_address
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView, image_release
from cilium_ako.doctor.finding import RawFinding


def _is_in_mesh(view: ClusterView) -> bool:
    return view.cilium.mesh is not None


def _has_own_service(view: ClusterView) -> bool:
    return _is_in_mesh(view) and has_own_service(view.ako)


@check("mesh-api-server", "mesh_api_server", when=_is_in_mesh)
def mesh_api_server(view: ClusterView) -> Iterator[RawFinding]:
    """It is not there, not ready, or of another version than the agents."""
    server = view.observation.mesh_api_server
    if server is None:
        yield RawFinding("it is not there")
    elif server.ready == 0:
        yield RawFinding(f"0 of {server.desired} pods are ready")
    else:
        release = image_release(server.image)
        if release is not None and release.minor_release != view.version.minor_release:
            yield RawFinding(f"it runs {release}, and the agents {view.version}", severity="warn")


@check("mesh-certificates", "mesh_secrets", when=_is_in_mesh)
def mesh_certificates(view: ClusterView) -> Iterator[RawFinding]:
    """A Secret is not there, or what is in it does not fit."""
    found = {each.name: each for each in view.observation.mesh_secrets}
    for name in MESH_SECRETS:
        place = f"Secret {NAMESPACE}/{name}"
        secret = found.get(name)
        if secret is None:
            yield RawFinding("it is not there", object=place)
        elif secret.missing:
            yield RawFinding(f"it lacks {', '.join(secret.missing)}", object=place)
        elif not secret.pair:
            yield RawFinding("certificate and key do not belong together", object=place)
        elif not secret.signed:
            yield RawFinding("no authority beside the certificate has signed it", object=place)


def _url(peer: MeshPeer) -> str:
    host = f"{peer.name}.{MESH_DOMAIN}" if is_address(peer.address) else peer.address
    return f"https://{host}:{peer.port}"


@check("mesh-peers", "mesh_peers", when=_is_in_mesh)
def mesh_peers(view: ClusterView) -> Iterator[RawFinding]:
    """The mesh API server is told of other peers than the stack has."""
    mesh, live = view.cilium.mesh, view.observation.mesh_peers
    if mesh is None:
        return
    wanted = {peer.name: peer for peer in mesh.peers}
    known = live or {}
    missing, foreign = sorted(wanted.keys() - known.keys()), sorted(known.keys() - wanted.keys())
    if missing:
        yield RawFinding(f"it does not list {', '.join(missing)}")
    if foreign:
        yield RawFinding(f"it lists {', '.join(foreign)}, and the stack does not")
    for name in sorted(wanted.keys() & known.keys()):
        if known[name] != (_url(wanted[name]),):
            there = ", ".join(known[name]) or "nowhere"
            yield RawFinding(f"it looks for {name} at {there}, not at {_url(wanted[name])}")


@check("mesh-peer-not-ready", "mesh_readiness", when=_is_in_mesh)
def mesh_peer_not_ready(view: ClusterView) -> Iterator[RawFinding]:
    """A peer is not connected, or not wholly read."""
    known = view.observation.mesh_readiness or {}
    waiting = sorted(name for name, ready in known.items() if not ready)
    if waiting:
        ready = len(known) - len(waiting)
        yield RawFinding(f"{ready} of {len(known)} peers are ready, not {', '.join(waiting)}")


@check("mesh-versions", "agents", "agent_pods", when=_is_in_mesh)
def mesh_versions(view: ClusterView) -> Iterator[RawFinding]:
    """Agents are more than one minor away from another member, as its stack has it."""
    own = view.version
    far = sorted(
        f"{name} has {release}"
        for name, release in view.mesh_versions.items()
        if minors_apart(own, release) > MOST_MINORS_APART
    )
    if far:
        yield RawFinding(f"it runs {own}, and by their stacks {', '.join(far)}")


@check("mesh-address", "mesh_address", when=_has_own_service)
def mesh_address(view: ClusterView) -> Iterator[RawFinding]:
    """The Service that peers come to has no address, or another one than was asked for."""
    mesh, address = view.cilium.mesh, view.observation.mesh_address
    if address is None:
        yield RawFinding("it is not there")
    elif not address:
        yield RawFinding("it has no address")
    elif mesh is not None and is_address(mesh.address) and address != mesh.address:
        yield RawFinding(f"it has the address {address}, and mesh.address is {mesh.address}")


@check("mesh-identities", "identities", when=_is_in_mesh)
def mesh_identities(view: ClusterView) -> Iterator[RawFinding]:
    """Identities have numbers of another id."""
    found = view.observation.identities
    if found is not None and found.foreign:
        yield RawFinding(
            f"{found.foreign:,} of {found.total:,} have numbers of another id than"
            f" {view.cluster.id}"
        )
