"""Drift: what differs is told with what mending it does, and what a chart renders is none."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.catalogue.facts import Value
from cilium_ako.catalogue.faults import BY_ID
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.stack import Stack
from cilium_ako.doctor.drift import _FAULT_OF, fault_of, value_text
from cilium_ako.doctor.runbook import runbooks
from tests.doctor.stacks import IPSEC, KVSTORE, WIREGUARD, stack
from tests.doctor.worlds import World

_CHARTS = os.environ.get("CILIUM_AKO_CHARTS")
_HELM = shutil.which("helm")


needs_charts = pytest.mark.skipif(
    _CHARTS is None or _HELM is None,
    reason=(
        "CILIUM_AKO_CHARTS names no directory of charts"
        if _CHARTS is None
        else "helm is not on PATH"
    ),
)


def test_a_drift_says_what_mending_it_does() -> None:
    world = World(stack())
    world.config["routing-mode"] = "native"
    finding = world.diagnose().findings[0]
    assert "(mending it is disruptive)" in finding.message
    assert next(runbooks([finding])).steps


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "not there"),
        ((), "empty"),
        (("10.0.0.0/8", "10.1.0.0/16"), "10.0.0.0/8, 10.1.0.0/16"),
        (True, "on"),
        (False, "off"),
        ("", "empty"),
        (24, "24"),
    ],
)
def test_values_are_shown_to_a_person(value: Value | None, expected: str) -> None:
    assert value_text(value) == expected


@pytest.mark.parametrize(
    ("fact", "fault"),
    [
        ("ipam.pools", "pools-drift"),
        ("routing.mode", "routing-drift"),
        ("mtu", "config-drift"),
        ("ako.cniPlugin", "ako-cni-plugin"),
        ("ako.shardSize", "ako-config-drift"),
    ],
)
def test_a_fact_belongs_to_a_fault(fact: str, fault: str) -> None:
    assert fault_of(fact) == fault


@pytest.mark.parametrize("fault", sorted(set(_FAULT_OF.values())))
def test_facts_belong_to_faults_that_there_are(fault: str) -> None:
    assert fault in BY_ID


STACKS: dict[str, tuple[str, dict[str, Any]]] = {
    "cluster-pool": ("cluster-pool", {}),
    "native": (
        "cluster-pool",
        {
            "routing": {"mode": "native", "cidr": "10.42.0.0/15", "autoDirectNodeRoutes": True},
            "ipam": {
                "mode": "cluster-pool",
                "podCidrs": ["10.42.0.0/16", "10.43.0.0/16"],
                "nodeMaskSize": 24,
            },
            "masquerade": {"bpf": True},
        },
    ),
    "geneve": (
        "cluster-pool",
        {
            "routing": {"mode": "tunnel", "protocol": "geneve", "port": 7000},
            "nodePort": {"mode": "dsr", "dsrDispatch": "geneve", "algorithm": "maglev"},
            "mtu": 1400,
        },
    ),
    "kubernetes": ("kubernetes", {"kubeProxyReplacement": False, "sctp": True}),
    "eni": ("eni-1.19", {}),
    "kvstore": ("cluster-pool", KVSTORE),
    "ipsec": ("cluster-pool", {**IPSEC, "kubeProxyReplacement": False}),
    "wireguard": ("cluster-pool", {**WIREGUARD, "l7Proxy": False, "hubble": {"enabled": False}}),
}


def _chart(name: str) -> tuple[Path, str] | None:
    """A chart's place and version, of the newest patch that begins so."""
    found = sorted(Path(_CHARTS or "").glob(f"{name}*"))
    if not found:
        return None
    path = found[-1]
    return path, path.name.removesuffix(".tgz").rpartition("-")[2]


def _config(chart: Path, values: object, template: str, name: str) -> dict[str, str]:
    ran = subprocess.run(
        [
            str(_HELM),
            "template",
            "x",
            str(chart),
            "--namespace=kube-system",
            "--kube-version=1.33.0",
            f"--show-only=templates/{template}",
            "--values=-",
        ],
        input=yaml.safe_dump(values),
        capture_output=True,
        text=True,
        check=True,
    )
    for each in yaml.safe_load_all(ran.stdout):
        if each and each["kind"] == "ConfigMap" and each["metadata"]["name"] == name:
            data: dict[str, str] = each["data"]
            return data
    raise LookupError(name)


def _drift(world: World) -> list[tuple[str, str]]:
    drift = [each for each in world.diagnose().findings if "drift" in each.check]
    assert drift
    return [(each.check, each.what) for each in drift if each.level != "ok"]


def _stack(case: str, version: str) -> Stack:
    mode, asked = STACKS[case]
    return stack(mode, cilium={**asked, "version": version})


@needs_charts
@pytest.mark.parametrize("case", STACKS)
@pytest.mark.parametrize("minor", [row.minor for row in MINORS], ids=str)
def test_what_cilium_s_chart_renders_is_no_drift(minor: Release, case: str) -> None:
    chart = _chart(f"cilium-{minor}.")
    if chart is None:
        pytest.skip(f"no chart of Cilium {minor} there")
    path, version = chart
    stack_ = _stack(case, version)
    world = World(stack_)
    values = helm_values(stack_)["cilium"]
    world.of("ConfigMap", "cilium-config", "kube-system")["data"] = _config(
        path, values, "cilium-configmap.yaml", "cilium-config"
    )
    assert _drift(world) == []


@needs_charts
@pytest.mark.parametrize("version", ["1.10.1", "1.11.5", "1.12.3", "1.13.4", "1.14.1", "2.1.1"])
def test_what_ako_s_chart_renders_is_no_drift(version: str) -> None:
    chart = _chart(f"ako-{version}")
    if chart is None:
        pytest.skip(f"no chart of AKO {version} there")
    stack_ = stack(
        ako={"version": version, "nodeNetworks": [{"name": "nodes", "cidrs": ["192.168.10.0/24"]}]}
    )
    values = helm_values(stack_)["ako"]
    credentials = {"avicredentials": {"username": "a", "password": "b"}}
    world = World(stack_)
    world.of("ConfigMap", "avi-k8s-config", "avi-system")["data"] = _config(
        chart[0], {**values, **credentials}, "configmap.yaml", "avi-k8s-config"
    )
    assert _drift(world) == []
