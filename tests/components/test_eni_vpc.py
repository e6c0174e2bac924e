"""What the program makes in a VPC, and what it does not load for stacks without one."""

from __future__ import annotations

import inspect
from importlib import import_module
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from string import ascii_letters, digits
from typing import Any

import pulumi
import pytest
from pydantic.alias_generators import to_camel

from components.eni.light_resource import aws_plugin_version
from tests.components.runs import Run, run
from tests.configs import AKO, ENI, ENI_VPC, changed, without
from tests.forked import forked

ROOT = Path(__file__).parents[2]
NODES, PODS, ENGINES = (f"sg-0a1b2c3d4e5f6071{each}" for each in "123")
IPAM = ("cilium", "ipam")

pytest.importorskip("pulumi_aws", reason="pulumi-aws is left out of this environment")


def of_type(ran: Run, kind: str) -> dict[str, dict[str, Any]]:
    return {
        each.name: each.inputs for each in ran.resources.values() if each.type.endswith(f":{kind}")
    }


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
def test_subnets_are_made_with_what_belongs_to_them(preview: bool) -> None:  # noqa: FBT001
    ran = run(ENI_VPC, preview=preview)
    first, second = "pods-eu-central-1a-10.60.128.0-18", "pods-eu-central-1b-10.60.192.0-18"
    assert of_type(ran, "Subnet") == {
        first: {
            "vpcId": "vpc-0a1b2c3d4e5f60718",
            "cidrBlock": "10.60.128.0/18",
            "availabilityZone": "eu-central-1a",
            "tags": {"Name": "prod-pods-eu-central-1a", "cilium.io/pods": "true"},
        },
        second: {
            "vpcId": "vpc-0a1b2c3d4e5f60718",
            "cidrBlock": "10.60.192.0/18",
            "availabilityZone": "eu-central-1b",
            "tags": {"Name": "prod-pods-eu-central-1b", "cilium.io/pods": "true"},
        },
    }
    subnet = "[unknown]" if preview else f"{first}-id"
    assert of_type(ran, "RouteTableAssociation") == {
        first: {"subnetId": subnet, "routeTableId": "rtb-0a1b2c3d4e5f60718"}
    }
    assert of_type(ran, "SubnetCidrReservation") == {
        first: {
            "subnetId": subnet,
            "cidrBlock": "10.60.128.0/19",
            "reservationType": "prefix",
            "description": "prefixes of interfaces that Cilium's operator makes",
        }
    }


def test_subnets_are_protected_and_made_before_cilium_comes() -> None:
    resources = run(ENI_VPC).resources
    for name in ("pods-eu-central-1a-10.60.128.0-18", "pods-eu-central-1b-10.60.192.0-18"):
        subnet = resources[f"Subnet/{name}"]
        assert subnet.request.protect
        assert subnet.request.version == aws_plugin_version()
        assert subnet.urn in resources["Release/cilium"].depends_on


def test_the_chart_selects_the_subnets_by_their_tags_and_hides_no_node() -> None:
    values = run(ENI_VPC).resources["Release/cilium"].inputs["values"]
    assert isinstance(values, dict)
    assert "subnetTagsFilter" not in values["eni"]
    assert values["eni"]["nodeSpec"] == {
        "firstInterfaceIndex": 1,
        "subnetTags": ["cilium.io/pods=true"],
        "securityGroups": [PODS],
    }


def rules(config: dict[str, Any]) -> dict[str, tuple[object, ...]]:
    keys = ("securityGroupId", "referencedSecurityGroupId", "ipProtocol", "fromPort", "toPort")
    return {
        name: tuple(inputs.get(key) for key in keys)
        for name, inputs in of_type(run(config), "SecurityGroupIngressRule").items()
    }


def test_a_rule_is_made_for_each_pair_of_groups_that_are_named() -> None:
    assert rules({**ENI_VPC, "ako": {**AKO, "cloud": "aws"}}) == {
        "wireguard": (NODES, NODES, "udp", 51871, 51871),
        "health": (NODES, NODES, "tcp", 4240, 4240),
        "ping": (NODES, NODES, "icmp", -1, -1),
        "hubble": (NODES, NODES, "tcp", 4244, 4244),
        "node-ports": (NODES, NODES, "tcp", 30000, 32767),
        "pods-pods": (PODS, PODS, "-1", None, None),
        "pods-nodes": (PODS, NODES, "-1", None, None),
        "pods-to-nodes": (NODES, PODS, "-1", None, None),
        "avi-pods": (PODS, ENGINES, "tcp", 0, 65535),
        "avi-pods-udp": (PODS, ENGINES, "udp", 0, 65535),
        "avi-ping": (PODS, ENGINES, "icmp", -1, -1),
    }


def test_with_one_group_for_nodes_and_pods_one_rule_says_it_all() -> None:
    config = without(ENI_VPC, *IPAM, "securityGroups", "pods")
    config = without(config, *IPAM, "securityGroups", "serviceEngines")
    assert rules(config) == {"pods-pods": (NODES, NODES, "-1", None, None)}


def test_pods_on_a_node_s_first_interface_are_in_its_group() -> None:
    made = rules(without(ENI_VPC, "cilium", "values"))
    between = {each[:3] for each in made.values()}
    everything = {(PODS, PODS), (PODS, NODES), (NODES, PODS), (NODES, NODES)}
    assert between >= {(*each, "-1") for each in everything}
    assert not {each for each in between if each[2] != "-1" and each[:2] in everything}


def test_groups_alone_make_nothing() -> None:
    assert rules(changed(ENI_VPC, ((*IPAM, "securityGroups", "makeRules"), False))) == {}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of classes beside those looked at
@pytest.mark.parametrize(
    ("kind", "module"),
    [
        ("Subnet", "ec2"),
        ("RouteTableAssociation", "ec2"),
        ("SubnetCidrReservation", "ec2"),
        ("SecurityGroupIngressRule", "vpc"),
    ],
)
def test_a_light_resource_has_the_token_and_inputs_of_the_real_class(
    kind: str, module: str
) -> None:
    real = getattr(import_module(f"pulumi_aws.{module}"), kind)
    ((token, given),) = {
        (each.type, tuple(sorted(each.inputs)))
        for each in run(ENI_VPC).resources.values()
        if each.type.endswith(f":{kind}") and each.inputs.get("ipProtocol") != "-1"
    }
    assert f"'{token}'" in Path(inspect.getfile(real)).read_text("utf-8")
    taken = {to_camel(each) for each in inspect.signature(real._internal_init).parameters}
    assert set(given) <= taken


def test_descriptions_are_what_ec2_takes() -> None:
    made = of_type(run(ENI_VPC), "SecurityGroupIngressRule")
    allowed = {*ascii_letters, *digits, *" ._-:/()#,@[]+=&;{}!$*"}
    for each in made.values():
        assert set(each["description"]) <= allowed
        assert 0 < len(each["description"]) <= 255


def test_without_the_package_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("components.eni.light_resource.plugin_version", missing)
    with pytest.raises(pulumi.RunError, match="pulumi-aws is not installed"):
        run(ENI_VPC)


@pytest.mark.parametrize(
    ("stack", "loads"),
    [("dev", set()), ("prod-aws", {"components.eni.vpc", "cilium_ako.aws.traffic"})],
)
def test_a_stack_without_eni_loads_nothing_of_it(stack: str, loads: set[str]) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from cilium_ako.check.checked_stack import check_stack\n"
        "from cilium_ako.preview.offline import offline_preview\n"
        f"offline_preview(check_stack({stack!r}, Path.cwd()))\n"
        "print(*sorted(sys.modules))\n"
    )
    done = forked(at=ROOT, program=code)
    assert done.status == 0, done.err
    modules = set(done.out.split())
    assert modules & {"components.eni.vpc", "cilium_ako.aws.traffic"} == loads


def test_eni_without_a_vpcs_parts_makes_nothing_in_it() -> None:
    kinds = {each.type for each in run(ENI).resources.values()}
    assert not [each for each in kinds if each.startswith("aws:")]
