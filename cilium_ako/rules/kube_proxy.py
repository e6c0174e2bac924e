"""Rules about kube-proxy, its replacement, and the API server that the replacement needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue.cilium import features as since
from cilium_ako.catalogue.cilium import kernels
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.rules.problem import Finding, removed, set_to
from cilium_ako.rules.queries import (
    cluster_name,
    holding,
    is_on,
    node_ranges,
    pod_ranges,
    service_ranges,
    value_at,
)
from cilium_ako.rules.ranges import Ranges
from cilium_ako.rules.registry import rule

_REPLACEMENT: Final = key_path("cilium", "kubeProxyReplacement")
_KUBE_PROXY: Final = key_path("cluster", "kubeProxy")
_KERNEL: Final = key_path("cluster", "kernelVersion")


@rule("kube-proxy-present")
def kube_proxy_present(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Two that serve the same Services."""
    if cilium.kube_proxy_replacement and cluster.kube_proxy != "absent":
        yield Finding(
            _KUBE_PROXY,
            f"Cilium replaces kube-proxy, and kube-proxy runs in {cluster.kube_proxy} mode",
            f"{set_to(_KUBE_PROXY, 'absent')} once `kubectl -n kube-system get ds kube-proxy` "
            f"finds none, or {set_to(_REPLACEMENT, 'false')}",
        )


@rule("kube-proxy-missing")
def kube_proxy_missing(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Nobody that serves Services."""
    if not cilium.kube_proxy_replacement and cluster.kube_proxy == "absent":
        yield Finding(
            _REPLACEMENT,
            "kube-proxy is absent and Cilium does not replace it",
            f"{set_to(_REPLACEMENT, 'true')}, or {set_to(_KUBE_PROXY, 'iptables')} where it runs",
        )


@rule("api-server-inside")
def api_server_inside(cluster: Cluster, stack: Stack) -> Iterator[Finding]:
    """An API server that only a running Cilium leads to."""
    pods = pod_ranges(stack.cilium) if stack.cilium is not None else []
    inside = Ranges([*service_ranges(cluster), *pods])
    for index, server in enumerate(cluster.api_server):
        path = key_path("cluster", "apiServer", index)
        found = holding(server.host, inside)
        if found is not None:
            yield Finding(path, f"the API server {server.host} is in {found.path} {found.network}")
        elif cluster_name(server.host):
            yield Finding(path, f"{server.host} is a name that only cluster DNS knows")


@rule("api-server-http")
def api_server_http(cluster: Cluster) -> Iterator[Finding]:
    """An API server without TLS."""
    for index, server in enumerate(cluster.api_server):
        if server.scheme != "https":
            path = key_path("cluster", "apiServer", index)
            yield Finding(
                path,
                f"the API server {server.host} is asked with {server.scheme}",
                set_to(path, f"https://{server.host}:{server.port}"),
            )


@rule("api-server-single")
def api_server_single(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """All agents tied to one control plane node."""
    if (
        cilium.kube_proxy_replacement
        and cluster.control_planes > 1
        and len(set(cluster.api_server)) == 1
        and holding(cluster.api_server[0].host, Ranges(node_ranges(cluster)))
    ):
        path = key_path("cluster", "apiServer")
        yield Finding(
            path,
            f"{cluster.api_server[0].host} is a node's address, and there are "
            f"{cluster.control_planes} control planes",
            f"{set_to(f'{path}[0]', 'https://…')} with a load balancer's address"
            + (
                f", or add the others: {set_to(f'{path}[1]', 'https://…:6443')}"
                if cilium.version >= since.API_SERVER_LIST
                else ""
            ),
        )


@rule("api-server-list-ignored")
def api_server_list_ignored(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Several API servers, of which agents learn one."""
    if (
        cilium.kube_proxy_replacement
        and cilium.version < since.API_SERVER_LIST
        and len(set(cluster.api_server)) > 1
    ):
        yield Finding(
            key_path("cluster", "apiServer"),
            f"{len(cluster.api_server)} API servers are listed, and Cilium {cilium.version} takes "
            "the first only",
        )


@rule("api-server-repeated")
def api_server_repeated(cluster: Cluster) -> Iterator[Finding]:
    """The same API server twice."""
    seen = set()
    for index, server in enumerate(cluster.api_server):
        if server in seen:
            path = key_path("cluster", "apiServer", index)
            yield Finding(path, f"{server} is listed twice", removed(path))
        seen.add(server)


@rule("session-affinity-kernel")
def session_affinity_kernel(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Affinity that counts per node."""
    if cilium.kube_proxy_replacement and cluster.kernel_version < kernels.SESSION_AFFINITY:
        yield Finding(_KERNEL, f"session affinity is limited on kernel {cluster.kernel_version}")


@rule("host-routing-kernel")
def host_routing_kernel(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Host routing that quietly does not happen."""
    if (
        cilium.kube_proxy_replacement
        and cilium.masquerade.bpf
        and cilium.masquerades
        and cluster.kernel_version < kernels.HOST_ROUTING
        and not is_on(value_at(cilium.values, "bpf", "hostLegacyRouting"))
    ):
        yield Finding(_KERNEL, f"eBPF host routing does not run on kernel {cluster.kernel_version}")


@rule("ipvs-node-port")
def ipvs_node_port(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """IPVS beside Cilium."""
    if cluster.kube_proxy == "ipvs" and not cilium.kube_proxy_replacement:
        yield Finding(_KUBE_PROXY, "kube-proxy is kept and runs in IPVS mode")


@rule("socket-lb-host-only")
def socket_lb_host_only(cilium: Cilium) -> Iterator[Finding]:
    """A restriction of a load balancer that is off."""
    if (
        is_on(value_at(cilium.values, "socketLB", "hostNamespaceOnly"))
        and not is_on(value_at(cilium.values, "socketLB", "enabled"))
        and not cilium.kube_proxy_replacement
    ):
        path = key_path("cilium", "values", "socketLB", "hostNamespaceOnly")
        yield Finding(
            path,
            "socketLB.hostNamespaceOnly is set and the socket load balancer is off",
            removed(path),
        )
