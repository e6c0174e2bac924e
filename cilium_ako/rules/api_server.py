"""Rules about the URLs of the API server."""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.addresses.intervals import IntervalIndex
from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.distributions import BY_NAME
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import (
    cluster_name,
    node_ranges,
    pod_ranges,
    range_containing,
    service_ranges,
)
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to


@rule("api-server-inside")
def api_server_inside(cluster: Cluster, stack: Stack) -> Iterator[Finding]:
    """The API server's address is a pod's or a Service's, or a name of cluster DNS."""
    pods = pod_ranges(stack.cilium) if stack.cilium is not None else []
    inside = IntervalIndex([*service_ranges(cluster), *pods])
    for index, server in enumerate(cluster.api_server):
        path = key_path("cluster", "apiServer", index)
        found = range_containing(server.host, inside)
        if found is not None:
            yield Finding(path, f"the API server {server.host} is in {found.path} {found.network}")
        elif cluster_name(server.host):
            yield Finding(path, f"{server.host} is a name that only cluster DNS knows")


@rule("api-server-http")
def api_server_http(cluster: Cluster) -> Iterator[Finding]:
    """The API server's URL is not https."""
    for index, server in enumerate(cluster.api_server):
        if server.scheme != "https":
            path = key_path("cluster", "apiServer", index)
            yield Finding(
                path,
                f"the API server {server.host} is asked with {server.scheme}",
                set_to(path, str(server._replace(scheme="https"))),
            )


@rule("api-server-single")
def api_server_single(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """One node's address is the only API server, and there are several control planes."""
    if (
        cilium.kube_proxy_replacement
        and cluster.control_planes > 1
        and len(set(cluster.api_server)) == 1
        and range_containing(cluster.api_server[0].host, IntervalIndex(node_ranges(cluster)))
    ):
        path = key_path("cluster", "apiServer")
        row = BY_NAME[cluster.distribution] if cluster.distribution is not None else None
        own = ""
        if row is not None and row.node_local_api is not None:
            host, port = row.node_local_api
            needs = f" with {row.node_local_api_condition}" if row.node_local_api_condition else ""
            address = set_to(f"{path}[0]", f"https://{host}:{port}")
            own = f"{address}, which every node of {row.title} has{needs}; or "
        yield Finding(
            path,
            f"{cluster.api_server[0].host} is a node's address, and there are "
            f"{cluster.control_planes} control planes",
            f"{own}{set_to(f'{path}[0]', 'https://…')} with a load balancer's address"
            + (
                f", or add the others: {set_to(f'{path}[1]', 'https://…:6443')}"
                if features.API_SERVER_LIST.is_in(cilium.version)
                else ""
            ),
        )


@rule("api-server-list-ignored")
def api_server_list_ignored(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Several API servers are listed, and this minor's agents learn the first only."""
    if (
        cilium.kube_proxy_replacement
        and not features.API_SERVER_LIST.is_in(cilium.version)
        and len(set(cluster.api_server)) > 1
    ):
        yield Finding(
            key_path("cluster", "apiServer"),
            f"{len(cluster.api_server)} API servers are listed, and Cilium {cilium.version} takes "
            "the first only",
        )


@rule("api-server-repeated")
def api_server_repeated(cluster: Cluster) -> Iterator[Finding]:
    """The same API server is listed twice."""
    seen = set()
    for index, server in enumerate(cluster.api_server):
        if server in seen:
            path = key_path("cluster", "apiServer", index)
            yield Finding(path, f"{server} is listed twice", removed(path))
        seen.add(server)
