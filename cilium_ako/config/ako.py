"""What a stack asks of AKO, the Avi Kubernetes Operator."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cilium_ako.catalogue.ako.limits import SHARED_ENGINE_GROUP
from cilium_ako.config.base import ConfigModel
from cilium_ako.config.types import (
    ChartVersion,
    Cidr,
    ControllerVersion,
    Ipv4Cidr,
    Ipv6Cidr,
    NonEmptyStr,
)


class Controller(ConfigModel):
    """The Avi Controller and the place in it that AKO works in."""

    host: NonEmptyStr
    """Name or address of the controller, with a port where it is not 443."""
    version: ControllerVersion
    """The controller's version. AKO asks the controller itself, so this one is only checked."""
    cloud_name: NonEmptyStr = "Default-Cloud"
    """The cloud as configured in the controller."""
    tenant: NonEmptyStr = "admin"
    """The tenant that AKO makes its objects in."""
    vrf: str = ""
    """The VRF context that routes are written to; the cloud's default otherwise."""
    service_engine_group: NonEmptyStr = SHARED_ENGINE_GROUP
    """The service engine group. One cluster each where AKO writes routes."""


class VipNetwork(ConfigModel):
    """A network that virtual services get their addresses from."""

    name: str = ""
    """The network's name in the controller; on AWS the subnet's id."""
    uuid: str = ""
    """The network's UUID in the controller, where its name is not the only one of its kind."""
    cidr: Ipv4Cidr | None = None
    """The range of addresses; the network's own subnets in the controller otherwise."""
    cidr_ipv6: Ipv6Cidr | None = None
    """The range of IPv6 addresses (`v6cidr`), for virtual services of both families."""

    @property
    def called(self) -> str:
        """What a person knows it by: its name, or its UUID where it has none here."""
        return self.name or self.uuid


class NodeNetwork(ConfigModel):
    """A network that nodes are in, as vCenter or NSX-T name it."""

    name: str = ""
    """The port group's name."""
    uuid: str = ""
    """The network's UUID in the controller, which counts before its name."""
    cidrs: Annotated[tuple[Cidr, ...], Field(min_length=1, strict=False)]
    """Ranges of the nodes' addresses in it. AKO places pools by these, and by nothing else."""


class Rhi(ConfigModel):
    """Route health injection: virtual services are announced over BGP."""

    enabled: bool = False
    """Whether to announce."""
    bgp_peer_labels: Annotated[tuple[NonEmptyStr, ...], Field(strict=False)] = ()
    """Only to the peers with these labels."""


class NamespaceSelector(ConfigModel):
    """The label of the namespaces that AKO serves. Half of it would select every namespace."""

    label_key: NonEmptyStr
    """The label's key."""
    label_value: NonEmptyStr
    """The label's value."""


class CredentialsFromConfig(ConfigModel):
    """`aviUsername` with the secret `aviPassword` or `aviToken`, and `aviCa`, of this stack."""

    source: Literal["config"]
    """Where the credentials come from."""


class CredentialsExternal(ConfigModel):
    """Somebody else puts the Secret `avi-secret` into AKO's namespace."""

    source: Literal["external"]
    """Where the credentials come from."""


Credentials = Annotated[CredentialsFromConfig | CredentialsExternal, Field(discriminator="source")]
"""The controller's credentials, told apart by `source`."""

ServiceType = Literal["ClusterIP", "NodePort", "NodePortLocal"]
"""AKO's `L7Settings.serviceType`."""


class Ako(ConfigModel):
    """AKO's release and everything that its values follow from."""

    version: ChartVersion
    """The chart's version, which is AKO's."""
    chart: str = ""
    """A directory, .tgz, repository URL or oci:// reference; the public chart otherwise."""
    cluster_name: str = ""
    """The name that every object in the controller carries; `cluster.name` otherwise."""
    cloud: Literal["vcenter", "nsxt", "aws", "azure", "gcp", "openstack", "none"]
    """The kind of cloud that the controller's cloud is."""
    controller: Controller
    """The Avi Controller."""
    t1lr: Annotated[str, Field(alias="t1lr")] = ""  # camelCase would be t1Lr
    """The tier-1 logical router's path, for an NSX-T overlay segment."""
    service_type: ServiceType = "ClusterIP"
    """Whether pools hold pods (ClusterIP) or nodes (NodePort)."""
    vip_networks: Annotated[tuple[VipNetwork, ...], Field(strict=False)] = ()
    """Networks that virtual services get their addresses from."""
    node_networks: Annotated[tuple[NodeNetwork, ...], Field(strict=False)] = ()
    """Networks that the nodes are in."""
    pod_routes: Literal["ako", "fabric", "none"] | None = None
    """Who routes to pods: AKO's static routes, the network's own routers, or nobody. Left out: the
    VPC or BGP where they do, else `ako`."""
    rhi: Rhi = Rhi()
    """Route health injection."""
    shard_size: Literal["LARGE", "MEDIUM", "SMALL", "DEDICATED"] = "LARGE"
    """How many virtual services share the ingresses (8, 4, 1, or one for each)."""
    auto_fqdn: Literal["default", "flat", "disabled"] | None = None
    """How names of Services of type LoadBalancer are made: `service.namespace.domain`,
    `service-namespace.domain`, or not at all; the chart's default otherwise."""
    default_ingress_controller: bool | None = None
    """Whether AKO serves Ingresses that name no class; the chart's default otherwise."""
    gateway_api: bool | None = None
    """Whether AKO serves the Gateway API, whose CRDs must be there; the chart's default
    otherwise."""
    layer7_only: bool | None = None
    """Whether AKO leaves Services of type LoadBalancer to others; the chart's default
    otherwise."""
    log_level: Literal["DEBUG", "INFO", "WARN", "ERROR"] | None = None
    """What AKO logs; the chart's default otherwise."""
    namespace_selector: NamespaceSelector | None = None
    """The namespaces that AKO serves; every one otherwise."""
    credentials: Credentials = CredentialsFromConfig(source="config")
    """The controller's credentials."""
    values: dict[str, object] = Field(default_factory=dict)
    """More Helm values. They may not contradict a derived one."""
