"""Rules about routing, masquerading and the MTU."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.addresses.intervals import Network
from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.cilium.ports import OFFLOADED_PORTS
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.helm_value import is_on, value_at
from cilium_ako.config.ipam import VpcAddresses
from cilium_ako.config.routing import Native, Tunnel
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import of_family, pod_ranges
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_ROUTING: Final = key_path("cilium", "routing")
_MASQUERADE: Final = key_path("cilium", "masquerade")
_BPF: Final = f"{_MASQUERADE}.bpf"
_INTERFACES: Final = f"{_MASQUERADE}.interfaces"

_SMALLEST_MTU: Final = 1280
"""The smallest that IPv6 allows (RFC 8200)."""
_LARGEST_MTU: Final = 9216
"""The largest jumbo frame that switches commonly carry."""


@rule("native-cidr-missing")
def native_cidr_missing(cilium: Cilium) -> Iterator[Finding]:
    """Routing is native with masquerading, and no range is exempt from it."""
    routing = cilium.effective_routing
    if (
        isinstance(routing, Native)
        and routing.cidr is None
        and cilium.masquerades
        and cilium.has_ipv4
        and not isinstance(cilium.ipam, VpcAddresses)
        and not is_on(value_at(cilium.values, "ipMasqAgent", "enabled"))
    ):
        pods = of_family(pod_ranges(cilium), 4)
        fix = set_to(f"{_ROUTING}.cidr", str(pods[0].network)) if len(pods) == 1 else ""
        yield Finding(
            f"{_ROUTING}.cidr", "native routing masquerades and has no range to leave out", fix
        )


@rule("native-cidr-everything")
def native_cidr_everything(cilium: Cilium) -> Iterator[Finding]:
    """iptables masquerades, and the whole address space is exempt, which this minor refuses."""
    routing = cilium.effective_routing
    if (
        not isinstance(routing, Native)
        or cilium.masquerade.bpf
        or not features.NATIVE_CIDR_OF_EVERYTHING_REFUSED.is_in(cilium.version)
    ):
        return
    for cidr, masquerades, key, switch in (
        (routing.cidr, cilium.has_ipv4 and cilium.masquerades, "cidr", "enabled"),
        (
            routing.cidr_ipv6,
            cilium.has_ipv6 and cilium.masquerades_ipv6,
            "cidrIpv6",
            "enabledIpv6",
        ),
    ):
        if cidr is not None and cidr.prefixlen == 0 and masquerades:
            yield Finding(
                f"{_ROUTING}.{key}",
                f"the range {cidr} is everything, and iptables masquerades",
                f"{set_to(f'{_MASQUERADE}.{switch}', 'false')} && {removed(f'{_ROUTING}.{key}')}",
            )


def _masquerades(cilium: Cilium) -> bool:
    """Whether a family that pods have is masqueraded."""
    return (cilium.has_ipv4 and cilium.masquerades) or (cilium.has_ipv6 and cilium.masquerades_ipv6)


@rule("masquerade-interfaces-bpf")
def masquerade_interfaces_bpf(cilium: Cilium) -> Iterator[Finding]:
    """Interfaces are named, and eBPF masquerading does not read them."""
    if _masquerades(cilium) and cilium.masquerade.bpf and cilium.masquerade.interfaces:
        yield Finding(
            _INTERFACES, "masquerading is done in eBPF and names interfaces", removed(_INTERFACES)
        )


@rule("masquerade-interfaces-off")
def masquerade_interfaces_off(cilium: Cilium) -> Iterator[Finding]:
    """Interfaces are named, and nothing is masqueraded."""
    if not _masquerades(cilium) and cilium.masquerade.interfaces:
        yield Finding(
            _INTERFACES,
            "interfaces are named and masquerading is off",
            f"{removed(_INTERFACES)}, or {set_to(f'{_MASQUERADE}.enabled', 'true')}",
        )


@rule("masquerade-off")
def masquerade_off(cilium: Cilium) -> Iterator[Finding]:
    """Pods in a tunnel are not masqueraded; with eni another rule tells of the tunnel."""
    if not _masquerades(cilium) and isinstance(cilium.effective_routing, Tunnel):
        if isinstance(cilium.ipam, VpcAddresses):
            return  # refused already
        path = f"{_MASQUERADE}.enabled"
        yield Finding(path, "pods in a tunnel are not masqueraded", set_to(path, "true"))


@rule("bpf-masquerade-off")
def bpf_masquerade_off(cilium: Cilium) -> Iterator[Finding]:
    """eBPF masquerading is asked for, and masquerading is off."""
    if cilium.masquerade.bpf and not _masquerades(cilium):
        default = " (eni leaves it off unless asked)" if cilium.masquerade.enabled is None else ""
        yield Finding(
            _BPF,
            f"masquerading in eBPF is asked for and masquerading is off{default}",
            f"{set_to(f'{_MASQUERADE}.enabled', 'true')}, or {set_to(_BPF, 'false')}",
        )


def _bpf_alone(cilium: Cilium) -> bool:
    return cilium.masquerade.bpf and _masquerades(cilium) and not cilium.kube_proxy_replacement


_ALONE_FIX: Final = (
    f"{set_to(_BPF, 'false')}, or "
    f"{set_to(key_path('cilium', 'kubeProxyReplacement'), 'true')} and kube-proxy gone"
)


@rule("bpf-masquerade-refused")
def bpf_masquerade_refused(cilium: Cilium) -> Iterator[Finding]:
    """eBPF masquerading is asked for without kube-proxy replacement; this minor's agents stop."""
    if _bpf_alone(cilium) and features.BPF_MASQUERADE_REFUSED.is_in(cilium.version):
        yield Finding(
            _BPF,
            f"Cilium {cilium.version} masquerades in eBPF only where it replaces kube-proxy",
            _ALONE_FIX,
        )


@rule("bpf-masquerade-alone")
def bpf_masquerade_alone(cilium: Cilium) -> Iterator[Finding]:
    """The same, and this minor falls back to iptables or accepts it, undocumented."""
    if _bpf_alone(cilium) and not features.BPF_MASQUERADE_REFUSED.is_in(cilium.version):
        yield Finding(
            _BPF, "masquerading in eBPF is asked for and kube-proxy is not replaced", _ALONE_FIX
        )


@rule("ip-masq-agent")
def ip_masq_agent(cilium: Cilium) -> Iterator[Finding]:
    """ipMasqAgent is on, and masquerading is not done in eBPF."""
    if is_on(value_at(cilium.values, "ipMasqAgent", "enabled")) and not cilium.masquerade.bpf:
        yield Finding(
            key_path("cilium", "values", "ipMasqAgent", "enabled"),
            "ipMasqAgent is switched on and masquerading is not done in eBPF",
            set_to(_BPF, "true"),
        )


def _networks_of_nodes(cluster: Cluster) -> set[Network]:
    """The nodes' ranges of one family: with both, a network has one of each."""
    ipv4, ipv6 = (
        {each for each in cluster.node_cidrs if each.version == family} for family in (4, 6)
    )
    return max(ipv4, ipv6, key=len)


@rule("direct-routes-networks")
def direct_routes_networks(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Nodes write direct routes to each other and are in several ranges."""
    routing = cilium.routing
    if (
        isinstance(routing, Native)
        and routing.auto_direct_node_routes
        and len(networks := _networks_of_nodes(cluster)) > 1
        and not is_on(value_at(cilium.values, "directRoutingSkipUnreachable"))
    ):
        path = f"{_ROUTING}.autoDirectNodeRoutes"
        yield Finding(
            path,
            f"nodes write direct routes and are in {len(networks)} ranges",
            set_to(path, "false"),
        )


@rule("skip-unreachable-alone")
def skip_unreachable_alone(cilium: Cilium) -> Iterator[Finding]:
    """directRoutingSkipUnreachable is on, and nodes write no direct routes."""
    routing = cilium.effective_routing
    if is_on(value_at(cilium.values, "directRoutingSkipUnreachable")) and not (
        isinstance(routing, Native) and routing.auto_direct_node_routes
    ):
        path = key_path("cilium", "values", "directRoutingSkipUnreachable")
        yield Finding(
            path,
            "directRoutingSkipUnreachable is on and nodes write no direct routes",
            removed(path),
        )


@rule("native-on-aws")
def native_on_aws(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Routing is native on AWS, with pod addresses that the VPC does not know."""
    if (
        cluster.platform != "generic"
        and isinstance(cilium.routing, Native)
        and not isinstance(cilium.ipam, VpcAddresses)
    ):
        yield Finding(
            f"{_ROUTING}.mode",
            f"the platform is {cluster.platform}, and pods with IPAM {cilium.ipam.mode} are routed "
            "natively",
            f"{removed(_ROUTING)} && {set_to(f'{_ROUTING}.mode', 'tunnel')}",
        )


@rule("tunnel-port-offload")
def tunnel_port_offload(cluster: Cluster, cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Nodes are virtual machines whose network cards take the VXLAN port for their own."""
    routing = cilium.effective_routing
    if ako.cloud not in ("vcenter", "nsxt") or not isinstance(routing, Tunnel):
        return
    port = routing.udp_port(cluster.distribution)
    if routing.protocol == "vxlan" and port in OFFLOADED_PORTS:
        mode = "" if cilium.routing else f"{set_to(f'{_ROUTING}.mode', 'tunnel')} && "
        yield Finding(
            f"{_ROUTING}.port",
            f"nodes on {ako.cloud} use VXLAN on port {port}",
            f"{mode}{set_to(f'{_ROUTING}.port', '8223')}  (on a running cluster all agents must "
            "change at once)",
        )


@rule("mtu-unusual")
def mtu_unusual(cilium: Cilium) -> Iterator[Finding]:
    """The MTU is smaller or larger than that of any Ethernet."""
    if cilium.mtu and not _SMALLEST_MTU <= cilium.mtu <= _LARGEST_MTU:
        path = key_path("cilium", "mtu")
        yield Finding(
            path,
            f"the MTU is {cilium.mtu}, outside of {_SMALLEST_MTU} to {_LARGEST_MTU}",
            set_to(path, "0"),
        )
