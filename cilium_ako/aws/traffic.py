"""What security groups of a stack on AWS must let in, by what it switches on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

from cilium_ako.catalogue.aws.traffic import PARTY_WORDS, ROWS, Party, Switch, TrafficRow
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import Ipsec, Wireguard
from cilium_ako.config.ipam import Eni, VpcAddresses
from cilium_ako.config.kvstore import ExternalEtcd
from cilium_ako.config.routing import Tunnel
from cilium_ako.config.stack import Stack
from cilium_ako.rules.eni_limits import first_interface

_LAST_PORT: Final = 65535
_CONTROLLER_PORT: Final = 443


class TrafficRule(NamedTuple):
    """Traffic from one party that another one's security group must let in."""

    id: str
    """The row's in the catalogue, with the sender where there are several."""
    to: Party
    """Whose group lets it in."""
    source: Party
    """Who sends it."""
    protocol: str
    """`tcp`, `udp`, `icmp`, a protocol's number, or `-1` for every one."""
    first: int | None
    """The first port; None where the protocol has none, or all are meant."""
    last: int | None
    reason: str
    """What it is, as a clause."""

    @property
    def what(self) -> str:
        """Protocol and ports for a person: `TCP 4240`, `every protocol`, `ESP`."""
        name = {"-1": "every protocol", "50": "ESP"}.get(self.protocol, self.protocol.upper())
        if self.first is None:
            return name
        if (self.first, self.last) == (0, _LAST_PORT):
            return f"{name}, every port"
        return f"{name} {self.first}" + (f"–{self.last}" if self.last != self.first else "")

    @property
    def between(self) -> str:
        """Who sends it and who lets it in, for a person."""
        return f"{PARTY_WORDS[self.source]} → {PARTY_WORDS[self.to]}"

    def as_json(self) -> dict[str, object]:
        """Its fields for a program."""
        return {
            "rule": self.id,
            "to": self.to,
            "from": self.source,
            "protocol": self.protocol,
            "fromPort": self.first,
            "toPort": self.last,
            "reason": self.reason,
        }


def traffic_rules(stack: Stack) -> tuple[TrafficRule, ...]:
    """What the groups must let in, in the catalogue's order; none of a stack that is not on AWS."""
    cluster, cilium = stack.cluster, stack.cilium
    if cluster is None or cilium is None or cluster.platform == "generic":
        return ()
    switched = frozenset(_switches(cluster, cilium, stack.ako))
    in_vpc = isinstance(cilium.ipam, VpcAddresses)
    return tuple(
        rule
        for row in ROWS
        if row.switch in switched
        and (row.feature is None or row.feature.is_in(cilium.version))
        and (in_vpc or row.to != "pods")
        for rule in _rules(row, cluster, cilium, stack.ako, in_vpc=in_vpc)
    )


def _switches(cluster: Cluster, cilium: Cilium, ako: Ako | None) -> Iterator[Switch]:
    yield "always"
    if isinstance(cilium.ipam, Eni):
        yield "eni"
    routing = cilium.effective_routing
    tunnel = isinstance(routing, Tunnel)
    if isinstance(routing, Tunnel):
        yield "tunnel-vxlan" if routing.protocol == "vxlan" else "tunnel-geneve"
    if isinstance(cilium.encryption, Wireguard):
        yield "wireguard"
    elif isinstance(cilium.encryption, Ipsec):
        yield "ipsec-tunnel" if tunnel else "ipsec-native"
    if cilium.hubble.enabled:
        yield "hubble"
        if cilium.hubble.relay:
            yield "hubble-relay"
    if cilium.kvstore is not None:
        yield "etcd-external" if isinstance(cilium.kvstore, ExternalEtcd) else "etcd-managed"
    if cilium.kube_proxy_replacement or cluster.kube_proxy != "absent":
        yield "node-ports"
    if ako is not None:
        yield "ako"
        yield "ako-node-port" if ako.service_type == "NodePort" else "ako-cluster-ip"


def _rules(
    row: TrafficRow, cluster: Cluster, cilium: Cilium, ako: Ako | None, *, in_vpc: bool
) -> Iterator[TrafficRule]:
    # without eni a pod's packets leave a node under the node's address, or in its tunnel
    for sender in (each for each in row.sources if each != "pods" or in_vpc):
        for index, (first, last) in enumerate(_ports(row, cluster, cilium, ako)):
            identity = row.id if len(row.sources) == 1 else f"{row.id}-{sender}"
            yield TrafficRule(
                f"{identity}-{index}" if index else identity,
                row.to,
                sender,
                row.protocol,
                first,
                last,
                row.reason,
            )


def _ports(
    row: TrafficRow, cluster: Cluster, cilium: Cilium, ako: Ako | None
) -> Iterator[tuple[int | None, int | None]]:
    """First and last port of each range that a row is for."""
    match row.port:
        case int() as port:
            yield port, port
        case "any":
            yield (0, _LAST_PORT) if row.protocol in ("tcp", "udp") else (None, None)
        case "none":
            yield None, None
        case "tunnel":
            routing = cilium.effective_routing
            assert isinstance(routing, Tunnel)  # noqa: S101 - what its switch says
            port = routing.udp_port(cluster.distribution)
            yield port, port
        case "node-ports":
            yield cilium.node_port.range
        case "etcd":
            kvstore = cilium.kvstore
            endpoints = kvstore.endpoints if isinstance(kvstore, ExternalEtcd) else ()
            for port in sorted({each.port for each in endpoints}):
                yield port, port
        case "controller":
            host = ako.controller.host if ako is not None else ""
            _, _, said = host.partition(":")
            port = int(said) if said.isdecimal() else _CONTROLLER_PORT
            yield port, port


class GroupRule(NamedTuple):
    """A rule of a security group that a stack names by its id."""

    name: str
    """What it is called in the state."""
    group: str
    """The group's id."""
    source: str
    """The id of the group that is let in."""
    rule: TrafficRule


def group_rules(stack: Stack) -> tuple[GroupRule, ...]:
    """The rules that a stack asks to have made, between groups that it names.

    What another rule between the same groups lets in already is left out.
    """
    ipam = stack.cilium.ipam if stack.cilium is not None else None
    groups = ipam.security_groups if isinstance(ipam, Eni) else None
    if groups is None or not groups.make_rules:
        return ()
    assert stack.cilium is not None  # noqa: S101 - it has groups
    nodes = (groups.nodes,) if groups.nodes is not None else ()
    own = (groups.pods,) if groups.pods not in (None, groups.nodes) else ()
    # a node's first interface has the nodes' group, and gives pods addresses from index 0 on
    on_first = nodes if not own or first_interface(stack.cilium) == 0 else ()
    engines = (groups.service_engines,) if groups.service_engines is not None else ()
    ids: dict[Party, tuple[str | None, ...]] = {
        "nodes": nodes,
        "pods": (*own, *on_first),
        "service-engines": engines,
    }
    found: dict[tuple[object, ...], GroupRule] = {}
    for rule in traffic_rules(stack):
        pairs = product(ids.get(rule.to, ()), ids.get(rule.source, ()))
        for index, (group, source) in enumerate(pairs):
            if group is not None and source is not None:
                key = (group, source, rule.protocol, rule.first, rule.last)
                name = f"{rule.id}-{index}" if index else rule.id
                found.setdefault(key, GroupRule(name, group, source, rule))
    everything = {
        (each.group, each.source) for each in found.values() if each.rule.protocol == "-1"
    }
    return tuple(
        each
        for each in found.values()
        if each.rule.protocol == "-1" or (each.group, each.source) not in everything
    )
