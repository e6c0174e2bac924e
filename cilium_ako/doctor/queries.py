"""What is read of a cluster: one row per object or list, each for the stacks that it matters to.

`deploy/doctor-rbac.yaml` allows these reads and no other. To read something new, add a field to
`observation.Field` and `observation.Observation`, a row to `QUERIES`, and a rule there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from cilium_ako.catalogue.ako import objects as ako_objects
from cilium_ako.catalogue.cilium import cluster_mesh, custom_resources
from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.etcd import objects as etcd_objects
from cilium_ako.catalogue.kubernetes.api_versions import SERVICE_MONITOR_API, offered
from cilium_ako.catalogue.kubernetes.objects import AWS_NODE, KUBE_PROXY, SYSTEM_NAMESPACE
from cilium_ako.charts.cluster_mesh import has_own_service
from cilium_ako.charts.helm_values import flatten
from cilium_ako.charts.release_values import cilium_release_values
from cilium_ako.config import ako_settings, cilium_settings
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import Ipsec
from cilium_ako.config.ipam import Eni
from cilium_ako.config.managed_etcd import ManagedEtcd
from cilium_ako.doctor import observation as observed
from cilium_ako.doctor import projections, resource_projections, secret_contents
from cilium_ako.doctor.api_server import RESTARTED, Json, LogSource, ObjectSource, path_of
from cilium_ako.doctor.etcd_status import etcd_status
from cilium_ako.doctor.json_access import JsonObject, string_at
from cilium_ako.doctor.observation import Field
from cilium_ako.doctor.read_error import ReadError

ItemT = TypeVar("ItemT")

_CILIUM: Final = cilium_objects.NAMESPACE
_AKO: Final = ako_objects.NAMESPACE
_EITHER: Final = ("v2", "v2alpha1")
"""Versions of a kind that grew up, newest first: an API server converts either into the other."""


class StackParts(NamedTuple):
    """The parts of a stack that decide what is read."""

    cluster: Cluster
    cilium: Cilium
    ako: Ako | None


class Progress(Protocol):
    """Hears how far reading has come."""

    def count(self, what: str, number: int) -> None:
        """So many objects of a kind were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectReader:
    """Reads objects and lists, each projected as it comes."""

    source: ObjectSource
    progress: Progress

    def list_all(
        self,
        what: str,
        path: str,
        project: Callable[[Json], ItemT | None],
        **query: str,
    ) -> list[ItemT] | None:
        """A list, each object projected as it comes; None where the server has no such kind."""
        pages = self.source.pages(path, query)
        if pages is None:
            return None
        found: list[ItemT] = []
        for page in pages:
            if page is RESTARTED:
                found.clear()
                continue
            for each in page:
                item = project(each)
                if item is not None:
                    found.append(item)
            self.progress.count(what, len(found))
        return found

    def get_one(self, path: str, project: Callable[[JsonObject], ItemT]) -> ItemT | None:
        """One object, projected; None where there is none."""
        found = self.source.get(path)
        return None if found is None else project(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader(ObjectReader):
    """What a query reads with."""

    source: LogSource
    parts: StackParts


class Query(NamedTuple):
    """One row: what is read into which field of an observation, for which stacks."""

    field: Field
    label: str
    """What it is called where it cannot be read."""
    read: Callable[[Reader], Any]
    applies: Callable[[StackParts], bool] = lambda _parts: True


# Which stacks


def _has_bgp(parts: StackParts) -> bool:
    return parts.cilium.bgp is not None


def _has_eni(parts: StackParts) -> bool:
    return isinstance(parts.cilium.ipam, Eni)


def _has_ako(parts: StackParts) -> bool:
    return parts.ako is not None


def _has_ipsec(parts: StackParts) -> bool:
    return isinstance(parts.cilium.encryption, Ipsec)


def _has_kvstore(parts: StackParts) -> bool:
    return parts.cilium.kvstore is not None


def _has_managed_etcd(parts: StackParts) -> bool:
    return isinstance(parts.cilium.kvstore, ManagedEtcd)


def _has_etcd_tls(parts: StackParts) -> bool:
    kvstore = parts.cilium.kvstore
    return kvstore is not None and kvstore.has_tls


def _serves_gateways(parts: StackParts) -> bool:
    return cilium_settings.serves_gateways(parts.cilium) or (
        parts.ako is not None and ako_settings.serves_gateways(parts.ako)
    )


def _has_service_monitors(parts: StackParts) -> bool:
    values = dict(flatten(cilium_release_values(*parts)))
    minor = parts.cluster.kubernetes_version.minor_release
    return SERVICE_MONITOR_API in offered(minor, values)


def _has_hubble_or_mesh(parts: StackParts) -> bool:
    return parts.cilium.hubble.enabled or parts.cluster.id != 0


def _is_in_mesh(parts: StackParts) -> bool:
    return parts.cilium.mesh is not None


def _has_mesh_service(parts: StackParts) -> bool:
    return _is_in_mesh(parts) and has_own_service(parts.ako)


def _has_mesh_identities(parts: StackParts) -> bool:
    kvstore = parts.cilium.kvstore
    return _is_in_mesh(parts) and (kvstore is None or kvstore.identity_allocation != "kvstore")


# Where, and how


def _core(namespace: str, plural: str, *name: str) -> str:
    return path_of("api", "v1", "namespaces", namespace, plural, *name)


def _cluster_scoped(group: str, plural: str, *name: str) -> str:
    return path_of("apis", group, "v1", plural, *name)


def _config_map(namespace: str, name: str) -> Callable[[Reader], Any]:
    path = _core(namespace, "configmaps", name)
    return lambda reader: reader.get_one(path, projections.config_map)


def _workload(namespace: str, plural: str, name: str) -> Callable[[Reader], Any]:
    path = path_of("apis", "apps", "v1", "namespaces", namespace, plural, name)
    return lambda reader: reader.get_one(path, projections.workload)


def _crd(name: str, project: Callable[[JsonObject], Any]) -> Callable[[Reader], Any]:
    path = _cluster_scoped("apiextensions.k8s.io", "customresourcedefinitions", name)
    return lambda reader: reader.get_one(path, project)


def _pods(what: str, namespace: str, labels: str) -> Callable[[Reader], Any]:
    def read(reader: Reader) -> Any:
        path = _core(namespace, "pods")
        return tuple(reader.list_all(what, path, projections.pod, labelSelector=labels) or ())

    return read


def _by_name(found: Iterable[Any] | None) -> Mapping[str, Any] | None:
    return None if found is None else {each.name: each for each in found}


def _nodes(reader: Reader) -> Any:
    return _by_name(reader.list_all("Nodes", "/api/v1/nodes", projections.node)) or {}


def _cilium_nodes(reader: Reader) -> Any:
    path = "/apis/cilium.io/v2/ciliumnodes"
    return _by_name(reader.list_all("CiliumNodes", path, projections.cilium_node))


def _operator_lease(reader: Reader) -> Any:
    path = path_of(
        *("apis", "coordination.k8s.io", "v1", "namespaces", _CILIUM, "leases"),
        cilium_objects.OPERATOR_LEASE,
    )
    return reader.get_one(path, projections.lease_renewed)


def _kube_proxy_pods(reader: Reader) -> int:
    # one is enough to know; the next page is not asked for
    pages = reader.source.pages(
        _core(SYSTEM_NAMESPACE, "pods"), {"labelSelector": f"k8s-app={KUBE_PROXY}", "limit": "1"}
    )
    return len(next(iter(pages), [])) if pages is not None else 0


def _operator_service_account(reader: Reader) -> Any:
    path = _core(_CILIUM, "serviceaccounts", cilium_objects.OPERATOR)
    return reader.get_one(path, projections.annotations_of)


def _node_port_services(reader: Reader) -> Any:
    path = "/api/v1/services"
    return tuple(reader.list_all("Services", path, projections.node_port_service) or ())


def _aws_secret(reader: Reader) -> bool:
    # whether it is there is all that matters, so its values are not even sent
    path = _core(_CILIUM, "secrets", cilium_objects.AWS_SECRET)
    return reader.source.get(path, metadata_only=True) is not None


def _ipsec_secret(reader: Reader) -> Any:
    encryption = reader.parts.cilium.encryption
    if not isinstance(encryption, Ipsec):
        return None
    path = _core(_CILIUM, "secrets", encryption.secret_name)
    return reader.get_one(path, secret_contents.ipsec)


def _etcd_secret(reader: Reader) -> Any:
    name = cilium_objects.ETCD_SECRET
    path = _core(_CILIUM, "secrets", name)
    return reader.get_one(path, lambda document: secret_contents.etcd(document, name))


def _certificates(reader: Reader, names: Iterable[str]) -> tuple[observed.SecretCertificate, ...]:
    found: list[observed.SecretCertificate] = []
    for name in names:
        document = reader.source.get(_core(_CILIUM, "secrets", name))
        if document is not None:
            found += secret_contents.certificates(document, name)
    return tuple(found)


def _hubble_certificates(reader: Reader) -> Any:
    mesh = cilium_objects.MESH_SECRETS if reader.parts.cluster.id != 0 else ()
    return _certificates(reader, (*cilium_objects.HUBBLE_SECRETS, *mesh))


def _etcd_member_certificates(reader: Reader) -> Any:
    kvstore = reader.parts.cilium.kvstore
    names: Iterable[str] = cilium_objects.ETCD_MEMBER_SECRETS
    if isinstance(kvstore, ManagedEtcd):
        names = (each.name for each in kvstore.members)
    return _certificates(reader, names)


def _etcd_cron_jobs(reader: Reader) -> Any:
    path = path_of("apis", "batch", "v1", "namespaces", _CILIUM, "cronjobs")
    return tuple(reader.list_all("CronJobs", path, projections.etcd_cron_job) or ())


def _etcd_job_pods(reader: Reader) -> Any:
    path, label = _core(_CILIUM, "pods"), f"k8s-app={etcd_objects.JOBS}"
    found = reader.list_all("pods of jobs", path, projections.etcd_job_pod, labelSelector=label)
    return tuple(found or ())


def _etcd_status(reader: Reader) -> Any:
    """The answer of the last pod that asked; of one that still asks there is none yet."""
    path, label = _core(_CILIUM, "pods"), f"k8s-app={etcd_objects.JOBS}"
    found = reader.list_all("pods of jobs", path, projections.pod, labelSelector=label) or ()
    asked = [each for each in found if each.name.startswith(f"{etcd_objects.STATUS}-")]
    for pod in sorted(asked, key=lambda each: str(each.started), reverse=True):
        log = reader.source.text(f"{_core(_CILIUM, 'pods', pod.name)}/log", _TAIL)
        status = etcd_status(log or "", pod.started)
        if status is not None:
            return status
    return None


_TAIL: Final = {"tailLines": "50", "limitBytes": "65536"}


def _mesh_secrets(reader: Reader) -> Any:
    found = []
    for name in cilium_objects.MESH_SECRETS:
        document = reader.source.get(_core(_CILIUM, "secrets", name))
        if document is not None:
            found.append(secret_contents.mesh(document, name))
    return tuple(found)


def _mesh_peers(reader: Reader) -> Any:
    path = _core(_CILIUM, "secrets", cluster_mesh.PEERS_SECRET)
    return reader.get_one(path, secret_contents.mesh_peers)


def _mesh_address(reader: Reader) -> str | None:
    # what lists Services may not get one: the server picks it out
    one = f"metadata.namespace={_CILIUM},metadata.name={cluster_mesh.LOAD_BALANCER}"
    found = reader.list_all(
        "Services", "/api/v1/services", projections.service_address, fieldSelector=one
    )
    return dict(found or ()).get(cluster_mesh.LOAD_BALANCER)


def _mesh_readiness(reader: Reader) -> Any:
    service = f"{cluster_mesh.METRICS_SERVICE}:{cluster_mesh.METRICS_PORT}"
    try:
        text = reader.source.text(_core(_CILIUM, "services", service, "proxy", "metrics"), {})
    except ReadError as error:
        if error.kind != "refused":
            raise
        return None  # the server does not reach pods, as it need not
    return None if text is None else projections.peers_ready(text)


def _identities(reader: Reader) -> Any:
    mesh = reader.parts.cilium.mesh
    each = cluster_mesh.IDENTITIES[mesh.size if mesh is not None else cluster_mesh.LAST_ID]
    path = "/apis/cilium.io/v2/ciliumidentities"
    numbers = reader.list_all("CiliumIdentities", path, projections.identity_number)
    if numbers is None:
        return None
    foreign = sum(1 for number in numbers if number // each != reader.parts.cluster.id)
    return observed.Identities(len(numbers), foreign)


def _ako_events(reader: Reader) -> Any:
    def of_ako(document: JsonObject) -> observed.AkoEvent | None:
        event = projections.event(document)
        return event if event.object.startswith("ako") else None

    return tuple(reader.list_all("Events", _core(_AKO, "events"), of_ako) or ())


def _ako_role(reader: Reader) -> Any:
    path = _cluster_scoped("rbac.authorization.k8s.io", "clusterroles", ako_objects.CLUSTER_ROLE)
    return reader.get_one(path, projections.role_rules)


def _avi_secret(reader: Reader) -> Any:
    return reader.get_one(_core(_AKO, "secrets", ako_objects.SECRET), secret_contents.avi)


def _ingress_classes(reader: Reader) -> Any:
    path = "/apis/networking.k8s.io/v1/ingressclasses"
    return tuple(reader.list_all("IngressClasses", path, projections.ingress_class) or ())


def _custom_resources(
    what: str, plural: str, project: Callable[[JsonObject], Any], *versions: str
) -> Callable[[Reader], Any]:
    """Objects of one of Cilium's kinds, in the first version that is served; None without any."""

    def read(reader: Reader) -> Any:
        for version in versions:
            path = path_of("apis", "cilium.io", version, plural)
            found = reader.list_all(what, path, project)
            if found is not None:
                return tuple(found)
        return None

    return read


def _node_configs(reader: Reader) -> Any:
    read = _custom_resources(
        "CiliumNodeConfigs", "ciliumnodeconfigs", projections.node_config, *_EITHER
    )
    return read(reader) or ()


def _kind(plural_and_group: str) -> Callable[[Reader], Any]:
    return _crd(plural_and_group, resource_projections.kind_versions)


def _gateway_kinds(reader: Reader) -> Any:
    found = {
        plural: _kind(f"{plural}.{custom_resources.GATEWAY_GROUP}")(reader)
        for plural in custom_resources.GATEWAY_PLURALS
    }
    return {plural: each for plural, each in found.items() if each is not None}


def _server_version(reader: Reader) -> str:
    return string_at(reader.source.get("/version"), "gitVersion")


QUERIES: Final[tuple[Query, ...]] = (
    # the long ones first, so that the short ones run beside them
    Query(field="nodes", label="Nodes", read=_nodes),
    Query(field="cilium_nodes", label="CiliumNodes", read=_cilium_nodes),
    Query(
        field="agent_pods",
        label="agent pods",
        read=_pods("agent pods", _CILIUM, cilium_objects.AGENT_LABELS),
    ),
    Query(field="node_port_services", label="Services", read=_node_port_services),
    Query(field="server_version", label="the server's version", read=_server_version),
    Query(
        field="cilium_node_crd",
        label="the CRD of CiliumNode",
        read=_crd(cilium_objects.NODE_CRD, projections.stored_versions),
    ),
    Query(
        field="node_config_crd",
        label="the CRD of CiliumNodeConfig",
        read=_crd(cilium_objects.NODE_CONFIG_CRD, projections.stored_versions),
    ),
    Query(field="node_configs", label="CiliumNodeConfigs", read=_node_configs),
    Query(
        field="cilium_config",
        label=f"ConfigMap {_CILIUM}/{cilium_objects.CONFIG_MAP}",
        read=_config_map(_CILIUM, cilium_objects.CONFIG_MAP),
    ),
    Query(
        field="agents",
        label=f"DaemonSet {_CILIUM}/{cilium_objects.AGENTS}",
        read=_workload(_CILIUM, "daemonsets", cilium_objects.AGENTS),
    ),
    Query(
        field="operator",
        label=f"Deployment {_CILIUM}/{cilium_objects.OPERATOR}",
        read=_workload(_CILIUM, "deployments", cilium_objects.OPERATOR),
    ),
    Query(
        field="operator_pods",
        label="operator pods",
        read=_pods("operator pods", _CILIUM, cilium_objects.OPERATOR_LABELS),
    ),
    Query(
        field="operator_lease",
        label=f"Lease {_CILIUM}/{cilium_objects.OPERATOR_LEASE}",
        read=_operator_lease,
    ),
    Query(
        field="kube_proxy",
        label=f"DaemonSet {SYSTEM_NAMESPACE}/{KUBE_PROXY}",
        read=_workload(SYSTEM_NAMESPACE, "daemonsets", KUBE_PROXY),
    ),
    Query(field="kube_proxy_pods", label="kube-proxy pods", read=_kube_proxy_pods),
    Query(
        field="aws_node",
        label=f"DaemonSet {SYSTEM_NAMESPACE}/{AWS_NODE}",
        read=_workload(SYSTEM_NAMESPACE, "daemonsets", AWS_NODE),
        applies=_has_eni,
    ),
    Query(
        field="operator_service_account",
        label=f"ServiceAccount {_CILIUM}/{cilium_objects.OPERATOR}",
        read=_operator_service_account,
        applies=_has_eni,
    ),
    Query(
        field="aws_secret",
        label=f"Secret {_CILIUM}/{cilium_objects.AWS_SECRET}",
        read=_aws_secret,
        applies=_has_eni,
    ),
    Query(
        field="ipsec_secret",
        label="the IPsec key's Secret",
        read=_ipsec_secret,
        applies=_has_ipsec,
    ),
    Query(
        field="etcd_secret",
        label=f"Secret {_CILIUM}/{cilium_objects.ETCD_SECRET}",
        read=_etcd_secret,
        applies=_has_etcd_tls,
    ),
    Query(
        field="hubble_certificates",
        label="Secrets of Hubble",
        read=_hubble_certificates,
        applies=_has_hubble_or_mesh,
    ),
    Query(
        field="etcd_pods",
        label="etcd pods",
        read=_pods("etcd pods", _CILIUM, cilium_objects.ETCD_MEMBER_LABELS),
        applies=_has_kvstore,
    ),
    Query(
        field="etcd_member_certificates",
        label="Secrets of etcd's members",
        read=_etcd_member_certificates,
        applies=_has_kvstore,
    ),
    Query(
        field="etcd_config",
        label=f"ConfigMap {_CILIUM}/{etcd_objects.NAME}",
        read=_config_map(_CILIUM, etcd_objects.NAME),
        applies=_has_managed_etcd,
    ),
    Query(
        field="etcd_cron_jobs",
        label="CronJobs of etcd",
        read=_etcd_cron_jobs,
        applies=_has_managed_etcd,
    ),
    Query(
        field="etcd_job_pods",
        label="pods of etcd's jobs",
        read=_etcd_job_pods,
        applies=_has_managed_etcd,
    ),
    Query(
        field="etcd_status",
        label="the log of etcd's status",
        read=_etcd_status,
        applies=_has_managed_etcd,
    ),
    Query(
        field="mesh_api_server",
        label=f"Deployment {_CILIUM}/{cluster_mesh.API_SERVER}",
        read=_workload(_CILIUM, "deployments", cluster_mesh.API_SERVER),
        applies=_is_in_mesh,
    ),
    Query(
        field="mesh_secrets",
        label="Secrets of the mesh",
        read=_mesh_secrets,
        applies=_is_in_mesh,
    ),
    Query(
        field="mesh_peers",
        label=f"Secret {_CILIUM}/{cluster_mesh.PEERS_SECRET}",
        read=_mesh_peers,
        applies=_is_in_mesh,
    ),
    Query(
        field="mesh_address",
        label=f"Service {_CILIUM}/{cluster_mesh.LOAD_BALANCER}",
        read=_mesh_address,
        applies=_has_mesh_service,
    ),
    Query(
        field="mesh_readiness",
        label="metrics of the mesh API server",
        read=_mesh_readiness,
        applies=_is_in_mesh,
    ),
    Query(
        field="identities",
        label="CiliumIdentities",
        read=_identities,
        applies=_has_mesh_identities,
    ),
    Query(
        field="ako_config",
        label=f"ConfigMap {_AKO}/{ako_objects.CONFIG_MAP}",
        read=_config_map(_AKO, ako_objects.CONFIG_MAP),
        applies=_has_ako,
    ),
    Query(
        field="ako",
        label=f"StatefulSet {_AKO}/{ako_objects.STATEFUL_SET}",
        read=_workload(_AKO, "statefulsets", ako_objects.STATEFUL_SET),
        applies=_has_ako,
    ),
    Query(
        field="ako_pods",
        label="AKO's pods",
        read=_pods("AKO's pods", _AKO, ako_objects.POD_LABELS),
        applies=_has_ako,
    ),
    Query(field="ako_events", label=f"Events of {_AKO}", read=_ako_events, applies=_has_ako),
    Query(
        field="ako_role",
        label=f"ClusterRole {ako_objects.CLUSTER_ROLE}",
        read=_ako_role,
        applies=_has_ako,
    ),
    Query(
        field="avi_secret",
        label=f"Secret {_AKO}/{ako_objects.SECRET}",
        read=_avi_secret,
        applies=_has_ako,
    ),
    Query(
        field="ingress_classes",
        label="IngressClasses",
        read=_ingress_classes,
        applies=_has_ako,
    ),
    Query(
        field="bgp_cluster_configs",
        label="CiliumBGPClusterConfigs",
        read=_custom_resources(
            "BGP cluster configs",
            "ciliumbgpclusterconfigs",
            resource_projections.bgp_cluster_config,
            *_EITHER,
        ),
    ),
    Query(
        field="bgp_peering_policies",
        label="CiliumBGPPeeringPolicies",
        read=_custom_resources(
            "BGP peering policies",
            "ciliumbgppeeringpolicies",
            resource_projections.bgp_peering_policy,
            "v2alpha1",
        ),
    ),
    Query(
        field="bgp_peer_configs",
        label="CiliumBGPPeerConfigs",
        read=_custom_resources(
            "BGP peer configs",
            "ciliumbgppeerconfigs",
            resource_projections.bgp_peer_config,
            *_EITHER,
        ),
        applies=_has_bgp,
    ),
    Query(
        field="bgp_advertisements",
        label="CiliumBGPAdvertisements",
        read=_custom_resources(
            "BGP advertisements",
            "ciliumbgpadvertisements",
            resource_projections.bgp_advertisement,
            *_EITHER,
        ),
        applies=_has_bgp,
    ),
    Query(
        field="address_pools",
        label="CiliumLoadBalancerIPPools",
        read=_custom_resources(
            "pools of addresses",
            "ciliumloadbalancerippools",
            resource_projections.address_pool,
            *_EITHER,
        ),
    ),
    Query(
        field="l2_policies",
        label="CiliumL2AnnouncementPolicies",
        read=_custom_resources(
            "L2 announcement policies",
            "ciliuml2announcementpolicies",
            resource_projections.name_of,
            *_EITHER,
        ),
    ),
    Query(
        field="egress_policies",
        label="CiliumEgressGatewayPolicies",
        read=_custom_resources(
            "egress gateway policies",
            "ciliumegressgatewaypolicies",
            resource_projections.name_of,
            "v2",
        ),
    ),
    Query(
        field="redirect_policies",
        label="CiliumLocalRedirectPolicies",
        read=_custom_resources(
            "local redirect policies",
            "ciliumlocalredirectpolicies",
            resource_projections.namespaced_name_of,
            "v2",
        ),
    ),
    Query(
        field="gateway_kinds",
        label="the CRDs of the Gateway API",
        read=_gateway_kinds,
        applies=_serves_gateways,
    ),
    Query(
        field="service_monitor_kind",
        label="the CRD of ServiceMonitor",
        read=_kind(custom_resources.SERVICE_MONITOR_CRD),
        applies=_has_service_monitors,
    ),
)
"""Everything that is read, the long lists first."""

LABELS: Final[Mapping[Field, str]] = {query.field: query.label for query in QUERIES}
"""What a field of an observation is called."""
