"""Stacks that keep their state in one etcd."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from cilium_ako.config.stack import key_path
from cilium_ako.fleet.member import Member, SharedFinding, names_text
from cilium_ako.fleet.registry import shared_rule
from cilium_ako.rules.queries import cluster_name


@shared_rule("etcd-shared")
def etcd_shared(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Two stacks have one endpoint of etcd; names of a cluster's own DNS are each cluster's."""
    asked: defaultdict[tuple[str, int], dict[int, tuple[Member, int]]] = defaultdict(dict)
    for member in members:
        kvstore = member.cilium.kvstore
        for place, endpoint in enumerate(kvstore.endpoints if kvstore is not None else ()):
            if not endpoint.is_loopback and not cluster_name(endpoint.host):
                key = endpoint.host.lower().rstrip("."), endpoint.port
                asked[key].setdefault(member.number, (member, place))
    told: set[int] = set()
    for (host, port), together in asked.items():
        for member, place in together.values():
            others = tuple(each.name for each, _ in together.values() if each is not member)
            if others and member.number not in told:
                told.add(member.number)
                yield SharedFinding(
                    member,
                    key_path("cilium", "kvstore", "endpoints", place),
                    f"{host}:{port} is also an etcd of {names_text(others)}",
                    others,
                )
