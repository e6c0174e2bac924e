"""Rules about the two families of addresses: who has which, and what goes with IPv6."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.addresses.intervals import parse_address
from cilium_ako.catalogue.ako import features as ako_features
from cilium_ako.catalogue.cilium import features
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cilium_settings import setting
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import Ipsec, Wireguard
from cilium_ako.config.helm_value import is_off, is_on, value_at
from cilium_ako.config.ipam import ClusterPool, Eni, VpcAddresses
from cilium_ako.config.routing import Native, Tunnel
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import (
    families_of,
    node_ranges,
    of_family,
    pod_ranges,
    ranges_of_pods,
    service_ranges,
)
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_PODS: Final = key_path("cilium", "ipam", "podCidrs")
_VPC: Final = key_path("cilium", "ipam", "vpcCidrs")
_NODES: Final = key_path("cluster", "nodeCidrs")
_SERVICES: Final = key_path("cluster", "serviceCidrs")
_ROUTING: Final = key_path("cilium", "routing")
_MASQUERADE: Final = key_path("cilium", "masquerade")
_IP_FAMILY: Final = ("AKOSettings", "ipFamily")
_NAMES: Final = {4: "IPv4", 6: "IPv6"}


def ipv6_on(cilium: Cilium) -> bool:
    """Whether pods have IPv6, by their ranges or by a Helm value of the stack's own."""
    return cilium.has_ipv6 or is_on(value_at(cilium.values, "ipv6", "enabled"))


def masquerades_ipv6(cilium: Cilium) -> bool:
    """Whether IPv6 is masqueraded, where there is IPv6; Helm's default is on."""
    if cilium.has_ipv6 or cilium.masquerade.enabled_ipv6 is not None:
        return cilium.masquerades_ipv6
    return not is_off(value_at(cilium.values, "enableIPv6Masquerade"))


@rule("nodes-lack-family")
def nodes_lack_family(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Pods have a family of which no node has an address; with eni another rule looks at IPv4."""
    pods = families_of(ranges_of_pods(cilium))
    for family in sorted(pods - families_of(node_ranges(cluster))):
        yield Finding(
            _NODES,
            f"pods have {_NAMES[family]} and no node range is {_NAMES[family]}",
            f"{set_to(f'{_NODES}[{len(cluster.node_cidrs)}]', '…')}  (the range of the nodes' "
            f"{_NAMES[family]} addresses)",
        )


@rule("services-without-pods")
def services_without_pods(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Services have a family that no pod has; Helm values may give pods IPv6, too."""
    pods = families_of(ranges_of_pods(cilium))
    for family in sorted(families_of(service_ranges(cluster)) - pods):
        if family == 6 and ipv6_on(cilium):
            continue
        first = of_family(service_ranges(cluster), family)[0]
        append = ""
        if not isinstance(cilium.ipam, VpcAddresses):
            place = f"{_PODS}[{len(cilium.ipam.pod_networks)}]"
            example = "fd42::/104" if family == 6 else "10.42.0.0/16"
            append = f"{set_to(place, example)}  (`cilium-ako diff` tells what that does), or "
        yield Finding(
            first.path,
            f"the service range {first.network} is {_NAMES[family]} and no range of pods is",
            f"{append}{removed(first.path)}",
        )


@rule("services-lack-family")
def services_lack_family(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Pods have a family that no Service has."""
    pods = families_of(ranges_of_pods(cilium))
    for family in sorted(pods - families_of(service_ranges(cluster))):
        yield Finding(
            _SERVICES, f"pods have {_NAMES[family]} and no service range is {_NAMES[family]}"
        )


@rule("api-server-lacks-family")
def api_server_lacks_family(cluster: Cluster) -> Iterator[Finding]:
    """The API server's address is of a family that no node has; a name may have both."""
    nodes = families_of(node_ranges(cluster))
    for index, server in enumerate(cluster.api_server):
        address = parse_address(server.host)
        if address is not None and address.family not in nodes and not server.is_loopback:
            path = key_path("cluster", "apiServer", index)
            yield Finding(
                path,
                f"the API server {server.host} is {_NAMES[address.family]} and no node range is",
                f"{set_to(path, 'https://…')}  (a name, or an address of a family that nodes have)",
            )


@rule("ipv6-keys-unused")
def ipv6_keys_unused(cilium: Cilium) -> Iterator[Finding]:
    """A key for IPv6 is set and pods have none."""
    if ipv6_on(cilium):
        return
    ipam, routing = cilium.ipam, cilium.routing
    unused = []
    if isinstance(ipam, ClusterPool) and "node_mask_size_ipv6" in ipam.model_fields_set:
        unused.append(key_path("cilium", "ipam", "nodeMaskSizeIpv6"))
    if isinstance(routing, Native) and routing.cidr_ipv6 is not None:
        unused.append(f"{_ROUTING}.cidrIpv6")
    if cilium.masquerade.enabled_ipv6 is not None:
        unused.append(f"{_MASQUERADE}.enabledIpv6")
    for path in unused:
        yield Finding(path, "it is for IPv6 and no range of pods is IPv6", removed(path))


@rule("native-cidr-ipv6-missing")
def native_cidr_ipv6_missing(cilium: Cilium) -> Iterator[Finding]:
    """Routing is native and masquerades IPv6, and no IPv6 range is exempt from it."""
    routing = cilium.effective_routing
    if isinstance(cilium.ipam, Eni) and not features.ENI_IPV6.is_in(cilium.version):
        return  # refused already
    if (
        not isinstance(routing, Native)
        or routing.cidr_ipv6 is not None
        or not ipv6_on(cilium)
        or not masquerades_ipv6(cilium)
        or value_at(cilium.values, "ipv6NativeRoutingCIDR") not in (None, "")
    ):
        return
    agent = is_on(value_at(cilium.values, "ipMasqAgent", "enabled"))
    if agent and features.MASQ_AGENT_FOR_NATIVE_CIDR.is_in(cilium.version):
        return
    pods = of_family(pod_ranges(cilium), 6)
    if (
        features.POOL_AS_NATIVE_CIDR.is_in(cilium.version)
        and isinstance(cilium.ipam, ClusterPool)
        and is_on(value_at(cilium.values, "nativeRoutingCIDRFromClusterPool"))
        and len(pods) < 2
    ):
        return
    path = f"{_ROUTING}.cidrIpv6"
    off = set_to(f"{_MASQUERADE}.enabledIpv6", "false")
    example = str(pods[0].network) if len(pods) == 1 else "…"
    yield Finding(
        path,
        "native routing masquerades IPv6 and has no IPv6 range to leave out "
        "(ipv6NativeRoutingCIDR)",
        f"{set_to(path, example)}, or {off}",
    )


@rule("pools-as-native-cidr-ipv6")
def pools_as_native_cidr_ipv6(cilium: Cilium) -> Iterator[Finding]:
    """The chart shall take the one IPv6 pool as the range of native routing, and there are more."""
    pools = of_family(pod_ranges(cilium), 6)
    routing = cilium.effective_routing
    said = isinstance(routing, Native) and routing.cidr_ipv6 is not None
    if (
        isinstance(cilium.ipam, ClusterPool)
        and features.POOL_AS_NATIVE_CIDR.is_in(cilium.version)
        and is_on(value_at(cilium.values, "nativeRoutingCIDRFromClusterPool"))
        and len(pools) > 1
        and not said
    ):
        path = key_path("cilium", "values", "nativeRoutingCIDRFromClusterPool")
        yield Finding(
            path,
            f"nativeRoutingCIDRFromClusterPool is on and there are {len(pools)} IPv6 pools",
            removed(path),
        )


@rule("ipv6-masquerade-bpf")
def ipv6_masquerade_bpf(cilium: Cilium) -> Iterator[Finding]:
    """IPv6 is masqueraded in eBPF, at which this minor's agents stop."""
    if not (cilium.masquerade.bpf and ipv6_on(cilium) and masquerades_ipv6(cilium)):
        return
    firewall = is_on(setting(cilium, "hostFirewall.enabled"))
    fix = (
        f"{set_to(f'{_MASQUERADE}.bpf', 'false')}, or "
        f"{set_to(f'{_MASQUERADE}.enabledIpv6', 'false')}"
    )
    if not features.IPV6_BPF_MASQUERADE.is_in(cilium.version):
        yield Finding(
            f"{_MASQUERADE}.bpf",
            f"Cilium {cilium.version} does not masquerade IPv6 in eBPF",
            fix,
        )
    elif firewall and not features.IPV6_BPF_MASQUERADE_WITH_HOST_FIREWALL.is_in(cilium.version):
        yield Finding(
            f"{_MASQUERADE}.bpf",
            f"Cilium {cilium.version} does not masquerade IPv6 in eBPF beside the host firewall",
            fix,
        )


@rule("ipv6-only-tunnel")
def ipv6_only_tunnel(cilium: Cilium) -> Iterator[Finding]:
    """Pods have IPv6 alone and are in a tunnel, of which this minor knows IPv4 packets only."""
    tunnel = isinstance(cilium.effective_routing, Tunnel)
    if tunnel and not cilium.has_ipv4 and not features.IPV6_UNDERLAY.is_in(cilium.version):
        yield Finding(
            _ROUTING,
            f"pods have IPv6 alone, and a tunnel of Cilium {cilium.version} is made of IPv4",
            set_to(f"{_ROUTING}.mode", "native")
            if cilium.routing is None
            else f"{removed(_ROUTING)} && {set_to(f'{_ROUTING}.mode', 'native')}",
        )


@rule("ipv6-only-ipsec")
def ipv6_only_ipsec(cilium: Cilium) -> Iterator[Finding]:
    """Pods have IPv6 alone with IPsec, at which this minor's agents stop."""
    if (
        isinstance(cilium.encryption, Ipsec)
        and not cilium.has_ipv4
        and not features.IPSEC_WITHOUT_IPV4.is_in(cilium.version)
    ):
        yield Finding(
            key_path("cilium", "encryption", "type"),
            f"pods have IPv6 alone, and IPsec of Cilium {cilium.version} needs IPv4",
        )


@rule("strict-mode-ipv6")
def strict_mode_ipv6(cilium: Cilium) -> Iterator[Finding]:
    """Strict mode is on and pods have IPv6, which it does not cover."""
    encryption = cilium.encryption
    if isinstance(encryption, Wireguard) and encryption.strict is not None and ipv6_on(cilium):
        yield Finding(
            key_path("cilium", "encryption", "strict"),
            "strict mode is on and pods have IPv6, which it lets pass in clear",
        )


@rule("eni-ipv4-missing")
def eni_ipv4_missing(cilium: Cilium) -> Iterator[Finding]:
    """IPAM is eni and no range of the VPC is IPv4."""
    if isinstance(cilium.ipam, Eni) and not cilium.has_ipv4:
        yield Finding(_VPC, "the VPC has no IPv4 range here")


@rule("eni-ipv6-beta")
def eni_ipv6_beta(cilium: Cilium) -> Iterator[Finding]:
    """Pods have IPv6 with eni, and this minor has that as beta."""
    if isinstance(cilium.ipam, Eni) and ipv6_on(cilium) and features.ENI_IPV6.is_in(cilium.version):
        yield Finding(_VPC, "pods have IPv6 with IPAM eni")


@rule("ako-ipv6-only")
def ako_ipv6_only(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """AKO is asked for and pods have IPv6 alone; with eni another rule tells of that."""
    if not cilium.has_ipv4 and not isinstance(cilium.ipam, VpcAddresses):
        place = f"{_PODS}[{len(cilium.ipam.pod_networks)}]"
        yield Finding(
            key_path("ako"),
            f"AKO {ako.version} is asked for and pods have IPv6 alone",
            f"{set_to(place, '10.42.0.0/16')}, or {removed(key_path('ako'))}",
        )


@rule("ako-ip-family")
def ako_ip_family(ako: Ako) -> Iterator[Finding]:
    """AKO is told that pods and nodes have IPv6 alone."""
    if value_at(ako.values, *_IP_FAMILY) == "V6":
        path = key_path("ako", "values", *_IP_FAMILY)
        yield Finding(path, "AKO's ipFamily is V6 and the plugin is Cilium", removed(path))


@rule("ako-ip-family-unsaid")
def ako_ip_family_unsaid(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """Helm values alone say that pods have IPv6, and AKO takes both families unless told."""
    if (
        not cilium.has_ipv6
        and ipv6_on(cilium)
        and ako.cloud in ako_features.IPV6_CLOUDS
        and ako_features.BOTH_FAMILIES_UNSAID.is_in(ako.version)
        and value_at(ako.values, *_IP_FAMILY) in (None, "", "V4_V6")
    ):
        path = key_path("ako", "values", *_IP_FAMILY)
        yield Finding(
            path,
            f"Cilium has IPv6 by its values, and AKO {ako.version} on {ako.cloud} takes both "
            "families",
            set_to(path, "V4"),
        )


@rule("ako-ipv6-services-first")
def ako_ipv6_services_first(cluster: Cluster, cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """AKO runs in a cluster of both families whose first service range is IPv6."""
    del ako
    first = service_ranges(cluster)[0]
    if cilium.has_ipv4 and first.family == 6:
        yield Finding(
            first.path, f"the first service range is {first.network}, and AKO is asked for"
        )


@rule("ako-controller-ipv6")
def ako_controller_ipv6(ako: Ako) -> Iterator[Finding]:
    """The controller is named by an IPv6 address, with brackets and a port or without."""
    host = ako.controller.host
    bare = host.partition("]")[0].removeprefix("[")
    address = parse_address(bare) if "/" not in bare else None
    if address is not None and address.family == 6:
        path = key_path("ako", "controller", "host")
        yield Finding(path, f"the controller is at {bare}", set_to(path, "…"))


@rule("ako-vip-ipv6-cloud")
def ako_vip_ipv6_cloud(ako: Ako) -> Iterator[Finding]:
    """A network of virtual services has IPv6 on a cloud on which this AKO refuses it."""
    more = ako_features.IPV6_ON_MORE_CLOUDS.is_in(ako.version)
    if ako.cloud == "vcenter" or (more and ako.cloud in ako_features.IPV6_CLOUDS):
        return
    for index, network in enumerate(ako.vip_networks):
        if network.cidr_ipv6 is not None:
            path = key_path("ako", "vipNetworks", index, "cidrIpv6")
            yield Finding(
                path,
                f"AKO {ako.version} on {ako.cloud} has no IPv6 for virtual services",
                removed(path),
            )
