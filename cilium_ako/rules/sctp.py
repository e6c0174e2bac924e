"""Rules about SCTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue.ako import features as ako_features
from cilium_ako.catalogue.cilium import kernels
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.registry import rule
from cilium_ako.shell import set_to

_SCTP: Final = key_path("cilium", "sctp")


@rule("sctp-kernel")
def sctp_kernel(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """SCTP is on, and a node's kernel does not have it."""
    if cilium.sctp and not kernels.SCTP.is_in(cluster.kernel_version):
        yield Finding(
            _SCTP,
            f"SCTP needs kernel {kernels.SCTP.since}, and the oldest node has "
            f"{cluster.kernel_version}",
            f"update the nodes' kernels, or {set_to(_SCTP, 'false')}",
        )


@rule("sctp-node-port")
def sctp_node_port(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """SCTP goes over NodePorts that Cilium serves, whose ports it cannot rewrite."""
    if cilium.sctp and cilium.kube_proxy_replacement and ako.service_type == "NodePort":
        path = key_path("ako", "serviceType")
        yield Finding(
            path,
            "SCTP goes over NodePorts and Cilium replaces kube-proxy",
            set_to(path, "ClusterIP"),
        )


@rule("sctp-replacement")
def sctp_replacement(stack: Stack, cilium: Cilium) -> Iterator[Finding]:
    """SCTP is on, and Cilium replaces kube-proxy; with NodePort another rule says more."""
    by_node_port = stack.ako is not None and stack.ako.service_type == "NodePort"
    if cilium.sctp and cilium.kube_proxy_replacement and not by_node_port:
        yield Finding(
            _SCTP,
            "sctp is on and Cilium replaces kube-proxy",
            f"{set_to(_SCTP, 'false')}, or acknowledge this rule",
        )


@rule("sctp-bpf-masquerade")
def sctp_bpf_masquerade(cilium: Cilium) -> Iterator[Finding]:
    """SCTP is on, and masquerading is done in eBPF, which does not know it."""
    if cilium.sctp and cilium.masquerade.bpf and cilium.masquerades:
        path = key_path("cilium", "masquerade", "bpf")
        yield Finding(path, "SCTP is on and masquerading is done in eBPF", set_to(path, "false"))


@rule("sctp-controller")
def sctp_controller(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """SCTP is on, and the Avi Controller does not know it."""
    if cilium.sctp and not ako_features.CONTROLLER_SCTP.is_in(ako.controller.version):
        yield Finding(
            key_path("ako", "controller", "version"),
            f"SCTP needs Avi Controller {ako_features.CONTROLLER_SCTP.since}, and this one is "
            f"{ako.controller.version}",
        )
