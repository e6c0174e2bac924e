"""Rules about the instances of a cluster with IPAM `eni`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue.aws.addresses import max_pods_of_eks
from cilium_ako.catalogue.aws.instance_types import DATE, instance_type, known_types, nearest_type
from cilium_ako.catalogue.cilium import features
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.ipam import Eni
from cilium_ako.config.stack import key_path
from cilium_ako.rules.eni_limits import (
    StackType,
    first_interface,
    node_interfaces,
    not_for_pods,
    pods_of,
    stack_types,
)
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.registry import rule
from cilium_ako.shell import quoted, set_to

_TYPES: Final = ("cilium", "ipam", "instanceTypes")
_LIMITS: Final = ("cilium", "ipam", "instanceLimits")
_PREFIXES: Final = key_path("cilium", "ipam", "prefixDelegation")
_PODS: Final = key_path("cluster", "maxPodsPerNode")


def _path(of: StackType) -> str:
    return key_path(*_TYPES, of.place)


@rule("eni-instance-types-unsaid")
def eni_instance_types_unsaid(cilium: Cilium) -> Iterator[Finding]:
    """IPAM is eni, and no type of instance is named."""
    if isinstance(cilium.ipam, Eni) and not cilium.ipam.instance_types:
        yield Finding(
            key_path(*_TYPES),
            "no type of instance is named",
            f"{set_to(key_path(*_TYPES, 0), 'm5.large')}  (or what the nodes are)",
        )


@rule("eni-instance-type-unknown")
def eni_instance_type_unknown(cilium: Cilium) -> Iterator[Finding]:
    """A type of instance is not in the table, and its limits are not said."""
    ipam = cilium.ipam
    if not isinstance(ipam, Eni):
        return
    for index, name in enumerate(ipam.instance_types):
        if name in ipam.instance_limits or instance_type(name) is not None:
            continue
        path, near = key_path(*_TYPES, index), nearest_type(name)
        asked = (
            f"aws ec2 describe-instance-types --instance-types {quoted(name)} --query "
            "'InstanceTypes[].[Hypervisor,NetworkInfo.NetworkCards[0].MaximumNetworkInterfaces,"
            "NetworkInfo.Ipv4AddressesPerInterface]'"
        )
        yield Finding(
            path,
            f"{name} is not among the {known_types():,} types that are known (as of {DATE})"
            + (f"; the nearest is {near}" if near else ""),
            (f"{set_to(path, near)}, or " if near else "")
            + f"ask EC2 for the second and third number: {asked} and say them: "
            f"{set_to(key_path(*_LIMITS, name, 'interfaces'), '…')} && "
            f"{set_to(key_path(*_LIMITS, name, 'addresses'), '…')}",
        )


@rule("eni-one-interface")
def eni_one_interface(cilium: Cilium) -> Iterator[Finding]:
    """A type takes one interface, or none beyond those that pods are kept from."""
    first = first_interface(cilium)
    for each in stack_types(cilium):
        if each.interfaces == 1:
            yield Finding(_path(each), f"{each.name} takes one interface")
        elif each.interfaces <= first:
            path = key_path("cilium", "values", "eni", "nodeSpec", "firstInterfaceIndex")
            yield Finding(
                path,
                f"{each.name} takes {each.interfaces} interfaces, and pods get addresses of those "
                f"from index {first} on",
                set_to(path, str(each.interfaces - 1)),
            )


@rule("eni-prefixes-refused")
def eni_prefixes_refused(cilium: Cilium) -> Iterator[Finding]:
    """Interfaces are to get prefixes, and those of a type take none."""
    if not isinstance(cilium.ipam, Eni) or not cilium.ipam.prefix_delegation:
        return
    for each in stack_types(cilium):
        if each.takes_prefixes:
            continue
        on = "bare metal" if each.hypervisor == "metal" else "Xen"
        metal = features.ENI_PREFIXES_ON_METAL
        since = f", which Cilium gives prefixes from {metal.since} on" if on != "Xen" else ""
        yield Finding(
            _path(each),
            f"{each.name} is on {on}{since}, and prefixDelegation is on",
            f"use a type on Nitro, or {set_to(_PREFIXES, 'false')}",
        )


@rule("eni-pods-per-node")
def eni_pods_per_node(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """A node of a type has fewer addresses than maxPodsPerNode."""
    for each in stack_types(cilium):
        room, wanted = pods_of(cilium, each), cluster.max_pods_per_node
        inside = node_interfaces(cilium, each)
        if room >= wanted or not inside.capacity:
            continue  # without any interface for pods another rule says more
        ways = []
        if inside.in_slot == 1 and each.takes_prefixes:
            ways.append(set_to(_PREFIXES, "true"))
        if room:
            ways.append(f"{set_to(_PODS, str(room))} and the kubelet's maxPods")
        sixteen = f" prefixes of {inside.in_slot}" if inside.in_slot > 1 else ""
        yield Finding(
            _path(each),
            f"{each.name} has addresses for {room} pods ({inside.interfaces} interfaces × "
            f"{inside.slots}{sixteen}, {not_for_pods(cilium)} of them Cilium's own) and "
            f"maxPodsPerNode is {wanted}",
            ", or ".join(ways),
        )


@rule("eni-kubelet-max-pods")
def eni_kubelet_max_pods(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """On EKS the kubelet of a type has another max-pods than maxPodsPerNode, unless it is told."""
    if cluster.platform != "eks":
        return
    wanted = cluster.max_pods_per_node
    for each in stack_types(cilium):
        given = max_pods_of_eks(each.interfaces, each.addresses)
        if given != wanted and pods_of(cilium, each) >= wanted:
            yield Finding(
                _path(each),
                f"EKS' images give the kubelet of {each.name} max-pods {given}, and maxPodsPerNode "
                f"is {wanted}",
                f"in the node group's user data: spec.kubelet.config.maxPods: {wanted} in its "
                f"NodeConfig (AL2023), or --kubelet-extra-args '--max-pods={wanted}' with "
                "--use-max-pods false (AL2); then acknowledge this rule",
            )
