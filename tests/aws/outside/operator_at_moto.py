"""Cilium's operator at moto's EC2 and IAM: its calls, with roles that have different policies.

Neither boto3 nor moto is in the environment of the other tests. Reads {"endpoint": URL, "region":
…, "scoped": {name: document}, "trust": {name: document}, "policies": {name: document}} and prints

- "taken": names of the scoped documents and of the trusts that IAM took;
- "roles": for each of `policies`, which calls went wrong with it, and how: all calls are made with
  the one called `everything`, and with each other one the call that it is named after;
- "unseen": what moto lets pass that AWS would not.

The calls are those of pkg/aws/ec2/ec2.go of Cilium, with the same parameters.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any
from urllib.request import Request, urlopen

OWN_TAGS = [
    {"Key": "io.cilium/cilium-managed", "Value": "true"},
    {"Key": "io.cilium/cluster-name", "Value": "prod-aws"},
]


class World:
    """An account with a VPC, a node and what the operator is to touch."""

    def __init__(self, endpoint: str, region: str) -> None:
        self.endpoint, self.region = endpoint, region
        self.ec2, self.iam, self.sts = (self.client(name) for name in ("ec2", "iam", "sts"))
        vpc = self.ec2.create_vpc(CidrBlock="10.60.0.0/16")["Vpc"]["VpcId"]
        self.subnet = self.ec2.create_subnet(VpcId=vpc, CidrBlock="10.60.1.0/24")["Subnet"][
            "SubnetId"
        ]
        self.group = self.ec2.create_security_group(
            GroupName="nodes", Description="of nodes", VpcId=vpc
        )["GroupId"]
        image = self.ec2.describe_images()["Images"][0]["ImageId"]
        self.instance = self.ec2.run_instances(
            ImageId=image, MinCount=1, MaxCount=1, SubnetId=self.subnet, InstanceType="m5.large"
        )["Instances"][0]["InstanceId"]
        self.address = self.ec2.allocate_address(Domain="vpc")["AllocationId"]

    def client(self, service: str, **credentials: str) -> Any:
        boto3 = import_module("boto3")
        given = credentials or {"aws_access_key_id": "admin", "aws_secret_access_key": "admin"}
        return boto3.client(service, endpoint_url=self.endpoint, region_name=self.region, **given)

    def interface(self, addresses: int = 0) -> str:
        """A new one, made by somebody who may."""
        more = {"SecondaryPrivateIpAddressCount": addresses} if addresses else {}
        made = self.ec2.create_network_interface(SubnetId=self.subnet, Groups=[self.group], **more)
        return str(made["NetworkInterface"]["NetworkInterfaceId"])

    def checks(self, *, on: bool) -> None:
        """Has moto look at policies from the next call on, or no longer."""
        body = b"0" if on else b"inf"
        # the type of a form makes moto fail
        kind = {"Content-Type": "text/plain"}
        urlopen(  # noqa: S310 - loopback
            Request(f"{self.endpoint}/moto-api/reset-auth", data=body, headers=kind)  # noqa: S310
        ).close()

    def policy(self, name: str, document: object) -> str:
        made = self.iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(document))
        return str(made["Policy"]["Arn"])

    def role(self, name: str, trust: object) -> str:
        made = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
        return str(made["Role"]["Arn"])

    def as_role(self, arn: str) -> Any:
        """EC2 as whoever has a token of the service account sees it."""
        found = self.sts.assume_role_with_web_identity(
            RoleArn=arn, RoleSessionName="cilium-operator", WebIdentityToken="a-token"
        )["Credentials"]
        return self.client(
            "ec2",
            aws_access_key_id=found["AccessKeyId"],
            aws_secret_access_key=found["SecretAccessKey"],
            aws_session_token=found["SessionToken"],
        )

    def call(self, ec2: Any, name: str) -> Callable[[], Any] | None:
        """One call, on something of its own; None where moto cannot be asked for it."""
        if name.startswith("Describe"):
            words = "".join(f"_{each.lower()}" if each.isupper() else each for each in name)
            describe = getattr(ec2, words.removeprefix("_"))
            if name == "DescribeInstanceTypes":
                return lambda: describe(InstanceTypes=["m5.large"])
            found: Callable[[], Any] = describe
            return found
        match name:
            case "CreateNetworkInterface":
                tagged = [{"ResourceType": "network-interface", "Tags": OWN_TAGS}]
                return lambda: ec2.create_network_interface(
                    SubnetId=self.subnet,
                    Groups=[self.group],
                    Description="Cilium-CNI (i-0a1b2c3d4e5f60718)",
                    SecondaryPrivateIpAddressCount=4,
                    TagSpecifications=tagged,
                )
            case "AttachNetworkInterface":
                new = self.interface()
                return lambda: ec2.attach_network_interface(
                    NetworkInterfaceId=new, InstanceId=self.instance, DeviceIndex=1
                )
            case "ModifyNetworkInterfaceAttribute":
                new = self.interface()
                attachment = self.ec2.attach_network_interface(
                    NetworkInterfaceId=new, InstanceId=self.instance, DeviceIndex=2
                )["AttachmentId"]
                ending = {"AttachmentId": attachment, "DeleteOnTermination": True}
                return lambda: ec2.modify_network_interface_attribute(
                    NetworkInterfaceId=new, Attachment=ending
                )
            case "DeleteNetworkInterface":
                new = self.interface()
                return lambda: ec2.delete_network_interface(NetworkInterfaceId=new)
            case "AssignPrivateIpAddresses":
                new = self.interface()
                return lambda: ec2.assign_private_ip_addresses(
                    NetworkInterfaceId=new, SecondaryPrivateIpAddressCount=3
                )
            case "UnassignPrivateIpAddresses":
                new = self.interface(2)
                last = self.addresses(new)[-1:]
                return lambda: ec2.unassign_private_ip_addresses(
                    NetworkInterfaceId=new, PrivateIpAddresses=last
                )
            case "AssociateAddress":
                new = self.interface()
                return lambda: ec2.associate_address(
                    AllocationId=self.address, NetworkInterfaceId=new, AllowReassociation=True
                )
        return None

    def look(self, interface: str) -> Any:
        """An interface as EC2 tells of it."""
        found = self.ec2.describe_network_interfaces(NetworkInterfaceIds=[interface])
        return found["NetworkInterfaces"][0]

    def addresses(self, interface: str) -> list[str]:
        return [each["PrivateIpAddress"] for each in self.look(interface)["PrivateIpAddresses"]]


def wrong(world: World, ec2: Any, names: Iterable[str]) -> dict[str, str]:
    """Which of some calls went wrong, and the code of the refusal."""
    refusal = import_module("botocore.exceptions").ClientError
    found = {}
    calls = {name: call for name in names if (call := world.call(ec2, name)) is not None}
    world.checks(on=True)
    try:
        for name, call in calls.items():
            try:
                call()
            except refusal as error:
                found[name] = str(error.response["Error"]["Code"])
    finally:
        world.checks(on=False)
    return found


def lifecycle(world: World, ec2: Any) -> dict[str, object]:
    """An interface from its making to its end, as the operator does it, and what EC2 has of it."""
    made = ec2.create_network_interface(
        SubnetId=world.subnet,
        Groups=[world.group],
        SecondaryPrivateIpAddressCount=4,
        TagSpecifications=[{"ResourceType": "network-interface", "Tags": OWN_TAGS}],
    )["NetworkInterface"]["NetworkInterfaceId"]
    tags = {each["Key"]: each["Value"] for each in world.look(made)["TagSet"]}
    attachment = ec2.attach_network_interface(
        NetworkInterfaceId=made, InstanceId=world.instance, DeviceIndex=3
    )["AttachmentId"]
    ec2.modify_network_interface_attribute(
        NetworkInterfaceId=made,
        Attachment={"AttachmentId": attachment, "DeleteOnTermination": True},
    )
    first = len(world.addresses(made))
    ec2.assign_private_ip_addresses(NetworkInterfaceId=made, SecondaryPrivateIpAddressCount=2)
    grown = world.addresses(made)
    ec2.unassign_private_ip_addresses(NetworkInterfaceId=made, PrivateIpAddresses=grown[-2:])
    shrunk = len(world.addresses(made))
    instance = world.look(made)["Attachment"]["InstanceId"]
    world.ec2.detach_network_interface(AttachmentId=attachment, Force=True)
    ec2.delete_network_interface(NetworkInterfaceId=made)
    gone = made not in [
        each["NetworkInterfaceId"]
        for each in ec2.describe_network_interfaces()["NetworkInterfaces"]
    ]
    return {
        "tags": tags,
        "attached": instance == world.instance,
        "addresses": [first, len(grown), shrunk],
        "gone": gone,
    }


def unseen(world: World, policies: Mapping[str, Any]) -> dict[str, bool]:
    """What moto lets pass that AWS would not."""
    allowed = policies["everything"]
    never = {"StringEquals": {"ec2:Vpc": "arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-0"}}
    impossible = [{**each, "Condition": never} for each in allowed["Statement"]]
    trusting = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRoleWithWebIdentity"}
        ],
    }
    role = world.role("nobody", trusting)
    document = {"Version": "2012-10-17", "Statement": impossible}
    world.iam.attach_role_policy(RoleName="nobody", PolicyArn=world.policy("never", document))
    by_prefix = world.ec2.create_network_interface(SubnetId=world.subnet, Ipv4PrefixCount=1)
    return {
        "conditions": not wrong(world, world.as_role(role), ["CreateNetworkInterface"]),
        "trust": True,  # the role above trusts nobody, and a token was taken for it
        "prefixes": not by_prefix["NetworkInterface"].get("Ipv4Prefixes"),
    }


def main() -> None:
    """Does what was asked."""
    asked = json.load(sys.stdin)
    world = World(asked["endpoint"], asked["region"])
    taken = []
    for name, document in asked["scoped"].items():
        world.policy(f"scoped-{name}", document)
        taken.append(name)
    for name, document in asked["trust"].items():
        world.role(f"trust-{name}", document)
        taken.append(name)
    roles: dict[str, object] = {}
    for name, document in asked["policies"].items():
        arn = world.role(f"role-{name}", asked["trust"]["irsa"])
        policy = world.policy(f"policy-{name}", document)
        world.iam.attach_role_policy(RoleName=f"role-{name}", PolicyArn=policy)
        every = [each for each in asked["policies"] if each != "everything"]
        roles[name] = wrong(world, world.as_role(arn), every if name == "everything" else [name])
        if name == "everything":
            told = lifecycle(world, world.as_role(arn))
    json.dump(
        {
            "taken": taken,
            "roles": roles,
            "lifecycle": told,
            "unseen": unseen(world, asked["policies"]),
        },
        sys.stdout,
    )


main()
