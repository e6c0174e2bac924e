"""What a stack asks of Cilium."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Final, Literal

from pydantic import Field, PrivateAttr, model_validator

from cilium_ako.config.base import ConfigModel
from cilium_ako.config.encryption import Encryption, Ipsec
from cilium_ako.config.features import (
    Bandwidth,
    Bgp,
    BigTcp,
    Cni,
    HubbleTls,
    Monitoring,
    Operator,
    SocketLb,
    Switch,
)
from cilium_ako.config.helm_value import value_at
from cilium_ako.config.ipam import AwsVpcCni, Eni, Ipam, VpcAddresses
from cilium_ako.config.kvstore import Kvstore
from cilium_ako.config.mesh import Mesh
from cilium_ako.config.operator_role import OperatorRole
from cilium_ako.config.routing import Masquerade, Native, Routing, Tunnel
from cilium_ako.config.services import NodePort
from cilium_ako.config.types import ChartVersion, NonEmptyStr

_TUNNEL: Final = Tunnel(mode="tunnel")
_NATIVE: Final = Native(mode="native")


class Hubble(ConfigModel):
    """Flow visibility."""

    enabled: bool = True
    """Whether agents record flows."""
    relay: bool = False
    """Whether Hubble Relay gathers the flows of all nodes."""
    ui: bool = False
    """Whether Hubble's user interface runs. Needs the relay."""
    tls: HubbleTls | None = None
    """Who makes the certificates; Helm otherwise, anew with each rendering."""


class CiliumBasics(ConfigModel):
    """Cilium's release, and what every stack decides about it."""

    version: ChartVersion
    """The chart's version, which is Cilium's."""
    chart: str = ""
    """A directory, .tgz, repository URL or oci:// reference; the public chart otherwise."""
    ipam: Ipam
    """Where pod addresses come from. Never changes on a running cluster."""
    routing: Routing | None = None
    """How pods reach other nodes. Left out: a VXLAN tunnel, or native routing with `eni`."""
    mtu: Annotated[int, Field(ge=0, le=65535)] = 0
    """MTU of the pods' network in bytes; 0 lets the agent find it."""
    masquerade: Masquerade = Masquerade()
    """Source NAT of pod traffic that leaves the cluster."""
    kube_proxy_replacement: bool = False
    """Whether Cilium serves every Service and kube-proxy is gone."""
    node_port: NodePort = NodePort()
    """NodePort and load balancing."""
    kvstore: Kvstore | None = None
    """An etcd for Cilium's state; Kubernetes objects alone otherwise."""
    encryption: Encryption | None = None
    """Encryption between nodes; none otherwise."""
    sctp: bool = False
    """Whether SCTP is allowed in Services and policies."""
    l7_proxy: bool = True
    """Whether policies may look into HTTP, Kafka and DNS."""
    hubble: Hubble = Hubble()
    """Flow visibility."""


class Cilium(CiliumBasics):
    """Cilium's release and everything that its values follow from.

    Keys of its own are features that most stacks leave alone: a new one is added here.
    """

    operator: Operator = Operator()
    """The operator's pods."""
    envoy: Literal["daemonset", "embedded"] | None = None
    """Whether Envoy has pods of its own, or runs inside the agents. Left out: `daemonset`."""
    cni: Cni = Cni()
    """Cilium among CNI plugins."""
    devices: Annotated[tuple[NonEmptyStr, ...], Field(strict=False)] = ()
    """Network cards that carry nodes' addresses, as names or beginnings with `+`; found by the
    agents otherwise."""
    datapath: Literal["veth", "netkit", "netkit-l2"] | None = None
    """The devices of pods, from 1.16 on. Never changes on a running node."""
    endpoint_routes: bool | None = None
    """Whether every pod has a route of its own."""
    socket_lb: SocketLb | None = None
    """Balancing when a socket connects."""
    local_redirect: bool | None = None
    """Whether CiliumLocalRedirectPolicies are kept."""
    bandwidth: Bandwidth | None = None
    """The bandwidth manager."""
    big_tcp: BigTcp | None = None
    """Packets above 64 KiB inside a node."""
    host_firewall: bool | None = None
    """Whether policies may select nodes."""
    bgp: Bgp | None = None
    """The BGP control plane."""
    l2_announcements: Switch | None = None
    """Whether nodes answer for addresses of Services on their own network, from 1.14 on."""
    load_balancer_ipam: Switch | None = None
    """Whether Cilium gives Services addresses from its pools, to be switched off from 1.17 on."""
    gateway_api: Switch | None = None
    """Gateway API, served by Envoy."""
    ingress: Switch | None = None
    """Ingress, served by Envoy."""
    egress_gateway: Switch | None = None
    """Traffic out of the cluster through chosen nodes."""
    monitoring: Monitoring | None = None
    """Metrics for Prometheus."""
    values: dict[str, object] = Field(default_factory=dict)
    """More Helm values. They may not contradict a derived one."""
    _mesh: Mesh | None = PrivateAttr(default=None)

    @model_validator(mode="before")
    @classmethod
    def _addresses_of_the_vpc(cls, data: object) -> object:
        """Chained to the AWS plugin, and no IPAM said: addresses are that plugin's."""
        if not isinstance(data, Mapping) or "ipam" in data:
            return data
        followed = value_at(data, "cni", "chaining", "mode")
        return {**data, "ipam": {"mode": "aws-cni"}} if followed == "aws-cni" else data

    def with_pod_cidrs(self, ranges: tuple[IPv4Network | IPv6Network, ...]) -> Cilium:
        """The same, told of the ranges that another plugin's pods have."""
        if not isinstance(self.ipam, AwsVpcCni) or not ranges:
            return self
        return self.model_copy(update={"ipam": self.ipam.model_copy(update={"vpc_cidrs": ranges})})

    def with_mesh(self, mesh: Mesh | None) -> Cilium:
        """The same, told of the mesh that the cluster is a member of."""
        if mesh is None:
            return self
        told = self.model_copy()
        told._mesh = mesh  # noqa: SLF001 - the own class's
        return told

    @property
    def mesh(self) -> Mesh | None:
        """The mesh that the cluster is a member of, which the stack's config says beside `cilium`.

        None where it is a member of none.
        """
        return self._mesh

    @property
    def asks_for_features(self) -> bool:
        """Whether one of the features is asked for that most stacks leave alone."""
        return (
            not self.model_fields_set.isdisjoint(FEATURES)
            or self.hubble.tls is not None
            or isinstance(self.ipam, AwsVpcCni)
            or self._mesh is not None
            or (isinstance(self.encryption, Ipsec) and self.encryption.strict is not None)
        )

    @property
    def chained(self) -> bool:
        """Whether another CNI plugin is followed, said by a key or by a raw Helm value."""
        if self.cni.chaining is not None or isinstance(self.ipam, AwsVpcCni):
            return True
        return value_at(self.values, "cni", "chainingMode") not in (None, "", "none")

    @property
    def operator_role(self) -> OperatorRole | None:
        """Whose permissions the operator has at EC2; None without `eni`, or where none is named."""
        return self.ipam.operator_role if isinstance(self.ipam, Eni) else None

    @property
    def effective_routing(self) -> Tunnel | Native:
        """The routing asked for; left out, VXLAN, or native with `eni`, which has no other."""
        if self.routing is not None:
            return self.routing
        return _NATIVE if isinstance(self.ipam, VpcAddresses) else _TUNNEL

    @property
    def has_ipv4(self) -> bool:
        """Whether pods have IPv4 addresses: a range of theirs is IPv4."""
        networks = self.ipam.pod_networks
        return any(each.version == 4 for each in networks) or not networks

    @property
    def has_ipv6(self) -> bool:
        """Whether pods have IPv6 addresses: a range of theirs is IPv6."""
        return any(each.version == 6 for each in self.ipam.pod_networks)

    @property
    def masquerades_ipv6(self) -> bool:
        """Whether Cilium masquerades IPv6, where pods have it; left out, as it does IPv4."""
        if self.masquerade.enabled_ipv6 is not None:
            return self.masquerade.enabled_ipv6
        return self.masquerades

    @property
    def masquerades(self) -> bool:
        """Whether Cilium masquerades; left out, it does, except with `eni`.

        VPC addresses are routable as they are, and so is Cilium's own default since 1.18.
        """
        if self.masquerade.enabled is not None:
            return self.masquerade.enabled
        return not isinstance(self.ipam, VpcAddresses)


FEATURES: Final = Cilium.model_fields.keys() - CiliumBasics.model_fields.keys() - {"values"}
"""Fields of features that most stacks leave alone."""
