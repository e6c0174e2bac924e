"""Features of Cilium with keys of their own, because other things depend on them.

Every one is left out unless asked for: the chart's own default stands then, and a stack's own Helm
values may say it. What a feature needs is in the rules and in `catalogue.refusals`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cilium_ako.config.base import ConfigModel
from cilium_ako.config.types import NonEmptyStr

AutonomousSystem = Annotated[int, Field(ge=1, le=4_294_967_295)]
"""The number of an autonomous system."""


class Operator(ConfigModel):
    """The operator's pods."""

    replicas: Annotated[int, Field(ge=1, le=10)] | None = None
    """How many run; no two share a node. Left out: 1 where only one can be placed, else 2."""
    placement: Literal["control-plane", "any"] | None = None
    """Where they run: on nodes that have the control plane's label, whatever its value, or on
    any."""


class Chaining(ConfigModel):
    """Another CNI plugin that Cilium follows."""

    mode: Literal["aws-cni", "flannel", "generic-veth", "portmap"]
    """Cilium's `cni.chainingMode`."""
    target: str = ""
    """The network whose plugin is followed, with generic-veth."""


class CniPaths(ConfigModel):
    """Folders of a node."""

    binaries: str = ""
    """Where plugins are; `/opt/cni/bin` otherwise."""
    configuration: str = ""
    """Where configurations are; `/etc/cni/net.d` otherwise."""


class Cni(ConfigModel):
    """Cilium among CNI plugins."""

    exclusive: bool | None = None
    """Whether agents rename the configurations of others. False beside Multus and its like."""
    chaining: Chaining | None = None
    """Another plugin that Cilium follows; none otherwise."""
    paths: CniPaths = CniPaths()
    """Folders of a node, where they are not the usual ones."""


class SocketLb(ConfigModel):
    """Balancing when a socket connects."""

    enabled: bool = True
    """Whether it is on; with kube-proxy replacement it is anyway."""
    host_namespace_only: bool = False
    """Whether it is kept to the host, as service meshes and KubeVirt need it."""


class Bandwidth(ConfigModel):
    """The bandwidth manager."""

    enabled: bool = True
    """Whether limits in pods' annotations are kept."""
    bbr: bool = False
    """Whether pods' TCP uses BBR."""


class BigTcp(ConfigModel):
    """Packets above 64 KiB between a node's stack and its network card."""

    enabled: bool = True
    """Whether it is on."""
    ipv4: bool = True
    """For IPv4, from 1.14 on."""
    ipv6: bool = False
    """For IPv6."""


class BgpPeer(ConfigModel):
    """A router that nodes talk to. The custom resources that say so stay the user's, and the doctor
    compares them."""

    address: NonEmptyStr
    """Its address."""
    asn: AutonomousSystem
    """Its autonomous system."""


class Bgp(ConfigModel):
    """Cilium's BGP control plane."""

    local_asn: AutonomousSystem
    """The nodes' autonomous system."""
    peers: Annotated[tuple[BgpPeer, ...], Field(min_length=1, strict=False)]
    """The routers."""
    advertise: Annotated[
        tuple[Literal["podCidrs", "services"], ...], Field(min_length=1, strict=False)
    ] = ("podCidrs",)
    """What is announced. With pod ranges AKO writes no routes."""


class Switch(ConfigModel):
    """A feature that is on or off."""

    enabled: bool = True
    """Whether it is on."""


class Monitoring(ConfigModel):
    """Metrics for Prometheus."""

    enabled: bool = True
    """Whether agents, operator and Envoy offer metrics."""
    service_monitors: bool = False
    """Whether they are found by ServiceMonitors. The CRDs of the Prometheus operator must be
    there."""
    dashboards: bool = False
    """Whether ConfigMaps with dashboards are made for Grafana."""
    hubble_metrics: Annotated[tuple[NonEmptyStr, ...], Field(strict=False)] = ()
    """Metrics of flows, as `dns` or `httpV2:…`."""


class Issuer(ConfigModel):
    """An issuer of cert-manager."""

    name: NonEmptyStr
    """Its name."""
    kind: Literal["Issuer", "ClusterIssuer"] = "ClusterIssuer"
    """Its kind."""
    group: NonEmptyStr = "cert-manager.io"
    """Its API group."""


class HubbleTls(ConfigModel):
    """Who makes the certificates of Hubble's servers."""

    method: Literal["helm", "cronJob", "certmanager"]
    """`cronJob` with the relay is right from 1.19 on."""
    issuer: Issuer | None = None
    """Who signs, with certmanager."""
