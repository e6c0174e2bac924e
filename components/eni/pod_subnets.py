"""Subnets of the VPC for pods alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from cilium_ako.config.ipam import PodSubnet
from components.engine.component_options import child_options, component_options
from components.eni.light_resource import LightResource


@dataclass(frozen=True, kw_only=True)
class PodSubnetsArgs:
    """What `PodSubnets` is given: parsed config that the rules have judged fit."""

    cluster_name: str
    """Of `cluster.name`: the beginning of each subnet's name in AWS."""
    vpc_id: str
    """The VPC that they are made in."""
    subnets: Sequence[PodSubnet]
    """The subnets."""
    tags: Mapping[str, str]
    """The tags that the operator selects them by."""
    protect: bool = True
    """Whether the engine refuses to delete them."""


class PodSubnets(pulumi.ComponentResource):
    """Subnets for pods, each with its route table and what is kept of it for prefixes.

    It deliberately does not own the VPC, route tables or NAT gateways, nor the nodes' subnets. A
    subnet never changes its range: another range or zone is another subnet, and AWS deletes the
    first one only when no interface is left in it.
    """

    ids: pulumi.Output[Sequence[str]]
    """The subnets' ids, in the order of the config."""

    def __init__(
        self, name: str, args: PodSubnetsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises pulumi.RunError where `opts` has what a component cannot honour."""
        options = component_options(type(self).__name__, opts)
        super().__init__("cilium-ako:eni:PodSubnets", name, None, options)
        kept = pulumi.ResourceOptions(protect=args.protect)
        subnets = [
            self._subnet(each, args, child_options(self, opts, kept)) for each in args.subnets
        ]
        for each, subnet in zip(args.subnets, subnets, strict=True):
            self._beside(each, subnet, child_options(self, opts))
        self.ids = pulumi.Output.all(*(each.id for each in subnets))
        self.register_outputs({"ids": self.ids})

    def _subnet(
        self, subnet: PodSubnet, args: PodSubnetsArgs, options: pulumi.ResourceOptions
    ) -> LightResource:
        return LightResource(
            "aws:ec2/subnet:Subnet",
            _name(subnet),
            {
                "vpcId": args.vpc_id,
                "cidrBlock": str(subnet.cidr),
                "availabilityZone": subnet.zone,
                "tags": {"Name": f"{args.cluster_name}-pods-{subnet.zone}", **args.tags},
            },
            options,
        )

    def _beside(
        self, subnet: PodSubnet, made: LightResource, options: pulumi.ResourceOptions
    ) -> None:
        """What belongs to a subnet: its route table, and a range that is kept for prefixes."""
        if subnet.route_table_id is not None:
            LightResource(
                "aws:ec2/routeTableAssociation:RouteTableAssociation",
                _name(subnet),
                {"subnetId": made.id, "routeTableId": subnet.route_table_id},
                options,
            )
        if subnet.prefix_reservation is not None:
            LightResource(
                "aws:ec2/subnetCidrReservation:SubnetCidrReservation",
                _name(subnet),
                {
                    "subnetId": made.id,
                    "cidrBlock": str(subnet.prefix_reservation),
                    "reservationType": "prefix",
                    "description": "prefixes of interfaces that Cilium's operator makes",
                },
                options,
            )


def _name(subnet: PodSubnet) -> str:
    """What a subnet is called in the state: by its zone and its range, which it never changes."""
    return f"pods-{subnet.zone}-{subnet.cidr.network_address}-{subnet.cidr.prefixlen}"
