"""What was seen of a cluster: the few fields that the checks look at, nothing else.

5,000 nodes with all their fields would be hundreds of megabytes; these are a few. A field that an
object lacks is empty here, and an object that the cluster lacks is None. What could not be read
stands in `unread` with the reason. No Secret's content is in here, only what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple


class Taint(NamedTuple):
    """A taint of a node."""

    key: str
    added: datetime | None


@dataclass(frozen=True, slots=True)
class Node:
    """A Node."""

    name: str
    uid: str
    created: datetime | None
    addresses: tuple[str, ...]
    """InternalIPs, in the order of `status.addresses`."""
    ranges: tuple[str, ...]
    """`spec.podCIDRs`."""
    taints: tuple[Taint, ...]
    network: tuple[str, str] | None
    """Status and reason of the condition NetworkUnavailable."""
    kernel: str
    kubelet: str
    ako_ranges: str | None
    """The annotation `ako.vmware.com/pod-cidrs`."""
    control_plane: bool
    fargate: bool
    """Whether it is a virtual node of AWS Fargate, which runs no DaemonSets."""

    @property
    def address(self) -> str:
        """The InternalIP that Cilium and AKO take: the first one, of IPv4 where there is any."""
        fourth = (each for each in self.addresses if ":" not in each)
        return next(fourth, self.addresses[0] if self.addresses else "")


@dataclass(frozen=True, slots=True)
class Eni:
    """What a CiliumNode says of AWS network interfaces."""

    instance_type: str
    interfaces: int
    """How many ENIs there are in `status.eni.enis`."""
    without_vpc: int
    """How many of them have no `vpc.primary-cidr`."""
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
    addresses: tuple[str, ...]
    """`spec.addresses` of type InternalIP."""
    ranges: tuple[str, ...]
    """`spec.ipam.podCIDRs`."""
    operator_error: str
    """`status.ipam.operator-status.error`."""
    encryption_key: int
    """`spec.encryption.key`, the id of the IPsec key in use."""
    boot_id: str
    wireguard_key: str
    """The annotation `network.cilium.io/wg-pub-key`."""
    eni: Eni | None


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
    waiting: str
    """Why a container waits, such as CrashLoopBackOff."""
    ended: datetime | None
    """When a container ended last."""
    ending: bool
    """Whether it is being deleted."""


@dataclass(frozen=True, slots=True)
class Workload:
    """A DaemonSet, Deployment or StatefulSet."""

    desired: int
    ready: int
    available: int
    scheduled: bool
    """Whether it has, or may have, pods: False only where its controller says that it has none."""
    image: str
    environment: Mapping[str, str | None]
    """Variables of the first container; None where the value comes from elsewhere."""
    secrets: tuple[str, ...]
    """Secrets that its variables come from."""
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Config:
    """A ConfigMap."""

    data: Mapping[str, str]
    changed: datetime | None
    """When its data was written last, by `metadata.managedFields`."""
    changed_keys: Mapping[str, datetime]
    """Key to the time that its last writer wrote."""


class Certificate(NamedTuple):
    """A certificate in a Secret."""

    secret: str
    key: str
    ends: datetime | None
    """None where it cannot be read."""


@dataclass(frozen=True, slots=True)
class IpsecSecret:
    """What is known of the Secret with the IPsec key: never the key."""

    problems: tuple[str, ...]
    ids: tuple[int, ...]
    """Key ids, in the order of the lines; the last one is in force."""
    changed: datetime | None


@dataclass(frozen=True, slots=True)
class EtcdSecret:
    """What is known of the Secret with etcd's client certificates."""

    missing: tuple[str, ...]
    """Keys that it lacks."""
    pair: bool
    """Whether certificate and key belong together; True where that cannot be told."""
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True)
class AviSecret:
    """Which keys of AKO's credentials are there."""

    keys: frozenset[str]
    """Keys with a value."""


class Service(NamedTuple):
    """A Service with node ports."""

    namespace: str
    name: str
    ports: tuple[int, ...]


class Override(NamedTuple):
    """A CiliumNodeConfig."""

    namespace: str
    name: str
    keys: tuple[tuple[str, str], ...]
    """`spec.defaults`."""


class Event(NamedTuple):
    """An event that AKO wrote."""

    object: str
    reason: str
    last: datetime | None


class Role(NamedTuple):
    """A rule of a ClusterRole."""

    groups: tuple[str, ...]
    resources: tuple[str, ...]
    verbs: tuple[str, ...]


class IngressClass(NamedTuple):
    """An IngressClass."""

    name: str
    controller: str
    default: bool


Slot = Literal[
    "server_version",
    "nodes",
    "cilium_nodes",
    "node_crd",
    "config_crd",
    "overrides",
    "cilium_config",
    "agents",
    "agent_pods",
    "operator",
    "operator_pods",
    "lease",
    "kube_proxy",
    "kube_proxy_pods",
    "aws_node",
    "operator_account",
    "aws_secret",
    "services",
    "ipsec_secret",
    "etcd_secret",
    "hubble_secrets",
    "etcd_pods",
    "etcd_member_secrets",
    "ako_config",
    "ako",
    "ako_pods",
    "ako_events",
    "ako_role",
    "avi_secret",
    "ingress_classes",
]
"""What is read, by the name of its field in `Observation`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Everything that was seen at one time."""

    now: datetime
    """The server's time."""
    unread: Mapping[Slot, tuple[str, str]] = field(default_factory=dict)
    """What could not be read: the kind of refusal, and the reason in a sentence."""
    asked: frozenset[Slot] = frozenset()
    """What was asked for: the stack decides what matters."""
    server_version: str = ""
    nodes: Mapping[str, Node] = field(default_factory=dict)
    cilium_nodes: Mapping[str, CiliumNode] | None = None
    node_crd: tuple[str, ...] | None = None
    """`status.storedVersions` of the CRD of CiliumNode."""
    config_crd: tuple[str, ...] | None = None
    """`status.storedVersions` of the CRD of CiliumNodeConfig."""
    overrides: tuple[Override, ...] = ()
    cilium_config: Config | None = None
    agents: Workload | None = None
    agent_pods: tuple[Pod, ...] = ()
    operator: Workload | None = None
    operator_pods: tuple[Pod, ...] = ()
    lease: datetime | None = None
    """When the operator's Lease was renewed."""
    kube_proxy: Workload | None = None
    kube_proxy_pods: int = 0
    aws_node: Workload | None = None
    operator_account: Mapping[str, str] | None = None
    """Annotations of the operator's service account."""
    aws_secret: bool = False
    """Whether there is a Secret `cilium-aws`."""
    services: tuple[Service, ...] = ()
    ipsec_secret: IpsecSecret | None = None
    etcd_secret: EtcdSecret | None = None
    hubble_secrets: tuple[Certificate, ...] = ()
    etcd_pods: tuple[Pod, ...] = ()
    etcd_member_secrets: tuple[Certificate, ...] = ()
    ako_config: Config | None = None
    ako: Workload | None = None
    ako_pods: tuple[Pod, ...] = ()
    ako_events: tuple[Event, ...] = ()
    ako_role: tuple[Role, ...] | None = None
    avi_secret: AviSecret | None = None
    ingress_classes: tuple[IngressClass, ...] = ()
