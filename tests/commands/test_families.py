"""A stack of both families, and one of IPv6 alone, through every command that reads configs."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands.runs import Invoke, project
from tests.configs import DUAL, POOL, Config, changed, without

IPV6 = without(
    without(
        changed(
            DUAL,
            (("cluster", "nodeCidrs"), ["fd00:10::/64"]),
            (("cluster", "serviceCidrs"), ["fd00:96::/112"]),
            (("cilium", "ipam"), {"mode": "cluster-pool", "podCidrs": ["fd00:42::/104"]}),
            (("cilium", "routing"), {"mode": "tunnel"}),
        ),
        "ako",
    ),
    "aviUsername",
)


def _committed(at: Path, config: Config) -> Path:
    """A repository with a stack as it was."""
    project(at, config)
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.test")
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "base"]):
        subprocess.run(["git", *command], cwd=at, check=True)
    return at


@pytest.mark.parametrize("config", [DUAL, IPV6], ids=["dual", "ipv6"])
@pytest.mark.parametrize("command", ["check", "preview"])
def test_it_is_checked_and_previewed(
    invoke: Invoke, tmp_path: Path, config: Config, command: str
) -> None:
    project(tmp_path, config)
    found = invoke(command, "dev", at=tmp_path)
    assert found.status == 0, found.out + found.err
    assert "Traceback" not in found.out + found.err
    families = "IPv4 and IPv6" if config is DUAL else "IPv6"
    if command == "preview":
        assert re.search(f"^  families +{families}$", found.out, re.MULTILINE)


def test_its_values_are_of_both_families(invoke: Invoke, tmp_path: Path) -> None:
    project(tmp_path, DUAL)
    cilium = yaml.safe_load(invoke("values", "dev", "--chart", "cilium", at=tmp_path).out)
    ako = yaml.safe_load(invoke("values", "dev", "--chart", "ako", at=tmp_path).out)
    assert (cilium["ipv4"], cilium["ipv6"]) == ({"enabled": True}, {"enabled": True})
    assert cilium["ipam"]["operator"] == {
        "clusterPoolIPv4PodCIDRList": ["10.42.0.0/16"],
        "clusterPoolIPv4MaskSize": 24,
        "clusterPoolIPv6PodCIDRList": ["fd00:42::/104"],
        "clusterPoolIPv6MaskSize": 120,
    }
    assert cilium["ipv6NativeRoutingCIDR"] == "fd00:42::/64"
    assert cilium["enableIPv6Masquerade"] is True
    assert ako["NetworkSettings"]["vipNetworkList"] == [
        {"networkName": "vip-dev", "cidr": "10.20.0.0/24", "v6cidr": "fd00:20::/64"}
    ]
    assert ako["AKOSettings"]["ipFamily"] == "V4"


RAW: dict[str, tuple[str, dict[str, Any], str]] = {
    "the same": ("cilium", {"ipv6": {"enabled": True}}, "alike"),
    "off": ("cilium", {"ipv6": {"enabled": False}}, "otherwise"),
    "other pools": (
        "cilium",
        {"ipam": {"operator": {"clusterPoolIPv6PodCIDRList": ["fd00:43::/104"]}}},
        "otherwise",
    ),
    "the same networks": (
        "ako",
        {
            "NetworkSettings": {
                "vipNetworkList": [
                    {"networkName": "vip-dev", "cidr": "10.20.0.0/24", "v6cidr": "fd00:20::/64"}
                ]
            }
        },
        "alike",
    ),
    "other networks": (
        "ako",
        {"NetworkSettings": {"vipNetworkList": [{"networkName": "vip-dev"}]}},
        "otherwise",
    ),
    "both families": ("ako", {"AKOSettings": {"ipFamily": "V4_V6"}}, "otherwise"),
}


@pytest.mark.parametrize(("part", "values", "said"), RAW.values(), ids=RAW)
def test_what_is_said_twice_is_said_alike(
    invoke: Invoke, tmp_path: Path, part: str, values: dict[str, Any], said: str
) -> None:
    project(tmp_path, changed(DUAL, ((part, "values"), values)))
    found = invoke("check", "dev", at=tmp_path)
    assert (found.status == 0) == (said == "alike"), found.out
    assert ("values-contradict" in found.out) == (said == "otherwise")


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
def test_a_family_that_comes_is_told(invoke: Invoke, tmp_path: Path, form: str) -> None:
    at = _committed(tmp_path, POOL)
    project(
        at,
        changed(
            POOL,
            (("cluster", "nodeCidrs"), DUAL["cluster"]["nodeCidrs"]),
            (("cluster", "serviceCidrs"), DUAL["cluster"]["serviceCidrs"]),
            (("cilium", "ipam"), DUAL["cilium"]["ipam"]),
        ),
    )
    found = invoke("diff", "--base", "HEAD", "--format", form, at=at)
    assert found.status == 3, found.out + found.err
    assert "ipv6-added" in found.out
    if form == "html":
        assert "fd00:42::/104" in found.out
        assert "65,536 blocks of /120: 50 used at most (0 %)" in found.out
        assert "about 2^64 addresses: 50 used at most" in found.out


CHANGES: dict[str, tuple[tuple[str, ...], object, str]] = {
    "pool replaced": (("podCidrs",), ["10.42.0.0/16", "fd00:43::/104"], "pool-replaced"),
    "pool widened": (("podCidrs",), ["10.42.0.0/16", "fd00:42::/103"], "pool-element-changed"),
    "mask": (("nodeMaskSizeIpv6",), 118, "pool-mask-changed"),
}


@pytest.mark.parametrize(("steps", "value", "rule"), CHANGES.values(), ids=CHANGES)
def test_an_ipv6_pool_stays_as_it_is(
    invoke: Invoke, tmp_path: Path, steps: tuple[str, ...], value: object, rule: str
) -> None:
    tunnel = changed(DUAL, (("cilium", "routing"), {"mode": "tunnel"}))
    at = _committed(tmp_path, tunnel)
    project(at, changed(tunnel, (("cilium", "ipam", *steps), value)))
    found = invoke("diff", "--base", "HEAD", "--format", "json", at=at)
    assert found.status == 4, found.out
    assert rule in found.out


def test_an_ipv6_pool_in_another_spelling_is_no_change(invoke: Invoke, tmp_path: Path) -> None:
    at = _committed(tmp_path, DUAL)
    project(at, changed(DUAL, (("cilium", "ipam", "podCidrs", 1), "FD00:0042:0::/104")))
    found = invoke("diff", "--base", "HEAD", "--format", "json", at=at)
    assert found.status == 0, found.out
    assert json.loads(found.out)[0]["changes"] == []
