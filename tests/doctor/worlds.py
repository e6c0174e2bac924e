"""Healthy clusters, object by object, as an API server would hold them.

A world is made for a stack; a test breaks one thing in it. The same objects serve the tests in
memory and, written to a real API server, the live ones.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote

from cryptography import x509

from cilium_ako.catalogue.cilium.distribution_keys import DISTRIBUTION_KEYS
from cilium_ako.catalogue.cilium.features import GATEWAY_KEEPS_SOCKET_LB_TO_HOST
from cilium_ako.catalogue.cilium.objects import MESH_SECRETS
from cilium_ako.catalogue.cilium.value_keys import VALUE_KEYS
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.ako import ako_facts
from cilium_ako.charts.cilium import cilium_facts
from cilium_ako.charts.distribution import distribution_facts
from cilium_ako.config.encryption import Ipsec
from cilium_ako.config.features import Bgp
from cilium_ako.config.ipam import Eni
from cilium_ako.config.managed_etcd import ManagedEtcd
from cilium_ako.config.operator_role import role_on_service_account
from cilium_ako.config.stack import Stack
from cilium_ako.doctor.avi_export import routes_of
from cilium_ako.doctor.json_access import objects_at
from cilium_ako.doctor.read_error import Deadline, ReadError
from cilium_ako.doctor.run import Diagnosis, diagnose_source
from cilium_ako.etcd.config_map import config_map_data
from tests.doctor.certificates import AUTHORITY, certificate_pem, key_pem

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
Json = dict[str, Any]

KINDS: Mapping[str, tuple[str, str]] = {
    "Node": ("v1", "nodes"),
    "Pod": ("v1", "pods"),
    "Service": ("v1", "services"),
    "Secret": ("v1", "secrets"),
    "Event": ("v1", "events"),
    "ConfigMap": ("v1", "configmaps"),
    "ServiceAccount": ("v1", "serviceaccounts"),
    "DaemonSet": ("apps/v1", "daemonsets"),
    "Deployment": ("apps/v1", "deployments"),
    "StatefulSet": ("apps/v1", "statefulsets"),
    "CronJob": ("batch/v1", "cronjobs"),
    "Lease": ("coordination.k8s.io/v1", "leases"),
    "ClusterRole": ("rbac.authorization.k8s.io/v1", "clusterroles"),
    "IngressClass": ("networking.k8s.io/v1", "ingressclasses"),
    "CustomResourceDefinition": ("apiextensions.k8s.io/v1", "customresourcedefinitions"),
    "CiliumNode": ("cilium.io/v2", "ciliumnodes"),
    "CiliumIdentity": ("cilium.io/v2", "ciliumidentities"),
    "CiliumNodeConfig": ("cilium.io/v2", "ciliumnodeconfigs"),
    "CiliumBGPClusterConfig": ("cilium.io/v2", "ciliumbgpclusterconfigs"),
    "CiliumBGPPeerConfig": ("cilium.io/v2", "ciliumbgppeerconfigs"),
    "CiliumBGPAdvertisement": ("cilium.io/v2", "ciliumbgpadvertisements"),
    "CiliumBGPPeeringPolicy": ("cilium.io/v2alpha1", "ciliumbgppeeringpolicies"),
    "CiliumLoadBalancerIPPool": ("cilium.io/v2", "ciliumloadbalancerippools"),
    "CiliumL2AnnouncementPolicy": ("cilium.io/v2alpha1", "ciliuml2announcementpolicies"),
    "CiliumEgressGatewayPolicy": ("cilium.io/v2", "ciliumegressgatewaypolicies"),
    "CiliumLocalRedirectPolicy": ("cilium.io/v2", "ciliumlocalredirectpolicies"),
}
"""Kind to its API version and its plural."""

NAMESPACED = frozenset({"CiliumNodeConfig", "CiliumLocalRedirectPolicy", "Gateway", "HTTPRoute"})
"""Custom resources that are in a namespace."""

IPSEC_KEY = "00112233445566778899aabbccddeeff00112233"


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def encoded(values: Mapping[str, bytes | str]) -> dict[str, str]:
    return {
        key: base64.b64encode(value.encode() if isinstance(value, str) else value).decode()
        for key, value in values.items()
    }


class World:
    """A cluster's objects, by kind, namespace and name; also what the doctor reads from."""

    def __init__(self, stack: Stack, nodes: int = 3, now: datetime = NOW) -> None:
        assert stack.cluster is not None
        assert stack.cilium is not None
        self.stack = stack
        self.time = now
        self.server_version = "v1.33.13"
        self.objects: dict[tuple[str, str, str], Json] = {}
        self.avi_export: Json | None = None
        self.logs: dict[str, str] = {}
        self.mesh_versions: dict[str, Release] = {}
        """Logs by the name of their pod."""
        build(self, nodes)

    # What tests change

    def add(self, kind: str, name: str, namespace: str = "", **fields: Any) -> Json:
        version = KINDS[kind][0]
        metadata = {"name": name, **fields.pop("metadata", {})}
        if namespace:
            metadata["namespace"] = namespace
        metadata.setdefault("creationTimestamp", stamp(self.time - timedelta(days=1)))
        made = {"apiVersion": version, "kind": kind, "metadata": metadata, **fields}
        self.objects[kind, namespace, name] = made
        return made

    def of(self, kind: str, name: str, namespace: str = "") -> Json:
        return self.objects[kind, namespace, name]

    def all(self, kind: str) -> list[Json]:
        return [each for (what, _, _), each in self.objects.items() if what == kind]

    def remove(self, kind: str, name: str, namespace: str = "") -> None:
        del self.objects[kind, namespace, name]

    @property
    def config(self) -> dict[str, str]:
        """The data of cilium-config."""
        data: dict[str, str] = self.of("ConfigMap", "cilium-config", "kube-system")["data"]
        return data

    @property
    def ako_config(self) -> dict[str, str]:
        """The data of avi-k8s-config."""
        data: dict[str, str] = self.of("ConfigMap", "avi-k8s-config", "avi-system")["data"]
        return data

    def node(self, index: int = 0) -> Json:
        return self.of("Node", f"node-{index}")

    def cilium_node(self, index: int = 0) -> Json:
        return self.of("CiliumNode", f"node-{index}")

    def agent(self, index: int = 0) -> Json:
        return self.of("Pod", f"cilium-{index}", "kube-system")

    def secret(
        self, name: str, values: Mapping[str, bytes | str], space: str = "kube-system"
    ) -> None:
        self.add("Secret", name, space, data=encoded(values), metadata=written(self, "f:data"))

    # What the doctor asks

    def now(self) -> datetime:
        return self.time

    def text(self, path: str, query: Mapping[str, str]) -> str | None:
        return self.logs.get(path.split("/")[-2])

    def get(self, path: str, *, metadata_only: bool = False) -> Json | None:
        if path == "/version":
            return {"gitVersion": self.server_version}
        *_, plural, name = path.split("/")
        space = _namespace(path)
        for (kind, namespace, called), each in self.objects.items():
            if (KINDS[kind][1], namespace, called) == (plural, space, unquote(name)):
                return {"metadata": each["metadata"]} if metadata_only else each
        return None

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[list[Json]] | None:
        plural, space = path.rsplit("/", 1)[1], _namespace(path)
        if "cilium.io" in path:
            found = self.objects.get(("CustomResourceDefinition", "", f"{plural}.cilium.io"))
            served = [each.get("name") for each in objects_at(found, "spec", "versions")]
            if path.split("/")[3] not in served:
                return None
        selector = query.get("labelSelector", "")
        matching = [
            each
            for (kind, namespace, _), each in self.objects.items()
            if KINDS[kind][1] == plural and (not space or namespace == space)
            if _selected(each, selector)
        ]
        return iter([matching[:2], matching[2:]])

    def diagnose(self) -> Diagnosis:
        """What the doctor finds here."""
        routes = None
        if self.avi_export is not None:
            routes = tuple(routes_of(self.avi_export, "dev", ""))
        return diagnose_source(
            self.stack,
            self,
            Deadline(30.0),
            avi_routes=routes,
            mesh_versions=self.mesh_versions,
        )

    def faults(self) -> list[tuple[str, str]]:
        """Check and level of everything that is not well."""
        return [(each.check, each.level) for each in self.diagnose().findings if each.level != "ok"]


class Forbidden(World):
    """A world in which objects of one kind, or one CRD, may not be read."""

    def __init__(self, stack: Stack, word: str) -> None:
        super().__init__(stack)
        self._word = word

    def get(self, path: str, *, metadata_only: bool = False) -> Json | None:
        self._look_at(path)
        return super().get(path, metadata_only=metadata_only)

    def text(self, path: str, query: Mapping[str, str]) -> str | None:
        self._look_at(path)
        return super().text(path, query)

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[list[Json]] | None:
        self._look_at(path)
        return super().pages(path, query)

    def _look_at(self, path: str) -> None:
        if self._word in path:
            raise ReadError("forbidden", "not allowed")


def _namespace(path: str) -> str:
    parts = path.split("/")
    return parts[parts.index("namespaces") + 1] if "namespaces" in parts else ""


def _selected(each: Json, selector: str) -> bool:
    labels = each["metadata"].get("labels", {})
    if not selector:
        return True
    key, _, rest = selector.partition(" in ")
    if rest:
        return labels.get(key) in rest.strip("()").replace(" ", "").split(",")
    key, _, value = selector.partition("=")
    return bool(labels.get(key) == value)


def written(world: World, *fields: str, ago: timedelta = timedelta(hours=2)) -> Json:
    """Metadata of an object that was written so long ago."""
    return {
        "managedFields": [
            {
                "manager": "helm",
                "operation": "Update",
                "time": stamp(world.time - ago),
                "fieldsV1": {field: {} for field in fields},
            }
        ]
    }


def config_data(stack: Stack) -> dict[str, str]:
    """The data of cilium-config as the chart renders it for a stack, as far as it is read."""
    cluster, cilium = stack.cluster, stack.cilium
    assert cluster is not None
    assert cilium is not None
    facts = {**distribution_facts(cluster, cilium), **cilium_facts(cluster, cilium, stack.ako)}
    data: dict[str, str] = {}
    for row in (*DISTRIBUTION_KEYS, *VALUE_KEYS):
        if (
            not row.config
            or row.fact not in facts
            or not row.applies_to(cilium.version.minor_release)
        ):
            continue
        value = facts[row.fact]
        if row.value_map is not None:
            if value not in row.value_map:
                continue
            value = row.value_map[value]
        data[row.config] = _config_text(value)
    data["enable-ipsec"] = data["enable-wireguard"] = "false"
    if cilium.encryption is not None:
        data[f"enable-{cilium.encryption.type}"] = "true"
    if cilium.gateway_api is not None:
        data["enable-envoy-config"] = "true"
        if GATEWAY_KEEPS_SOCKET_LB_TO_HOST.is_in(cilium.version):
            data["bpf-lb-sock-hostns-only"] = "true"
    if isinstance(cilium.ipam, Eni):
        data["ec2-api-endpoint"] = ""
        data["enable-endpoint-routes"] = "true"
    if cilium.kvstore is not None:
        data["kvstore"] = "etcd"
        lines = ["endpoints:", *(f"- {each}" for each in cilium.kvstore.endpoints)]
        if cilium.kvstore.has_tls:
            lines.append("trusted-ca-file: /var/lib/etcd-secrets/etcd-client-ca.crt")
        data["etcd-config"] = "---\n" + "\n".join(lines) + "\n"
    return data


def _config_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(str(each) for each in value)
    return str(value)


_AKO_KEYS = {
    "clusterName": "clusterName",
    "cniPlugin": "cniPlugin",
    "serviceType": "serviceType",
    "shardSize": "shardVSSize",
    "controller.host": "controllerIP",
    "controller.version": "controllerVersion",
    "controller.cloud": "cloudName",
    "controller.tenant": "tenantName",
    "controller.serviceEngineGroup": "serviceEngineGroupName",
    "controller.vrf": "vrfName",
    "t1lr": "nsxtT1LR",
    "ipFamily": "ipFamily",
}


def ako_data(stack: Stack) -> dict[str, str]:
    """The data of avi-k8s-config as the chart renders it for a stack."""
    assert stack.cluster is not None
    assert stack.cilium is not None
    assert stack.ako is not None
    facts = ako_facts(stack.cluster, stack.cilium, stack.ako)
    data = {key: str(facts[fact]) for fact, key in _AKO_KEYS.items() if fact in facts}
    return {
        **data,
        "disableStaticRouteSync": _config_text(facts["disableStaticRouteSync"]),
        "vipNetworkList": json.dumps(facts["vipNetworks"]),
        "nodeNetworkList": json.dumps(facts["nodeNetworks"]),
        "enableRHI": _config_text(facts["rhi.enabled"]),
        "bgpPeerLabels": "[]",
        "deleteConfig": "false",
        "logLevel": "WARN",
        "enableEvents": "true",
        "layer7Only": "false",
        "primaryInstance": "true",
    }


def build(world: World, nodes: int) -> None:
    """Fills a world with everything that a healthy cluster of its stack has."""
    stack = world.stack
    cilium = stack.cilium
    assert cilium is not None
    for index in range(nodes):
        machine(world, index)
    world.add(
        "ConfigMap",
        "cilium-config",
        "kube-system",
        data=config_data(stack),
        metadata=written(world, "f:data"),
    )
    for kind, (version, plural) in KINDS.items():
        if version.startswith("cilium.io/"):
            crd(world, kind, plural, version.partition("/")[2])
    resources(world)
    environment = [{"name": "KUBERNETES_SERVICE_HOST", "value": "api.dev.example.test"}]
    workload(
        world,
        "DaemonSet",
        "cilium",
        "kube-system",
        f"cilium:v{cilium.version}",
        environment,
        currentNumberScheduled=nodes,
        desiredNumberScheduled=nodes,
        numberReady=nodes,
        numberAvailable=nodes,
        numberMisscheduled=0,
        observedGeneration=1,
    )
    eni = isinstance(cilium.ipam, Eni)
    image = f"operator-{'aws' if eni else 'generic'}:v{cilium.version}"
    workload(
        world,
        "Deployment",
        "cilium-operator",
        "kube-system",
        image,
        environment,
        replicas=2,
        availableReplicas=2,
        readyReplicas=2,
        observedGeneration=1,
    )
    for index in range(2):
        pod(
            world,
            f"cilium-operator-{index}",
            "kube-system",
            f"node-{index}",
            image,
            {"name": "cilium-operator"},
        )
    world.add(
        "Lease",
        "cilium-operator-resource-lock",
        "kube-system",
        spec={
            "holderIdentity": "node-0",
            "renewTime": world.time.strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
        },
    )
    account = {}
    if stack.cluster is not None and isinstance(cilium.ipam, Eni):
        role = role_on_service_account(stack.cluster, cilium.ipam.operator_role)
        if role is not None:
            account = {"annotations": {"eks.amazonaws.com/role-arn": role}}
    world.add("ServiceAccount", "cilium-operator", "kube-system", metadata=account)
    world.add(
        "Service",
        "web",
        "default",
        spec={"type": "NodePort", "ports": [{"port": 80, "nodePort": 30080}]},
    )
    _secrets(world)
    if isinstance(cilium.kvstore, ManagedEtcd):
        _etcd(world, cilium.kvstore)
    if stack.mesh is not None:
        _mesh(world)
    if stack.ako is not None:
        _ako(world)
    if not cilium.kube_proxy_replacement:
        proxy(world, nodes)


def proxy(world: World, nodes: int = 3) -> None:
    """kube-proxy, running."""
    workload(
        world,
        "DaemonSet",
        "kube-proxy",
        "kube-system",
        "kube-proxy:v1.33.13",
        [],
        currentNumberScheduled=nodes,
        desiredNumberScheduled=nodes,
        numberReady=nodes,
        numberMisscheduled=0,
        observedGeneration=1,
    )


def machine(world: World, index: int) -> None:
    """A node with its CiliumNode and its agent."""
    cilium = world.stack.cilium
    assert cilium is not None
    name, address = f"node-{index}", f"192.168.{10 + index // 200}.{10 + index % 200}"
    uid = f"00000000-0000-4000-8000-{index:012d}"
    ranges = {
        "cluster-pool": [f"10.42.{index}.0/24", f"fd00:42::{index:x}00/120"],
        "kubernetes": [f"10.244.{index}.0/24", f"fd00:42:0:{index:x}::/64"],
        "eni": [],
    }[cilium.ipam.mode]
    addresses = [address]
    if cilium.has_ipv6:
        addresses.append(f"fd00:10::{index + 1:x}")
    else:
        ranges = ranges[:1]
    node_spec: Json = {}
    if cilium.ipam.mode == "kubernetes":
        node_spec = {"podCIDR": ranges[0], "podCIDRs": ranges}
    world.add(
        "Node",
        name,
        metadata={
            "uid": uid,
            "labels": {"node-role.kubernetes.io/control-plane": ""} if index < 3 else {},
        },
        spec=node_spec,
        status={
            "addresses": [
                *({"type": "InternalIP", "address": each} for each in addresses),
                {"type": "Hostname", "address": name},
            ],
            "conditions": [
                {"type": "NetworkUnavailable", "status": "False", "reason": "CiliumIsUp"},
                {"type": "Ready", "status": "True", "reason": "KubeletReady"},
            ],
            "nodeInfo": node_information(),
        },
    )
    specification: Json = {
        "addresses": [
            *({"type": "InternalIP", "ip": each} for each in addresses),
            {"type": "CiliumInternalIP", "ip": f"10.255.{index // 250}.{index % 250}"},
        ],
        "ipam": {"podCIDRs": ranges} if ranges else {},
        "bootid": f"boot-{index}",
        "encryption": {"key": 3} if isinstance(cilium.encryption, Ipsec) else {},
    }
    status: Json = {"ipam": {"operator-status": {}}}
    if isinstance(cilium.ipam, Eni):
        _interfaces(specification, status, index, pools=cilium.version.minor_release >= (1, 20))
    world.add(
        "CiliumNode",
        name,
        metadata={
            "ownerReferences": [{"apiVersion": "v1", "kind": "Node", "name": name, "uid": uid}],
            "annotations": {"network.cilium.io/wg-pub-key": f"key-{index}="},
        },
        spec=specification,
        status=status,
    )
    pod(
        world,
        f"cilium-{index}",
        "kube-system",
        name,
        f"cilium:v{cilium.version}",
        {"k8s-app": "cilium"},
    )


def node_information() -> Json:
    return {
        "kernelVersion": "6.1.0-18-amd64",
        "kubeletVersion": "v1.33.13",
        "architecture": "amd64",
        "bootID": "a",
        "containerRuntimeVersion": "containerd://2.0.0",
        "kubeProxyVersion": "",
        "machineID": "a",
        "operatingSystem": "linux",
        "osImage": "Debian GNU/Linux 12",
        "systemUUID": "a",
    }


def _interfaces(specification: Json, status: Json, index: int, *, pools: bool) -> None:
    specification["eni"] = {"instance-type": "m5.large"}
    own = [f"10.64.{index}.{host}" for host in range(16, 24)]
    status["eni"] = {
        "enis": {
            f"eni-{index:08x}": {
                "id": f"eni-{index:08x}",
                "vpc": {"id": "vpc-1", "primary-cidr": "10.64.0.0/16"},
            }
        }
    }
    if pools:
        specification["ipam"] = {
            "pools": {
                "requested": [{"pool": "default", "needed": {"ipv4-addrs": 4}}],
                "allocated": [{"pool": "default", "cidrs": [f"{each}/32" for each in own]}],
            }
        }
    else:
        specification["ipam"] = {"pool": {each: {"resource": f"eni-{index:08x}"} for each in own}}
        status["ipam"]["used"] = {own[0]: {"owner": "default/web", "resource": f"eni-{index:08x}"}}


def pod(
    world: World, name: str, namespace: str, node: str, image: str, labels: Mapping[str, str]
) -> Json:
    """A pod that runs and is ready."""
    started = stamp(world.time - timedelta(hours=1))
    return world.add(
        "Pod",
        name,
        namespace,
        metadata={"labels": dict(labels)},
        spec={"nodeName": node, "containers": [{"name": "main", "image": f"example.test/{image}"}]},
        status={
            "phase": "Running",
            "startTime": started,
            "conditions": [{"type": "Ready", "status": "True"}],
            "containerStatuses": [
                {
                    "name": "main",
                    "image": image,
                    "imageID": image,
                    "ready": True,
                    "restartCount": 0,
                    "state": {"running": {"startedAt": started}},
                }
            ],
        },
    )


def workload(
    world: World,
    kind: str,
    name: str,
    namespace: str,
    image: str,
    environment: list[Json],
    **status: int,
) -> Json:
    """A DaemonSet, Deployment or StatefulSet whose pods are all there."""
    labels = {"app": name}
    specification: Json = {
        "selector": {"matchLabels": labels},
        "template": {
            "metadata": {"labels": labels},
            "spec": {
                "containers": [
                    {"name": "main", "image": f"example.test/{image}", "env": environment}
                ]
            },
        },
    }
    if kind != "DaemonSet":
        specification["replicas"] = status.get("replicas", 1)
    if kind == "StatefulSet":
        specification["serviceName"] = name
    return world.add(kind, name, namespace, spec=specification, status=dict(status))


def crd(
    world: World,
    kind: str,
    plural: str,
    *versions: str,
    group: str = "cilium.io",
    bundle: str = "",
) -> Json:
    """The CRD of a kind; its first version is the one that objects are stored in."""
    return world.add(
        "CustomResourceDefinition",
        f"{plural}.{group}",
        metadata={
            "annotations": {
                # groups below k8s.io are taken from nobody who does not say this
                "api-approved.kubernetes.io": "unapproved, made for a test",
                **({f"{group}/bundle-version": bundle} if bundle else {}),
            }
        },
        spec=_crd_spec(kind, plural, group, versions),
        status={"storedVersions": [versions[0]]},
    )


def _crd_spec(kind: str, plural: str, group: str, versions: tuple[str, ...]) -> Json:
    nodes = plural == "ciliumnodes"
    return {
        "group": group,
        "names": {
            "kind": kind,
            "listKind": f"{kind}List",
            "plural": plural,
            "singular": kind.lower(),
        },
        "scope": "Namespaced" if kind in NAMESPACED else "Cluster",
        "versions": [
            {
                "name": version,
                "served": True,
                "storage": version == versions[0],
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "x-kubernetes-preserve-unknown-fields": True,
                    }
                },
                **({"subresources": {"status": {}}} if nodes else {}),
            }
            for version in versions
        ],
    }


def resources(world: World) -> None:
    """The custom resources that the features of a stack have beside them."""
    cilium = world.stack.cilium
    assert cilium is not None
    if cilium.bgp is not None:
        bgp(world, cilium.bgp)
    if cilium.l2_announcements is not None:
        world.add("CiliumL2AnnouncementPolicy", "all", spec={"externalIPs": True})
    if cilium.load_balancer_ipam is not None and cilium.load_balancer_ipam.enabled:
        world.add(
            "CiliumLoadBalancerIPPool",
            "services",
            spec={"blocks": [{"cidr": "10.30.0.0/24"}, {"start": "fd00:30::1"}]},
        )
    if cilium.gateway_api is not None or (world.stack.ako and world.stack.ako.gateway_api):
        gateway_crds(world)
    if cilium.monitoring is not None and cilium.monitoring.service_monitors:
        crd(world, "ServiceMonitor", "servicemonitors", "v1", group="monitoring.coreos.com")


def bgp(world: World, declared: Bgp) -> None:
    """The custom resources of BGP that say what a stack declares."""
    peers = [
        {
            "name": f"peer-{index}",
            "peerAddress": each.address,
            "peerASN": each.asn,
            "peerConfigRef": {"name": "routers"},
        }
        for index, each in enumerate(declared.peers)
    ]
    world.add(
        "CiliumBGPClusterConfig",
        "rack0",
        spec={"bgpInstances": [{"name": "all", "localASN": declared.local_asn, "peers": peers}]},
    )
    families = [
        {
            "afi": "ipv4",
            "safi": "unicast",
            "advertisements": {"matchLabels": {"advertise": "bgp"}},
        }
    ]
    world.add("CiliumBGPPeerConfig", "routers", spec={"families": families})
    types = {"podCidrs": "PodCIDR", "services": "Service"}
    world.add(
        "CiliumBGPAdvertisement",
        "all",
        metadata={"labels": {"advertise": "bgp"}},
        spec={
            "advertisements": [{"advertisementType": types[each]} for each in declared.advertise]
        },
    )


def gateway_crds(world: World) -> None:
    """The CRDs of the Gateway API as the documentation of the newest minor names them."""
    for kind, plural, versions in (
        ("GatewayClass", "gatewayclasses", ("v1", "v1beta1")),
        ("Gateway", "gateways", ("v1", "v1beta1")),
        ("HTTPRoute", "httproutes", ("v1", "v1beta1")),
        ("GRPCRoute", "grpcroutes", ("v1", "v1alpha2")),
        ("ReferenceGrant", "referencegrants", ("v1beta1",)),
        ("TLSRoute", "tlsroutes", ("v1",)),
        ("BackendTLSPolicy", "backendtlspolicies", ("v1",)),
    ):
        crd(world, kind, plural, *versions, group="gateway.networking.k8s.io", bundle="v1.6.0")


def _secrets(world: World) -> None:
    cilium = world.stack.cilium
    assert cilium is not None
    year = world.time + timedelta(days=365)
    if isinstance(cilium.encryption, Ipsec):
        world.secret("cilium-ipsec-keys", {"keys": f"3+ rfc4106(gcm(aes)) {IPSEC_KEY} 128"})
    if cilium.kvstore is not None:
        world.secret("cilium-etcd-secrets", etcd_values(year))
    authority = certificate_pem("authority", year)
    world.secret("cilium-ca", {"ca.crt": authority, "ca.key": key_pem("authority")})
    world.secret(
        "hubble-server-certs",
        {
            "ca.crt": authority,
            "tls.crt": certificate_pem("hubble", year),
            "tls.key": key_pem("hubble"),
        },
    )


def mesh_values(world: World, **changed: bytes | None) -> dict[str, bytes]:
    """A certificate of a mesh with its authority, with some changed or, as None, left out."""
    year = world.time + timedelta(days=365)
    values: dict[str, bytes | None] = {
        "ca.crt": certificate_pem("mesh-ca", year, extensions=(AUTHORITY,)),
        "tls.crt": certificate_pem("mesh", year, issuer="mesh-ca"),
        "tls.key": key_pem("mesh"),
    }
    values.update({key.replace("_", "."): value for key, value in changed.items()})
    return {key: value for key, value in values.items() if value is not None}


def mesh_metrics(**ready: int) -> str:
    """What the mesh API server says of its peers among its metrics."""
    name = "cilium_kvstoremesh_remote_cluster_readiness_status"
    lines = [
        f'{name}{{source_cluster="dev",target_cluster="{peer}"}} {value}'
        for peer, value in ready.items()
    ]
    return "\n".join([f"# TYPE {name} gauge", *lines, "go_goroutines 12", ""])


def _mesh(world: World) -> None:
    """What a member of a mesh has."""
    stack = world.stack
    assert stack.mesh is not None
    assert stack.cluster is not None
    assert stack.cilium is not None
    space = "kube-system"
    workload(
        world,
        "Deployment",
        "clustermesh-apiserver",
        space,
        f"clustermesh-apiserver:v{stack.cilium.version}",
        [],
        replicas=1,
        availableReplicas=1,
        readyReplicas=1,
        observedGeneration=1,
    )
    for name in MESH_SECRETS:
        world.secret(name, mesh_values(world))
    peers = {}
    for each in stack.mesh.peers:
        host = f"{each.name}.mesh.cilium.io" if each.address[0].isdigit() else each.address
        peers[each.name] = f"endpoints:\n- https://{host}:{each.port}\n"
    world.secret("cilium-kvstoremesh", peers)
    world.add(
        "Service",
        "clustermesh-apiserver-lb",
        space,
        spec={"type": "LoadBalancer", "ports": [{"port": 2379}]},
        status={"loadBalancer": {"ingress": [{"ip": stack.mesh.address}]}},
    )
    world.logs["proxy"] = mesh_metrics(**{each.name: 1 for each in stack.mesh.peers})
    for number in (300, 301):
        world.add("CiliumIdentity", str(stack.cluster.id * 65536 + number))


def _etcd(world: World, etcd: ManagedEtcd) -> None:
    """An etcd that the program runs."""
    space = "kube-system"
    data = config_map_data(etcd)
    world.add("ConfigMap", "cilium-etcd", space, data=data, metadata=written(world, "f:data"))
    for member in etcd.members:
        labels = {"k8s-app": "cilium-etcd", "cilium-ako/etcd-member": member.name}
        pod(world, f"{member.name}-0", space, member.node, "etcd:v3.6.12", labels)
        world.secret(member.name, etcd_member_values(world, str(member.address)))
    etcd_status(world, etcd_answer(etcd))
    jobs = ("cilium-etcd-defragment", "cilium-etcd-status")
    for name in (*(f"cilium-etcd-snapshot-{n}" for n in range(4)), *jobs):
        world.add(
            "CronJob",
            name,
            space,
            spec={
                "schedule": "17 3 * * *",
                "jobTemplate": {
                    "spec": {
                        "template": {
                            "spec": {
                                "restartPolicy": "Never",
                                "containers": [{"name": "etcdctl", "image": "etcd"}],
                            }
                        }
                    }
                },
            },
            status={"lastSuccessfulTime": stamp(world.time - timedelta(hours=5))},
        )


def etcd_answer(etcd: ManagedEtcd, **of_first: object) -> list[Json]:
    """What `etcdctl endpoint status` prints of healthy members, the first one otherwise."""
    answer: list[Json] = [
        {
            "Endpoint": str(endpoint),
            "Status": {
                "header": {"cluster_id": 1, "member_id": index + 1, "revision": 4711},
                "version": "3.6.12",
                "dbSize": 25 << 20,
                "leader": 2,
                "raftIndex": 5000,
                "raftTerm": 3,
                "raftAppliedIndex": 5000,
                "dbSizeInUse": 20 << 20,
            },
        }
        for index, endpoint in enumerate(etcd.endpoints)
    ]
    answer[0]["Status"].update(of_first)
    return answer


def etcd_status(world: World, answer: list[Json], ago: timedelta = timedelta(minutes=5)) -> None:
    """The last pod of the job that asks members, with its log."""
    name = "cilium-etcd-status-29000000-abcde"
    labels = {"k8s-app": "cilium-etcd-jobs"}
    made = pod(world, name, "kube-system", "node-0", "etcd:v3.6.12", labels)
    made["status"]["phase"] = "Succeeded"
    made["status"]["startTime"] = stamp(world.time - ago)
    made["status"]["conditions"] = []
    world.logs[name] = f"a line of a member that did not answer\n{json.dumps(answer)}\n"


def etcd_member_values(
    world: World, address: str, ends: datetime | None = None
) -> dict[str, bytes]:
    """A member's certificates for an address."""
    until = ends or world.time + timedelta(days=365)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
    own = certificate_pem("member", until, extensions=(names,))
    authority = certificate_pem("etcd-ca", world.time + timedelta(days=365))
    return {
        "server.crt": own,
        "server.key": key_pem("member"),
        "client-ca.crt": authority,
        "peer.crt": own,
        "peer.key": key_pem("member"),
        "peer-ca.crt": authority,
    }


def etcd_values(ends: datetime, **changed: bytes | None) -> dict[str, bytes]:
    """etcd's client certificates, with some changed or, as None, left out."""
    values: dict[str, bytes | None] = {
        "etcd-client-ca.crt": certificate_pem("etcd-ca", ends, extensions=(AUTHORITY,)),
        "etcd-client.crt": certificate_pem("etcd", ends, issuer="etcd-ca"),
        "etcd-client.key": key_pem("etcd"),
    }
    values.update({f"etcd-client.{key}": value for key, value in changed.items()})
    return {key: value for key, value in values.items() if value is not None}


def _ako(world: World) -> None:
    data = ako_data(world.stack)
    world.add(
        "ConfigMap",
        "avi-k8s-config",
        "avi-system",
        data=data,
        metadata={"managedFields": [_writer(world, data)]},
    )
    workload(
        world,
        "StatefulSet",
        "ako",
        "avi-system",
        "ako:1.13.4",
        [],
        replicas=1,
        readyReplicas=1,
        availableReplicas=1,
        observedGeneration=1,
    )
    pod(world, "ako-0", "avi-system", "node-0", "ako:1.13.4", {"app.kubernetes.io/name": "ako"})
    world.add(
        "ClusterRole",
        "ako-cr",
        rules=[
            {
                "apiGroups": ["cilium.io"],
                "resources": ["ciliumnodes"],
                "verbs": ["get", "watch", "list"],
            }
        ],
    )
    world.secret("avi-secret", {"username": "admin", "password": "not-to-be-seen"}, "avi-system")
    world.add(
        "IngressClass",
        "avi-lb",
        metadata={"annotations": {"ingressclass.kubernetes.io/is-default-class": "true"}},
        spec={"controller": "ako.vmware.com/avi-lb"},
    )


def _writer(world: World, data: Mapping[str, str]) -> Json:
    return {
        "manager": "helm",
        "operation": "Update",
        "time": stamp(world.time - timedelta(hours=2)),
        "fieldsV1": {"f:data": {".": {}, **{f"f:{key}": {} for key in data}}},
    }


def changed_now(world: World, name: str, namespace: str, key: str) -> None:
    """Marks a key of a ConfigMap as written after all pods started."""
    world.of("ConfigMap", name, namespace)["metadata"]["managedFields"].append(
        {
            "manager": "kubectl-edit",
            "operation": "Update",
            "time": stamp(world.time - timedelta(minutes=1)),
            "fieldsV1": {"f:data": {f"f:{key}": {}}},
        }
    )


def avi_export(world: World) -> Json:
    """The controller's export with a right route for each node."""
    routes = []
    for each in world.all("CiliumNode"):
        for index, pod_range in enumerate(each["spec"]["ipam"].get("podCIDRs", [])):
            address, _, mask = pod_range.partition("/")
            routes.append(
                {
                    "route_id": f"dev-{each['metadata']['name']}-{index}",
                    "prefix": {"ip_addr": {"addr": address, "type": "V4"}, "mask": int(mask)},
                    "next_hop": {"addr": each["spec"]["addresses"][0]["ip"], "type": "V4"},
                    "labels": [{"key": "clustername", "value": "dev"}],
                }
            )
    return {"count": 1, "results": [{"name": "global", "static_routes": routes}]}
