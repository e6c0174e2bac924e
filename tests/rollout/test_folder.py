"""Whether a folder holds what would be rendered, and whatever else is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cilium_ako.rollout.fault import Fault, status_of
from cilium_ako.rollout.folder import check_folder, read_folder, write_fleet
from tests.commands.runs import project
from tests.configs import changed
from tests.rollout.fleets import NEW, at_commit, fleet_of, fleet_project, stack_config, with_fleet


@pytest.fixture
def at(tmp_path: Path) -> Path:
    found = fleet_project(tmp_path / "p")
    write_fleet(fleet_of(found), found / "fleet")
    return found


def faults(at: Path, wave: int | None = None) -> list[Fault]:
    return list(check_folder(fleet_of(at), read_folder(at / "fleet"), wave).faults)


def told(at: Path, wave: int | None = None) -> list[tuple[str, str]]:
    return [(each.rule, each.stack) for each in faults(at, wave)]


def test_what_is_rendered_is_current(at: Path) -> None:
    assert faults(at) == []


def test_a_stack_file_that_changed(at: Path) -> None:
    project(at, changed(stack_config("one", 52), (("cilium", "mtu"), 9000)), "one")
    (fault,) = faults(at)
    assert (fault.rule, fault.stack) == ("not-current", "one")
    assert fault.message.fix == "cilium-ako fleet render --wave 2"
    assert faults(at, 1) == []
    assert told(at, 2) == [("not-current", "one")]


def test_a_new_commit_that_no_preview_shows(at: Path) -> None:
    with_fleet(at, at_commit(NEW))
    assert [rule for rule, _ in told(at)] == ["not-current"] * 4
    write_fleet(fleet_of(at), at / "fleet")
    checked = check_folder(fleet_of(at), read_folder(at / "fleet"))
    assert checked.faults == ()
    assert [each.stack.name for each in checked.waiting] == ["canary", "lab", "one", "two"]


def test_a_file_that_is_gone_and_one_that_nobody_asked_for(at: Path) -> None:
    (at / "fleet" / "one.yaml").rename(at / "fleet" / "former.yaml")
    assert told(at) == [("not-current", "one"), ("object-of-no-stack", "former.yaml")]


def test_a_folder_that_is_not_there(at: Path) -> None:
    found = check_folder(fleet_of(at), read_folder(at / "nowhere"))
    assert {each.rule for each in found.faults} == {"not-current"}


def test_a_fault_that_somebody_wrote(at: Path) -> None:
    path = at / "fleet" / "one.yaml"
    path.write_text(path.read_text().replace('securityProfile: "restricted"', "securityProfile: x"))
    assert told(at) == [
        ("not-current", "one"),
        ("profile-form", "one.yaml one"),
        ("profile-form", "one.yaml one-next"),
    ]


def test_a_stack_of_somebody_else_is_looked_at_too(at: Path) -> None:
    (at / "fleet" / "other.yaml").write_text(
        "apiVersion: pulumi.com/v1\nkind: Stack\nmetadata: {name: other, namespace: fleet}\n"
        "spec: {stack: organization/cilium-ako/one, backend: 's3://state', projectRepo: x,"
        " branch: main, workspaceReclaimPolicy: Delete, serviceAccountName: x,"
        ' secretsRef: {"cilium-ako:kubeconfig": {type: Secret, secret: {name: x, key: y}}}}\n'
    )
    assert told(at) == [
        ("stack-object-twice", "one.yaml one"),
        ("branch", "other.yaml other"),
        ("stack-object-twice", "other.yaml other"),
    ]


def test_a_file_that_cannot_be_read(at: Path) -> None:
    (at / "fleet" / "broken.yaml").write_text("a: [")
    (fault,) = faults(at)
    assert fault.rule == "object-unreadable"
    assert status_of([fault]) == 1
    (at / "fleet" / "kustomization.yaml").write_text("resources: [one.yaml]\n")
    assert len(faults(at)) == 1
