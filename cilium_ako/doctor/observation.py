"""What was observed of a cluster: the few fields that the checks look at, nothing else.

5,000 nodes with all their fields would be hundreds of megabytes; these are a few. A field that an
object lacks is empty here, and an object that the cluster lacks is None. What could not be read
stands in `unread` with the reason. No Secret's content is in here, only what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from cilium_ako.doctor.observed_resources import (
    AddressPool,
    BgpAdvertisement,
    BgpConfig,
    BgpPeerConfig,
    KindVersions,
)
from cilium_ako.doctor.read_error import ReadErrorKind


class Taint(NamedTuple):
    """A taint of a Node."""

    key: str
    added: datetime | None
    """`timeAdded`, which only taints that evict have."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Node."""

    name: str
    uid: str
    created: datetime | None
    addresses: tuple[str, ...]
    """InternalIPs, in the order of `status.addresses`."""
    pod_cidrs: tuple[str, ...]
    """`spec.podCIDRs`."""
    taints: tuple[Taint, ...]
    network_unavailable: tuple[str, str] | None
    """Status and reason of the condition NetworkUnavailable."""
    kernel: str
    kubelet: str
    ako_pod_cidrs: str | None
    """The annotation `ako.vmware.com/pod-cidrs`: ranges with commas between them."""
    control_plane: bool
    fargate: bool
    """Whether it is a virtual node of AWS Fargate, which runs no DaemonSets."""

    @property
    def address(self) -> str:
        """The InternalIP that Cilium and AKO take: the first one, of IPv4 where there is any."""
        ipv4 = (each for each in self.addresses if ":" not in each)
        return next(ipv4, self.addresses[0] if self.addresses else "")


class SubnetUse(NamedTuple):
    """What a node's ENIs take of one subnet."""

    id: str
    cidr: str
    """`subnet.cidr`; empty where the ENI does not say it."""
    taken: int
    """Addresses: each ENI's own one, and those that it was given alone or in prefixes."""


@dataclass(frozen=True, slots=True)
class NodeEni:
    """What a CiliumNode says of AWS network interfaces (ENIs)."""

    instance_type: str
    interfaces: int
    """How many ENIs there are in `status.eni.enis`."""
    without_vpc: int
    """How many of them have no `vpc.primary-cidr`."""
    subnets: tuple[SubnetUse, ...]
    """What they take of which subnet, by its id."""
    pool: int
    """Addresses in `spec.ipam.pool` (up to 1.19)."""
    used: int
    """Addresses in `status.ipam.used` (up to 1.19)."""
    allocated: tuple[str, ...]
    """Ranges in `spec.ipam.pools.allocated` (from 1.20)."""
    needed: int
    """IPv4 addresses asked for in `spec.ipam.pools.requested` (from 1.20)."""


@dataclass(frozen=True, slots=True)
class CiliumNode:
    """A CiliumNode."""

    name: str
    created: datetime | None
    owner_uid: str
    """The uid of the first owner, which is the Node that it was made for."""
    addresses: tuple[str, ...]
    """`spec.addresses` of type InternalIP."""
    pod_cidrs: tuple[str, ...]
    """`spec.ipam.podCIDRs`."""
    operator_error: str
    """`status.ipam.operator-status.error`."""
    encryption_key: int
    """`spec.encryption.key`, the id of the IPsec key in use; 0 for none."""
    boot_id: str
    wireguard_key: str
    """The annotation `network.cilium.io/wg-pub-key`."""
    eni: NodeEni | None


@dataclass(frozen=True, slots=True)
class Pod:
    """A Pod, and its first container."""

    name: str
    node: str
    started: datetime | None
    """`status.startTime`."""
    container_started: datetime | None
    """When the container that runs now was started."""
    image: str
    ready: bool
    restarts: int
    """Of all its containers together."""
    waiting_reason: str
    """Why a container waits, such as CrashLoopBackOff."""
    last_terminated: datetime | None
    """When a container ended last."""
    terminating: bool
    """Whether it is being deleted."""
    refused_calls: tuple[str, ...] = ()
    """Calls of EC2 that were refused, by the last words of a container that ended."""


@dataclass(frozen=True, slots=True)
class Workload:
    """A DaemonSet, Deployment or StatefulSet."""

    desired: int
    """Pods that it should have."""
    ready: int
    available: int
    scheduled: bool
    """Whether it has, or may have, pods: False only where its controller says that it has none."""
    image: str
    """Of the first container."""
    environment: Mapping[str, str | None]
    """Variables of the first container; None where the value comes from elsewhere."""
    secrets: tuple[str, ...]
    """Names of the Secrets that its variables come from."""
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LiveConfigMap:
    """A ConfigMap."""

    data: Mapping[str, str]
    changed: datetime | None
    """When its data was written last, by `metadata.managedFields`."""
    changed_keys: Mapping[str, datetime]
    """Key to the time that its last writer wrote."""


class SecretCertificate(NamedTuple):
    """A certificate in a Secret."""

    secret: str
    key: str
    """The entry of the Secret."""
    ends: datetime | None
    """Its notAfter; None where it cannot be read."""
    hosts: tuple[str, ...] = ()
    """The names and addresses that a server may show it for."""


@dataclass(frozen=True, slots=True)
class IpsecSecret:
    """What is known of the Secret with the IPsec key: never the key."""

    problems: tuple[str, ...]
    ids: tuple[int, ...]
    """Key ids, in the order of the lines; the last one is in force."""
    changed: datetime | None
    algorithm: str | None = None
    """Of the key in force, as the fact `ipsec.algorithm` has it; None where it is malformed."""


@dataclass(frozen=True, slots=True)
class EtcdSecret:
    """What is known of the Secret with etcd's client certificates."""

    missing: tuple[str, ...]
    """Entries that it lacks."""
    pair: bool
    """Whether certificate and key belong together; True where that cannot be told."""
    for_clients: bool
    """Whether a server takes the certificate from a client; True where that cannot be told."""
    signed: bool
    """Whether the certificate leads up to an authority beside it; True where that cannot be
    told."""
    certificates: tuple[SecretCertificate, ...]


class MeshSecret(NamedTuple):
    """What is known of a Secret with a certificate of a mesh."""

    name: str
    missing: tuple[str, ...]
    """Entries that it lacks."""
    pair: bool
    """Whether certificate and key belong together; True where that cannot be told."""
    signed: bool
    """Whether the certificate leads up to an authority beside it; True where that cannot be
    told."""


class Identities(NamedTuple):
    """How many identities a cluster has."""

    total: int
    foreign: int
    """Of them, those whose number is not of the cluster's id."""


@dataclass(frozen=True, slots=True)
class AviSecret:
    """Which entries of AKO's credentials are there."""

    keys: frozenset[str]
    """Entries with a value."""


class EtcdCronJob(NamedTuple):
    """A CronJob of the managed etcd."""

    name: str
    created: datetime | None
    suspended: bool
    last_success: datetime | None
    """`status.lastSuccessfulTime`."""


class EtcdJobPod(NamedTuple):
    """A pod of such a CronJob, with what failed in it."""

    name: str
    started: datetime | None
    failed: tuple[tuple[str, int], ...]
    """Containers that ended with an error, and their exit status."""


class EtcdMemberStatus(NamedTuple):
    """How a member of etcd is, as it says itself."""

    endpoint: str
    leader: int
    """The member that it follows; 0 for none."""
    revision: int
    size: int
    """Bytes of its database."""
    last_entry: int
    """The last entry that it has."""
    applied_entry: int
    """The last entry that it has applied."""
    errors: tuple[str, ...]
    """Alarms, and that it has no leader, in etcd's words."""


class EtcdStatus(NamedTuple):
    """What every member said at one time."""

    taken: datetime | None
    members: tuple[EtcdMemberStatus, ...]
    """Those that answered."""


class NodePortService(NamedTuple):
    """A Service with node ports."""

    namespace: str
    name: str
    ports: tuple[int, ...]


class NodeConfigOverride(NamedTuple):
    """A CiliumNodeConfig."""

    namespace: str
    name: str
    defaults: tuple[tuple[str, str], ...]
    """`spec.defaults`: keys of cilium-config with the values that some nodes get instead."""


class AkoEvent(NamedTuple):
    """An Event that AKO wrote."""

    object: str
    """The name of the object that it is about."""
    reason: str
    last: datetime | None


class RoleRule(NamedTuple):
    """A rule of a ClusterRole."""

    groups: tuple[str, ...]
    resources: tuple[str, ...]
    verbs: tuple[str, ...]


class IngressClass(NamedTuple):
    """An IngressClass."""

    name: str
    controller: str
    default: bool


Field = Literal[
    "server_version",
    "nodes",
    "cilium_nodes",
    "cilium_node_crd",
    "node_config_crd",
    "node_configs",
    "cilium_config",
    "agents",
    "agent_pods",
    "operator",
    "operator_pods",
    "operator_lease",
    "kube_proxy",
    "kube_proxy_pods",
    "aws_node",
    "operator_service_account",
    "aws_secret",
    "node_port_services",
    "ipsec_secret",
    "etcd_secret",
    "hubble_certificates",
    "etcd_pods",
    "etcd_member_certificates",
    "etcd_config",
    "etcd_cron_jobs",
    "etcd_job_pods",
    "etcd_status",
    "mesh_api_server",
    "mesh_secrets",
    "mesh_peers",
    "mesh_address",
    "mesh_readiness",
    "identities",
    "ako_config",
    "ako",
    "ako_pods",
    "ako_events",
    "ako_role",
    "avi_secret",
    "ingress_classes",
    "bgp_cluster_configs",
    "bgp_peer_configs",
    "bgp_advertisements",
    "bgp_peering_policies",
    "address_pools",
    "l2_policies",
    "egress_policies",
    "redirect_policies",
    "gateway_kinds",
    "service_monitor_kind",
]
"""The name of a field of `Observation` that is read from the cluster."""


class Unread(NamedTuple):
    """Why a field could not be read."""

    kind: ReadErrorKind
    reason: str
    """As a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Everything that was read at one time."""

    now: datetime
    """The server's time."""
    unread: Mapping[Field, Unread] = field(default_factory=dict)
    """What could not be read."""
    queried: frozenset[Field] = frozenset()
    """What was asked for: the stack decides what matters."""
    server_version: str = ""
    """Of Kubernetes, such as `v1.33.1`."""
    nodes: Mapping[str, Node] = field(default_factory=dict)
    """By name."""
    cilium_nodes: Mapping[str, CiliumNode] | None = None
    """By name; None where the cluster has no such kind."""
    cilium_node_crd: tuple[str, ...] | None = None
    """`status.storedVersions` of the CRD of CiliumNode."""
    node_config_crd: tuple[str, ...] | None = None
    """`status.storedVersions` of the CRD of CiliumNodeConfig."""
    node_configs: tuple[NodeConfigOverride, ...] = ()
    cilium_config: LiveConfigMap | None = None
    agents: Workload | None = None
    agent_pods: tuple[Pod, ...] = ()
    operator: Workload | None = None
    operator_pods: tuple[Pod, ...] = ()
    operator_lease: datetime | None = None
    """When the operator's Lease was renewed."""
    kube_proxy: Workload | None = None
    kube_proxy_pods: int = 0
    """0 or 1: whether there is any."""
    aws_node: Workload | None = None
    operator_service_account: Mapping[str, str] | None = None
    """Its annotations."""
    aws_secret: bool = False
    """Whether there is a Secret `cilium-aws`."""
    node_port_services: tuple[NodePortService, ...] = ()
    ipsec_secret: IpsecSecret | None = None
    etcd_secret: EtcdSecret | None = None
    hubble_certificates: tuple[SecretCertificate, ...] = ()
    etcd_pods: tuple[Pod, ...] = ()
    etcd_member_certificates: tuple[SecretCertificate, ...] = ()
    etcd_config: LiveConfigMap | None = None
    etcd_cron_jobs: tuple[EtcdCronJob, ...] = ()
    etcd_job_pods: tuple[EtcdJobPod, ...] = ()
    etcd_status: EtcdStatus | None = None
    mesh_api_server: Workload | None = None
    mesh_secrets: tuple[MeshSecret, ...] = ()
    """Those that are there."""
    mesh_peers: Mapping[str, tuple[str, ...]] | None = None
    """URLs of each peer by its name, as the mesh API server is told; None without the Secret."""
    mesh_address: str | None = None
    """The address of the Service that peers come to; empty without one, None without the
    Service."""
    mesh_readiness: Mapping[str, bool] | None = None
    """Peers by name: whether each is connected and read. None where no metrics are to be had."""
    identities: Identities | None = None
    """None where the cluster has no such kind."""
    ako_config: LiveConfigMap | None = None
    ako: Workload | None = None
    ako_pods: tuple[Pod, ...] = ()
    ako_events: tuple[AkoEvent, ...] = ()
    ako_role: tuple[RoleRule, ...] | None = None
    avi_secret: AviSecret | None = None
    ingress_classes: tuple[IngressClass, ...] = ()
    bgp_cluster_configs: tuple[BgpConfig, ...] | None = None
    """None, here and below, where the cluster has no such kind."""
    bgp_peer_configs: tuple[BgpPeerConfig, ...] | None = None
    bgp_advertisements: tuple[BgpAdvertisement, ...] | None = None
    bgp_peering_policies: tuple[BgpConfig, ...] | None = None
    address_pools: tuple[AddressPool, ...] | None = None
    l2_policies: tuple[str, ...] | None = None
    """Names of CiliumL2AnnouncementPolicies."""
    egress_policies: tuple[str, ...] | None = None
    """Names of CiliumEgressGatewayPolicies."""
    redirect_policies: tuple[str, ...] | None = None
    """Namespaces and names of CiliumLocalRedirectPolicies."""
    gateway_kinds: Mapping[str, KindVersions] = field(default_factory=dict)
    """Kinds of the Gateway API that are there, by their plural."""
    service_monitor_kind: KindVersions | None = None
