"""Stacks in one cluster mesh."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from cilium_ako.addresses.intervals import AddressRange, Family, Network, contains
from cilium_ako.addresses.overlaps import SHOWN, overlaps_across, overlaps_between_owners
from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.cilium.cluster_mesh import (
    MESH_NODE_PORT,
    MESH_PORT,
    MOST_MINORS_APART,
    minors_apart,
)
from cilium_ako.charts.cluster_mesh import has_own_service
from cilium_ako.config.cilium_settings import mesh_authentication, setting
from cilium_ako.config.encryption import ExternalKey, Ipsec, Wireguard
from cilium_ako.config.helm_value import is_off
from cilium_ako.config.ipam import VpcAddresses
from cilium_ako.config.mesh import CertificatesFromCa, Mesh
from cilium_ako.config.routing import Native, Tunnel
from cilium_ako.config.stack import SecretKey, key_path
from cilium_ako.config.types import is_address
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.pem import load_certificates
from cilium_ako.fleet.controllers import controller_host
from cilium_ako.fleet.member import Member, SharedFinding, groups, in_each, names_text
from cilium_ako.fleet.ranges import ConfigPair, config_pairs, in_both, owned
from cilium_ako.fleet.registry import shared_rule
from cilium_ako.rules.queries import (
    ConfigRange,
    node_ranges,
    of_family,
    ranges_of_pods,
    service_ranges,
)

_ID: Final = key_path("cluster", "id")
_NAME: Final = key_path("cluster", "name")
_VERSION: Final = key_path("cilium", "version")
_ROUTING: Final = key_path("cilium", "routing")
_ENCRYPTION: Final = key_path("cilium", "encryption")
_ADDRESS: Final = key_path("mesh", "address")
_PEERS: Final = key_path("mesh", "peers")


def _mesh(member: Member) -> Mesh:
    """The mesh of a stack that is in one."""
    assert member.mesh is not None  # noqa: S101 - those of a group all have one
    return member.mesh


def _meshes(members: Iterable[Member]) -> Iterator[tuple[str, list[Member]]]:
    """Every mesh with several members here, by its name."""
    return groups(members, lambda each: each.mesh.name if each.mesh else None)


def _differing(
    members: Sequence[Member],
    value: Callable[[Member], str | None],
    path: Callable[[Member], str],
    what: str,
) -> Iterator[SharedFinding]:
    """In every mesh whose members have several values, one finding for each of those that count.

    `value` gives None where a member is not looked at. `what` has `{own}` for its value, and
    `{others}` for the others, each with its stack.
    """
    for _, together in _meshes(members):
        said: defaultdict[str, list[Member]] = defaultdict(list)
        for member in together:
            own = value(member)
            if own is not None:
                said[own].append(member)
        if len(said) < 2:
            continue
        for own, alike in said.items():
            others = tuple(
                each.name for other, found in said.items() if other != own for each in found
            )
            listed = "; ".join(
                f"{other} in {names_text([each.name for each in found])}"
                for other, found in sorted(said.items())
                if other != own
            )
            for member in alike:
                text = what.format(own=own, others=listed)
                yield SharedFinding(member, path(member), text, others)


# Names, ids and size


@shared_rule("mesh-id-unique")
def mesh_id_unique(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Two members have one id."""

    def key(member: Member) -> tuple[str, int] | None:
        mesh = member.mesh
        return (mesh.name, member.cluster.id) if mesh and member.cluster.id else None

    for (mesh, number), together in groups(members, key):
        what = f"the id {number} is also that of {{others}} in the mesh {mesh}"
        yield from in_each(together, lambda _: _ID, what)


@shared_rule("mesh-name-unique")
def mesh_name_unique(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Two members have one name."""

    def key(member: Member) -> tuple[str, str] | None:
        mesh = member.mesh
        return (mesh.name, member.cluster.name) if mesh else None

    for (mesh, name), together in groups(members, key):
        what = f"{name} is also the cluster of {{others}} in the mesh {mesh}"
        yield from in_each(together, lambda _: _NAME, what)


@shared_rule("mesh-size-equal")
def mesh_size_equal(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Members have different sizes, or there are more of them than the size."""
    path = key_path("mesh", "size")
    yield from _differing(
        members,
        lambda member: str(_mesh(member).size),
        lambda _: path,
        "the mesh's size is {own}, and {others}",
    )
    for mesh, together in _meshes(members):
        least = min(_mesh(each).size for each in together)
        if len(together) > least:
            what = f"the mesh {mesh} has {len(together)} members here, with {{others}}, and the "
            yield from in_each(together, lambda _: path, f"{what}size {least}")


# Addresses


def _in_one_vpc(one: Member, other: Member) -> bool:
    """Whether the addresses of two clusters are of one VPC, which gives each of them out once."""
    vpc = one.cluster.vpc_id
    return vpc is not None and vpc == other.cluster.vpc_id


def _has_vpc_addresses(member: Member) -> bool:
    return isinstance(member.cilium.ipam, VpcAddresses)


@shared_rule("mesh-pods-overlap")
def mesh_pods_overlap(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Ranges of two members' pods overlap."""

    def pairs() -> Iterator[ConfigPair]:
        for _, together in _meshes(members):
            ranges = owned(together, lambda member: ranges_of_pods(member.cilium))
            yield from config_pairs(members, overlaps_between_owners(ranges))

    apart = (
        pair
        for pair in pairs()
        if not (
            _in_one_vpc(pair[0], pair[2])
            and _has_vpc_addresses(pair[0])
            and _has_vpc_addresses(pair[2])
        )
    )
    yield from in_both(apart, "the pods' range", "pods")


@shared_rule("mesh-nodes-overlap")
def mesh_nodes_overlap(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Ranges of two members' nodes overlap."""

    def pairs() -> Iterator[ConfigPair]:
        for _, together in _meshes(members):
            ranges = owned(together, lambda member: node_ranges(member.cluster))
            yield from config_pairs(members, overlaps_between_owners(ranges))

    apart = (pair for pair in pairs() if not _in_one_vpc(pair[0], pair[2]))
    yield from in_both(apart, "the nodes' range", "nodes")


def _pods_over(
    members: Sequence[Member], taken: Callable[[Member], Iterable[ConfigRange]]
) -> Iterator[ConfigPair]:
    """Pods' ranges that overlap what another member has addresses of."""
    for _, together in _meshes(members):
        pods = owned(together, lambda member: ranges_of_pods(member.cilium))
        yield from config_pairs(members, overlaps_across(pods, owned(together, taken)))


@shared_rule("mesh-pods-over-nodes")
def mesh_pods_over_nodes(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """A member's pods overlap another's nodes."""
    pairs = (
        pair
        for pair in _pods_over(members, lambda member: node_ranges(member.cluster))
        if not (_in_one_vpc(pair[0], pair[2]) and _has_vpc_addresses(pair[0]))
    )
    yield from in_both(pairs, "the pods' range", "pods")


@shared_rule("mesh-pods-over-services")
def mesh_pods_over_services(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """A member's pods overlap another's Services."""
    pairs = _pods_over(members, lambda member: service_ranges(member.cluster))
    yield from in_both(pairs, "the pods' range", "pods")


# Datapath


@shared_rule("mesh-routing-equal")
def mesh_routing_equal(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Some members have tunnels, and some route natively."""
    yield from _differing(
        members,
        lambda member: member.cilium.effective_routing.mode,
        lambda _: key_path("cilium", "routing", "mode"),
        "routing is {own}, and {others}",
    )


@shared_rule("mesh-tunnel-equal")
def mesh_tunnel_equal(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Members have tunnels of different protocols or ports."""

    def tunnel(member: Member) -> str | None:
        routing = member.cilium.effective_routing
        if not isinstance(routing, Tunnel):
            return None
        return f"{routing.protocol}, UDP {routing.udp_port(member.cluster.distribution)}"

    yield from _differing(members, tunnel, lambda _: _ROUTING, "the tunnel is {own}, and {others}")


@shared_rule("mesh-native-cidr")
def mesh_native_cidr(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """A range without masquerading does not hold the pods of all members."""
    for _, together in _meshes(members):
        pods = [(each, ranges_of_pods(each.cilium)) for each in together]
        for member in together:
            missing = [
                (other, each)
                for other, ranges in pods
                if other is not member
                for each in _masqueraded(member, ranges)
            ]
            if missing:
                others = tuple(dict.fromkeys(other.name for other, _ in missing))
                listed = ", ".join(
                    f"{each.network} of {other.name}" for other, each in missing[:SHOWN]
                )
                more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
                what = f"the range of native routing does not hold the pods {listed}{more}"
                yield SharedFinding(member, _ROUTING, what, others)


def _masqueraded(member: Member, ranges: Iterable[ConfigRange]) -> Iterator[ConfigRange]:
    """Those of another member's pods that this one masquerades traffic to."""
    cilium, routing = member.cilium, member.cilium.effective_routing
    if not isinstance(routing, Native):
        return
    kept: tuple[tuple[Family, Network | None, bool], ...] = (
        (4, routing.cidr, cilium.masquerades),
        (6, routing.cidr_ipv6, cilium.has_ipv6 and cilium.masquerades_ipv6),
    )
    for family, cidr, masquerades in kept:
        if not masquerades:
            continue
        without = None if cidr is None else AddressRange.of(cidr)
        for each in of_family(ranges, family):
            if without is None or not contains(without, each):
                yield each


@shared_rule("mesh-encryption-equal")
def mesh_encryption_equal(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Members encrypt differently."""

    def encryption(member: Member) -> str:
        match member.cilium.encryption:
            case Ipsec(strict=strict):
                return f"ipsec{', strict' if strict else ''}"
            case Wireguard(node_encryption=nodes, strict=strict):
                return f"wireguard{', nodes too' if nodes else ''}{', strict' if strict else ''}"
            case _:
                return "none"

    yield from _differing(
        members, encryption, lambda _: _ENCRYPTION, "encryption is {own}, and {others}"
    )


@shared_rule("mesh-ipsec-key")
def mesh_ipsec_key(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Members have different IPsec keys, or nobody can tell here."""
    path = key_path("cilium", "encryption", "key")

    def key_id(member: Member) -> str | None:
        encryption = member.cilium.encryption
        if not isinstance(encryption, Ipsec) or encryption.key_id is None:
            return None
        return str(encryption.key_id)

    found = list(
        _differing(members, key_id, lambda _: path, "the IPsec key's id is {own}, and {others}")
    )
    yield from found
    told = {each.member.number for each in found}
    for _, together in _meshes(members):
        keyed = [
            each
            for each in together
            if isinstance(each.cilium.encryption, Ipsec) and each.number not in told
        ]
        yield from _compared(
            keyed,
            [_key_of(each) for each in keyed],
            lambda _: path,
            "the IPsec key is another one than that of {others}",
            "whether the IPsec key is that of {others} cannot be seen here",
        )


def _key_of(member: Member) -> str | None:
    encryption = member.cilium.encryption
    if isinstance(encryption, Ipsec) and isinstance(encryption.key, ExternalKey):
        return None
    secret = member.secrets.get(SecretKey.IPSEC_KEY)
    return secret.text if secret is not None and secret.text else None


def _compared(
    together: Sequence[Member],
    values: Sequence[str | None],
    path: Callable[[Member], str],
    differs: str,
    hidden: str,
) -> Iterator[SharedFinding]:
    """What members have that may be a secret: those that differ, and a note where one is hidden."""
    for at, member in enumerate(together):
        own = values[at]
        others = [each.name for each in together if each is not member]
        different = [
            each.name
            for each, value in zip(together, values, strict=True)
            if own is not None and value is not None and value != own
        ]
        if different:
            text = differs.format(others=names_text(different))
            yield SharedFinding(member, path(member), text, tuple(different))
        elif others and None in values:
            text = hidden.format(others=names_text(others))
            yield SharedFinding(member, path(member), text, tuple(others), unknown=True)


# Versions and policies


@shared_rule("mesh-version-skew")
def mesh_version_skew(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Members are more than one minor apart."""
    yield from _apart(members, far=True)


@shared_rule("mesh-version-near")
def mesh_version_near(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Members are one minor apart."""
    yield from _apart(members, far=False)


def _apart(members: Sequence[Member], *, far: bool) -> Iterator[SharedFinding]:
    for _, together in _meshes(members):
        for member in together:
            own = member.cilium.version
            apart = [(each, minors_apart(own, each.cilium.version)) for each in together]
            distant = [each for each, distance in apart if distance > MOST_MINORS_APART]
            near = [each for each, distance in apart if 0 < distance <= MOST_MINORS_APART]
            others = distant if far else near
            # what is far is told once, and not as near to somebody else as well
            if others and (far or not distant):
                listed = "; ".join(
                    f"{version} in {names_text(names)}" for version, names in _by_version(others)
                )
                yield SharedFinding(
                    member,
                    _VERSION,
                    f"Cilium {own} is beside {listed}",
                    tuple(each.name for each in others),
                )


def _by_version(members: Iterable[Member]) -> list[tuple[str, list[str]]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for member in members:
        found[str(member.cilium.version)].append(member.name)
    return sorted(found.items())


@shared_rule("mesh-policy-default")
def mesh_policy_default(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """In some members a policy that names no cluster selects its own alone, in some all."""

    def meaning(member: Member) -> str:
        said = setting(member.cilium, "clustermesh.policyDefaultLocalCluster")
        local = features.MESH_LOCAL_POLICIES.is_in(member.cilium.version) and not is_off(said)
        return "their own cluster's pods" if local else "pods of every cluster"

    yield from _differing(
        members,
        meaning,
        lambda _: key_path("cilium", "values", "clustermesh", "policyDefaultLocalCluster"),
        "policies that name no cluster select {own}, and {others}",
    )


# Certificates


@shared_rule("mesh-authority")
def mesh_authority(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Members do not trust each other's authority, or nobody can tell here."""
    for _, together in _meshes(members):
        known = [_authorities(each) for each in together]
        is_hidden = () in known and not _one_ciphertext(together)
        for at, member in enumerate(together):
            own = known[at]
            others = [each.name for each in together if each is not member]
            strangers = [
                each.name
                for each, theirs in zip(together, known, strict=True)
                if own and theirs and not (own[0] in theirs and theirs[0] in own)
            ]
            if strangers:
                what = f"the mesh's authority is unknown to {names_text(strangers)}, or theirs here"
                yield SharedFinding(member, _authority_path(member), what, tuple(strangers))
            elif is_hidden:
                what = f"whether the authority is that of {names_text(others)} cannot be seen here"
                yield SharedFinding(
                    member, _authority_path(member), what, tuple(others), unknown=True
                )


def _authority_path(member: Member) -> str:
    if isinstance(_mesh(member).certificates, CertificatesFromCa):
        return key_path(SecretKey.MESH_CA)
    return key_path("mesh", "certificates")


def _authorities(member: Member) -> tuple[str, ...]:
    """The fingerprints of the authorities that a member trusts, its own first; none if hidden."""
    secret = member.secrets.get(SecretKey.MESH_CA)
    if not isinstance(_mesh(member).certificates, CertificatesFromCa) or secret is None:
        return ()
    with contextlib.suppress(DocumentError):
        found = load_certificates((secret.text or "").encode(errors="replace"))
        return tuple(each.fingerprint for each in found)
    return ()


def _one_ciphertext(together: Sequence[Member]) -> bool:
    """Whether all have the same authority for certain: one ciphertext, sealed with one key."""
    found = {
        (each.sealed_with, secret.sealed if secret is not None else "")
        for each in together
        for secret in [each.secrets.get(SecretKey.MESH_CA)]
    }
    ((salt, text),) = found if len(found) == 1 else (("", ""),)
    return bool(salt and text) and all(
        isinstance(_mesh(each).certificates, CertificatesFromCa) for each in together
    )


@shared_rule("mesh-auth-mode")
def mesh_auth_mode(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """One member has a user for each cluster alone, another one user for all alone."""

    def mode(member: Member) -> str | None:
        found = mesh_authentication(member.cilium)
        return found if found in ("legacy", "cluster") else None

    yield from _differing(
        members,
        mode,
        lambda _: key_path("cilium", "values", "clustermesh", "apiserver", "tls", "authMode"),
        "authMode is {own}, and {others}",
    )


# Peers


@shared_rule("mesh-peers-symmetric")
def mesh_peers_symmetric(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """A member does not list another, or is not listed by it."""
    for _, together in _meshes(members):
        listed = {each.number: {peer.name for peer in _mesh(each).peers} for each in together}
        missing: defaultdict[int, list[Member]] = defaultdict(list)
        unlisted: defaultdict[int, list[Member]] = defaultdict(list)
        for member in together:
            for other in together:
                if other.cluster.name == member.cluster.name:
                    continue
                if other.cluster.name not in listed[member.number]:
                    missing[member.number].append(other)
                    unlisted[other.number].append(member)
        for member in together:
            said = []
            if absent := missing[member.number]:
                said.append(f"no peers here are {_clusters(absent)}")
            if silent := unlisted[member.number]:
                said.append(f"{member.cluster.name} is no peer of {_clusters(silent)}")
            if said:
                others = dict.fromkeys(each.name for each in chain(absent, silent))
                yield SharedFinding(member, _PEERS, "; ".join(said), tuple(others))


def _clusters(members: Sequence[Member]) -> str:
    return names_text([each.cluster.name for each in members])


def _own_place(member: Member) -> tuple[str, int | None]:
    """Where a member is reached, by its own stack; the port is None where nobody says it."""
    address = _mesh(member).address
    if has_own_service(member.ako):
        return address, MESH_PORT
    match _service_type(member):
        case "NodePort":
            return address, _node_port(member)
        case "LoadBalancer":
            return address, MESH_PORT
        case _:
            return address, None


def _service_type(member: Member) -> str:
    said = setting(member.cilium, "clustermesh.apiserver.service.type")
    return said if isinstance(said, str) and said else "NodePort"


def _node_port(member: Member) -> int | None:
    """The port on nodes; None where Kubernetes chooses one."""
    said = setting(member.cilium, "clustermesh.apiserver.service.nodePort")
    if said is None:
        return MESH_NODE_PORT
    return said if isinstance(said, int) and said else None


@shared_rule("mesh-peer-address")
def mesh_peer_address(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """A peer is looked for at another place than its own stack says."""
    for _, together in _meshes(members):
        there = {each.cluster.name: (each, *_own_place(each)) for each in together}
        for member in together:
            for index, peer in enumerate(_mesh(member).peers):
                if peer.name not in there:
                    continue
                other, address, port = there[peer.name]
                if other is member or (peer.address == address and port in (None, peer.port)):
                    continue
                asked, own = _place(peer.address, peer.port), _place(address, port)
                yield SharedFinding(
                    member,
                    key_path("mesh", "peers", index),
                    f"{peer.name} is looked for at {asked}, and is at {own} by its own stack",
                    (other.name,),
                )
                yield SharedFinding(
                    other,
                    _ADDRESS,
                    f"{member.name} looks for {peer.name} at {asked}, and it is at {own}",
                    (member.name,),
                )


def _place(address: str, port: int | None) -> str:
    return address if port is None else f"{address}, port {port}"


@shared_rule("mesh-peer-unknown")
def mesh_peer_unknown(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """A peer is no member's cluster, in a mesh of which several members are looked at."""
    elsewhere = {(finding.member.number, finding.path) for finding in mesh_peer_elsewhere(members)}
    for mesh, together in _meshes(members):
        there = {each.cluster.name for each in together}
        for member in together:
            others = tuple(each.name for each in together if each is not member)
            for index, peer in enumerate(_mesh(member).peers):
                if peer.name in there:
                    continue
                path = key_path("mesh", "peers", index)
                if (member.number, path) not in elsewhere:
                    what = f"no stack beside {names_text(others)} is {peer.name} in the mesh {mesh}"
                    yield SharedFinding(member, path, what, others)


@shared_rule("mesh-peer-elsewhere")
def mesh_peer_elsewhere(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """A peer, by name and address, is a stack whose mesh is called otherwise."""
    at: defaultdict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in members:
        if member.mesh is not None:
            at[member.cluster.name, member.mesh.address].append(member)
    for member in members:
        mesh = member.mesh
        for index, peer in enumerate(mesh.peers if mesh is not None else ()):
            for other in at.get((peer.name, peer.address), ()):
                theirs = _mesh(other).name
                if mesh is not None and theirs != mesh.name:
                    yield SharedFinding(
                        member,
                        key_path("mesh", "peers", index),
                        f"{peer.name} is the stack {other.name}, whose mesh is {theirs} and not "
                        f"{mesh.name}",
                        (other.name,),
                    )


@shared_rule("mesh-node-port")
def mesh_node_port(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Two members are reached by one NodePort, and one of them serves it itself."""

    def key(member: Member) -> tuple[str, int] | None:
        mesh = member.mesh
        if mesh is None or has_own_service(member.ako) or _service_type(member) != "NodePort":
            return None
        port = _node_port(member)
        return None if port is None else (mesh.name, port)

    path = key_path("cilium", "values", "clustermesh", "apiserver", "service", "nodePort")
    for (mesh, port), together in groups(members, key):
        if any(_serves_node_ports(each) for each in together):
            what = f"the NodePort {port} is also that of {{others}} in the mesh {mesh}"
            yield from in_each(together, lambda _: path, what)


def _serves_node_ports(member: Member) -> bool:
    own = features.MESH_OWN_NODE_PORT.is_in(member.cilium.version)
    return member.cilium.kube_proxy_replacement and not own


@shared_rule("mesh-address-unique")
def mesh_address_unique(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Two members have one address and port, or ask one controller for the same address."""
    told: set[tuple[int, tuple[str, ...]]] = set()

    def in_mesh(member: Member) -> tuple[str, str, int | None] | None:
        mesh = member.mesh
        return None if mesh is None else (mesh.name, *_own_place(member))

    def at_controller(member: Member) -> tuple[str, str, int | None] | None:
        mesh = member.mesh
        if mesh is None or member.ako is None or not has_own_service(member.ako):
            return None
        return (controller_host(member.ako), mesh.address, 0) if is_address(mesh.address) else None

    for key in (in_mesh, at_controller):
        for (_, address, _), together in groups(members, key):
            for finding in in_each(
                together, lambda _: _ADDRESS, f"{address} is also the address of {{others}}"
            ):
                identity = (finding.member.number, finding.others)
                if identity not in told:
                    told.add(identity)
                    yield finding
