"""What is read of a running cluster: a few objects and two lists, each as little as is needed.

Secrets are not among it, unless Helm's own records are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal, NamedTuple

from cilium_ako.catalogue.ako import objects as ako
from cilium_ako.catalogue.cilium import objects as cilium
from cilium_ako.catalogue.distribution_signs import SIGNS
from cilium_ako.catalogue.kubernetes.objects import KUBE_PROXY, SYSTEM_NAMESPACE
from cilium_ako.doctor.api_server import Json, ObjectSource, listed, path_of
from cilium_ako.doctor.collect import NoProgress, read_all, without_collector
from cilium_ako.doctor.json_access import object_at, string_at, string_map_at, strings_at
from cilium_ako.doctor.observation import Unread
from cilium_ako.doctor.projections import node
from cilium_ako.doctor.queries import ObjectReader, Progress
from cilium_ako.doctor.read_error import Deadline

What = Literal[
    "agents",
    "cilium_config",
    "operator",
    "hubble_relay",
    "hubble_ui",
    "operator_account",
    "kube_proxy",
    "kube_proxy_config",
    "kube_proxy_pods",
    "kubeadm_config",
    "service_cidrs",
    "version",
    "nodes",
    "cilium_nodes",
    "ako",
    "ako_config",
    "cilium_records",
    "ako_records",
]
"""What is read."""

LABELS: Final[Mapping[What, str]] = {
    "agents": "Cilium's DaemonSets",
    "cilium_config": f"ConfigMap {cilium.NAMESPACE}/{cilium.CONFIG_MAP}",
    "operator": f"Deployment {cilium.NAMESPACE}/{cilium.OPERATOR}",
    "hubble_relay": f"Deployment {cilium.NAMESPACE}/hubble-relay",
    "hubble_ui": f"Deployment {cilium.NAMESPACE}/hubble-ui",
    "operator_account": f"ServiceAccount {cilium.NAMESPACE}/{cilium.OPERATOR}",
    "kube_proxy": f"DaemonSet {SYSTEM_NAMESPACE}/{KUBE_PROXY}",
    "kube_proxy_config": f"ConfigMap {SYSTEM_NAMESPACE}/{KUBE_PROXY}",
    "kube_proxy_pods": "kube-proxy's pods",
    "kubeadm_config": f"ConfigMap {SYSTEM_NAMESPACE}/kubeadm-config",
    "service_cidrs": "ServiceCIDRs",
    "version": "the server's version",
    "nodes": "Nodes",
    "cilium_nodes": "CiliumNodes",
    "ako": "AKO's StatefulSets",
    "ako_config": f"ConfigMap {ako.NAMESPACE}/{ako.CONFIG_MAP}",
    "cilium_records": "Helm's records of Cilium",
    "ako_records": "Helm's records of AKO",
}
"""What a person is told of it as."""

REGION: Final = "topology.kubernetes.io/region"
"""The label of a node with the region that it is in."""
AGENTS: Final[What] = "agents"
CONFIG: Final[What] = "cilium_config"


class LiveNode(NamedTuple):
    """A Node, as far as a stack's config says anything of it."""

    addresses: tuple[str, ...]
    """InternalIPs."""
    pod_cidrs: tuple[str, ...]
    kernel: str
    kubelet: str
    image: str
    """The operating system's name."""
    provider: str
    labels: Mapping[str, str]
    """Those that say where it runs: of 5,000 nodes all of them would be much."""
    pods: str
    """How many pods it takes, as its capacity says."""
    control_plane: bool


class LiveCiliumNode(NamedTuple):
    """A CiliumNode with addresses from AWS."""

    vpc_cidrs: tuple[str, ...]
    subnet_cidrs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, and what was not."""

    found: Mapping[What, Any]
    """What is not there is None or empty."""
    unread: Mapping[What, Unread]
    address: str
    """The API server's URL, as the kubeconfig has it; empty where nobody knows."""

    def object(self, what: What) -> Json:
        """One object; empty where there is none, or where it was not read."""
        return self.found.get(what) or {}

    def objects(self, what: What) -> list[Json]:
        """A list of objects; empty as well."""
        return list(self.found.get(what) or ())

    @property
    def nodes(self) -> tuple[LiveNode, ...]:
        """Every Node."""
        return tuple(self.found.get("nodes") or ())

    @property
    def cilium_nodes(self) -> tuple[LiveCiliumNode, ...]:
        """Every CiliumNode that says something of AWS."""
        return tuple(self.found.get("cilium_nodes") or ())


def read_cluster(
    source: ObjectSource,
    deadline: Deadline,
    address: str,
    *,
    helm_records: bool = False,
    progress: Progress | None = None,
) -> Reading:
    """Reads a cluster within a deadline. Nothing is raised: `unread` says what failed, and why."""
    reader = ObjectReader(source=source, progress=progress or NoProgress())
    reads: dict[What, Callable[[], Any]] = {
        # the long ones first, so that the short ones run beside them
        "nodes": partial(reader.list_all, "Nodes", "/api/v1/nodes", _node),
        "cilium_nodes": partial(
            reader.list_all, "CiliumNodes", "/apis/cilium.io/v2/ciliumnodes", _cilium_node
        ),
        AGENTS: partial(
            listed, source, "/apis/apps/v1/daemonsets", labelSelector=cilium.AGENT_LABELS
        ),
        CONFIG: partial(source.get, _core("configmaps", cilium.CONFIG_MAP)),
        "operator": partial(source.get, _apps("deployments", cilium.OPERATOR)),
        "hubble_relay": partial(source.get, _apps("deployments", "hubble-relay")),
        "hubble_ui": partial(source.get, _apps("deployments", "hubble-ui")),
        "operator_account": partial(source.get, _core("serviceaccounts", cilium.OPERATOR)),
        "kube_proxy": partial(source.get, _apps("daemonsets", KUBE_PROXY)),
        "kube_proxy_config": partial(source.get, _core("configmaps", KUBE_PROXY)),
        "kube_proxy_pods": partial(_one_kube_proxy, source),
        "kubeadm_config": partial(source.get, _core("configmaps", "kubeadm-config")),
        "service_cidrs": partial(_service_cidrs, source),
        "version": partial(source.get, "/version"),
        "ako": partial(listed, source, "/apis/apps/v1/statefulsets", labelSelector=ako.POD_LABELS),
        "ako_config": partial(source.get, _core("configmaps", ako.CONFIG_MAP, ako.NAMESPACE)),
    }
    if helm_records:
        reads["cilium_records"] = partial(_records, source, cilium.NAMESPACE)
        reads["ako_records"] = partial(_records, source, ako.NAMESPACE)
    with without_collector():
        found, unread = read_all(reads, deadline)
    return Reading(found, unread, address)


def _core(plural: str, name: str, namespace: str = SYSTEM_NAMESPACE) -> str:
    return path_of("api", "v1", "namespaces", namespace, plural, name)


def _apps(plural: str, name: str) -> str:
    return path_of("apis", "apps", "v1", "namespaces", SYSTEM_NAMESPACE, plural, name)


def _records(source: ObjectSource, namespace: str) -> list[Json]:
    """Helm's records of a namespace that are in force: a release may have any name."""
    path = path_of("api", "v1", "namespaces", namespace, "secrets")
    return listed(source, path, labelSelector="owner=helm,status=deployed")


def _one_kube_proxy(source: ObjectSource) -> bool:
    # one is enough to know; the next page is not asked for
    for labels in (f"k8s-app={KUBE_PROXY}", f"component={KUBE_PROXY}"):
        path = path_of("api", "v1", "namespaces", SYSTEM_NAMESPACE, "pods")
        pages = source.pages(path, {"labelSelector": labels, "limit": "1"})
        if pages is not None and next(iter(pages), []):
            return True
    return False


def _service_cidrs(source: ObjectSource) -> tuple[str, ...]:
    for version in ("v1", "v1beta1"):
        found = listed(source, path_of("apis", "networking.k8s.io", version, "servicecidrs"))
        if found:
            return tuple(cidr for each in found for cidr in strings_at(each, "spec", "cidrs"))
    return ()


_TELLING: Final = (REGION, *(each.label for each in SIGNS if each.label))


def _node(document: Json) -> LiveNode:
    seen = node(document)
    labels = string_map_at(document, "metadata", "labels")
    return LiveNode(
        addresses=seen.addresses,
        pod_cidrs=seen.pod_cidrs,
        kernel=seen.kernel,
        kubelet=seen.kubelet,
        image=string_at(document, "status", "nodeInfo", "osImage"),
        provider=string_at(document, "spec", "providerID"),
        labels={key: labels[key] for key in _TELLING if key in labels},
        pods=string_at(document, "status", "capacity", "pods"),
        control_plane=seen.control_plane,
    )


def _cilium_node(document: Json) -> LiveCiliumNode | None:
    interfaces = object_at(document, "status", "eni", "enis").values()
    vpc: list[str] = []
    subnets: list[str] = []
    for each in interfaces:
        primary = string_at(each, "vpc", "primary-cidr")
        vpc += [*([primary] if primary else []), *strings_at(each, "vpc", "cidrs")]
        subnet = string_at(each, "subnet", "cidr")
        subnets += [subnet] if subnet else []
    if not vpc and not subnets:
        return None
    return LiveCiliumNode(tuple(dict.fromkeys(vpc)), tuple(dict.fromkeys(subnets)))
