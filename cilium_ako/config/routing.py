"""How pods reach pods on other nodes, and under which address they leave the cluster."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cilium_ako.catalogue.cilium.ports import TUNNEL_PORTS
from cilium_ako.catalogue.distributions import DistributionName, own_vxlan_port
from cilium_ako.config.base import ConfigModel
from cilium_ako.config.types import Ipv4Cidr, Ipv6Cidr, NonEmptyStr


class Tunnel(ConfigModel):
    """Pod traffic between nodes is encapsulated."""

    mode: Literal["tunnel"]
    """Cilium's `routingMode`."""
    protocol: Literal["vxlan", "geneve"] = "vxlan"
    """The encapsulation."""
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    """UDP port of the tunnel; 0 is the distribution's, or the protocol's own (8472 or 6081)."""

    def asked_port(self, distribution: DistributionName | None) -> int:
        """The UDP port that the chart is told; 0 where it is left to the agent."""
        if self.port or self.protocol != "vxlan":
            return self.port
        return own_vxlan_port(distribution) or 0

    def udp_port(self, distribution: DistributionName | None) -> int:
        """The UDP port that packets between nodes go to."""
        return self.asked_port(distribution) or TUNNEL_PORTS[self.protocol]


class Native(ConfigModel):
    """The network between the nodes routes pod addresses."""

    mode: Literal["native"]
    """Cilium's `routingMode`."""
    cidr: Ipv4Cidr | None = None
    """Destinations in this range are reached without masquerading (`ipv4NativeRoutingCIDR`)."""
    cidr_ipv6: Ipv6Cidr | None = None
    """The same for IPv6 (`ipv6NativeRoutingCIDR`)."""
    auto_direct_node_routes: bool = False
    """Whether nodes of one layer 2 network write routes to each other's pods themselves."""


Routing = Annotated[Tunnel | Native, Field(discriminator="mode")]
"""Cilium's routing, told apart by `mode`."""


class Masquerade(ConfigModel):
    """Source NAT of pod traffic that leaves the cluster."""

    enabled: bool | None = None
    """Whether to masquerade. Left out: on, except with `eni`."""
    enabled_ipv6: bool | None = None
    """Whether to masquerade IPv6, where pods have it. Left out: as `enabled`."""
    bpf: bool = False
    """In eBPF instead of iptables."""
    interfaces: Annotated[tuple[NonEmptyStr, ...], Field(strict=False)] = ()
    """Only on these interfaces (`egressMasqueradeInterfaces`), such as `eth+`."""
