"""A fleet: `fleet.yaml` with its stack files, and what is wrong between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cilium_ako.config.stack import SecretKey
from cilium_ako.exit_status import ExitStatus
from cilium_ako.rollout.fault import Fault, FleetError, status_of
from cilium_ako.rollout.fleet import needed_secrets, read_fleet
from tests.commands.runs import project
from tests.configs import ENI, KUBERNETES, POOL, changed, parsed
from tests.rollout.fleets import GIVEN, fleet_of, fleet_project, stack_config, with_fleet


@pytest.fixture
def at(tmp_path: Path) -> Path:
    return fleet_project(tmp_path / "p")


def faults(at: Path) -> list[Fault]:
    with pytest.raises(FleetError) as caught:
        read_fleet(at)
    return list(caught.value.faults)


def told(at: Path) -> list[tuple[str, str]]:
    return [(each.rule, each.stack) for each in faults(at)]


def test_stacks_and_their_waves(at: Path) -> None:
    fleet = fleet_of(at)
    assert [(each.name, each.wave) for each in fleet.stacks] == [
        ("canary", 1),
        ("lab", 0),
        ("one", 2),
        ("two", 2),
    ]
    assert [each.name for each in fleet.wave(2)] == ["one", "two"]


def test_a_mesh_or_a_region_has_a_namespace_of_its_own(at: Path) -> None:
    project(at, changed(ENI, (("cluster", "name"), "one")), "one")
    fleet = fleet_of(at)
    places = {each.name: each.namespace(fleet.file) for each in fleet.stacks}
    assert places["one"] == "fleet-eu-central-1"
    assert places["two"] == "fleet"


def test_two_files_of_one_name(at: Path) -> None:
    (at / "Pulumi.lab.yml").write_text((at / "Pulumi.lab.yaml").read_text())
    (fault,) = faults(at)
    assert fault.rule == "stack-name-twice"
    assert "Pulumi.lab.yaml, Pulumi.lab.yml" in fault.what


def test_two_stacks_whose_objects_have_one_name(at: Path) -> None:
    project(at, stack_config("x", 90), "LAB")
    with_fleet(at, {**GIVEN, "waves": [*GIVEN["waves"], ["LAB"]]})
    assert told(at) == [("object-name-twice", "LAB")]


def test_a_name_that_is_too_long_for_a_preview(at: Path) -> None:
    for length in (37, 38):
        name = "x" * length
        project(at, stack_config("x", 90), name)
    with_fleet(at, {**GIVEN, "waves": [*GIVEN["waves"], ["x" * 37, "x" * 38]]})
    assert told(at) == [("object-name-too-long", "x" * 38)]


def test_waves_and_stack_files_fit_each_other(at: Path) -> None:
    with_fleet(at, {**GIVEN, "waves": [["lab", "nobody"], ["one", "lab"], ["two"]]})
    assert told(at) == [
        ("wave-of-nobody", "fleet.yaml"),
        ("stack-in-no-wave", "canary"),
        ("stack-in-two-waves", "lab"),
    ]


def test_faults_of_both_are_told_at_once(at: Path) -> None:
    with_fleet(at, {**GIVEN, "backend": "x"})
    (at / "Pulumi.one.yaml").write_text("config: {x")
    project(at, {**POOL, "aviPassword": "hunter2"}, "two")
    found = faults(at)
    assert [(each.rule, each.stack) for each in found] == [
        ("fleet-file", "fleet.yaml"),
        ("stack-file-unreadable", "one"),
        ("clear-secret", "two"),
    ]
    assert "hunter2" not in str([each.message for each in found])
    assert found[2].key == "cilium-ako:aviPassword"
    assert status_of(found) == ExitStatus.INVALID


def test_a_file_that_cannot_be_read_is_another_status(at: Path) -> None:
    (at / "fleet.yaml").unlink()
    assert status_of(faults(at)) == ExitStatus.FAILED
    fleet_project(at)
    (at / "Pulumi.one.yaml").write_text("config: {x")
    assert status_of(faults(at)) == ExitStatus.FAILED


def test_an_environment_needs_pulumis_service(at: Path) -> None:
    text = (at / "Pulumi.one.yaml").read_text()
    (at / "Pulumi.one.yaml").write_text(f"environment: [acme/network]\n{text}")
    assert told(at) == [("environment-without-cloud", "one")]
    with_fleet(at, {**GIVEN, "backend": "https://api.pulumi.com/acme"})
    assert fleet_of(at).stacks[2].raw.unseen == ("acme/network",)


def test_the_secrets_that_a_stack_needs() -> None:
    key = SecretKey
    assert needed_secrets(parsed(POOL)) == (key.AVI_PASSWORD, key.KUBECONFIG)
    assert needed_secrets(parsed(KUBERNETES)) == (
        key.ETCD_CA,
        key.ETCD_CERT,
        key.ETCD_KEY,
        key.KUBECONFIG,
    )
