"""What the features that a stack asks for tell the Cilium chart."""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.catalogue.distributions import control_plane_label
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.features import Switch
from cilium_ako.config.ipam import AwsVpcCni
from cilium_ako.config.operator_place import on_control_plane
from cilium_ako.config.operator_role import NodeRole


def feature_facts(cluster: Cluster, cilium: Cilium) -> Iterator[tuple[str, object]]:
    """The facts of every feature that is asked for, and of no other."""
    yield from _operator(cluster, cilium)
    yield from _cni(cilium)
    if cilium.devices:
        yield "devices", " ".join(cilium.devices)
    for name, said in (
        ("datapathMode", cilium.datapath),
        ("endpointRoutes", cilium.endpoint_routes),
        ("localRedirect", cilium.local_redirect),
        ("hostFirewall", cilium.host_firewall),
    ):
        if said is not None:
            yield name, said
    if cilium.socket_lb is not None:
        yield "socketLB.enabled", cilium.socket_lb.enabled
        yield "socketLB.hostNamespaceOnly", cilium.socket_lb.host_namespace_only
    if cilium.bandwidth is not None:
        yield "bandwidth.enabled", cilium.bandwidth.enabled
        yield "bandwidth.bbr", cilium.bandwidth.enabled and cilium.bandwidth.bbr
    if cilium.big_tcp is not None:
        yield "bigTcp.ipv4", cilium.big_tcp.enabled and cilium.big_tcp.ipv4
        yield "bigTcp.ipv6", cilium.big_tcp.enabled and cilium.big_tcp.ipv6
    if cilium.bgp is not None:
        yield "bgpControlPlane", True
    yield from _switches(cilium)
    yield from _monitoring(cilium)
    if cilium.node_port.healthz_bind_address and cilium.kube_proxy_replacement:
        yield "nodePort.healthzBindAddress", cilium.node_port.healthz_bind_address


def said_by_config(cilium: Cilium) -> frozenset[str]:
    """Facts that a stack says by a key, of which the program only has a preference otherwise."""
    said = {
        "envoy.daemonSet": cilium.envoy is not None,
        "operator.replicas": cilium.operator.replicas is not None,
    }
    return frozenset(fact for fact, is_said in said.items() if is_said)


def _operator(cluster: Cluster, cilium: Cilium) -> Iterator[tuple[str, object]]:
    replicas = operator_replicas(cluster, cilium)
    if replicas is not None:
        yield "operator.replicas", replicas
    if _by_affinity(cluster, cilium):
        label = control_plane_label(cluster.distribution).key
        term = {"matchExpressions": [{"key": label, "operator": "Exists"}]}
        required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
        yield "operator.nodeAffinity", required


def _by_affinity(cluster: Cluster, cilium: Cilium) -> bool:
    """Whether operators are placed by the control plane's label, whatever its value.

    Those with a control plane node's role and no word of it in the config are placed by the label
    and its value, as they always were.
    """
    said = cilium.operator.placement == "control-plane"
    of_machines = isinstance(cilium.operator_role, NodeRole)
    return said or (of_machines and on_control_plane(cluster, cilium))


def operator_replicas(cluster: Cluster, cilium: Cilium) -> int | None:
    """How many operators run, where that is not left to the chart.

    Two may not share a node, and a release would wait for the second for ever.
    """
    if cilium.operator.replicas is not None:
        return cilium.operator.replicas
    on_few = on_control_plane(cluster, cilium) and cluster.control_planes == 1
    return 1 if cluster.max_nodes == 1 or on_few else None


def _cni(cilium: Cilium) -> Iterator[tuple[str, object]]:
    cni = cilium.cni
    if cni.exclusive is not None:
        yield "cni.exclusive", cni.exclusive
    mode = "aws-cni" if isinstance(cilium.ipam, AwsVpcCni) else None
    if cni.chaining is not None:
        mode = cni.chaining.mode
        if cni.chaining.target:
            yield "cni.chainingTarget", cni.chaining.target
    if mode is not None:
        yield "cni.chainingMode", mode
        if cni.exclusive is None and mode != "portmap":
            yield "cni.exclusive", False
    if cni.paths.binaries:
        yield "cni.binPath", cni.paths.binaries
    if cni.paths.configuration:
        yield "cni.confPath", cni.paths.configuration


def _switches(cilium: Cilium) -> Iterator[tuple[str, object]]:
    switches: tuple[tuple[str, Switch | None], ...] = (
        ("l2Announcements", cilium.l2_announcements),
        ("loadBalancerIpam", cilium.load_balancer_ipam),
        ("gatewayAPI", cilium.gateway_api),
        ("ingressController", cilium.ingress),
        ("egressGateway", cilium.egress_gateway),
    )
    for name, switch in switches:
        if switch is not None:
            yield name, switch.enabled


def _monitoring(cilium: Cilium) -> Iterator[tuple[str, object]]:
    monitoring, tls = cilium.monitoring, cilium.hubble.tls
    if tls is not None:
        yield "hubble.certificates", tls.method
        if tls.issuer is not None:
            yield (
                "hubble.issuer",
                {"group": tls.issuer.group, "kind": tls.issuer.kind, "name": tls.issuer.name},
            )
    if monitoring is None:
        return
    yield "monitoring.prometheus", monitoring.enabled
    yield "monitoring.serviceMonitors", monitoring.enabled and monitoring.service_monitors
    yield "monitoring.dashboards", monitoring.enabled and monitoring.dashboards
    if monitoring.hubble_metrics:
        yield "monitoring.hubbleMetrics", list(monitoring.hubble_metrics)
