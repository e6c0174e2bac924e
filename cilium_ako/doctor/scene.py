"""What a check looks at: a stack, what was seen of its cluster, and what follows from both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from cilium_ako.addresses.intervals import AddressRange, parse_range
from cilium_ako.catalogue.ako import objects as ako_objects
from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.release import Release
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import Ipsec, Wireguard
from cilium_ako.config.ipam import ClusterPool, Eni, Kubernetes
from cilium_ako.config.stack import Stack
from cilium_ako.doctor.avi import Route
from cilium_ako.doctor.observation import CiliumNode, Node, Observation, Pod

NEWBORN: Final = 120
"""Seconds in which a node or CiliumNode may still lack what others write for it."""

CONFIG: Final = f"ConfigMap {cilium_objects.NAMESPACE}/{cilium_objects.CONFIG_MAP}"
AKO_CONFIG: Final = f"ConfigMap {ako_objects.NAMESPACE}/{ako_objects.CONFIG_MAP}"


@dataclass(frozen=True, eq=False)
class Scene:
    """One look at a cluster. `earlier` is the look before, while watching."""

    stack: Stack
    cluster: Cluster
    cilium: Cilium
    ako: Ako | None
    seen: Observation
    earlier: Observation | None = None
    avi_routes: tuple[Route, ...] | None = field(default=None)
    """The routes of the controller's export, where there is one."""

    @cached_property
    def data(self) -> Mapping[str, str]:
        """The live cilium-config."""
        return self.seen.cilium_config.data if self.seen.cilium_config is not None else {}

    @cached_property
    def ako_data(self) -> Mapping[str, str]:
        """The live avi-k8s-config."""
        return self.seen.ako_config.data if self.seen.ako_config is not None else {}

    @cached_property
    def mode(self) -> str:
        """The IPAM mode in force: the live one, else the stack's."""
        return self.data.get("ipam") or self.cilium.ipam.mode

    @cached_property
    def replaced(self) -> bool:
        """Whether Cilium stands in for kube-proxy: by the live config, else the stack."""
        word = self.data.get("kube-proxy-replacement")
        if word is None:
            return self.cilium.kube_proxy_replacement
        return word in ("true", "strict")

    @cached_property
    def pools(self) -> tuple[AddressRange, ...]:
        """Every range that nodes may have: the live pools and the stack's."""
        ipam = self.cilium.ipam
        if isinstance(ipam, Eni):
            return ()
        texts = [str(each) for each in ipam.pod_cidrs]
        if isinstance(ipam, ClusterPool):
            texts += self.data.get("cluster-pool-ipv4-cidr", "").split()
        return tuple(
            dict.fromkeys(each for text in texts if (each := parse_range(text)) is not None)
        )

    @cached_property
    def masks(self) -> frozenset[int]:
        """Every mask length that ranges may have: the live one and the stack's."""
        ipam = self.cilium.ipam
        found = {ipam.node_mask_size} if isinstance(ipam, ClusterPool) else set()
        live = self.data.get("cluster-pool-ipv4-mask-size", "")
        if live.isdigit():
            found.add(int(live))
        return frozenset(found)

    @cached_property
    def version(self) -> Release:
        """Cilium's version: of most agents, else of the DaemonSet, else the stack's."""
        images = [pod.image for pod in self.seen.agent_pods]
        if self.seen.agents is not None:
            images.append(self.seen.agents.image)
        versions = [found for image in images if (found := version_of(image))]
        if not versions:
            return self.cilium.version
        return max(set(versions), key=lambda each: (versions.count(each), each))

    @cached_property
    def version_on(self) -> Mapping[str, Release]:
        """Cilium's version by node, where its agent says one."""
        return {
            pod.node: found
            for pod in self.seen.agent_pods
            if not pod.ending and (found := version_of(pod.image))
        }

    @cached_property
    def reports_nodes(self) -> bool:
        """Whether CiliumNodes can be compared with Nodes."""
        return self.seen.cilium_nodes is not None

    @property
    def cilium_nodes(self) -> Mapping[str, CiliumNode]:
        """All CiliumNodes."""
        return self.seen.cilium_nodes or {}

    @cached_property
    def pairs(self) -> tuple[tuple[Node, CiliumNode], ...]:
        """Each Node with its CiliumNode."""
        return tuple(
            (node, self.cilium_nodes[node.name])
            for node in self.nodes
            if node.name in self.cilium_nodes
        )

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Nodes that Cilium serves."""
        return tuple(node for node in self.seen.nodes.values() if not node.fargate)

    def age(self, thing: Node | CiliumNode) -> float:
        """Seconds since something was made; very old where it does not say."""
        if thing.created is None:
            return float("inf")
        return (self.seen.now - thing.created).total_seconds()

    @property
    def ipsec(self) -> Ipsec | None:
        """IPsec, where the stack asks for it."""
        encryption = self.cilium.encryption
        return encryption if isinstance(encryption, Ipsec) else None

    @property
    def wireguard(self) -> bool:
        """Whether the stack asks for WireGuard."""
        return isinstance(self.cilium.encryption, Wireguard)

    @property
    def by_node_ranges(self) -> bool:
        """Whether nodes have ranges of their own, by the live mode."""
        return self.mode in ("cluster-pool", "kubernetes")

    @property
    def kubernetes(self) -> bool:
        """Whether ranges come from Kubernetes' own controller."""
        return isinstance(self.cilium.ipam, Kubernetes)

    @cached_property
    def routes_wanted(self) -> bool:
        """Whether AKO writes a route per range: by its live config."""
        if self.ako is None or self.seen.ako_config is None or not self.by_node_ranges:
            return False
        return (
            self.ako_data.get("disableStaticRouteSync", "false").lower() != "true"
            and self.ako_data.get("serviceType", "ClusterIP") == "ClusterIP"
        )

    def routes(self) -> Iterator[tuple[str, str, str]]:
        """The routes that AKO will write: node, next hop, range."""
        reads_cilium = self.ako_data.get("cniPlugin", "").lower() == "cilium"
        for node in self.nodes:
            if not node.addresses:
                continue
            if reads_cilium:
                own = self.cilium_nodes.get(node.name)
                ranges = own.ranges if own is not None else ()
            elif node.ako_ranges is not None:
                ranges = tuple(each.strip() for each in node.ako_ranges.split(",") if each.strip())
            else:
                ranges = node.ranges
            for each in ranges:
                yield node.name, node.address, each


def version_of(image: str) -> Release | None:
    """The release in an image's tag; None where there is none.

    >>> version_of("quay.io/cilium/cilium:v1.18.12@sha256:00ff")
    Release(1, 18, 12)
    """
    name = image.partition("@")[0].rpartition("/")[2]
    return Release.parse(name.partition(":")[2])


def tag_of(pod: Pod) -> str:
    """What tells two agents' images apart: the tag, or the whole image without one."""
    name = pod.image.partition("@")[0]
    return name.rpartition("/")[2].partition(":")[2] or pod.image
