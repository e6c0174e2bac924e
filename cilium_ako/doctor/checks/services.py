"""Who serves Services, and does Cilium reach the API server without them?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.kubernetes.objects import KUBE_PROXY, SYSTEM_NAMESPACE
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.finding import Found
from cilium_ako.doctor.scene import Scene

_PROXY: Final = f"DaemonSet {SYSTEM_NAMESPACE}/{KUBE_PROXY}"


def _replaced(scene: Scene) -> bool:
    return scene.replaced


def _not_replaced(scene: Scene) -> bool:
    return not scene.replaced


@check("kube-proxy-beside-replacement", "kube_proxy", "kube_proxy_pods", when=_replaced)
def kube_proxy_beside_replacement(scene: Scene) -> Iterator[Found]:
    """kube-proxy beside what replaces it: as a DaemonSet, an add-on or static pods."""
    eks = scene.cluster.platform == "eks"
    fix = "remove the EKS add-on kube-proxy: it puts a deleted DaemonSet back" if eks else ""
    proxy = scene.seen.kube_proxy
    if proxy is not None and proxy.scheduled:
        yield Found(_PROXY, "it is there, and kube-proxy replacement is on", fix=fix)
    elif proxy is None and scene.seen.kube_proxy_pods:
        yield Found(
            f"Pod {SYSTEM_NAMESPACE}/{KUBE_PROXY}-*",
            "kube-proxy runs as static pods, and kube-proxy replacement is on",
            fix="turn kube-proxy off in what makes the static pods, such as kOps' kubeProxy",
        )


@check("service-proxy-missing", "kube_proxy", "kube_proxy_pods", "nodes", when=_not_replaced)
def service_proxy_missing(scene: Scene) -> Iterator[Found]:
    """Nobody serves Services. k3s has kube-proxy inside its own process, where no one sees it."""
    proxy = scene.seen.kube_proxy
    if (proxy is not None and proxy.scheduled) or scene.seen.kube_proxy_pods:
        return
    if any("+k3s" in node.kubelet for node in scene.nodes):
        return
    stands = "there is no kube-proxy" if proxy is None else "kube-proxy is scheduled nowhere"
    note = ""
    if scene.ako_data.get("serviceType") == "NodePort":
        note = ", and AKO's pools are node ports"
    yield Found(_PROXY, f"{stands}, and kube-proxy replacement is off{note}")


@check("api-server-address", "agents", "nodes", "cilium_config", when=_replaced)
def api_server_address(scene: Scene) -> Iterator[Found]:
    """The API server's address in the agents' environment."""
    agents = scene.seen.agents
    if agents is None:
        return
    name = f"DaemonSet {cilium_objects.NAMESPACE}/{cilium_objects.AGENTS}"
    several = len(scene.data.get("k8s-api-server-urls", "").split()) > 1
    host = agents.environment.get("KUBERNETES_SERVICE_HOST", "")
    if host == "":
        if not several:
            yield Found(name, "KUBERNETES_SERVICE_HOST is not set")
        return
    planes = [node for node in scene.nodes if node.control_plane]
    count = max(len(planes), scene.cluster.control_planes)
    owner = next((node.name for node in planes if host in node.addresses), None)
    if owner is not None and count > 1 and not several:
        yield Found(
            name,
            f"KUBERNETES_SERVICE_HOST is {host}, the address of {owner} alone, one of {count}"
            " control plane nodes",
            level="warn",
        )


@check("node-port-outside-range", "services", "cilium_config", when=_replaced)
def node_port_outside_range(scene: Scene) -> Iterator[Found]:
    """Services with ports that Cilium does not serve."""
    first, _, last = (scene.data.get("node-port-range") or "30000,32767").partition(",")
    if not (first.strip().isdigit() and last.strip().isdigit()):
        return
    served = range(int(first), int(last) + 1)
    for service in scene.seen.services:
        outside = [str(port) for port in service.ports if port not in served]
        if outside:
            yield Found(
                f"Service {service.namespace}/{service.name}",
                f"nodePort {', '.join(outside)} is outside {first}-{last}",
            )


def _ako(scene: Scene) -> bool:
    return scene.ako is not None


@check("ingress-class", "ingress_classes", when=_ako)
def ingress_class(scene: Scene) -> Iterator[Found]:
    """AKO's class, and more than one default."""
    classes = scene.seen.ingress_classes
    if not any(each.name == "avi-lb" for each in classes):
        yield Found("IngressClass avi-lb", "it is not there")
    defaults = [each.name for each in classes if each.default]
    if len(defaults) > 1:
        yield Found("IngressClass", f"{', '.join(sorted(defaults))} are all default")
