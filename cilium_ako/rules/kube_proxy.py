"""Rules about kube-proxy and its replacement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue.cilium import kernels
from cilium_ako.catalogue.distributions import BY_NAME
from cilium_ako.catalogue.kubernetes.objects import KUBE_PROXY, SYSTEM_NAMESPACE
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cilium_settings import setting, setting_path
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.helm_value import is_on, value_at
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_REPLACEMENT: Final = key_path("cilium", "kubeProxyReplacement")
_KUBE_PROXY: Final = key_path("cluster", "kubeProxy")
_KERNEL: Final = key_path("cluster", "kernelVersion")


@rule("kube-proxy-present")
def kube_proxy_present(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Cilium replaces kube-proxy, and kube-proxy runs."""
    if cilium.kube_proxy_replacement and cluster.has_kube_proxy:
        gone = f"`kubectl -n {SYSTEM_NAMESPACE} get ds {KUBE_PROXY}` finds none"
        if cluster.distribution is not None and BY_NAME[cluster.distribution].without_kube_proxy:
            row = BY_NAME[cluster.distribution]
            gone = f"it is gone ({row.title}: {row.without_kube_proxy})"
        kept_off = f"{set_to(_KUBE_PROXY, 'kept-off')}, or " if cluster.platform == "eks" else ""
        yield Finding(
            _KUBE_PROXY,
            f"Cilium replaces kube-proxy, and kube-proxy runs in {cluster.kube_proxy} mode",
            f"{kept_off}{set_to(_KUBE_PROXY, 'absent')} once {gone}, "
            f"or {set_to(_REPLACEMENT, 'false')}",
        )


@rule("kube-proxy-missing")
def kube_proxy_missing(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """kube-proxy serves nobody, and Cilium does not replace it."""
    if not cilium.kube_proxy_replacement and not cluster.has_kube_proxy:
        how = "absent" if cluster.kube_proxy == "absent" else "kept off all nodes"
        yield Finding(
            _REPLACEMENT,
            f"kube-proxy is {how} and Cilium does not replace it",
            f"{set_to(_REPLACEMENT, 'true')}, or {set_to(_KUBE_PROXY, 'iptables')} where it runs",
        )


@rule("kube-proxy-kept-off")
def kube_proxy_kept_off(cluster: Cluster) -> Iterator[Finding]:
    """kube-proxy shall be kept off nodes, and the cluster is not EKS."""
    if cluster.kube_proxy == "kept-off" and cluster.platform != "eks":
        yield Finding(
            _KUBE_PROXY,
            "kube-proxy shall be kept off all nodes, and the cluster is not EKS",
            set_to(_KUBE_PROXY, "absent") + "  (once it is gone)",
        )


@rule("session-affinity-kernel")
def session_affinity_kernel(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Cilium replaces kube-proxy on a kernel without network namespace cookies."""
    if cilium.kube_proxy_replacement and not kernels.SESSION_AFFINITY.is_in(cluster.kernel_version):
        yield Finding(_KERNEL, f"session affinity is limited on kernel {cluster.kernel_version}")


@rule("host-routing-kernel")
def host_routing_kernel(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """eBPF host routing is asked for on a kernel that does not have it."""
    if (
        cilium.kube_proxy_replacement
        and cilium.masquerade.bpf
        and cilium.masquerades
        and not kernels.HOST_ROUTING.is_in(cluster.kernel_version)
        and not is_on(value_at(cilium.values, "bpf", "hostLegacyRouting"))
    ):
        yield Finding(_KERNEL, f"eBPF host routing does not run on kernel {cluster.kernel_version}")


@rule("ipvs-node-port")
def ipvs_node_port(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """kube-proxy is kept, and runs in IPVS mode."""
    if cluster.kube_proxy == "ipvs" and not cilium.kube_proxy_replacement:
        yield Finding(_KUBE_PROXY, "kube-proxy is kept and runs in IPVS mode")


@rule("socket-lb-host-only")
def socket_lb_host_only(cilium: Cilium) -> Iterator[Finding]:
    """socketLB.hostNamespaceOnly is on, and the socket load balancer is off."""
    if (
        is_on(setting(cilium, "socketLB.hostNamespaceOnly"))
        and not is_on(setting(cilium, "socketLB.enabled"))
        and not cilium.kube_proxy_replacement
    ):
        path = setting_path(cilium, "socketLB.hostNamespaceOnly")
        yield Finding(
            path,
            "socketLB.hostNamespaceOnly is set and the socket load balancer is off",
            removed(path),
        )
