"""Stacks in one AWS account, and in one VPC."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from cilium_ako.addresses.intervals import IntervalUnion
from cilium_ako.addresses.overlaps import overlaps_across
from cilium_ako.config.ipam import Eni
from cilium_ako.config.stack import key_path
from cilium_ako.fleet.member import Member, SharedFinding, groups, names_text
from cilium_ako.fleet.ranges import config_pairs, in_both, owned
from cilium_ako.fleet.registry import shared_rule
from cilium_ako.rules.queries import aws_account, node_ranges, of_family, pod_ranges, vpc_ranges


def _account(member: Member) -> str | None:
    return aws_account(member.cluster, member.cilium)


def _may_be_one_account(one: Member, other: Member) -> bool:
    first, second = _account(one), _account(other)
    return first is None or second is None or first == second


def _may_be_one_vpc(one: Member, other: Member) -> bool:
    first, second = one.cluster.vpc_id, other.cluster.vpc_id
    differ = first is not None and second is not None and first != second
    return not differ and _may_be_one_account(one, other)


def _region(member: Member) -> str | None:
    return member.cluster.region or None


@shared_rule("eni-name-unique")
def eni_name_unique(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Two clusters with ENI of one name, in a region of accounts that are not known to differ."""

    def key(member: Member) -> tuple[str, str] | None:
        if not isinstance(member.cilium.ipam, Eni):
            return None
        return member.cluster.region, member.cluster.name

    for (region, name), together in groups(members, key):
        near = _by_account(together)
        for member in together:
            account = _account(member)
            others = tuple(each.name for each in near(member) if each is not member)
            if others:
                where = f"account {account}" if account is not None else "an account not known here"
                yield SharedFinding(
                    member,
                    key_path("cluster", "name"),
                    f"{name} with ENI in {region}, {where}, is also the name of "
                    f"{names_text(others)}",
                    others,
                )


@shared_rule("eni-subnets-shared")
def eni_subnets_shared(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """Two clusters with ENI name one subnet, or the same tags in what may be one VPC."""
    by_subnet: defaultdict[str, list[Member]] = defaultdict(list)
    for member in members:
        if isinstance(member.cilium.ipam, Eni):
            for subnet in dict.fromkeys(member.cilium.ipam.subnet_ids):
                by_subnet[subnet].append(member)
    for subnet, together in by_subnet.items():
        if len(together) > 1:
            counted = _counted(together)
            for member in together:
                what = f"the subnet {subnet} is also used by"
                yield _sharing(member, together, "subnetIds", what, counted)

    def tags(member: Member) -> tuple[str, tuple[tuple[str, str], ...]] | None:
        ipam = member.cilium.ipam
        if not isinstance(ipam, Eni) or not ipam.subnet_tags or not member.cluster.region:
            return None
        return member.cluster.region, tuple(sorted(ipam.subnet_tags.items()))

    for _, together in groups(members, tags):
        near = _by_account(together)
        for member in together:
            beside = [each for each in near(member) if _may_be_one_vpc(member, each)]
            if len(beside) > 1:
                what = "the same subnets' tags are those of"
                yield _sharing(member, beside, "subnetTags", what, _counted(beside))


def _by_account(together: Sequence[Member]) -> Callable[[Member], Sequence[Member]]:
    """Gives those of a group, the member itself among them, that may be in a member's account."""
    known: defaultdict[str | None, list[Member]] = defaultdict(list)
    for member in together:
        known[_account(member)].append(member)

    def near(member: Member) -> Sequence[Member]:
        account = _account(member)
        return together if account is None else (*known[account], *known[None])

    return near


def _counted(together: Sequence[Member]) -> str:
    """How many addresses clusters may want, and how many there are."""
    wanted = sum(each.cluster.max_nodes * each.cluster.max_pods_per_node for each in together)
    ranges = [each for member in together for each in of_family(vpc_ranges(member.cilium), 4)]
    room = IntervalUnion(ranges).size
    return f"together they may want {wanted:,} addresses, and their VPC ranges have {room:,}"


def _sharing(
    member: Member, together: Sequence[Member], key: str, what: str, counted: str
) -> SharedFinding:
    others = tuple(each.name for each in together if each is not member)
    return SharedFinding(
        member,
        key_path("cilium", "ipam", key),
        f"{what} {names_text(others)}: {counted}",
        others,
    )


@shared_rule("overlay-over-vpc")
def overlay_over_vpc(members: Sequence[Member]) -> Iterator[SharedFinding]:
    """A pod range overlaps the ranges of the VPC that its own nodes are in, as another says them.

    Which VPC a cluster without ENI is in follows from `cluster.vpcId`, or from its nodes' ranges.
    """
    for _, together in groups(members, _region):
        pods = owned(together, lambda member: pod_ranges(member.cilium))
        inside = owned(together, lambda member: vpc_ranges(member.cilium))
        pairs = config_pairs(members, overlaps_across(pods, inside))
        yield from in_both(
            (each for each in pairs if _in_vpc_of(each[0], each[2])), "the pod range", "pods"
        )


def _in_vpc_of(one: Member, other: Member) -> bool:
    """Whether a cluster's nodes are in the VPC whose ranges another one says."""
    if not _may_be_one_vpc(one, other):
        return False
    if one.cluster.vpc_id is not None and one.cluster.vpc_id == other.cluster.vpc_id:
        return True
    room = IntervalUnion(vpc_ranges(other.cilium))
    return all(room.covers(each) for each in node_ranges(one.cluster))
