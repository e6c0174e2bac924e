"""What the operator does is read as it will run: values, flags, variables, in all their forms."""

from __future__ import annotations

from typing import Any

import pytest

from cilium_ako.aws.interface_use import InterfaceUse, interface_use
from cilium_ako.effective.release import effective_release
from tests.aws.calls import OWN
from tests.aws.switched import checked


def use(values: dict[str, Any], version: str = "1.20.2") -> InterfaceUse:
    stack = checked({"cilium": {"values": values, "version": version}}).stack
    assert stack is not None
    release = effective_release(stack)
    assert release is not None
    return interface_use(release)


def single(tags: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {name: (value,) for name, value in tags.items()}


LEFT_ALONE = ("0s", "0", "0m0s", "-5m", 0)
LOOKED_FOR = ("5m", "", None, "1h30m", "soon")


@pytest.mark.parametrize("interval", LEFT_ALONE)
def test_nobody_looks_for_left_interfaces(interval: object) -> None:
    found = use({"eni": {"gcInterval": interval}})
    assert found.own_tags == {}
    assert "tags" not in found.switches


@pytest.mark.parametrize("interval", LOOKED_FOR)
def test_left_interfaces_are_looked_for(interval: object) -> None:
    found = use({"eni": {"gcInterval": interval}})
    assert found.own_tags == single(OWN)
    assert "tags" in found.switches


TAGS = {
    "a mapping": {"eni": {"gcTags": {"a": "1", "b": "2"}}},
    "a number in it": {"eni": {"gcTags": {"a": 1, "b": "2"}}},
    "JSON past the values": {"extraConfig": {"eni-gc-tags": '{"a":"1","b":"2"}'}},
    "a flag": {"operator": {"extraArgs": ["--eni-gc-tags=a=1,b=2"]}},
    "a flag over values": {
        "eni": {"gcTags": {"c": "3"}},
        "operator": {"extraArgs": ["--eni-gc-tags", "a=1,b=2"]},
    },
    "a variable": {
        "operator": {"extraEnv": [{"name": "CILIUM_ENI_GC_TAGS", "value": '{"a":"1","b":"2"}'}]}
    },
}


@pytest.mark.parametrize("values", TAGS.values(), ids=TAGS)
def test_tags_in_every_form(values: dict[str, Any]) -> None:
    assert use(values).own_tags == single({"a": "1", "b": "2"})


LISTS = {
    "a list": ["a=1", "b=2"],
    "one entry": ["a=1,b=2"],
}


@pytest.mark.parametrize("given", LISTS.values(), ids=LISTS)
def test_filters_in_every_form(given: list[str]) -> None:
    found = use({"eni": {"instanceTagsFilter": given}, "ipam": _static(given)})
    assert found.instance_tags == single({"a": "1", "b": "2"})
    assert found.address_tags == single({"a": "1", "b": "2"})
    assert {"instance-tags", "static-addresses"} <= found.switches


def _static(given: list[str]) -> dict[str, Any]:
    return {"nodeSpec": {"ipamStaticIPTags": given}}


LIMITS = {
    ("1.13.18", None): False,
    ("1.13.18", True): True,
    ("1.14.19", None): True,
    ("1.17.12", False): False,
    ("1.18.12", None): True,
    ("1.18.12", False): True,
}


@pytest.mark.parametrize(("given", "asks"), LIMITS.items(), ids=str)
def test_who_asks_for_the_limits_of_instances(given: tuple[str, bool | None], asks: bool) -> None:  # noqa: FBT001
    version, said = given
    values = {} if said is None else {"eni": {"updateEC2AdapterLimitViaAPI": said}}
    assert ("adapter-limits" in use(values, version).switches) == asks


def test_groups_by_id_are_not_looked_for_by_tag() -> None:
    node = {"securityGroups": ["sg-2", "sg-1"], "securityGroupTags": ["a=1"]}
    found = use({"eni": {"nodeSpec": node}})
    assert found.group_ids == ("sg-1", "sg-2")
    assert found.group_tags == {}


def test_subnets_of_nodes_are_among_those_of_the_operator() -> None:
    found = use({"eni": {"nodeSpec": {"subnetIDs": ["subnet-1"], "subnetTags": ["a=1"]}}})
    assert found.subnet_ids == ("subnet-1",)
    assert found.subnet_tags == single({"a": "1"})
