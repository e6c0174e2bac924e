"""The cluster that the network is for: what its nodes, addresses and control plane are."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from cilium_ako.catalogue.cilium.cluster_mesh import LAST_EXTENDED_ID
from cilium_ako.catalogue.distributions import DistributionName, Platform, default_platform
from cilium_ako.config.base import ConfigModel
from cilium_ako.config.types import (
    ApiServer,
    Cidr,
    KernelVersion,
    KubernetesVersion,
    NonEmptyStr,
)


def _platform(parsed: dict[str, Any]) -> Platform:
    """The platform of the distribution, where no platform is named."""
    return default_platform(parsed.get("distribution"))


class Cluster(ConfigModel):
    """What is true of the cluster, whoever installs its network."""

    name: NonEmptyStr
    """AKO's `clusterName` and Cilium's `cluster.name`. AKO keys every object by it."""
    id: Annotated[int, Field(ge=0, le=LAST_EXTENDED_ID)] = 0
    """Cilium's `cluster.id`, 0 outside a cluster mesh."""
    distribution: DistributionName | None = None
    """What the cluster is made with. It gives what its nodes need, see docs/distributions.md."""
    platform: Annotated[
        Platform, Field(default_factory=_platform, json_schema_extra={"default": "generic"})
    ]
    """Where the nodes run. Left out: `eks` with the distribution `eks`, `generic` otherwise."""
    region: str = ""
    """The AWS region, for the platforms `aws` and `eks`."""
    kubernetes_version: KubernetesVersion
    """Version of the API server, quoted: `"1.33"`."""
    kernel_version: KernelVersion
    """The oldest kernel among the nodes, quoted: `"5.15"`."""
    api_server: Annotated[tuple[ApiServer, ...], Field(min_length=1, max_length=16, strict=False)]
    """URLs under which every node reaches the API server."""
    kubeconfig_context: str = ""
    """The kubeconfig's context; its current one otherwise."""
    node_cidrs: Annotated[tuple[Cidr, ...], Field(min_length=1, strict=False)]
    """Ranges that hold every node's address."""
    service_cidrs: Annotated[tuple[Cidr, ...], Field(min_length=1, strict=False)]
    """The API server's `--service-cluster-ip-range`."""
    max_nodes: Annotated[int, Field(ge=1, le=100_000)]
    """The most nodes that this cluster will ever have."""
    max_pods_per_node: Annotated[int, Field(ge=1, le=10_000)] = 110
    """The kubelet's `maxPods`."""
    control_planes: Annotated[int, Field(ge=1, le=99)] = 1
    """How many control plane nodes there are."""
    kube_proxy: Literal["absent", "iptables", "ipvs", "nftables"] = "iptables"
    """Whether kube-proxy runs, and in which mode."""
