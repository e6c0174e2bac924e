"""Do nodes have interfaces and addresses of the VPC, and is the operator able to get more?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.addresses.intervals import parse_range
from cilium_ako.catalogue.aws.eni_limits import interfaces_of
from cilium_ako.catalogue.cilium import objects as cilium_objects
from cilium_ako.catalogue.cilium.features import ENI_RANGES_IN_POOLS
from cilium_ako.catalogue.kubernetes.objects import AWS_NODE, SYSTEM_NAMESPACE
from cilium_ako.config.ipam import Eni as EniSettings
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.finding import Found
from cilium_ako.doctor.observation import CiliumNode, Eni
from cilium_ako.doctor.scene import NEWBORN, Scene

"""First minor that keeps addresses in `spec.ipam.pools` (cilium/cilium#45154)."""
_NONE: Final = Eni("", 0, 0, 0, 0, (), 0)


def _eni(scene: Scene) -> bool:
    return scene.mode == "eni" and scene.reports_nodes


def _eni_mode(scene: Scene) -> bool:
    return scene.mode == "eni"


def _settled(scene: Scene) -> Iterator[tuple[CiliumNode, Eni]]:
    for node in scene.cilium_nodes.values():
        if scene.age(node) > NEWBORN:
            yield node, node.eni or _NONE


def _in_pools(scene: Scene, node: CiliumNode) -> bool:
    """Whether this node's agent writes pools; in the midst of an upgrade, both forms are there."""
    return ENI_RANGES_IN_POOLS.is_in(scene.version_on.get(node.name, scene.version))


@check("eni-pool-empty", "cilium_nodes", when=_eni)
def eni_pool_empty(scene: Scene) -> Iterator[Found]:
    """Nodes of the older shape without an address."""
    for node, eni in _settled(scene):
        if not _in_pools(scene, node) and not eni.pool:
            yield Found(f"CiliumNode {node.name}", "spec.ipam.pool is empty", node.name)


@check("eni-allocation-empty", "cilium_nodes", when=_eni)
def eni_allocation_empty(scene: Scene) -> Iterator[Found]:
    """Nodes of the newer shape without an address."""
    for node, eni in _settled(scene):
        if _in_pools(scene, node) and not eni.allocated:
            yield Found(f"CiliumNode {node.name}", "spec.ipam.pools.allocated is empty", node.name)


@check("eni-interfaces", "cilium_nodes", when=_eni)
def eni_interfaces(scene: Scene) -> Iterator[Found]:
    """Nodes without an interface, or with one that does not name its VPC."""
    for node, eni in _settled(scene):
        if not eni.interfaces:
            yield Found(f"CiliumNode {node.name}", "status.eni.enis is empty", node.name)
        elif eni.without_vpc:
            yield Found(
                f"CiliumNode {node.name}",
                f"{eni.without_vpc} of {eni.interfaces} interfaces have no vpc.primary-cidr",
                node.name,
            )


@check("eni-nearly-full", "cilium_nodes", when=_eni)
def eni_nearly_full(scene: Scene) -> Iterator[Found]:
    """Nodes that have no address left, or no room for another interface."""
    for node, eni in _settled(scene):
        if _in_pools(scene, node):
            used = eni.needed
            there = sum(
                each.last - each.first + 1
                for text in eni.allocated
                if (each := parse_range(text)) is not None
            )
        else:
            used, there = eni.used, eni.pool
        most = interfaces_of(eni.instance_type)
        if there and used >= there:
            what = f"{used} of {there} addresses are in use"
        elif most is not None and eni.interfaces >= most:
            what = f"{eni.interfaces} interfaces, all that {eni.instance_type} takes"
        else:
            continue
        yield Found(f"CiliumNode {node.name}", what, node.name)


@check("eni-fake-range", "cilium_nodes", when=_eni)
def eni_fake_range(scene: Scene) -> Iterator[Found]:
    """Nodes with a range, which this mode has not."""
    for node in scene.cilium_nodes.values():
        if node.ranges:
            yield Found(
                f"CiliumNode {node.name}",
                f"spec.ipam.podCIDRs is {', '.join(node.ranges)}",
                node.name,
            )


@check("eni-operator-image", "operator", when=_eni_mode)
def eni_operator_image(scene: Scene) -> Iterator[Found]:
    """An operator that cannot speak to AWS."""
    operator = scene.seen.operator
    if operator is not None and "operator-generic" in operator.image:
        image = operator.image.partition("@")[0]
        yield Found(
            f"Deployment {cilium_objects.NAMESPACE}/{cilium_objects.OPERATOR}", f"it runs {image}"
        )


@check("eni-operator-role", "operator", "operator_account", "aws_secret", when=_eni_mode)
def eni_operator_role(scene: Scene) -> Iterator[Found]:
    """An operator that acts as somebody else than the stack says."""
    ipam = scene.cilium.ipam
    if not isinstance(ipam, EniSettings):
        return
    account = scene.seen.operator_account
    wanted = ipam.operator_role.arn if ipam.operator_role is not None else ""
    live = (account or {}).get("eks.amazonaws.com/role-arn", "")
    if account is not None and live != wanted:
        yield Found(
            f"ServiceAccount {cilium_objects.NAMESPACE}/{cilium_objects.OPERATOR}",
            f"eks.amazonaws.com/role-arn is {live or 'not there'}, the stack has"
            f" {wanted or 'no operatorRole'}",
        )
    operator = scene.seen.operator
    if (
        scene.seen.aws_secret
        and operator is not None
        and cilium_objects.AWS_SECRET in operator.secrets
    ):
        yield Found(
            f"Secret {cilium_objects.NAMESPACE}/{cilium_objects.AWS_SECRET}",
            "the operator takes its credentials from it, before any role",
        )


@check("aws-node-running", "aws_node", when=_eni_mode)
def aws_node_running(scene: Scene) -> Iterator[Found]:
    """AWS's own CNI beside Cilium."""
    aws_node = scene.seen.aws_node
    if aws_node is not None and aws_node.scheduled:
        yield Found(
            f"DaemonSet {SYSTEM_NAMESPACE}/{AWS_NODE}",
            f"it is scheduled on {aws_node.desired} nodes",
        )
