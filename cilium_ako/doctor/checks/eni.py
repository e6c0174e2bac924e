"""Do nodes have interfaces and addresses of the VPC, and is the operator able to get more?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.addresses.intervals import parse_range
from cilium_ako.catalogue.aws.instance_types import instance_type
from cilium_ako.catalogue.aws.operator_permissions import CALLS
from cilium_ako.catalogue.cilium.features import ENI_RANGES_IN_POOLS
from cilium_ako.catalogue.cilium.objects import AWS_SECRET, NAMESPACE
from cilium_ako.config.ipam import Eni
from cilium_ako.config.operator_role import role_on_service_account
from cilium_ako.doctor.aws_refusals import UNNAMED, refused_calls
from cilium_ako.doctor.checks.registry import check
from cilium_ako.doctor.cluster_view import ClusterView
from cilium_ako.doctor.finding import RawFinding
from cilium_ako.doctor.observation import CiliumNode, NodeEni
from cilium_ako.rules.eni_limits import room_of_subnet
from cilium_ako.shell import quoted

_NO_ENI: Final = NodeEni(
    instance_type="",
    interfaces=0,
    without_vpc=0,
    subnets=(),
    pool=0,
    used=0,
    allocated=(),
    needed=0,
)
_FULL: Final = 0.9
"""The share of a subnet's addresses that, taken by nodes, is worth a word."""


def _is_eni(view: ClusterView) -> bool:
    return view.ipam_mode == "eni"


def _has_eni_nodes(view: ClusterView) -> bool:
    return view.ipam_mode == "eni" and view.has_cilium_nodes


def _grown_nodes(view: ClusterView) -> Iterator[tuple[CiliumNode, NodeEni]]:
    """CiliumNodes that had time to get addresses."""
    for node in view.cilium_nodes.values():
        if not view.is_new(node):
            yield node, node.eni or _NO_ENI


def _uses_pools(view: ClusterView, node: CiliumNode) -> bool:
    """Whether this node's agent writes pools; in the midst of an upgrade, both forms are there."""
    return ENI_RANGES_IN_POOLS.is_in(view.version_on.get(node.name, view.version))


@check("eni-pool-empty", "cilium_nodes", when=_has_eni_nodes)
def eni_pool_empty(view: ClusterView) -> Iterator[RawFinding]:
    """A node, of the form before pools, has no address."""
    for node, eni in _grown_nodes(view):
        if not _uses_pools(view, node) and not eni.pool:
            yield RawFinding.of_cilium_node(node.name, "spec.ipam.pool is empty")


@check("eni-allocation-empty", "cilium_nodes", when=_has_eni_nodes)
def eni_allocation_empty(view: ClusterView) -> Iterator[RawFinding]:
    """A node, of the form with pools, has no address."""
    for node, eni in _grown_nodes(view):
        if _uses_pools(view, node) and not eni.allocated:
            yield RawFinding.of_cilium_node(node.name, "spec.ipam.pools.allocated is empty")


@check("eni-interfaces", "cilium_nodes", when=_has_eni_nodes)
def eni_interfaces(view: ClusterView) -> Iterator[RawFinding]:
    """A node has no interface, or one that does not name its VPC."""
    for node, eni in _grown_nodes(view):
        if not eni.interfaces:
            yield RawFinding.of_cilium_node(node.name, "status.eni.enis is empty")
        elif eni.without_vpc:
            yield RawFinding.of_cilium_node(
                node.name,
                f"{eni.without_vpc} of {eni.interfaces} interfaces have no vpc.primary-cidr",
            )


@check("eni-nearly-full", "cilium_nodes", when=_has_eni_nodes)
def eni_nearly_full(view: ClusterView) -> Iterator[RawFinding]:
    """A node has no address left, or no room for another interface."""
    for node, eni in _grown_nodes(view):
        if _uses_pools(view, node):
            used = eni.needed
            total = sum(
                each.last - each.first + 1
                for text in eni.allocated
                if (each := parse_range(text)) is not None and each.family == 4
            )
        else:
            used, total = eni.used, eni.pool
        known = instance_type(eni.instance_type)
        if total and used >= total:
            what = f"{used} of {total} addresses are in use"
        elif known is not None and eni.interfaces >= known.interfaces:
            what = f"{eni.interfaces} interfaces, all that {eni.instance_type} takes"
        else:
            continue
        yield RawFinding.of_cilium_node(node.name, what)


@check("eni-subnet-full", "cilium_nodes", when=_has_eni_nodes)
def eni_subnet_full(view: ClusterView) -> Iterator[RawFinding]:
    """Nodes have taken most addresses of a subnet; what else is in it is not seen here."""
    taken: dict[str, int] = {}
    ranges: dict[str, str] = {}
    for node in view.cilium_nodes.values():
        for use in node.eni.subnets if node.eni is not None else ():
            taken[use.id] = taken.get(use.id, 0) + use.taken
            ranges[use.id] = use.cidr or ranges.get(use.id, "")
    for subnet, number in sorted(taken.items()):
        found = parse_range(ranges[subnet])
        if found is None or found.family != 4:
            continue
        room = room_of_subnet(found.prefix)
        if number >= room * _FULL:
            yield RawFinding(
                f"nodes have {number} of the {room} addresses of {ranges[subnet]}",
                object=f"Subnet {subnet}",
            )


@check("eni-refused", "operator_pods", "cilium_nodes", when=_is_eni)
def eni_refused(view: ClusterView) -> Iterator[RawFinding]:
    """EC2 refused a call of the operator's, as it said before it ended or on a CiliumNode."""
    refused = {call for pod in view.observation.operator_pods for call in pod.refused_calls}
    for node in view.cilium_nodes.values():
        refused.update(refused_calls(node.operator_error))
    if len(refused) > 1:
        refused.discard(UNNAMED)
    statements = {each.action: each.statements for each in CALLS}
    for call in sorted(refused):
        what = f"EC2 refuses ec2:{call}" if call else "EC2 refuses a call (UnauthorizedOperation)"
        written = f"cilium-ako values {quoted(view.stack.name)} --iam"
        if call in statements:
            needed = " and ".join(statements[call])
            plural = "s" if len(statements[call]) > 1 else ""
            fix = (
                f"statement{plural} {needed} of `{written}` allow{'' if plural else 's'} it: attach"
                " that policy to the operator's role; where it is attached, compare what the"
                " statement is narrowed to (VPC, tags, account), docs/eni.md"
            )
        elif call:
            fix = (
                f"no statement of `{written}` allows it, since no release that is known here makes"
                " the call; allow it by hand, and say so to whoever keeps docs/eni.md"
            )
        else:
            fix = f"attach the policy that `{written}` writes; the operator's log names the call"
        yield RawFinding(what, fix=fix)


@check("eni-fake-range", "cilium_nodes", when=_has_eni_nodes)
def eni_fake_range(view: ClusterView) -> Iterator[RawFinding]:
    """A node has a range, which this mode has not."""
    for node in view.cilium_nodes.values():
        if node.pod_cidrs:
            yield RawFinding.of_cilium_node(
                node.name, f"spec.ipam.podCIDRs is {', '.join(node.pod_cidrs)}"
            )


@check("eni-operator-image", "operator", when=_is_eni)
def eni_operator_image(view: ClusterView) -> Iterator[RawFinding]:
    """The operator's image cannot speak to AWS."""
    operator = view.observation.operator
    if operator is not None and "operator-generic" in operator.image:
        yield RawFinding(f"it runs {operator.image.partition('@')[0]}")


@check("eni-operator-role", "operator", "operator_service_account", "aws_secret", when=_is_eni)
def eni_operator_role(view: ClusterView) -> Iterator[RawFinding]:
    """The operator acts as somebody else than the stack says."""
    ipam = view.cilium.ipam
    if not isinstance(ipam, Eni):
        return
    account = view.observation.operator_service_account
    role = ipam.operator_role
    expected = role_on_service_account(view.cluster, role) or ""
    wanted = "no operatorRole" if role is None else f"operatorRole {role.source}, which needs none"
    live = (account or {}).get("eks.amazonaws.com/role-arn", "")
    if account is not None and live != expected:
        yield RawFinding(
            f"eks.amazonaws.com/role-arn is {live or 'not there'}, the stack has"
            f" {expected or wanted}"
        )
    operator = view.observation.operator
    if view.observation.aws_secret and operator is not None and AWS_SECRET in operator.secrets:
        yield RawFinding(
            "the operator takes its credentials from it, before any role",
            object=f"Secret {NAMESPACE}/{AWS_SECRET}",
        )


@check("aws-node-running", "aws_node", when=_is_eni)
def aws_node_running(view: ClusterView) -> Iterator[RawFinding]:
    """AWS's own CNI runs beside Cilium."""
    aws_node = view.observation.aws_node
    if aws_node is not None and aws_node.scheduled:
        yield RawFinding(f"it is scheduled on {aws_node.desired} nodes")
