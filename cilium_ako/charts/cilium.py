"""What a stack's config tells the Cilium chart.

Every setting that could hurt is stated, off as well as on, so that no default of any version
decides it, and so that a stack's own values cannot slip in what the config does not say.
"""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.cilium.features import MESH_BY_SECRETS
from cilium_ako.catalogue.cilium.value_keys import VALUE_KEYS
from cilium_ako.catalogue.distributions import control_plane_label
from cilium_ako.charts.cluster_mesh import mesh_facts
from cilium_ako.charts.features import feature_facts
from cilium_ako.charts.helm_values import DerivedFacts, Values, to_helm_values
from cilium_ako.config.ako import Ako
from cilium_ako.config.ako_settings import serves_load_balancers
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cilium_settings import says_dispatch
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import Ipsec, Strict, Wireguard
from cilium_ako.config.ipam import AwsVpcCni, ClusterPool, Eni, Kubernetes
from cilium_ako.config.operator_role import role_on_service_account
from cilium_ako.config.routing import Native, Tunnel


def cilium_values(cluster: Cluster, cilium: Cilium, ako: Ako | None) -> Values:
    """The Helm values of Cilium's release, without the stack's own."""
    return to_helm_values(
        cilium_facts(cluster, cilium, ako), VALUE_KEYS, cilium.version.minor_release
    )


def cilium_facts(cluster: Cluster, cilium: Cilium, ako: Ako | None) -> DerivedFacts:
    """Everything that is decided for Cilium, by the names of `catalogue.cilium.value_keys`."""
    return dict(_facts(cluster, cilium, ako))


def _facts(cluster: Cluster, cilium: Cilium, ako: Ako | None) -> Iterator[tuple[str, object]]:
    yield "cluster.name", cluster.name
    yield "cluster.id", cluster.id
    yield from _addresses(cluster, cilium)
    yield from _ipv6(cilium)
    yield from _routing(cluster, cilium)
    yield from _services(cluster, cilium, ako)
    yield from _state(cilium)
    yield from _encryption(cluster, cilium)
    # a rule refuses the rest: older charts want every private key as a value
    if cilium.mesh is not None and MESH_BY_SECRETS.is_in(cilium.version):
        yield from mesh_facts(cilium.mesh, ako)
    yield "sctp", cilium.sctp
    yield "l7Proxy", cilium.l7_proxy
    yield "hubble.enabled", cilium.hubble.enabled
    yield "hubble.relay", cilium.hubble.relay
    yield "hubble.ui", cilium.hubble.ui
    # without these a changed ConfigMap reaches no running agent
    yield "rollOut.agents", True
    yield "rollOut.operator", True
    if not cilium.chained:
        # a chained plugin has its own way to the proxy, and the chart leaves this out
        yield "dnsProxy.transparent", True
    yield "envoy.daemonSet", cilium.envoy != "embedded"
    if cilium.envoy is not None:
        yield "envoy.asked", cilium.envoy == "daemonset"
    yield "envoy.discovery", "ads"
    yield "secretSync", True
    yield from feature_facts(cluster, cilium)


def _addresses(cluster: Cluster, cilium: Cilium) -> Iterator[tuple[str, object]]:
    ipam = cilium.ipam
    if not isinstance(ipam, AwsVpcCni):
        yield "ipam.mode", ipam.mode
    yield "eni.enabled", isinstance(ipam, Eni)
    match ipam:
        case ClusterPool():
            if cilium.has_ipv4:
                yield "ipam.pools", [str(pool) for pool in ipam.pod_cidrs if pool.version == 4]
                yield "ipam.mask", ipam.node_mask_size
        case Kubernetes():
            if cilium.has_ipv4:
                yield "ipam.requireRange", True
        case Eni():
            yield "eni.prefixDelegation", ipam.prefix_delegation
            if ipam.subnet_ids:
                yield "eni.subnetIds", list(ipam.subnet_ids)
            if ipam.subnet_tags:
                tags = sorted(ipam.subnet_tags.items())
                # A filter hides a node's first interface from the operator where that is in
                # another subnet, as it is where pods have subnets of their own.
                for_pods = ipam.pod_subnets and features.ENI_NODE_SPEC.is_in(cilium.version)
                # One entry: charts before 1.16.6 join a list with blanks, which the operator
                # reads as a single tag.
                yield (
                    "eni.nodeSubnetTags" if for_pods else "eni.subnetTags",
                    [",".join(f"{name}={value}" for name, value in tags)],
                )
            if ipam.security_groups is not None and ipam.security_groups.pods is not None:
                yield "eni.securityGroups", [ipam.security_groups.pods]
            annotated = role_on_service_account(cluster, ipam.operator_role)
            if annotated is not None:
                yield "eni.operatorRole", annotated
            elif ipam.operator_role is None:
                # only a control plane node's own role may change network interfaces
                label = control_plane_label(cluster.distribution)
                yield "operator.nodeSelector", {label.key: label.value}


def _ipv6(cilium: Cilium) -> Iterator[tuple[str, object]]:
    """What a cluster of IPv4 alone is told nothing of, so that no default of it is touched."""
    ipam, routing = cilium.ipam, cilium.effective_routing
    if isinstance(routing, Native) and routing.cidr_ipv6 is not None:
        yield "routing.nativeCidrIpv6", str(routing.cidr_ipv6)
    if cilium.has_ipv6 or cilium.masquerade.enabled_ipv6 is not None:
        yield "masquerade.enabledIpv6", cilium.masquerades_ipv6
    if not cilium.has_ipv6:
        return
    yield "ipv4", cilium.has_ipv4
    yield "ipv6", True
    if isinstance(ipam, ClusterPool):
        yield "ipam.poolsIpv6", [str(pool) for pool in ipam.pod_cidrs if pool.version == 6]
        yield "ipam.maskIpv6", ipam.node_mask_size_ipv6
    elif isinstance(ipam, Kubernetes):
        yield "ipam.requireRangeIpv6", True
    if isinstance(routing, Tunnel) and not cilium.has_ipv4:
        # the tunnel's own packets are IPv4 unless told otherwise, which agents without it refuse
        yield "routing.underlay", "ipv6"


def _routing(cluster: Cluster, cilium: Cilium) -> Iterator[tuple[str, object]]:
    routing = cilium.effective_routing
    match routing:
        case Tunnel():
            yield "routing.tunnel", routing.protocol
            yield "routing.port", routing.asked_port(cluster.distribution)
            yield "routing.autoDirectNodeRoutes", False
        case Native():
            yield "routing.tunnel", "disabled"
            yield "routing.autoDirectNodeRoutes", routing.auto_direct_node_routes
            if routing.cidr is not None:
                yield "routing.nativeCidr", str(routing.cidr)
    yield "mtu", cilium.mtu
    yield "masquerade.enabled", cilium.masquerades
    yield "masquerade.bpf", cilium.masquerade.bpf
    if cilium.masquerade.interfaces:
        # a list would become a list inside a ConfigMap, which no API server accepts
        yield "masquerade.interfaces", ",".join(cilium.masquerade.interfaces)


def _services(cluster: Cluster, cilium: Cilium, ako: Ako | None) -> Iterator[tuple[str, object]]:
    yield "kubeProxyReplacement", cilium.kube_proxy_replacement
    if cilium.kube_proxy_replacement:
        first = cluster.api_server[0]
        yield "apiServer.host", first.host
        yield "apiServer.port", first.port
        if len(cluster.api_server) > 1:
            yield "apiServer.urls", " ".join(str(each) for each in cluster.api_server)
        node_port = cilium.node_port
        yield "nodePort.range", f"{node_port.range[0]},{node_port.range[1]}"
        yield "nodePort.mode", node_port.mode
        yield "nodePort.acceleration", node_port.acceleration
        yield "nodePort.algorithm", node_port.algorithm
        if says_dispatch(cilium):
            yield "nodePort.dsrDispatch", node_port.dsr_dispatch
            if node_port.dsr_dispatch == "geneve" and isinstance(cilium.effective_routing, Native):
                yield "nodePort.genevePath", True
    if ako is not None and serves_load_balancers(ako):
        # AKO gives Services of type LoadBalancer their addresses, and two givers would fight
        yield "loadBalancerAddresses", "none"


def _state(cilium: Cilium) -> Iterator[tuple[str, object]]:
    kvstore = cilium.kvstore
    yield "kvstore.enabled", kvstore is not None
    if kvstore is None:
        yield "identityAllocation", "crd"
        return
    yield "kvstore.endpoints", [str(endpoint) for endpoint in kvstore.endpoints]
    yield "kvstore.tls", kvstore.has_tls
    yield "identityAllocation", kvstore.identity_allocation


def _encryption(cluster: Cluster, cilium: Cilium) -> Iterator[tuple[str, object]]:
    encryption = cilium.encryption
    yield "encryption.enabled", encryption is not None
    match encryption:
        case Ipsec():
            yield "encryption.type", "ipsec"
            yield "encryption.ipsecSecret", encryption.secret_name
            if encryption.strict is not None:
                yield "encryption.strict", True
                yield from _strict_range(cluster, encryption.strict)
        case Wireguard():
            yield "encryption.type", "wireguard"
            yield "encryption.nodeEncryption", encryption.node_encryption
            yield "encryption.strict", encryption.strict is not None
            if encryption.strict is not None:
                yield from _strict_range(cluster, encryption.strict)
        case None:
            pass


def _strict_range(cluster: Cluster, strict: Strict) -> Iterator[tuple[str, object]]:
    yield "encryption.strictCidr", str(strict.cidr)
    # nodes inside the strict range would be cut off from their own pods otherwise
    yield (
        "encryption.strictRemoteNodes",
        any(strict.cidr.overlaps(nodes) for nodes in cluster.node_cidrs),
    )
