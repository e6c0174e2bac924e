"""What a person and a program read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cilium_ako.doctor import avi
from cilium_ako.doctor.report import as_json, text
from cilium_ako.doctor.runbook import runbooks
from cilium_ako.documents.error import DocumentError
from tests.doctor.stacks import stack
from tests.doctor.worlds import World, avi_export


def broken() -> World:
    world = World(stack(), nodes=30)
    for index in range(14):
        world.cilium_node(index)["status"]["ipam"]["operator-status"]["error"] = (
            f"allocator not configured for the requested CIDR 10.42.{index}.0/24"
        )
    world.config["enable-sctp"] = "true"
    return world


def test_the_worst_comes_first_and_faults_are_told_once() -> None:
    lines = text(broken().examine()).splitlines()
    assert lines[0].startswith("dev: 1 failed, 1 warned, ")
    assert lines[2] == "FAIL  pool-replaced"
    assert "      … and 4 more" in lines
    assert lines.index("WARN  sctp-drift") > lines.index("FAIL  pool-replaced")
    assert sum(line.startswith("      why: ") for line in lines) == 2


def test_pools_and_routes_stand_at_the_end() -> None:
    printed = text(World(stack()).examine())
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
    found = World(stack(mode)).examine().findings
    routes = [each.message for each in found if each.check == "ako-route"]
    assert routes[:1] == ([wanted] if wanted else [])


def test_node_ports_need_no_routes() -> None:
    found = World(stack(ako={"serviceType": "NodePort"})).examine().findings
    assert not [each for each in found if each.check == "ako-route"]
    assert not [each for each in found if each.level != "ok"]


def test_a_runbook_is_printed_where_it_is_asked_for() -> None:
    examination = broken().examine()
    assert "Runbook" not in text(examination)
    printed = text(examination, runbook=True)
    assert "Runbook for pool-replaced (nothing of it was run)" in printed
    assert "node-0, node-1," in printed
    assert "and 4 more" in printed
    assert [each.check for each in runbooks(examination.findings)] == [
        "pool-replaced",
        "sctp-drift",
    ]
    assert list(runbooks(World(stack()).examine().findings)) == []


def test_a_drift_says_what_mending_it_does() -> None:
    world = World(stack())
    world.config["routing-mode"] = "native"
    finding = world.examine().findings[0]
    assert "(mending it is disruptive)" in finding.message
    assert next(runbooks([finding])).steps


def test_json_has_the_shape_that_is_documented() -> None:
    (found,) = as_json([broken().examine()])
    assert list(found) == ["stack", "findings"]
    assert {tuple(each) for each in found["findings"]} == {
        ("check", "level", "object", "message", "fix")
    }
    assert {each["level"] for each in found["findings"]} == {"ok", "warn", "fail"}
    assert json.loads(json.dumps(found)) == found
    (with_runbook,) = as_json([broken().examine()], runbook=True)
    assert with_runbook["runbook"][0]["check"] == "pool-replaced"


class TestAviExport:
    def read(self, path: Path, content: object, vrf: str = "") -> tuple[avi.Route, ...]:
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return avi.read(path, "dev", vrf)

    def test_every_form_of_export_is_read(self, tmp_path: Path) -> None:
        export = avi_export(World(stack()))
        (context,) = export["results"]
        expected = self.read(tmp_path / "a", export)
        assert len(expected) == 3
        for form in (context, [context], {"VrfContext": [context]}, export["results"]):
            assert self.read(tmp_path / "a", form) == expected

    def test_routes_of_other_clusters_and_vrfs_are_left_alone(self, tmp_path: Path) -> None:
        export = avi_export(World(stack()))
        routes = export["results"][0]["static_routes"]
        routes[0]["labels"] = [{"key": "clustername", "value": "dev-2"}]
        routes[1].update(labels=[], route_id="dev-1")
        routes[2].update(labels=[], route_id="other-1")
        assert [each.identity for each in self.read(tmp_path / "a", export)] == ["dev-1"]
        assert self.read(tmp_path / "a", export, "another") == ()

    @pytest.mark.parametrize("content", ["", "{", "[]", "{}", "7", '"x"', '{"results": [7]}'])
    def test_what_is_no_export_is_refused(self, tmp_path: Path, content: str) -> None:
        with pytest.raises(DocumentError):
            self.read(tmp_path / "a", content)

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match="does not exist"):
            avi.read(tmp_path / "none", "dev", "")
