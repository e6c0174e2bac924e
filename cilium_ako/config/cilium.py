"""What a stack asks of Cilium."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from cilium_ako.config.base import ConfigModel
from cilium_ako.config.encryption import Encryption
from cilium_ako.config.ipam import Ipam
from cilium_ako.config.kvstore import Kvstore
from cilium_ako.config.routing import Masquerade, Native, Routing, Tunnel
from cilium_ako.config.services import NodePort
from cilium_ako.config.types import ChartVersion

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


class Cilium(ConfigModel):
    """Cilium's release and everything that its values follow from."""

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
    values: dict[str, object] = Field(default_factory=dict)
    """More Helm values. They may not contradict a derived one."""

    @property
    def effective_routing(self) -> Tunnel | Native:
        """The routing asked for; left out, VXLAN, or native with `eni`, which has no other."""
        if self.routing is not None:
            return self.routing
        return _NATIVE if self.ipam.mode == "eni" else _TUNNEL

    @property
    def has_ipv4(self) -> bool:
        """Whether pods have IPv4 addresses: a range of theirs is IPv4."""
        return any(each.version == 4 for each in self.ipam.pod_networks)

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
        return self.ipam.mode != "eni"
