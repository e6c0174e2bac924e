"""The cluster that the network is for: what its nodes, addresses and control plane are."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from cilium_ako.catalogue.cilium.cluster_mesh import LAST_EXTENDED_ID
from cilium_ako.catalogue.distributions import BY_NAME, DistributionName, Platform
from cilium_ako.config.base import ConfigModel
from cilium_ako.config.types import (
    ApiServer,
    Cidr,
    KernelVersion,
    KubernetesVersion,
    NonEmptyStr,
)


class Cluster(ConfigModel):
    """What is true of the cluster, whoever installs its network."""

    name: NonEmptyStr
    """AKO's `clusterName` and Cilium's `cluster.name`. AKO keys every object by it."""
    id: Annotated[int, Field(ge=0, le=LAST_EXTENDED_ID)] = 0
    """Cilium's `cluster.id`, 0 outside a cluster mesh."""
    platform: Platform = "generic"
    """Where the nodes run. Left out: `eks` with the distribution `eks`, `generic` otherwise."""
    region: str = ""
    """The AWS region, for the platforms `aws` and `eks`."""
    aws_account: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")] | None = None
    """The AWS account, where the operator's role does not say it. Stacks of different accounts are
    not held against each other."""
    vpc_id: Annotated[str, StringConstraints(pattern=r"^vpc-[0-9a-f]{8,17}$")] | None = None
    """The VPC that the nodes are in: the policy of an operator with `eni` is kept to it, and stacks
    in one VPC are held against each other."""
    distribution: DistributionName | None = None
    """What the cluster is made with. It gives what its nodes need, see docs/distributions.md."""
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
    pod_cidrs: Annotated[tuple[Cidr, ...], Field(strict=False)] = ()
    """Ranges of pods that another CNI plugin gives their addresses, such as the VPC's; empty where
    `cilium.ipam` says them."""
    service_cidrs: Annotated[tuple[Cidr, ...], Field(min_length=1, strict=False)]
    """The API server's `--service-cluster-ip-range`."""
    max_nodes: Annotated[int, Field(ge=1, le=100_000)]
    """The most nodes that this cluster will ever have."""
    max_pods_per_node: Annotated[int, Field(ge=1, le=10_000)] = 110
    """The kubelet's `maxPods`."""
    control_planes: Annotated[int, Field(ge=1, le=99)] = 1
    """How many control plane nodes there are."""
    kube_proxy: Literal["absent", "kept-off", "iptables", "ipvs", "nftables"] = "iptables"
    """Whether kube-proxy runs, and in which mode; `kept-off` where EKS installs it and the program
    keeps it off all nodes once Cilium is there, by a patch that `pulumi destroy` takes back."""
    aws_node: Literal["others", "kept-off"] = "others"
    """Who keeps Amazon's own CNI plugin (the DaemonSet `aws-node`) off nodes: `kept-off` the
    program, by a patch that `pulumi destroy` takes back; `others` you, where it is there at all."""

    @property
    def has_kube_proxy(self) -> bool:
        """Whether kube-proxy serves on nodes."""
        return self.kube_proxy not in ("absent", "kept-off")

    @model_validator(mode="before")
    @classmethod
    def _platform_of_the_distribution(cls, given: object) -> object:
        """The platform follows from the distribution, where no platform is named."""
        if isinstance(given, dict) and "platform" not in given:
            name = given.get("distribution")
            if isinstance(name, str) and name in BY_NAME:
                return {**given, "platform": BY_NAME[name].platforms[0]}
        return given
