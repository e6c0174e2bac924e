"""What a check looks at: a stack, what was observed of its cluster, and what follows from both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from cilium_ako.addresses.intervals import ADDRESS_BITS, AddressRange, Family, parse_range
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.facts import NO_FACTS, Facts
from cilium_ako.changes.from_configmap import cilium_facts_from_configmap
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.encryption import Ipsec, Wireguard
from cilium_ako.config.ipam import ClusterPool, VpcAddresses
from cilium_ako.config.stack import Stack
from cilium_ako.doctor.avi_export import AviRoute
from cilium_ako.doctor.observation import CiliumNode, Node, Observation, Pod

GRACE_SECONDS: Final = 120
"""Seconds in which a new Node or CiliumNode may still lack what others write for it."""


class PodRoute(NamedTuple):
    """A static route that AKO writes to the controller."""

    node: str
    next_hop: str
    """The node's address."""
    prefix: str
    """A range of its pods."""


@dataclass(frozen=True, eq=False)
class ClusterView:
    """A stack and one observation of its cluster."""

    stack: Stack
    cluster: Cluster
    cilium: Cilium
    ako: Ako | None
    observation: Observation
    previous: Observation | None = None
    """The observation before, while watching."""
    avi_routes: tuple[AviRoute, ...] | None = None
    """The routes of the controller's export; None where there is no export."""
    mesh_versions: Mapping[str, Release] = field(default_factory=dict)
    """What the stacks of the other members of a mesh have, by their clusters' names."""

    @cached_property
    def cilium_data(self) -> Mapping[str, str]:
        """The data of the live cilium-config; empty where it is not there."""
        config = self.observation.cilium_config
        return config.data if config is not None else {}

    @cached_property
    def ako_data(self) -> Mapping[str, str]:
        """The data of the live avi-k8s-config; empty where it is not there."""
        config = self.observation.ako_config
        return config.data if config is not None else {}

    def has_feature(self, fact: str) -> bool:
        """Whether a feature is on: by the live config, or by the stack."""
        return self.live_facts.get(fact) is True or self.stack_facts.get(fact) is True

    @cached_property
    def stack_facts(self) -> Facts:
        """The facts of the stack."""
        return facts_from_stack(self.stack)

    @cached_property
    def live_facts(self) -> Facts:
        """Cilium's facts by the live cilium-config; none where it is not there."""
        if self.observation.cilium_config is None:
            return NO_FACTS
        return cilium_facts_from_configmap(self.cilium_data)

    @cached_property
    def ipam_mode(self) -> str:
        """The IPAM mode in force: the live one, else the stack's.

        `aws-cni` where that plugin is followed: the mode of the ConfigMap then hands out nothing.
        """
        if self.cilium_data.get("cni-chaining-mode") == "aws-cni":
            return "aws-cni"
        return self.cilium_data.get("ipam") or self.cilium.ipam.mode

    @property
    def has_pod_cidrs(self) -> bool:
        """Whether each node has pod ranges of its own, in the mode in force."""
        return self.ipam_mode in ("cluster-pool", "kubernetes")

    @cached_property
    def replaces_kube_proxy(self) -> bool:
        """Whether Cilium stands in for kube-proxy: by the live config, else the stack."""
        live = self.cilium_data.get("kube-proxy-replacement")
        if live is None:
            return self.cilium.kube_proxy_replacement
        return live in ("true", "strict")

    @cached_property
    def pools(self) -> tuple[AddressRange, ...]:
        """Every range, of both families, that nodes may have a part of: live and the stack's."""
        ipam = self.cilium.ipam
        if isinstance(ipam, VpcAddresses):
            return ()
        texts = [str(each) for each in ipam.pod_cidrs]
        if isinstance(ipam, ClusterPool):
            for family in self.families:
                texts += self.live_pools(family)
        return tuple(
            dict.fromkeys(each for text in texts if (each := parse_range(text)) is not None)
        )

    @cached_property
    def families(self) -> tuple[Family, ...]:
        """The families that pods have: by the live config, else the stack."""
        on: dict[Family, bool] = {4: self.cilium.has_ipv4, 6: self.cilium.has_ipv6}
        return tuple(
            family
            for family, of_stack in on.items()
            if self.cilium_data.get(f"enable-ipv{family}", str(of_stack).lower()) == "true"
        )

    def live_pools(self, family: Family) -> list[str]:
        """The ranges of a family in the live pools, as they are written there."""
        return self.cilium_data.get(f"cluster-pool-ipv{family}-cidr", "").split()

    def live_mask(self, family: Family) -> int | None:
        """The live mask length of nodes' ranges of a family; None where there is none, or junk."""
        text = self.cilium_data.get(f"cluster-pool-ipv{family}-mask-size", "")
        if re.fullmatch("[0-9]{1,3}", text) is None:
            return None
        return int(text) if int(text) <= ADDRESS_BITS[family] else None

    @cached_property
    def node_masks(self) -> Mapping[Family, frozenset[int]]:
        """Every mask length that nodes' ranges of a family may have: live and the stack's."""
        ipam = self.cilium.ipam
        found: dict[Family, set[int | None]] = {4: {self.live_mask(4)}, 6: {self.live_mask(6)}}
        if isinstance(ipam, ClusterPool):
            found[4].add(ipam.node_mask_size)
            found[6].add(ipam.node_mask_size_ipv6)
        return {
            family: frozenset(each for each in masks if each is not None)
            for family, masks in found.items()
        }

    @cached_property
    def version(self) -> Release:
        """Cilium's version: of most agents, else of the DaemonSet, else the stack's."""
        images = [pod.image for pod in self.observation.agent_pods]
        if self.observation.agents is not None:
            images.append(self.observation.agents.image)
        versions = [found for image in images if (found := image_release(image))]
        if not versions:
            return self.cilium.version
        return max(set(versions), key=lambda each: (versions.count(each), each))

    @cached_property
    def version_on(self) -> Mapping[str, Release]:
        """Cilium's version by node, where its agent's image says one."""
        return {
            pod.node: found
            for pod in self.observation.agent_pods
            if not pod.terminating and (found := image_release(pod.image))
        }

    @property
    def has_cilium_nodes(self) -> bool:
        """Whether the cluster knows CiliumNodes at all."""
        return self.observation.cilium_nodes is not None

    @property
    def cilium_nodes(self) -> Mapping[str, CiliumNode]:
        """All CiliumNodes, by name."""
        return self.observation.cilium_nodes or {}

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The Nodes that Cilium serves."""
        return tuple(node for node in self.observation.nodes.values() if not node.fargate)

    @cached_property
    def node_pairs(self) -> tuple[tuple[Node, CiliumNode], ...]:
        """Each Node with its CiliumNode, where it has one."""
        return tuple(
            (node, self.cilium_nodes[node.name])
            for node in self.nodes
            if node.name in self.cilium_nodes
        )

    def range_disagreements(self) -> Iterator[tuple[Node, CiliumNode]]:
        """Pairs with different ranges, in the mode that copies them from the Node."""
        if self.ipam_mode != "kubernetes":
            return
        for node, cilium_node in self.node_pairs:
            # one of each family: which comes first is the agent's own affair
            ranges, given = ({*map(_range, each.pod_cidrs)} for each in (cilium_node, node))
            if ranges and given and ranges != given:
                yield node, cilium_node

    def age(self, thing: Node | CiliumNode) -> float:
        """Seconds since something was made; infinite where it does not say."""
        if thing.created is None:
            return float("inf")
        return (self.observation.now - thing.created).total_seconds()

    def is_new(self, thing: Node | CiliumNode) -> bool:
        """Whether it may still lack what others write for it."""
        return self.age(thing) <= GRACE_SECONDS

    @property
    def ipsec(self) -> Ipsec | None:
        """IPsec, where the stack has it."""
        encryption = self.cilium.encryption
        return encryption if isinstance(encryption, Ipsec) else None

    @property
    def has_wireguard(self) -> bool:
        """Whether the stack has WireGuard."""
        return isinstance(self.cilium.encryption, Wireguard)

    @cached_property
    def ako_writes_routes(self) -> bool:
        """Whether AKO writes a route for each pod range, by its live config."""
        if self.ako is None or self.observation.ako_config is None or not self.has_pod_cidrs:
            return False
        return (
            self.ako_data.get("disableStaticRouteSync", "false").lower() != "true"
            and self.ako_data.get("serviceType", "ClusterIP") == "ClusterIP"
        )

    def pod_routes(self) -> Iterator[PodRoute]:
        """The routes that AKO writes where `ako_writes_routes`: of IPv4, as it does with Cilium.

        Source: AKO:internal/lib/dynamic_client.go GetPodCIDR; AKO:docs/ipv6.md.
        """
        reads_cilium_nodes = self.ako_data.get("cniPlugin", "").lower() == "cilium"
        for node in self.nodes:
            if not node.addresses:
                continue
            if reads_cilium_nodes:
                own = self.cilium_nodes.get(node.name)
                prefixes = own.pod_cidrs if own is not None else ()
            elif node.ako_pod_cidrs is not None:
                prefixes = split_list(node.ako_pod_cidrs)
            else:
                prefixes = node.pod_cidrs
            for prefix in filter(is_ipv4, prefixes):
                yield PodRoute(node.name, node.address, prefix)


def is_ipv4(text: str) -> bool:
    """Whether a range is not written as one of IPv6."""
    return ":" not in text


def _range(text: str) -> AddressRange | str:
    """A range, or the text that is none."""
    return parse_range(text) or text


def split_list(text: str) -> tuple[str, ...]:
    """The words of a text with commas between them.

    >>> split_list("10.0.0.0/24, 10.0.1.0/24,")
    ('10.0.0.0/24', '10.0.1.0/24')
    """
    return tuple(word for each in text.split(",") if (word := each.strip()))


def image_release(image: str) -> Release | None:
    """The release in an image's tag; None where there is none.

    >>> image_release("quay.io/cilium/cilium:v1.18.12@sha256:00ff")
    Release(1, 18, 12)
    """
    return Release.parse(_tag(image))


def image_tag(pod: Pod) -> str:
    """What tells two pods' images apart: the tag, or the whole image without one."""
    return _tag(pod.image) or pod.image


def _tag(image: str) -> str:
    return image.partition("@")[0].rpartition("/")[2].partition(":")[2]
