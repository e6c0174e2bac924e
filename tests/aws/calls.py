"""The calls of Cilium's operator as EC2 sees them: what it asks IAM about each of them.

For a call EC2 asks about every resource that it touches, each with a context of its own; tags in a
request are asked about as a CreateTags. Source: the Service Authorization Reference for EC2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.aws.evaluator import Context, allows
from tests.aws.switched import VPC

OWN = {"io.cilium/cilium-managed": "true", "io.cilium/cluster-name": "prod-aws"}


class Question(NamedTuple):
    action: str
    resource: str
    context: Context


@dataclass(frozen=True)
class World:
    """Where the operator runs, and the tags of what it touches there."""

    region: str = "eu-central-1"
    partition: str = "aws"
    account: str = "123456789012"
    vpc: str = VPC
    own: Mapping[str, str] = field(default_factory=lambda: OWN)
    """Tags that it gives new interfaces."""
    interface: Mapping[str, str] | None = None
    """Tags of an interface that is there; its own where None."""
    primary: Mapping[str, str] = field(default_factory=dict)
    """Tags of a node's first interface."""
    instance: Mapping[str, str] = field(
        default_factory=lambda: {"kubernetes.io/cluster/prod-aws": "owned", "cluster": "prod"}
    )
    subnet: str = "subnet-0a1b2c3d4e5f60718"
    subnet_tags: Mapping[str, str] = field(
        default_factory=lambda: {
            "cilium.io/pods": "true",
            "Name": "zone-a-pods",
            "team": "${aws:username}",
        }
    )
    group: str = "sg-0a1b2c3d4e5f60718"
    group_tags: Mapping[str, str] = field(default_factory=lambda: {"pods": "true"})
    address_tags: Mapping[str, str] = field(default_factory=lambda: {"egress": "true"})

    def arn(self, resource: str) -> str:
        return f"arn:{self.partition}:ec2:{self.region}:{self.account}:{resource}"

    @property
    def _there(self) -> dict[str, str]:
        return {"ec2:Region": self.region, "ec2:Vpc": self.arn(f"vpc/{self.vpc}")}

    def _tagged(self, tags: Mapping[str, str], kind: str = "aws:ResourceTag") -> dict[str, str]:
        return {**self._there, **{f"{kind}/{name}": value for name, value in tags.items()}}

    def questions(self, action: str) -> Iterator[Question]:
        """What EC2 asks about a call, without the service's name before it."""
        for resource, context in self._asked(action):
            yield Question(f"ec2:{action}", resource, context)
        if action == "CreateNetworkInterface" and self.own:
            context = {
                **self._tagged(self.own, "aws:RequestTag"),
                "ec2:CreateAction": "CreateNetworkInterface",
            }
            yield Question("ec2:CreateTags", self.arn("network-interface/*"), context)

    def _asked(self, action: str) -> Iterator[tuple[str, Context]]:
        interface = self.arn("network-interface/eni-0a1b2c3d4e5f60718")
        primary = self.arn("network-interface/eni-0a1b2c3d4e5f60700")
        own = self._tagged(self.own if self.interface is None else self.interface)
        # EC2 knows no VPC of an instance
        instance = {**self._tagged(self.instance)}
        del instance["ec2:Vpc"]
        match action:
            case "CreateNetworkInterface":
                requested = self._tagged(self.own, "aws:RequestTag")
                yield self.arn("network-interface/*"), requested
                yield self.arn(f"subnet/{self.subnet}"), self._tagged(self.subnet_tags)
                yield self.arn(f"security-group/{self.group}"), self._tagged(self.group_tags)
            case "CreateTags":
                # by itself, on what is there already
                yield interface, own
            case "AttachNetworkInterface" | "ModifyNetworkInterfaceAttribute":
                yield interface, own
                yield self.arn("instance/i-0a1b2c3d4e5f60718"), instance
            case "DeleteNetworkInterface":
                yield interface, own
            case "AssociateAddress":
                yield primary, self._tagged(self.primary)
                address = self._tagged(self.address_tags)
                del address["ec2:Vpc"]
                yield self.arn("elastic-ip/eipalloc-0a1b2c3d4e5f60718"), address
            case "AssignPrivateIpAddresses" | "UnassignPrivateIpAddresses" | "AssignIpv6Addresses":
                yield interface, own
                yield primary, self._tagged(self.primary)
            case _:
                assert action.startswith("Describe"), action
                yield "*", {"ec2:Region": self.region}


def refused(document: Mapping[str, Any], world: World, action: str) -> list[Question]:
    """What of a call a document does not allow: nothing where it goes through."""
    return [each for each in world.questions(action) if not allows(document, *each)]
