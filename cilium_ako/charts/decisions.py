"""What a stack's config decides, in the words of a person who reviews it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cilium_ako.catalogue.ako.pod_routes import POD_ROUTES
from cilium_ako.catalogue.cilium.distribution_keys import DISTRIBUTION_KEYS
from cilium_ako.catalogue.cilium.ipsec import key_id
from cilium_ako.catalogue.distributions import BY_NAME
from cilium_ako.charts.distribution import distribution_facts
from cilium_ako.charts.features import feature_facts
from cilium_ako.config.ako import Ako
from cilium_ako.config.ako_settings import serves_gateways, serves_load_balancers
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cilium_settings import says_dispatch, services_choose_dsr
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import ExternalKey, GeneratedKey, Ipsec, Wireguard
from cilium_ako.config.ipam import AwsVpcCni, ClusterPool, Eni, Kubernetes, VpcAddresses
from cilium_ako.config.kvstore import Kvstore
from cilium_ako.config.managed_etcd import ManagedEtcd
from cilium_ako.config.mesh import CertificatesByCertmanager, CertificatesFromCa, Mesh
from cilium_ako.config.operator_place import on_control_plane
from cilium_ako.config.operator_role import ExistingRole, IrsaRole, NodeRole, PodIdentityRole
from cilium_ako.config.pod_router import pod_router
from cilium_ako.config.routing import Tunnel


class Decision(NamedTuple):
    """One thing that was decided."""

    name: str
    """camelCase, as the JSON has it."""
    value: str
    """What was decided."""
    because: str = ""
    """What it follows from, where that is not its own config key."""


def decisions(cluster: Cluster, cilium: Cilium, ako: Ako | None) -> list[Decision]:
    """Every decision, Cilium's first, in a fixed order."""
    of_ako = ako_decisions(cilium, ako) if ako is not None else ()
    return [*cilium_decisions(cluster, cilium), *of_ako]


def cilium_decisions(cluster: Cluster, cilium: Cilium) -> Iterator[Decision]:
    """What is decided for Cilium."""
    yield Decision("cilium", str(cilium.version))
    if cluster.distribution is not None:
        facts = distribution_facts(cluster, cilium)
        given = [row.key for row in DISTRIBUTION_KEYS if row.fact in facts]
        yield Decision(
            "distribution",
            BY_NAME[cluster.distribution].title,
            f"its nodes need {', '.join(given)}" if given else "its nodes need no value",
        )
    ipam = cilium.ipam
    match ipam:
        case ClusterPool():
            pools = ", ".join(str(pool) for pool in ipam.pod_cidrs)
            masks = [f"/{ipam.node_mask_size}"] * cilium.has_ipv4
            masks += [f"/{ipam.node_mask_size_ipv6}"] * cilium.has_ipv6
            yield Decision("ipam", f"{ipam.mode}: {pools}, {' and '.join(masks)} for each node")
        case Kubernetes():
            ranges = ", ".join(str(each) for each in ipam.pod_cidrs)
            yield Decision("ipam", f"{ipam.mode}: {ranges}")
        case AwsVpcCni():
            ranges = ", ".join(str(each) for each in ipam.vpc_cidrs)
            text = f"addresses of the VPC: {ranges}" if ranges else "addresses of the VPC"
            yield Decision("ipam", text, "cni.chaining.mode is aws-cni")
        case Eni():
            ranges = ", ".join(str(each) for each in ipam.vpc_cidrs)
            yield Decision("ipam", f"{ipam.mode}: {ranges}")
    if cilium.has_ipv6:
        families = "IPv4 and IPv6" if cilium.has_ipv4 else "IPv6"
        yield Decision("families", families, "pods have ranges of them")
    yield from _traffic(cluster, cilium)
    kvstore = cilium.kvstore
    if kvstore is None:
        yield Decision("identityAllocation", "crd", "there is no kvstore")
    else:
        yield _kvstore(kvstore)
        yield Decision("identityAllocation", kvstore.identity_allocation)
    if cilium.mesh is not None:
        yield from _mesh(cilium.mesh)
    yield Decision("encryption", _encryption(cilium))
    yield Decision("sctp", _on_or_off(on=cilium.sctp))
    yield from _features(cluster, cilium)
    if isinstance(ipam, Eni):
        yield _operator(cluster, cilium, ipam)
    if cluster.aws_node == "kept-off":
        yield Decision("awsNode", "kept off all nodes", "Cilium is the cluster's network")
    if cluster.kube_proxy == "kept-off":
        yield Decision("kubeProxy", "kept off all nodes", "Cilium stands in its place")


def _operator(cluster: Cluster, cilium: Cilium, ipam: Eni) -> Decision:
    match ipam.operator_role:
        case None:
            return Decision("operator", "on the control plane", "it has no IAM role of its own")
        case ExistingRole(arn=arn):
            return Decision("operator", f"role {arn}")
        case IrsaRole() as role:
            return Decision(
                "operator", f"role {role.arn(cluster)}", f"tokens of {role.issuer} get it"
            )
        case PodIdentityRole() as role:
            return Decision(
                "operator",
                f"role {role.role_name(cluster)}",
                f"EKS gives it to the service account in {role.cluster_name}",
            )
        case NodeRole(names=names):
            where = "on the control plane" if on_control_plane(cluster, cilium) else "on any node"
            return Decision(
                "operator",
                where,
                f"the machines' own roles may change interfaces: {', '.join(names)}",
            )


def _kvstore(kvstore: Kvstore) -> Decision:
    if isinstance(kvstore, ManagedEtcd):
        members = ", ".join(f"{each.node} ({each.address})" for each in kvstore.members)
        return Decision(
            "kvstore",
            f"etcd {kvstore.image.release} run here: {members}, up to {kvstore.quota} each",
        )
    return Decision("kvstore", ", ".join(str(each) for each in kvstore.endpoints))


def _traffic(cluster: Cluster, cilium: Cilium) -> Iterator[Decision]:
    routing = cilium.effective_routing
    if isinstance(routing, Tunnel):
        port = routing.udp_port(cluster.distribution)
        text = f"tunnel: {routing.protocol}, UDP {port}"
        if not cilium.has_ipv4:
            text += " over IPv6"
    else:
        text = "native"
        cidrs = [str(each) for each in (routing.cidr, routing.cidr_ipv6) if each is not None]
        if cidrs:
            text += f": {' and '.join(cidrs)} without masquerading"
        if routing.auto_direct_node_routes:
            text += ", routes between nodes written by the agents"
    because = ""
    if cilium.routing is None:
        because = (
            f"{cilium.ipam.mode} has no other"
            if isinstance(cilium.ipam, VpcAddresses)
            else "that is the default"
        )
    yield Decision("routing", text, because)
    masquerade = _on_or_off(on=cilium.masquerades)
    if cilium.masquerades:
        masquerade += " in eBPF" if cilium.masquerade.bpf else " in iptables"
        if cilium.masquerade.interfaces:
            masquerade += f" on {', '.join(cilium.masquerade.interfaces)}"
    because = ""
    if cilium.masquerade.enabled is None:
        because = (
            "VPC addresses are routable"
            if isinstance(cilium.ipam, VpcAddresses)
            else "that is the default"
        )
    if cilium.has_ipv6 and cilium.masquerades_ipv6 != cilium.masquerades:
        masquerade += f", of IPv6 {_on_or_off(on=cilium.masquerades_ipv6)}"
    yield Decision("masquerade", masquerade, because)
    if cilium.kube_proxy_replacement:
        yield Decision("kubeProxyReplacement", "on")
        servers = ", ".join(str(each) for each in cluster.api_server)
        yield Decision("apiServer", servers, "agents reach it without kube-proxy")
        node_port = cilium.node_port
        text = f"{node_port.range[0]}-{node_port.range[1]}, {node_port.mode}"
        if services_choose_dsr(cilium):
            text += " or as a Service asks"
        if says_dispatch(cilium):
            text += f" ({node_port.dsr_dispatch})"
        text += f", {node_port.algorithm}, XDP {node_port.acceleration}"
        yield Decision("nodePort", text)
    else:
        yield Decision("kubeProxyReplacement", "off", f"kube-proxy ({cluster.kube_proxy}) serves")


def _features(cluster: Cluster, cilium: Cilium) -> Iterator[Decision]:
    """What is asked for beside the rest, in the words of the keys."""
    if cilium.envoy is not None:
        yield Decision("envoy", cilium.envoy)
    for fact, value in feature_facts(cluster, cilium):
        if fact == "operator.replicas":
            asked = cilium.operator.replicas is not None
            one = "maxNodes is 1" if cluster.max_nodes == 1 else "there is one control plane node"
            because = "" if asked else f"{one}, and two may not share a node"
            yield Decision("operatorReplicas", str(value), because)
        elif isinstance(value, bool):
            yield Decision(fact, _on_or_off(on=value))
        elif isinstance(value, list):
            yield Decision(fact, ", ".join(map(str, value)))
        elif isinstance(value, str):
            yield Decision(fact, value)
    if cilium.bgp is not None:
        peers = ", ".join(f"{each.address} ({each.asn})" for each in cilium.bgp.peers)
        announced = " and ".join(cilium.bgp.advertise)
        yield Decision("bgp", f"{cilium.bgp.local_asn} to {peers}: {announced}")
    if cilium.operator.placement is not None:
        yield Decision("operatorPlacement", cilium.operator.placement)


def _mesh(mesh: Mesh) -> Iterator[Decision]:
    peers = ", ".join(f"{each.name} ({each.address}:{each.port})" for each in mesh.peers)
    yield Decision("mesh", f"{mesh.name}, {mesh.size} at most: {peers or 'no peers'}")
    match mesh.certificates:
        case CertificatesFromCa():
            certificates = "signed with the secrets meshCa and meshCaKey"
        case CertificatesByCertmanager(issuer=issuer):
            certificates = f"by cert-manager, {issuer.kind} {issuer.name} ({issuer.group})"
        case _:
            certificates = "from Secrets of somebody else"
    yield Decision("meshCertificates", certificates)
    yield Decision("meshAddress", mesh.address)


def _encryption(cilium: Cilium) -> str:
    match cilium.encryption:
        case None:
            return "off"
        case Ipsec(key=key):
            match key:
                case GeneratedKey():
                    return f"ipsec, key id {key_id(key.rotation)} (generated)"
                case ExternalKey():
                    return f"ipsec, key from the Secret {key.name}"
                case _:
                    known = f"key id {key_id(key.rotation)}, " if key.rotation else "key "
                    return f"ipsec, {known}from the secret ipsecKey"
        case Wireguard() as wireguard:
            text = "wireguard"
            if wireguard.node_encryption:
                text += ", nodes too"
            if wireguard.strict is not None:
                text += f", strict in {wireguard.strict.cidr}"
            return text


def ako_decisions(cilium: Cilium, ako: Ako) -> Iterator[Decision]:
    """What is decided for AKO."""
    routes = POD_ROUTES[cilium.ipam.mode]
    mode = f"ipam.mode is {cilium.ipam.mode}"
    yield Decision("ako", str(ako.version))
    yield Decision("cniPlugin", routes.cni_plugin, f"{mode}: {routes.because}")
    router = pod_router(cilium, ako)
    asked = f"ako.podRoutes is {ako.pod_routes}" if ako.pod_routes else "BGP announces pod ranges"
    yield Decision(
        "disableStaticRouteSync",
        "false" if router == "ako" else "true",
        asked if router in ("fabric", "nobody") else mode,
    )
    if ako.service_type == "NodePort":
        yield Decision("podRoutesFrom", "nothing", "serviceType NodePort sends traffic to nodes")
    elif router in ("fabric", "nobody"):
        yield Decision("podRoutesFrom", "nothing", f"{asked}: AKO writes no routes")
    else:
        yield Decision("podRoutesFrom", routes.reads)
    if cilium.has_ipv6:
        yield Decision("ipFamily", "V4", "AKO reads IPv6 ranges of other plugins only")
    yield Decision("serviceType", ako.service_type)
    if ako.cluster_name:
        yield Decision("akoClusterName", ako.cluster_name, "AKO's objects carry this name")
    if not serves_load_balancers(ako):
        yield Decision("loadBalancers", "not AKO", "it leaves Services without a class to others")
    if serves_gateways(ako):
        yield Decision("akoGatewayApi", "on", "its CRDs must be in the cluster")
    if ako.namespace_selector is not None:
        label = f"{ako.namespace_selector.label_key}={ako.namespace_selector.label_value}"
        yield Decision("akoNamespaces", label)


def _on_or_off(*, on: bool) -> str:
    return "on" if on else "off"
