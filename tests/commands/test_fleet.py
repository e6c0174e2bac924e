"""`fleet`: exit statuses, what is written, and what is said where it cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.runs import Invoke
from tests.rollout.fleets import GIVEN, NEW, fleet_project, with_fleet


@pytest.fixture
def at(tmp_path: Path) -> Path:
    return fleet_project(tmp_path / "p")


def test_render_then_check(invoke: Invoke, at: Path) -> None:
    assert invoke("fleet", "check", at=at).status == 2
    found = invoke("fleet", "render", at=at)
    assert found.status == 0
    assert found.out.splitlines() == [
        f"wrote fleet/{name}.yaml" for name in ("canary", "lab", "one", "two")
    ]
    found = invoke("fleet", "check", at=at)
    assert (found.status, found.err) == (0, "")
    again = invoke("fleet", "render", at=at)
    assert (again.status, again.out) == (0, "")


def test_another_folder_and_one_wave(invoke: Invoke, at: Path) -> None:
    invoke("fleet", "render", "--wave", "1", "--output-dir", "hub", at=at)
    assert [each.name for each in (at / "hub").iterdir()] == ["canary.yaml"]
    assert invoke("fleet", "check", "--wave", "1", "--output-dir", "hub", at=at).status == 0
    assert invoke("fleet", "check", "--output-dir", "hub", at=at).status == 2


def test_a_fleet_from_a_folder_below(invoke: Invoke, at: Path) -> None:
    (at / "docs").mkdir()
    assert invoke("fleet", "render", at=at / "docs").status == 0
    assert (at / "fleet" / "lab.yaml").is_file()


def test_every_fault_on_stderr_with_its_fix(invoke: Invoke, at: Path) -> None:
    with_fleet(at, {**GIVEN, "backend": "x", "namespaces": "y"})
    found = invoke("fleet", "check", at=at)
    assert (found.status, found.out) == (2, "")
    assert "error: fleet.yaml: namespaces: is not a key here" in found.err
    assert "  fix: rename it to namespace" in found.err
    assert invoke("fleet", "render", at=at).status == 2
    assert not (at / "fleet").exists()


def test_what_cannot_be_read_is_status_1(invoke: Invoke, at: Path) -> None:
    (at / "fleet.yaml").write_text("a: [")
    found = invoke("fleet", "check", at=at)
    assert found.status == 1
    assert "fleet.yaml: it " in found.err


def test_json(invoke: Invoke, at: Path) -> None:
    invoke("fleet", "render", at=at)
    path = at / "fleet" / "one.yaml"
    path.write_text(path.read_text().replace("refresh: true", "refresh: true\n  branch: main", 1))
    found = invoke("fleet", "check", "--format", "json", at=at)
    assert found.status == 2
    data = json.loads(found.out)
    assert [each["rule"] for each in data["faults"]] == ["not-current", "branch"]
    assert set(data["faults"][1]) == {"rule", "stack", "key", "what", "why", "fix"}
    assert data["waiting"] == []


def test_stack_objects_are_stacks_to_other_commands(invoke: Invoke, at: Path) -> None:
    invoke("fleet", "render", at=at)
    files = [f"fleet/{name}.yaml" for name in ("canary", "lab", "one", "two")]
    checked = invoke("check", *files, "--format", "json", at=at)
    assert checked.status == 0
    assert [each["stack"] for each in json.loads(checked.out)] == ["canary", "lab", "one", "two"]
    assert [each["problems"] for each in json.loads(checked.out)] == [[], [], [], []]
    shown = invoke("preview", "fleet/one.yaml", "--format", "json", at=at)
    assert json.loads(shown.out)[0]["stack"] == "one"
    assert invoke("values", "fleet/one.yaml", "--chart", "cilium", at=at).status == 0


def test_stack_objects_are_held_against_each_other(invoke: Invoke, at: Path) -> None:
    invoke("fleet", "render", at=at)
    path = at / "fleet" / "two.yaml"
    path.write_text(path.read_text().replace("api.two.example", "api.one.example"))
    found = invoke("check", "fleet/one.yaml", "fleet/two.yaml", "--format", "json", at=at)
    assert found.status == 2
    rules = [[each["rule"] for each in one["problems"]] for one in json.loads(found.out)]
    assert rules == [["api-server-shared"], ["api-server-shared"]]


def test_a_hub_that_is_not_there_is_status_1(invoke: Invoke, at: Path) -> None:
    invoke("fleet", "render", at=at)
    for command in (
        ("status",),
        ("nudge",),
        ("promote", "--wave", "0", "--to", NEW),
    ):
        found = invoke("fleet", *command, at=at)
        assert found.status == 1, command
        assert "there is no kubeconfig" in found.err


def test_promote_says_which_wave_and_version(invoke: Invoke, at: Path) -> None:
    assert invoke("fleet", "promote", at=at).status == 1
    assert invoke("fleet", "promote", "--wave", "-1", "--to", NEW, at=at).status == 1


def test_a_page_of_all_clusters(invoke: Invoke, at: Path) -> None:
    found = invoke("fleet", "page", "--output", "fleet.html", at=at)
    assert found.status == 0
    text = (at / "fleet.html").read_text()
    assert "A fleet of 4 clusters" in text
    assert "<td>canary</td>" in text
    (at / "fleet.yaml").unlink()
    assert invoke("fleet", "page", "--output", "fleet.html", at=at).status == 0


def test_a_page_without_what_cannot_be_read(invoke: Invoke, at: Path) -> None:
    (at / "Pulumi.one.yaml").write_text("config: 5\n")
    found = invoke("fleet", "page", "--output", "fleet.html", at=at)
    assert found.status == 1
    assert "warning: one: it is not drawn" in found.err
    assert "A fleet of 3 clusters" in (at / "fleet.html").read_text()
    assert invoke("fleet", "page", "--output", "no/where.html", at=at).status == 1


def test_a_page_of_nothing(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: cilium-ako\n")
    found = invoke("fleet", "page", "--output", "fleet.html", at=tmp_path)
    assert found.status == 1
    assert "A fleet of 0 clusters" in (tmp_path / "fleet.html").read_text()
