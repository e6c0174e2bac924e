"""The least IAM policy of Cilium's operator with IPAM `eni`, statement by statement.

What a stack does not say narrows nothing: without `cluster.vpcId` no statement is kept to the VPC,
which the policy's notes tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cilium_ako.aws.interface_use import InterfaceUse, Tags, interface_use
from cilium_ako.aws.policy_document import document_text, policy_document
from cilium_ako.catalogue.aws.operator_permissions import (
    CALLS,
    MOST_CHARACTERS,
    SCOPE_WORDS,
    STATEMENTS,
    Scope,
    StatementRow,
)
from cilium_ako.catalogue.aws.partitions import partition_of
from cilium_ako.config.ipam import Eni
from cilium_ako.config.stack import Stack, key_path
from cilium_ako.effective.release import EffectiveRelease, effective_release
from cilium_ako.message import Message
from cilium_ako.rules.queries import aws_account
from cilium_ako.shell import set_to

Conditions = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Operators of IAM, each with condition keys and the values of which one must hold."""

_EVERY: Final = "*"
_WILDCARDS: Final = frozenset("*?")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that allows calls."""

    id: str
    """Its `Sid`."""
    actions: tuple[str, ...]
    """With their service, sorted: `ec2:CreateNetworkInterface`."""
    resources: tuple[str, ...]
    """ARNs, or `*` alone."""
    conditions: Conditions
    reason: str
    """What it is for and what it is narrowed to, as a clause."""

    @property
    def document(self) -> dict[str, object]:
        """It as a policy document has it."""
        found: dict[str, object] = {
            "Sid": self.id,
            "Effect": "Allow",
            "Action": list(self.actions),
            "Resource": list(self.resources),
        }
        if self.conditions:
            found["Condition"] = {
                operator: {
                    key: values[0] if len(values) == 1 else list(values)
                    for key, values in sorted(keys.items())
                }
                for operator, keys in sorted(self.conditions.items())
            }
        return found


@dataclass(frozen=True, slots=True)
class OperatorPolicy:
    """What the operator's role must be allowed, and no more."""

    statements: tuple[Statement, ...]
    notes: tuple[Message, ...]
    """What narrows it further, where the stack does not say it."""
    longest: str
    """The key of the config that says most of it."""

    @property
    def document(self) -> dict[str, object]:
        """The policy document."""
        return policy_document(each.document for each in self.statements)

    @property
    def text(self) -> str:
        """The policy document as indented JSON, without a line break at its end."""
        return document_text(self.document)

    @property
    def characters(self) -> int:
        """Its length as IAM counts it, without white space between its parts."""
        return len(json.dumps(self.document, separators=(",", ":"), ensure_ascii=False))

    @property
    def length(self) -> str:
        """Its length and the most that it may have, for a person."""
        return f"{self.characters:,} of the {MOST_CHARACTERS:,} characters of a managed policy"

    @property
    def too_long(self) -> Message | None:
        """Why no managed policy can hold it; None where one can."""
        if self.characters <= MOST_CHARACTERS:
            return None
        return Message(
            f"the policy has {self.characters:,} characters and IAM takes {MOST_CHARACTERS:,} in a"
            f" managed policy; most of them are from {self.longest}",
            "say fewer there: one tag on all those subnets with ipam.subnetTags in place of "
            "ipam.subnetIds, fewer tags elsewhere",
        )


class PolicyUnknownError(Exception):
    """Nothing can be said of a policy; `message` tells why and what to type."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.what)
        self.message = message


def operator_policy(stack: Stack) -> OperatorPolicy | None:
    """The policy of a stack's operator; None where the stack has no `eni`. For a stack that is ok.

    Raises PolicyUnknownError where the region is not said.
    """
    release = effective_release(stack)
    return None if release is None else policy_of_release(stack.name, release)


def policy_of_release(stack: str, release: EffectiveRelease) -> OperatorPolicy | None:
    """The same, for the releases of a stack with this name, as they will run."""
    if not isinstance(release.cilium.ipam, Eni):
        return None
    cluster = release.cluster
    if not cluster.region:
        raise PolicyUnknownError(
            Message(
                "cluster.region is not set, so the operator's policy could be kept to no region",
                set_to(key_path("cluster", "region"), "eu-central-1") + "  (or where it is)",
                stack,
            )
        )
    use = interface_use(release)
    maker = _StatementMaker(
        use=use,
        region=cluster.region,
        account=aws_account(cluster, release.cilium) or _EVERY,
        vpc_id=cluster.vpc_id or "",
    )
    return OperatorPolicy(
        statements=tuple(maker.statements()),
        notes=tuple(_notes(stack, maker)),
        longest=_longest(use),
    )


def _notes(stack: str, maker: _StatementMaker) -> Iterator[Message]:
    if not maker.vpc_id:
        yield Message(
            "cluster.vpcId is not set, so the operator's policy is kept to no VPC",
            set_to(key_path("cluster", "vpcId"), "vpc-…"),
            stack,
            "warning",
        )
    if not maker.use.own_tags:
        yield Message(
            "new interfaces get no tag, so the operator's policy lets it delete those of others",
            set_to(key_path("cilium", "values", "eni", "gcInterval"), "5m"),
            stack,
            "warning",
        )
    if maker.account == _EVERY:
        yield Message(
            "no AWS account is known, so ARNs of the operator's policy name none",
            set_to(key_path("cluster", "awsAccount"), "…"),
            stack,
            "warning",
        )


def _longest(use: InterfaceUse) -> str:
    """The key that says most of a policy."""
    tags = {
        key_path("cilium", "ipam", "subnetTags"): use.subnet_tags,
        key_path("cilium", "values", "eni", "eniTags"): use.own_tags,
        key_path("cilium", "values", "eni", "nodeSpec", "securityGroupTags"): use.group_tags,
        key_path("cilium", "values", "eni", "instanceTagsFilter"): use.instance_tags,
        key_path("cilium", "values", "ipam", "nodeSpec", "ipamStaticIPTags"): use.address_tags,
    }
    sizes = {key: len(str(each)) for key, each in tags.items()}
    sizes[key_path("cilium", "ipam", "subnetIds")] = len(str(use.subnet_ids)) * 3
    sizes[key_path("cilium", "values", "eni", "nodeSpec", "securityGroups")] = (
        len(str(use.group_ids)) * 3
    )
    return max(sizes, key=lambda key: sizes[key])


@dataclass(frozen=True, slots=True)
class _StatementMaker:
    """Statements of one stack, from the rows of the catalogue."""

    use: InterfaceUse
    region: str
    account: str
    vpc_id: str

    def statements(self) -> Iterator[Statement]:
        made = [each for each in CALLS if each.is_made(self.use.version, self.use.switches)]
        for row in STATEMENTS:
            calls = [each for each in made if row.id in each.statements]
            if calls:
                kept: dict[str, dict[str, tuple[str, ...]]] = {}
                told = []
                for scope in row.scopes:
                    narrowed = tuple(self._narrowed(scope))
                    for operator, key, values in narrowed:
                        kept.setdefault(operator, {})[key] = values
                    if narrowed or self._names(scope):
                        told.append(SCOPE_WORDS[scope])
                yield Statement(
                    id=row.id,
                    actions=tuple(sorted(f"ec2:{each.action}" for each in calls)),
                    resources=self._resources(row),
                    conditions=kept,
                    reason=f"{row.reason}; only {', '.join(told)}" if told else row.reason,
                )

    def _resources(self, row: StatementRow) -> tuple[str, ...]:
        if not row.resource:
            return (_EVERY,)
        ids = tuple(each for scope in row.scopes for each in self._names(scope))
        # subnets and groups of a VPC that another account shares are of that account
        account = _EVERY if row.resource in ("subnet", "security-group") else self.account
        return tuple(self._arn(row.resource, each, account) for each in ids or (_EVERY,))

    def _names(self, scope: Scope) -> tuple[str, ...]:
        """The ids that a scope narrows resources to; empty where it does not by ids."""
        chosen = {"subnets": self.use.subnet_ids, "groups": self.use.group_ids}
        return chosen.get(scope, ())

    def _arn(self, resource: str, identity: str, account: str) -> str:
        return f"arn:{partition_of(self.region)}:ec2:{self.region}:{account}:{resource}/{identity}"

    def _narrowed(self, scope: Scope) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """The conditions of a scope, as far as the stack says what they need."""
        use = self.use
        match scope:
            case "region":
                yield "StringEquals", "ec2:Region", (self.region,)
            case "vpc":
                if self.vpc_id:
                    # the VPC may be shared by another account, and its id is one in all
                    yield "ArnEquals", "ec2:Vpc", (self._arn("vpc", self.vpc_id, _EVERY),)
            case "requested-tags":
                yield from _exactly("aws:RequestTag", use.own_tags)
            case "creation":
                yield "StringEquals", "ec2:CreateAction", ("CreateNetworkInterface",)
            case "own-tags":
                yield from _exactly("aws:ResourceTag", use.own_tags)
            case "own-tags-beside-primary":
                if use.spares_primary:
                    yield from _exactly("aws:ResourceTag", use.own_tags)
            case "instance-tags":
                yield from _as_filtered(use.instance_tags)
            case "subnets":
                if not use.subnet_ids:
                    yield from _as_filtered(use.subnet_tags)
            case "groups":
                yield from _exactly("aws:ResourceTag", use.group_tags)
            case "address-tags":
                yield from _as_filtered(use.address_tags)


def _exactly(kind: str, tags: Tags) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name, values in tags.items():
        yield "StringEquals", f"{kind}/{name}", tuple(_literal(each) for each in values)


def _as_filtered(tags: Tags) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Tags of what EC2 itself filters: there `*` and `?` stand for any characters, as in IAM.

    Source: the filters of DescribeSubnets in the reference of EC2's API.
    """
    for name, values in tags.items():
        wild = any(_WILDCARDS.intersection(each) for each in values)
        operator = "StringLike" if wild else "StringEquals"
        yield operator, f"aws:ResourceTag/{name}", tuple(_literal(each) for each in values)


def _literal(text: str) -> str:
    """A text that IAM takes as it is: `${` would begin one of its variables."""
    return text.replace("${", "${$}{")
