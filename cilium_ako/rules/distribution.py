"""Rules about what a Kubernetes distribution offers, needs, and does not bear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cilium_ako.catalogue.distributions import BY_NAME, Distribution, Label
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cilium_settings import setting, setting_path
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.helm_value import is_off, is_on, value_at
from cilium_ako.config.ipam import ClusterPool
from cilium_ako.config.routing import Native
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_DISTRIBUTION: Final = key_path("cluster", "distribution")
_ROLES: Final = ("node-role.kubernetes.io/", "node.kubernetes.io/microk8s-")
"""How labels begin that say which nodes are control planes."""


def _row(cluster: Cluster) -> Distribution | None:
    return BY_NAME[cluster.distribution] if cluster.distribution is not None else None


@rule("distribution-platform")
def distribution_platform(cluster: Cluster) -> Iterator[Finding]:
    """The distribution does not run where the nodes are."""
    row = _row(cluster)
    if row is not None and cluster.platform not in row.platforms:
        path = key_path("cluster", "platform")
        yield Finding(
            path,
            f"{row.title} does not run on the platform {cluster.platform}",
            f"{set_to(path, row.platforms[0])}, or correct {_DISTRIBUTION}",
        )


@rule("distribution-ipam")
def distribution_ipam(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The distribution cannot serve the IPAM mode; what is so on every EKS another rule tells."""
    row = _row(cluster)
    if row is None or row.ipam_modes is None or cilium.ipam.mode in row.ipam_modes:
        return
    if cluster.platform == "eks" or (cluster.platform == "generic" and cilium.ipam.mode == "eni"):
        return
    if row.name == "aks" and is_off(value_at(cilium.values, "aksbyocni", "enabled")):
        return  # the chart leaves the mode alone then
    path = key_path("cilium", "ipam", "mode")
    yield Finding(
        path,
        f"IPAM {cilium.ipam.mode} is asked for on {row.title}: {row.ipam_reason.rstrip('.')}",
        set_to(path, row.ipam_modes[0]),
    )


@rule("distribution-api-server")
def distribution_api_server(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Agents are sent to their own node, where the distribution has nothing that answers."""
    row = _row(cluster)
    if row is None or not cilium.kube_proxy_replacement:
        return
    if cluster.max_nodes <= cluster.control_planes and row.control_plane_label is not None:
        return  # every node has an API server of its own
    for index, server in enumerate(cluster.api_server):
        if not server.is_loopback:
            continue
        path = key_path("cluster", "apiServer", index)
        if row.node_local_api is None:
            yield Finding(
                path,
                f"nodes of {row.title} have no API server at {server.authority} of their own",
                f"{set_to(path, 'https://…')}: {row.api_servers}",
            )
        elif server.port != row.node_local_api[1]:
            host, port = row.node_local_api
            needs = f"  (needs {row.node_local_api_condition})" * bool(row.node_local_api_condition)
            yield Finding(
                path,
                f"every node of {row.title} reaches the API server at {host}:{port}, and not at "
                f"{server.authority}",
                set_to(path, f"https://{host}:{port}") + needs,
            )


@rule("distribution-api-server-port")
def distribution_api_server_port(cluster: Cluster) -> Iterator[Finding]:
    """A managed control plane is asked on another port; of the platform EKS its own rule tells."""
    row = _row(cluster)
    if row is None or row.api_server_port is None or cluster.platform == "eks":
        return
    for index, server in enumerate(cluster.api_server):
        if server.port != row.api_server_port and not server.is_loopback:
            path = key_path("cluster", "apiServer", index)
            yield Finding(
                path,
                f"the API server of {row.title} is asked on port {server.port}",
                set_to(path, str(server._replace(scheme="https", port=443)).removesuffix(":443")),
            )


def _unmatched(selector: Mapping[str, object], label: Label | None) -> Iterator[str]:
    """The labels of control plane nodes that a selector asks for and no node has."""
    for key, value in selector.items():
        if key.startswith(_ROLES) and "control" in key:
            text = value if isinstance(value, str) else ""
            if label is None or (key, text) != label:
                yield key


@rule("operator-selector-unmatched")
def operator_selector_unmatched(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The operator's own node selector names a label that no node of the distribution has."""
    row = _row(cluster)
    selector = value_at(cilium.values, "operator", "nodeSelector")
    if row is None or row.other_label_values or not isinstance(selector, Mapping):
        return
    label = row.control_plane_label
    for key in _unmatched(selector, label):
        path = key_path("cilium", "values", "operator", "nodeSelector", key)
        asked = f'{key}: "{selector[key]}"'
        if label is None:
            yield Finding(
                path,
                f"the operator is kept to nodes with {asked}, and {row.title} shows no control "
                "plane nodes",
                removed(path),
            )
        else:
            right = f'{label.key}: "{label.value}"'
            yield Finding(
                path,
                f"the operator is kept to nodes with {asked}, and control plane nodes of "
                f"{row.title} have {right}",
                # the command that sets a value would make a boolean of "true"
                f"{removed(path)}, and write {right} in its place in the stack file",
            )


@rule("talos-module-capability")
def talos_module_capability(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """A list of capabilities of the stack's own asks for SYS_MODULE on Talos Linux."""
    if cluster.distribution != "talos" or is_on(
        value_at(cilium.values, "securityContext", "privileged")
    ):
        return
    for container in ("ciliumAgent", "cleanCiliumState"):
        keys = ("securityContext", "capabilities", container)
        asked = value_at(cilium.values, *keys)
        if isinstance(asked, list) and "SYS_MODULE" in asked:
            path = key_path("cilium", "values", *keys)
            yield Finding(path, f"{container} asks for SYS_MODULE on Talos Linux", removed(path))


@rule("talos-node-init")
def talos_node_init(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Node initialization is on, on Talos Linux."""
    if cluster.distribution == "talos" and is_on(value_at(cilium.values, "nodeinit", "enabled")):
        path = key_path("cilium", "values", "nodeinit", "enabled")
        yield Finding(path, "node initialization is on, on Talos Linux", removed(path))


@rule("talos-host-dns")
def talos_host_dns(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """eBPF masquerades on Talos Linux, and packets do not pass the host's own stack."""
    if (
        cluster.distribution == "talos"
        and cilium.masquerades
        and cilium.masquerade.bpf
        and not is_on(value_at(cilium.values, "bpf", "hostLegacyRouting"))
    ):
        yield Finding(
            key_path("cilium", "masquerade", "bpf"),
            "eBPF masquerades on Talos Linux, which forwards CoreDNS to the host's DNS by default",
        )


@rule("openshift-multus")
def openshift_multus(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Cilium is the only network that stays, on OpenShift."""
    if cluster.distribution == "openshift" and is_on(setting(cilium, "cni.exclusive")):
        path = setting_path(cilium, "cni.exclusive")
        yield Finding(path, "cni.exclusive is true on OpenShift", removed(path))


@rule("gke-native-pool")
def gke_native_pool(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Routing is native on GKE, with a pool of Cilium's own."""
    if (
        cluster.distribution == "gke"
        and isinstance(cilium.ipam, ClusterPool)
        and isinstance(cilium.effective_routing, Native)
    ):
        path = key_path("cilium", "ipam", "mode")
        yield Finding(
            path,
            "pods on GKE have addresses of a pool that Google's network does not route",
            f"{set_to(path, 'kubernetes')} and the cluster's own range in podCidrs, or "
            f"{set_to(key_path('cilium', 'routing', 'mode'), 'tunnel')}",
        )


@rule("aks-native")
def aks_native(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """Routing is native on AKS without a network plugin."""
    if cluster.distribution == "aks" and isinstance(cilium.effective_routing, Native):
        path = key_path("cilium", "routing")
        yield Finding(
            f"{path}.mode",
            "pods on AKS are routed natively",
            f"{removed(path)} && {set_to(f'{path}.mode', 'tunnel')}",
        )
