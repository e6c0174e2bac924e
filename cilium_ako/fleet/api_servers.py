"""Stacks of one cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cilium_ako.config.stack import key_path
from cilium_ako.fleet.endpoints import shared_endpoints
from cilium_ako.fleet.member import Member, SharedFinding, names_text
from cilium_ako.fleet.registry import shared_rule


@shared_rule("api-server-shared")
def api_server_shared(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Two stacks have one URL of an API server; a loopback address is each node's own."""
    found = shared_endpoints(
        members, lambda member: member.cluster.api_server, own=lambda each: each.is_loopback
    )
    for member, place, called, others in found:
        yield SharedFinding(
            member,
            key_path("cluster", "apiServer", place),
            f"{called} is also the API server of {names_text(others)}",
            others,
        )
