"""One wave moved, or everything that stands against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.rollout.folder import check_folder, read_folder, write_fleet
from cilium_ako.rollout.hub import read_hub
from cilium_ako.rollout.promote import NoSuchVersionError, Promotion, promote
from tests.commands.runs import project
from tests.configs import Config, changed
from tests.rollout.fleets import (
    NEW,
    NEXT,
    OLD,
    Objects,
    at_commit,
    fleet_of,
    fleet_project,
    stack_config,
    stacks_in_file,
    with_fleet,
    with_status,
)
from tests.rollout.test_hub import REFUSAL

Statuses = Mapping[str, Callable[[dict[str, Any]], dict[str, Any] | None]]


@pytest.fixture
def at(tmp_path: Path) -> Path:
    """All stacks at OLD, previews at NEW."""
    found = fleet_project(tmp_path / "p")
    write_fleet(fleet_of(found), found / "fleet")
    with_fleet(found, at_commit(NEW))
    write_fleet(fleet_of(found), found / "fleet")
    return found


def moved(at: Path, wave: int, statuses: Statuses | None = None, to: str = NEW) -> Promotion:
    """A promotion against a hub that has what the folder has, Ready where nothing else is said."""
    found = []
    for file in sorted((at / "fleet").glob("*.yaml")):
        for each in stacks_in_file(file):
            name = each["metadata"]["name"]
            made = (statuses or {}).get(name, with_status)(each)
            if made is not None:
                found.append(made)
    return promote(fleet_of(at), at / "fleet", wave, to, read_hub(Objects(found)))


def said(promotion: Promotion) -> list[str]:
    return [each.where for each in promotion.refused]


def commits(at: Path) -> dict[str, str]:
    return {
        file.stem: stacks_in_file(file)[0]["spec"]["commit"]
        for file in sorted((at / "fleet").glob("*.yaml"))
    }


def stalled(document: dict[str, Any]) -> dict[str, Any]:
    return with_status(document, "Stalled", message="timed out waiting for the condition")


def test_waves_move_one_after_the_other(at: Path) -> None:
    for wave, files in enumerate((("lab.yaml",), ("canary.yaml",), ("one.yaml", "two.yaml"))):
        done = moved(at, wave)
        assert (done.refused, done.changed) == ((), files)
    assert set(commits(at).values()) == {NEW}
    fleet = fleet_of(at)
    assert check_folder(fleet, read_folder(at / "fleet")) == ((), ())


def test_a_wave_that_failed_holds_the_next(at: Path) -> None:
    assert not moved(at, 0).refused
    failed = moved(at, 1, {"lab": stalled})
    assert said(failed) == ["lab (wave 0)"]
    (message,) = failed.refused
    assert "timed out waiting for the condition" in message.what
    assert message.fix.startswith("mend the cause, then: kubectl -n fleet annotate")
    assert commits(at)["canary"] == OLD


def test_a_wave_that_was_not_moved_holds_the_next(at: Path) -> None:
    refused = moved(at, 2)
    assert said(refused) == ["canary (wave 1)", "lab (wave 0)"]
    assert "it is at aaaaaaaaaa on the hub and not at bbbbbbbbbb" in refused.refused[0].what
    assert refused.refused[1].fix.startswith("cilium-ako fleet promote --wave 0 --to bbb")


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (lambda each: with_status(each, "Reconciling"), "it is not Ready (UpdateFailed)"),
        (lambda each: with_status(each, seen=False), "the operator has not looked at it"),
        (lambda each: None, "the hub has no Stack fleet/lab"),
        (lambda each: each, "it is not Ready (unseen)"),
    ],
    ids=["reconciling", "not-seen", "not-there", "without-status"],
)
def test_a_stack_before_that_is_not_ready(
    at: Path, state: Callable[[dict[str, Any]], dict[str, Any] | None], what: str
) -> None:
    assert not moved(at, 0).refused
    refused = moved(at, 1, {"lab": state}).refused
    assert len(refused) == 1
    assert refused[0].what.startswith(what)


def test_a_preview_that_is_not_ready_holds_its_wave(at: Path) -> None:
    refused = moved(at, 0, {"lab-next": lambda each: with_status(each, "Reconciling")})
    assert said(refused) == ["lab (its preview)"]
    assert commits(at)["lab"] == OLD


def test_a_preview_that_the_guard_refused_says_what_to_acknowledge(at: Path) -> None:
    def guarded(each: dict[str, Any]) -> dict[str, Any]:
        return with_status(each, "Reconciling", reason="PreviewFailed", message=REFUSAL)

    (message,) = moved(at, 0, {"lab-next": guarded}).refused
    assert message.what.startswith("the guard refused it: ")
    assert "acknowledge it: cilium-ako diff lab" in message.fix


def test_a_preview_of_another_version_shows_nothing(at: Path) -> None:
    assert said(moved(at, 0, to=NEXT)) == ["fleet.yaml"]
    with_fleet(at, at_commit(NEXT))
    (message,) = moved(at, 0, to=NEXT).refused
    assert message.what == "it shows bbbbbbbbbb on the hub and not cccccccccc"


def test_a_disruptive_change_that_nobody_acknowledged(at: Path) -> None:
    def given(number: int, name: str, **more: object) -> Config:
        pool = changed(
            stack_config(name, number), (("cilium", "ipam", "podCidrs"), ["10.99.0.0/16"])
        )
        return {**pool, **more}

    project(at, given(50, "lab"), "lab")
    write_fleet(fleet_of(at), at / "fleet")
    refused = moved(at, 0).refused
    assert "pool-replaced is forbidden" in " ".join(each.what for each in refused)
    assert {each.where for each in refused} == {"lab"}
    (fix,) = (each.fix for each in refused if "pool-replaced is" in each.what)
    assert "acknowledge.pool-replaced.reason" in fix
    digest = fix.split()[-1]
    acknowledged = {"pool-replaced": {"reason": "NET-1", "to": digest}}
    project(at, given(50, "lab", acknowledge=acknowledged), "lab")
    write_fleet(fleet_of(at), at / "fleet")
    assert not moved(at, 0).refused


def test_a_mesh_stays_within_one_minor(at: Path) -> None:
    def version(name: str, number: int, release: str) -> None:
        project(at, changed(stack_config(name, number), (("cilium", "version"), release)), name)

    version("lab", 50, "1.19.6")
    fleet = fleet_of(at)
    members = tuple(replace(each, mesh="eu") for each in fleet.stacks)
    for old, refused in (("1.18.12", []), ("1.17.18", ["mesh eu"])):
        path = at / "fleet" / "one.yaml"
        path.write_text(path.read_text().replace("1.18.12", old, 1))
        hub = read_hub(Objects([]))
        done = promote(replace(fleet, stacks=members), at / "fleet", 0, NEW, hub)
        found = [each for each in done.refused if each.where.startswith("mesh")]
        assert [each.where for each in found] == refused
    assert "lab would have Cilium 1.19.6 while one has 1.17.18" in found[0].what
    assert found[0].fix == "move one first, one minor at a time"


@pytest.mark.parametrize(("wave", "to"), [(3, NEW), (0, "main"), (0, NEW[:12]), (0, "sha256:x")])
def test_a_version_or_a_wave_that_is_none(at: Path, wave: int, to: str) -> None:
    with pytest.raises(NoSuchVersionError) as caught:
        moved(at, wave, to=to)
    assert caught.value.fix
