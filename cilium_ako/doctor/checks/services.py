"""Who serves Services, and does Cilium reach the API server without them?"""

from __future__ import annotations

from collections.abc import Iterator

from cilium_ako.catalogue.ako.objects import INGRESS_CLASS
from cilium_ako.catalogue.distributions import BY_NAME as BY_DISTRIBUTION
from cilium_ako.catalogue.distributions import Distribution
from cilium_ako.catalogue.facts import BY_NAME
from cilium_ako.catalogue.kubernetes.objects import KUBE_PROXY, SYSTEM_NAMESPACE
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView
from cilium_ako.doctor.finding import RawFinding


def _replaces_kube_proxy(view: ClusterView) -> bool:
    return view.replaces_kube_proxy


def _distribution(view: ClusterView) -> Distribution | None:
    name = view.cluster.distribution
    return BY_DISTRIBUTION[name] if name is not None else None


def _needs_kube_proxy(view: ClusterView) -> bool:
    return not view.replaces_kube_proxy


@check("kube-proxy-beside-replacement", "kube_proxy", "kube_proxy_pods", when=_replaces_kube_proxy)
def kube_proxy_beside_replacement(view: ClusterView) -> Iterator[RawFinding]:
    """kube-proxy runs beside its replacement: as a DaemonSet, an add-on or static pods."""
    row = _distribution(view)
    on_eks = view.cluster.platform == "eks"
    fix = "remove the EKS add-on kube-proxy: it puts a deleted DaemonSet back" if on_eks else ""
    own = f"{row.title}: {row.without_kube_proxy}" if row and row.without_kube_proxy else ""
    proxy = view.observation.kube_proxy
    if proxy is not None and proxy.scheduled:
        yield RawFinding("it is there, and kube-proxy replacement is on", fix=own or fix)
    elif proxy is None and view.observation.kube_proxy_pods:
        yield RawFinding(
            "kube-proxy runs as static pods, and kube-proxy replacement is on",
            object=f"Pod {SYSTEM_NAMESPACE}/{KUBE_PROXY}-*",
            fix=own or "turn kube-proxy off in what makes the static pods, such as kOps' kubeProxy",
        )


@check("service-proxy-missing", "kube_proxy", "kube_proxy_pods", "nodes", when=_needs_kube_proxy)
def service_proxy_missing(view: ClusterView) -> Iterator[RawFinding]:
    """Nobody serves Services. k3s and MicroK8s have kube-proxy inside a process of their own."""
    row = _distribution(view)
    if row is not None and row.kube_proxy_without_pods:
        return
    proxy = view.observation.kube_proxy
    if (proxy is not None and proxy.scheduled) or view.observation.kube_proxy_pods:
        return
    if any("+k3s" in node.kubelet for node in view.nodes):
        return
    what = "there is no kube-proxy" if proxy is None else "kube-proxy is scheduled nowhere"
    what += ", and kube-proxy replacement is off"
    if view.ako_data.get("serviceType") == "NodePort":
        what += ", and AKO's pools are node ports"
    yield RawFinding(what)


@check("api-server-address", "agents", "nodes", "cilium_config", when=_replaces_kube_proxy)
def api_server_address(view: ClusterView) -> Iterator[RawFinding]:
    """Agents know no address of the API server, or that of one control plane node."""
    agents = view.observation.agents
    if agents is None:
        return
    has_several = len(view.cilium_data.get("k8s-api-server-urls", "").split()) > 1
    host = agents.environment.get("KUBERNETES_SERVICE_HOST", "")
    if host == "":
        if not has_several:
            yield RawFinding("KUBERNETES_SERVICE_HOST is not set")
        return
    planes = [node for node in view.nodes if node.control_plane]
    count = max(len(planes), view.cluster.control_planes)
    owner = next((node.name for node in planes if host in node.addresses), None)
    if owner is not None and count > 1 and not has_several:
        yield RawFinding(
            f"KUBERNETES_SERVICE_HOST is {host}, the address of {owner} alone, one of {count}"
            " control plane nodes",
            severity="warn",
        )


@check("node-port-outside-range", "node_port_services", "cilium_config", when=_replaces_kube_proxy)
def node_port_outside_range(view: ClusterView) -> Iterator[RawFinding]:
    """A Service has a node port that Cilium does not serve."""
    text = view.cilium_data.get("node-port-range") or str(BY_NAME["nodePort.range"].default)
    first, _, last = text.partition(",")
    if not (first.strip().isdigit() and last.strip().isdigit()):
        return
    served = range(int(first), int(last) + 1)
    for service in view.observation.node_port_services:
        outside = [str(port) for port in service.ports if port not in served]
        if outside:
            yield RawFinding(
                f"nodePort {', '.join(outside)} is outside {first}-{last}",
                object=f"Service {service.namespace}/{service.name}",
            )


def _has_ako(view: ClusterView) -> bool:
    return view.ako is not None


@check("ingress-class", "ingress_classes", when=_has_ako)
def ingress_class(view: ClusterView) -> Iterator[RawFinding]:
    """AKO's IngressClass is not there, or more than one is the default."""
    classes = view.observation.ingress_classes
    if not any(each.name == INGRESS_CLASS for each in classes):
        yield RawFinding("it is not there", object=f"IngressClass {INGRESS_CLASS}")
    defaults = [each.name for each in classes if each.default]
    if len(defaults) > 1:
        yield RawFinding(f"{', '.join(sorted(defaults))} are all default")
