"""Rules of security groups that nodes, pods and Avi's service engines need of each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi

from cilium_ako.aws.traffic import GroupRule
from components.engine.component_options import child_options, component_options
from components.eni.light_resource import LightResource

_LONGEST: Final = 255
"""The most characters of a rule's description. Source: the reference of EC2's API."""


@dataclass(frozen=True, kw_only=True)
class SecurityGroupRulesArgs:
    """What `SecurityGroupRules` is given."""

    cluster_name: str
    """Of `cluster.name`: the beginning of each rule's description."""
    rules: Sequence[GroupRule]
    """The rules, between groups that are there."""


class SecurityGroupRules(pulumi.ComponentResource):
    """What groups let in, by what the stack switches on, one resource a rule.

    It deliberately does not own the groups, nor other rules in them, nor what they let out. A rule
    that somebody else made between the same groups is a duplicate to EC2, which refuses it: delete
    the other one, or import it.
    """

    def __init__(
        self, name: str, args: SecurityGroupRulesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises pulumi.RunError where `opts` has what a component cannot honour."""
        options = component_options(type(self).__name__, opts)
        super().__init__("cilium-ako:eni:SecurityGroupRules", name, None, options)
        for each in args.rules:
            first, last = each.rule.first, each.rule.last
            if each.rule.protocol == "icmp":
                first = last = -1  # every type and code
            LightResource(
                "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
                each.name,
                {
                    "securityGroupId": each.group,
                    "referencedSecurityGroupId": each.source,
                    "ipProtocol": each.rule.protocol,
                    "fromPort": first,
                    "toPort": last,
                    "description": _plain(f"{args.cluster_name}: {each.rule.reason}"),
                },
                child_options(self, opts),
            )
        self.register_outputs({})


def _plain(text: str) -> str:
    """A text of the characters that EC2 takes in a description, cut where it is too long.

    Source: SecurityGroupRuleDescription in the reference of EC2's API.
    """
    return re.sub(r"[^a-zA-Z0-9 ._:/()#,@\[\]+=&;{}!$*-]", " ", text)[:_LONGEST]
