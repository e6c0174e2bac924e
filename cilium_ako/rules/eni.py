"""Rules about IPAM `eni`: pod addresses from the VPC."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cilium_ako.catalogue.aws.partitions import partition_of
from cilium_ako.catalogue.cilium import features
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.helm_value import is_on, value_at
from cilium_ako.config.ipam import Eni
from cilium_ako.config.operator_role import OperatorRole, role_arn_key, role_place
from cilium_ako.config.routing import Tunnel
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import of_family, vpc_ranges
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_MODE: Final = key_path("cilium", "ipam", "mode")
_PLATFORM: Final = key_path("cluster", "platform")


_UNSAFE_MARKS: Final = ("extraConfig", "allow-unsafe-policy-skb-usage")
"""The value that lets an agent start all the same (validate.yaml of the chart)."""


@rule("eni-platform")
def eni_platform(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """IPAM is eni, and the platform is not AWS."""
    if isinstance(cilium.ipam, Eni) and cluster.platform == "generic":
        yield Finding(
            _MODE,
            "IPAM eni is asked for on the platform generic",
            f"{set_to(_PLATFORM, 'aws')}  (or eks), or choose another IPAM mode",
        )


@rule("eni-tunnel")
def eni_tunnel(cilium: Cilium) -> Iterator[Finding]:
    """IPAM is eni, and routing is a tunnel."""
    if isinstance(cilium.ipam, Eni) and isinstance(cilium.routing, Tunnel):
        path = key_path("cilium", "routing")
        yield Finding(path, "IPAM eni is asked for with a tunnel", removed(path))


@rule("eni-masquerade-panic")
def eni_masquerade_panic(cilium: Cilium) -> Iterator[Finding]:
    """With eni iptables masquerades on no named interface, at which this minor's agents panic."""
    if (
        isinstance(cilium.ipam, Eni)
        and features.ENI_MASQUERADE_INTERFACES.is_in(cilium.version)
        and cilium.masquerades
        and not cilium.masquerade.bpf
        and not cilium.masquerade.interfaces
    ):
        path = key_path("cilium", "masquerade")
        yield Finding(
            path,
            "eni masquerades by iptables and names no interfaces",
            f"{set_to(f'{path}.interfaces[0]', 'ens+')}  (or eth+, as the nodes name theirs), or "
            f"{set_to(f'{path}.enabled', 'false')}",
        )


@rule("eni-cluster-name")
def eni_cluster_name(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """IPAM is eni, and the cluster's name is `default`."""
    if isinstance(cilium.ipam, Eni) and cluster.name == "default":
        yield Finding(key_path("cluster", "name"), "the cluster's name is default")


@rule("eni-cluster-id")
def eni_cluster_id(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """IPAM is eni, and the cluster's id has the bit 0x80, which ENI's packet marks use."""
    if (
        isinstance(cilium.ipam, Eni)
        and cluster.id & 0x80
        and not is_on(value_at(cilium.values, *_UNSAFE_MARKS))
    ):
        path = key_path("cluster", "id")
        yield Finding(
            path,
            f"the cluster's id is {cluster.id} and IPAM is eni",
            f"{set_to(path, str(cluster.id & 0x7F or 1))}  (or any id of 1–127 that is free)",
        )


@rule("eni-ipv6")
def eni_ipv6(cilium: Cilium) -> Iterator[Finding]:
    """IPAM is eni, and IPv6 is on, which this minor's operator cannot give out."""
    if isinstance(cilium.ipam, Eni) and not features.ENI_IPV6.is_in(cilium.version):
        if is_on(value_at(cilium.values, "ipv6", "enabled")):
            path = key_path("cilium", "values", "ipv6", "enabled")
            yield Finding(path, "IPv6 is switched on with IPAM eni", removed(path))
        for each in of_family(vpc_ranges(cilium), 6):
            what = f"the VPC's range {each.network} is IPv6, and Cilium {cilium.version} gives"
            yield Finding(each.path, f"{what} pods IPv4 alone with eni", removed(each.path))


@rule("eni-role-partition")
def eni_role_partition(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The operator's role is of another partition than the region."""
    role = cilium.operator_role
    place = role_place(role)
    if place is not None and cluster.region:
        wanted = partition_of(cluster.region)
        if place.partition != wanted:
            yield Finding(
                _path(role),
                f"the operator's role is in the partition {place.partition}, and "
                f"{cluster.region[:40]} is in {wanted}",
            )


@rule("eni-role-account")
def eni_role_account(cluster: Cluster, cilium: Cilium) -> Iterator[Finding]:
    """The operator's role is of another account than the cluster."""
    role = cilium.operator_role
    place = role_place(role)
    if place is not None and cluster.aws_account and place.account != cluster.aws_account:
        path = key_path("cluster", "awsAccount")
        yield Finding(
            _path(role),
            f"the operator's role is of account {place.account}, the cluster of "
            f"{cluster.aws_account} ({path})",
        )


def _path(role: OperatorRole | None) -> str:
    return key_path("cilium", "ipam", "operatorRole", role_arn_key(role))
