"""Rules about encryption."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.addresses.subnets import spanning_network
from cilium_ako.catalogue.cilium import features, ipsec, kernels
from cilium_ako.catalogue.cilium.releases import cilium_minor
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import Ipsec, Wireguard
from cilium_ako.config.helm_value import is_on, value_at
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import (
    config_range,
    missing_text,
    of_family,
    ranges_of_pods,
)
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_VERSION: Final = key_path("cilium", "version")
_TYPE: Final = key_path("cilium", "encryption", "type")
_ENCRYPTION: Final = key_path("cilium", "encryption")
_TO_WIREGUARD: Final = f"{removed(_ENCRYPTION)} && {set_to(_TYPE, 'wireguard')}"


@rule("ipsec-patch")
def ipsec_patch(cilium: Cilium) -> Iterator[Finding]:
    """IPsec is asked for with a patch that has no key per tunnel."""
    minor = cilium_minor(cilium.version)
    first = minor.ipsec_since if minor is not None else None
    if isinstance(cilium.encryption, Ipsec) and first is not None and cilium.version < first:
        yield Finding(
            _VERSION,
            f"IPsec needs Cilium {first} or later, and this is {cilium.version}",
            set_to(_VERSION, str(first)) + "  (or later)",
        )


@rule("ipsec-kube-proxy-replacement")
def ipsec_kube_proxy_replacement(cilium: Cilium) -> Iterator[Finding]:
    """IPsec and kube-proxy replacement are asked for, which this minor does not do."""
    if (
        isinstance(cilium.encryption, Ipsec)
        and cilium.kube_proxy_replacement
        and not features.IPSEC_WITH_REPLACEMENT.is_in(cilium.version)
    ):
        yield Finding(
            _TYPE,
            f"Cilium {cilium.version} does not use IPsec where it replaces kube-proxy",
            _TO_WIREGUARD,
        )


@rule("ipsec-node-limit")
def ipsec_node_limit(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """maxNodes is above the number of nodes that IPsec can tell apart."""
    if isinstance(cilium.encryption, Ipsec) and cluster.max_nodes > ipsec.MOST_NODES:
        path = key_path("cluster", "maxNodes")
        yield Finding(
            path,
            f"maxNodes is {cluster.max_nodes} and IPsec serves {ipsec.MOST_NODES}",
            f"{set_to(path, str(ipsec.MOST_NODES))}, or {_TO_WIREGUARD}",
        )


@rule("ipsec-host-routing-kernel")
def ipsec_host_routing_kernel(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """IPsec uses eBPF host routing, and a node's kernel may not scrub redirected packets."""
    if (
        isinstance(cilium.encryption, Ipsec)
        and features.IPSEC_HOST_ROUTING.is_in(cilium.version)
        and cilium.kube_proxy_replacement
        and cilium.masquerade.bpf
        and cilium.masquerades
        and not kernels.REDIRECT_SCRUBBED.is_in(cluster.kernel_version)
        and not is_on(value_at(cilium.values, "bpf", "hostLegacyRouting"))
    ):
        yield Finding(
            key_path("cluster", "kernelVersion"),
            "IPsec uses eBPF host routing here, and the oldest node's kernel "
            f"{cluster.kernel_version} may lack the fix",
            set_to(key_path("cilium", "values", "bpf", "hostLegacyRouting"), "true")
            + ", or acknowledge this rule once every node's kernel has the fix",
        )


@rule("wireguard-kernel")
def wireguard_kernel(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """WireGuard is asked for, and a node's kernel does not have it."""
    if isinstance(cilium.encryption, Wireguard) and not kernels.WIREGUARD.is_in(
        cluster.kernel_version
    ):
        yield Finding(
            _TYPE,
            f"WireGuard needs kernel {kernels.WIREGUARD.since}, and the oldest node has "
            f"{cluster.kernel_version}",
        )


@rule("wireguard-l7")
def wireguard_l7(cilium: Cilium) -> Iterator[Finding]:
    """WireGuard and the L7 proxy are both on, which this minor does not do."""
    if (
        isinstance(cilium.encryption, Wireguard)
        and cilium.l7_proxy
        and not features.WIREGUARD_WITH_L7_PROXY.is_in(cilium.version)
    ):
        path = key_path("cilium", "l7Proxy")
        yield Finding(
            path,
            f"Cilium {cilium.version} does not use WireGuard with the L7 proxy",
            set_to(path, "false"),
        )


@rule("wireguard-node-encryption-old")
def wireguard_node_encryption_old(cilium: Cilium) -> Iterator[Finding]:
    """Encryption of nodes is on, and this minor does it with IPsec only."""
    if (
        isinstance(cilium.encryption, Wireguard)
        and cilium.encryption.node_encryption
        and not features.WIREGUARD_NODE_ENCRYPTION.is_in(cilium.version)
    ):
        path = key_path("cilium", "encryption", "nodeEncryption")
        yield Finding(
            path,
            f"Cilium {cilium.version} does not encrypt nodes' own traffic with WireGuard",
            set_to(path, "false"),
        )


@rule("wireguard-node-encryption-beta")
def wireguard_node_encryption_beta(cilium: Cilium) -> Iterator[Finding]:
    """Encryption of nodes is on, which is beta and has gaps."""
    if (
        isinstance(cilium.encryption, Wireguard)
        and cilium.encryption.node_encryption
        and features.WIREGUARD_NODE_ENCRYPTION.is_in(cilium.version)
    ):
        yield Finding(
            key_path("cilium", "encryption", "nodeEncryption"),
            "encryption of the nodes' own traffic is on",
        )


@rule("wireguard-north-south")
def wireguard_north_south(cilium: Cilium) -> Iterator[Finding]:
    """WireGuard is on, and XDP or DSR sends requests from outside past it."""
    asked = cilium.node_port
    if not isinstance(cilium.encryption, Wireguard) or not cilium.kube_proxy_replacement:
        return
    if asked.acceleration != "disabled":
        yield Finding(
            key_path("cilium", "nodePort", "acceleration"),
            f"Services are accelerated ({asked.acceleration}) with WireGuard",
            set_to(key_path("cilium", "nodePort", "acceleration"), "disabled"),
        )
    elif asked.mode != "snat" and asked.dsr_dispatch != "geneve":
        yield Finding(
            key_path("cilium", "nodePort", "mode"),
            f"the mode is {asked.mode} with dsrDispatch {asked.dsr_dispatch} and WireGuard",
            set_to(key_path("cilium", "nodePort", "mode"), "snat"),
        )


@rule("strict-mode-old")
def strict_mode_old(cilium: Cilium) -> Iterator[Finding]:
    """Strict mode is on, and this minor does not have it."""
    if (
        isinstance(cilium.encryption, Wireguard)
        and cilium.encryption.strict is not None
        and not features.STRICT_MODE.is_in(cilium.version)
    ):
        path = key_path("cilium", "encryption", "strict")
        yield Finding(path, f"Cilium {cilium.version} has no strict mode", removed(path))


@rule("strict-cidr-misses-pods")
def strict_cidr_misses_pods(cilium: Cilium) -> Iterator[Finding]:
    """Strict mode's range does not hold every pod range."""
    encryption = cilium.encryption
    if encryption is None or encryption.strict is None:
        return
    strict = config_range(encryption.strict.cidr, "cilium", "encryption", "strict", "cidr")
    pods = of_family(ranges_of_pods(cilium), 4)
    if missed := missing_text(pods, strict):
        yield Finding(
            strict.path,
            f"strict mode's range {strict.network} does not hold {missed}",
            set_to(strict.path, str(spanning_network(pods))),
        )
