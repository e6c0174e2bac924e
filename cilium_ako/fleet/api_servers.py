"""Stacks of one cluster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from cilium_ako.config.stack import key_path
from cilium_ako.fleet.member import Member, SharedFinding, names_text
from cilium_ako.fleet.registry import shared_rule


@shared_rule("api-server-shared")
def api_server_shared(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Two stacks have one URL of an API server; a loopback address is each node's own."""
    asked: defaultdict[tuple[str, int], dict[int, tuple[Member, int]]] = defaultdict(dict)
    for member in members:
        for place, server in enumerate(member.cluster.api_server):
            if not server.is_loopback:
                key = server.host.lower().rstrip("."), server.port
                asked[key].setdefault(member.number, (member, place))
    for (host, port), together in asked.items():
        if len(together) < 2:
            continue
        for member, place in together.values():
            others = tuple(each.name for each, _ in together.values() if each is not member)
            yield SharedFinding(
                member,
                key_path("cluster", "apiServer", place),
                f"{host}:{port} is also the API server of {names_text(others)}",
                others,
            )
