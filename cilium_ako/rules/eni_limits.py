"""What the nodes of a stack with `eni` take: interfaces by their types, addresses in store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from cilium_ako.addresses.capacity import pods_in_block
from cilium_ako.addresses.node_interfaces import NodeInterfaces
from cilium_ako.catalogue.aws.addresses import (
    KEPT_BY_AWS,
    NOT_FOR_PODS,
    PRE_ALLOCATED,
    PREFIX_ADDRESSES,
)
from cilium_ako.catalogue.aws.instance_types import Hypervisor, InstanceType, instance_type
from cilium_ako.catalogue.cilium import features
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cilium_settings import envoy_has_address
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.helm_value import is_on, value_at
from cilium_ako.config.ipam import Eni

_NODE_SPEC: Final = ("ipam", "nodeSpec")
_ENI_SPEC: Final = ("eni", "nodeSpec")


class StackType(NamedTuple):
    """A type of instance that a stack names, and what it takes."""

    name: str
    place: int
    """Its index in `ipam.instanceTypes`."""
    interfaces: int
    """On its first card, those that no pod uses among them."""
    addresses: int
    """Of each interface, its own one among them."""
    hypervisor: Hypervisor
    takes_prefixes: bool
    """Whether this release of Cilium gives it prefixes."""


def stack_types(cilium: Cilium) -> Iterator[StackType]:
    """The types that a stack with `eni` names, as far as it is known what they take."""
    ipam = cilium.ipam
    if not isinstance(ipam, Eni):
        return
    metal = features.ENI_PREFIXES_ON_METAL.is_in(cilium.version)
    for index, name in enumerate(ipam.instance_types):
        known = _instance_type(ipam, name)
        if known is not None:
            takes = known.hypervisor == "nitro" or (known.hypervisor == "metal" and metal)
            yield StackType(
                name,
                index,
                known.interfaces,
                known.addresses,
                known.hypervisor,
                takes_prefixes=takes,
            )


def _instance_type(ipam: Eni, name: str) -> InstanceType | None:
    """What a stack says of a type, or the table does."""
    said = ipam.instance_limits.get(name)
    if said is None:
        return instance_type(name)
    hypervisor: Hypervisor = "nitro" if said.prefixes else "xen"
    return InstanceType(name, said.interfaces, said.addresses, hypervisor)


def first_interface(cilium: Cilium) -> int:
    """The index of the first interface of a node that pods have addresses of."""
    return _number(value_at(cilium.values, *_ENI_SPEC, "firstInterfaceIndex")) or 0


def node_interfaces(cilium: Cilium, of: StackType) -> NodeInterfaces:
    """The interfaces of a node of this type that give pods their addresses.

    Where pods may have an interface's own address (`usePrimaryAddress`), that is one more, but for
    prefixes. Source: pkg/aws/eni/node.go (GetMaximumAllocatableIPv4, getEffectiveIPLimits,
    IsPrefixDelegated).
    """
    ipam = cilium.ipam
    kept_off = is_on(value_at(cilium.values, *_ENI_SPEC, "disablePrefixDelegation"))
    own = is_on(value_at(cilium.values, *_ENI_SPEC, "usePrimaryAddress"))
    asked = isinstance(ipam, Eni) and ipam.prefix_delegation and not kept_off
    prefixes = asked and of.takes_prefixes
    return NodeInterfaces(
        max(of.interfaces - first_interface(cilium), 0),
        of.addresses if own and not prefixes else of.addresses - 1,
        PREFIX_ADDRESSES if prefixes else 1,
    )


def pods_of(cilium: Cilium, of: StackType) -> int:
    """How many pods a node of this type has addresses for."""
    room = node_interfaces(cilium, of).capacity
    most = _number(value_at(cilium.values, *_NODE_SPEC, "ipamMaxAllocate"))
    return max((min(room, most) if most else room) - not_for_pods(cilium), 0)


def not_for_pods(cilium: Cilium) -> int:
    """How many of a node's addresses no pod gets; Envoy takes one where it serves Ingress."""
    return NOT_FOR_PODS + envoy_has_address(cilium)


def wanted_of_subnets(cluster: Cluster, cilium: Cilium) -> int:
    """How many addresses maxNodes full nodes take, with what they keep in store.

    Where types are known, the one that takes most counts; interfaces' own addresses are then among
    them.
    """
    needed = cluster.max_pods_per_node + not_for_pods(cilium)
    said = _number(value_at(cilium.values, *_NODE_SPEC, "ipamPreAllocate"))
    ahead = said if said else PRE_ALLOCATED
    least = _number(value_at(cilium.values, *_NODE_SPEC, "ipamMinAllocate")) or 0
    wanted = max(needed + ahead, least)
    of_types = [node_interfaces(cilium, each).taken(wanted) for each in stack_types(cilium)]
    # a type that is not known has one interface at least, whose own address counts
    return cluster.max_nodes * max(of_types, default=wanted + 1)


def room_of_subnet(prefix: int) -> int:
    """How many addresses an IPv4 subnet of a mask length has for interfaces."""
    return pods_in_block(prefix, KEPT_BY_AWS)


def _number(value: object) -> int | None:
    """A number of Helm, or its text; None where it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value)
    return int(value) if isinstance(value, str) and value.isdecimal() else None
