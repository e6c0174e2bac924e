"""Stacks that keep their state in one etcd."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cilium_ako.config.managed_etcd import ManagedEtcd
from cilium_ako.config.stack import key_path
from cilium_ako.config.types import Endpoint
from cilium_ako.fleet.endpoints import shared_endpoints
from cilium_ako.fleet.member import Member, SharedFinding, names_text
from cilium_ako.fleet.registry import shared_rule
from cilium_ako.rules.queries import cluster_name


@shared_rule("etcd-shared")
def etcd_shared(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Two stacks have one endpoint of etcd; names of a cluster's own DNS are each cluster's."""
    told: set[int] = set()
    for member, place, called, others in shared_endpoints(members, _endpoints, own=_is_own):
        if member.number not in told:  # members of one etcd are one mistake
            told.add(member.number)
            yield SharedFinding(
                member,
                key_path("cilium", "kvstore", *_place(member, place)),
                f"{called} is also an etcd of {names_text(others)}",
                others,
            )


def _place(member: Member, place: int) -> tuple[str | int, ...]:
    if isinstance(member.cilium.kvstore, ManagedEtcd):
        return ("members", place, "address")
    return ("endpoints", place)


def _endpoints(member: Member) -> Sequence[Endpoint]:
    return () if member.cilium.kvstore is None else member.cilium.kvstore.endpoints


def _is_own(endpoint: Endpoint) -> bool:
    return endpoint.is_loopback or cluster_name(endpoint.host)
