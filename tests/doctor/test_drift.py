"""Drift: what differs is told with what mending it does, and what a chart renders is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cilium_ako.catalogue.facts import Value
from cilium_ako.catalogue.faults import BY_ID
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.stack import Unseen
from cilium_ako.doctor.drift import _FAULT_OF, fault_of, value_text
from cilium_ako.doctor.runbook import runbooks
from tests.charts.grid import AKO, CILIUM
from tests.charts.real_charts import config_map, rendered
from tests.doctor.rendered_stacks import CREDENTIALS, STACKS, ako_stack, cilium_stack
from tests.doctor.stacks import stack
from tests.doctor.worlds import World


def test_a_drift_says_what_mending_it_does() -> None:
    world = World(stack())
    world.config["routing-mode"] = "native"
    finding = world.diagnose().findings[0]
    assert "(mending it is disruptive)" in finding.message
    assert next(runbooks([finding])).steps


@pytest.mark.parametrize("said", [True, False], ids=["the file says it", "an environment may"])
def test_what_an_environment_may_say_is_no_drift(*, said: bool) -> None:
    known = frozenset({"cilium", "cilium.routing"} if said else {"cilium"})
    world = World(replace(stack(), unseen=Unseen(("platform/prod",), known, ())))
    world.config["routing-mode"] = "native"
    drifts = {each.check for each in world.diagnose().findings if each.level != "ok"}
    assert ("routing-drift" in drifts) is said


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


def _drift(world: World) -> list[tuple[str, str]]:
    drift = [each for each in world.diagnose().findings if "drift" in each.check]
    assert drift
    return [(each.check, each.what) for each in drift if each.level != "ok"]


@pytest.mark.parametrize("case", STACKS)
@pytest.mark.parametrize("version", CILIUM)
def test_what_cilium_s_chart_renders_is_no_drift(version: str, case: str) -> None:
    stack_ = cilium_stack(case, version)
    world = World(stack_)
    objects = rendered("cilium", version, helm_values(stack_)["cilium"])
    world.of("ConfigMap", "cilium-config", "kube-system")["data"] = config_map(
        objects, "cilium-config"
    )
    assert _drift(world) == []


@pytest.mark.parametrize("version", AKO)
def test_what_ako_s_chart_renders_is_no_drift(version: str) -> None:
    stack_ = ako_stack(version)
    world = World(stack_)
    objects = rendered("ako", version, {**helm_values(stack_)["ako"], **CREDENTIALS})
    world.of("ConfigMap", "avi-k8s-config", "avi-system")["data"] = config_map(
        objects, "avi-k8s-config"
    )
    assert _drift(world) == []
