"""What a person and a program read."""

from __future__ import annotations

import json

import pytest

from cilium_ako.catalogue.faults import BY_ID
from cilium_ako.doctor.report import as_json, text
from cilium_ako.doctor.runbook import runbooks
from cilium_ako.terminal import Terminal
from tests.doctor.stacks import stack
from tests.doctor.worlds import World


def broken() -> World:
    world = World(stack(), nodes=30)
    for index in range(14):
        world.cilium_node(index)["status"]["ipam"]["operator-status"]["error"] = (
            f"allocator not configured for the requested CIDR 10.42.{index}.0/24"
        )
    world.config["enable-sctp"] = "true"
    return world


def test_the_worst_comes_first_and_faults_are_told_once() -> None:
    lines = text(broken().diagnose()).splitlines()
    assert lines[0].startswith("dev: 1 failed, 1 warned, ")
    assert lines[2] == "  FAIL  pool-replaced"
    assert "        … and 4 more" in lines
    assert lines.index("  WARN  sctp-drift") > lines.index("  FAIL  pool-replaced")
    assert sum(line.startswith("        why: ") for line in lines) == 2


def test_pools_and_routes_stand_at_the_end() -> None:
    printed = text(World(stack()).diagnose())
    assert "  pool 10.42.0.0/16  3 of 256 ranges are given, 253 more nodes fit" in printed
    assert "  10.42.1.0/24 by 192.168.10.11  node-1" in printed


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [
        ("cluster-pool", "10.42.0.0/24 by 192.168.10.10"),
        ("kubernetes", "10.244.0.0/24 by 192.168.10.10"),
        ("eni-1.19", None),
    ],
)
def test_routes_are_those_of_the_mode(mode: str, wanted: str | None) -> None:
    found = World(stack(mode)).diagnose().findings
    routes = [each.message for each in found if each.check == "ako-route"]
    assert routes[:1] == ([wanted] if wanted else [])


def test_node_ports_need_no_routes() -> None:
    found = World(stack(ako={"serviceType": "NodePort"})).diagnose().findings
    assert not [each for each in found if each.check == "ako-route"]
    assert not [each for each in found if each.level != "ok"]


def test_a_runbook_is_printed_where_it_is_asked_for() -> None:
    diagnosis = broken().diagnose()
    assert "Runbook" not in text(diagnosis)
    printed = text(diagnosis, runbook=True)
    assert "Runbook for pool-replaced (nothing of it was run)" in printed
    assert "node-0, node-1," in printed
    assert "and 4 more" in printed
    assert [each.check for each in runbooks(diagnosis.findings)] == [
        "pool-replaced",
        "sctp-drift",
    ]
    assert list(runbooks(World(stack()).diagnose().findings)) == []


def test_json_has_the_shape_that_is_documented() -> None:
    (found,) = as_json([broken().diagnose()])
    assert list(found) == ["stack", "findings", "faults"]
    assert {tuple(each) for each in found["findings"]} == {
        ("check", "level", "object", "message", "fix")
    }
    assert {each["level"] for each in found["findings"]} == {"ok", "warn", "fail"}
    assert json.loads(json.dumps(found)) == found
    (with_runbook,) = as_json([broken().diagnose()], runbook=True)
    assert with_runbook["runbook"][0]["check"] == "pool-replaced"


def test_json_tells_evidence_and_source_of_what_was_found() -> None:
    (found,) = as_json([broken().diagnose()])
    assert [each["check"] for each in found["faults"]] == ["pool-replaced", "sctp-drift"]
    for each in found["faults"]:
        fault = BY_ID[each["check"]]
        assert (each["evidence"], each["why"], each["source"]) == (
            fault.evidence,
            fault.why,
            fault.source,
        )


def test_a_runbook_tells_evidence_and_source() -> None:
    printed = text(broken().diagnose(), runbook=True)
    fault = BY_ID["sctp-drift"]
    assert f"  evidence: {fault.evidence}\n" in printed
    assert f"  source: {fault.source}\n" in printed


def test_a_command_is_never_folded() -> None:
    world = World(stack())
    world.remove("Node", "node-2")
    world.remove("Pod", "cilium-2", "kube-system")
    printed = text(world.diagnose(), Terminal(width=40))
    fix = "fix: once the machine is gone for good: kubectl delete ciliumnode node-2"
    assert any(line.strip() == fix for line in printed.splitlines())


def test_in_a_narrow_window_lines_are_folded() -> None:
    lines = text(broken().diagnose(), Terminal(width=60)).splitlines()
    assert all(len(line) <= 60 for line in lines if "fix: " not in line and " ok " not in line)
