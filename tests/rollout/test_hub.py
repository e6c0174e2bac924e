"""What the operator's own words come to: Ready, Stalled, refused by the guard, not seen."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cilium_ako.exit_status import ExitStatus
from cilium_ako.rollout.folder import write_fleet
from cilium_ako.rollout.hub import hub_stack, read_hub
from cilium_ako.rollout.status import status_json, status_of_hub, status_text
from tests.rollout.fleets import NOW, Objects, fleet_of, fleet_project, stacks_in_file, with_status

REFUSAL = (
    "code: 255\nstderr: error: pool-replaced is forbidden; to let it pass: pulumi config set --path"
    " 'cilium-ako:acknowledge.pool-replaced.reason' …"
)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    at = fleet_project(tmp_path_factory.mktemp("fleet") / "p")
    write_fleet(fleet_of(at), at / "fleet")
    return {
        each["metadata"]["name"]: each
        for file in sorted((at / "fleet").glob("*.yaml"))
        for each in stacks_in_file(file)
    }


def test_a_stack_that_is_ready(documents: dict[str, dict[str, Any]]) -> None:
    found = hub_stack(with_status(documents["one"]))
    assert (found.ready, found.stalled, found.is_current, found.state) == (
        True,
        False,
        True,
        "Ready",
    )
    assert found.place == "fleet/one"


def test_a_stack_that_is_stalled_says_what_wakes_it(documents: dict[str, dict[str, Any]]) -> None:
    found = hub_stack(with_status(documents["one"], "Stalled", message="connection refused"))
    assert (found.ready, found.stalled, found.reason) == (False, True, "UpdateFailed")
    assert found.message == "connection refused"
    assert found.waking_command(NOW) == (
        "kubectl -n fleet annotate --overwrite stacks.pulumi.com one"
        " pulumi.com/reconciliation-request=2026-11-26T12:00:00Z"
    )


def test_what_was_said_of_an_older_object_counts_for_nothing(
    documents: dict[str, dict[str, Any]],
) -> None:
    assert not hub_stack(with_status(documents["one"], seen=False)).is_current
    asked = with_status(documents["one"])
    asked["metadata"]["annotations"] = {"pulumi.com/reconciliation-request": "1"}
    assert not hub_stack(asked).is_current
    assert hub_stack(documents["one"]).state == "unseen"


@pytest.mark.parametrize("status", [None, 5, {"conditions": "x", "lastUpdate": []}])
def test_a_status_of_another_shape(documents: dict[str, dict[str, Any]], status: object) -> None:
    found = hub_stack({**documents["one"], "status": status})
    assert (found.ready, found.stalled) == (False, False)


def test_a_status_for_people_and_programs(documents: dict[str, dict[str, Any]]) -> None:
    hub = read_hub(
        Objects(
            [
                with_status(documents["lab"]),
                with_status(documents["lab-next"]),
                with_status(documents["canary"], "Stalled", message="cannot reach the API server"),
                with_status(
                    documents["one-next"], "Reconciling", reason="PreviewFailed", message=REFUSAL
                ),
            ]
        )
    )
    assert status_of_hub(hub) == ExitStatus.DISRUPTIVE
    text = status_text(hub)
    assert "fleet/canary" in text
    assert "cannot reach the API server" in text
    assert "kubectl -n fleet annotate" in text
    assert "the guard refused its update" in text
    assert "3h ago" in text
    assert "fleet/lab " not in text
    data: Any = json.loads(json.dumps(status_json(hub)))
    by_name = {each["name"]: each for each in data["stacks"]}
    assert by_name["canary"]["stalled"] is True
    assert by_name["canary"]["wake"].startswith("kubectl")
    assert by_name["one-next"]["guarded"] is True
    assert by_name["lab"]["wake"] == ""


def test_a_fleet_without_a_stalled_stack_is_fine(documents: dict[str, dict[str, Any]]) -> None:
    hub = read_hub(Objects([with_status(documents["lab"], "Reconciling")]))
    assert status_of_hub(hub) == ExitStatus.FINE
    assert status_text(read_hub(Objects([]))) == "the hub has no Stacks of a fleet"


def test_words_of_the_operator_colour_no_terminal(documents: dict[str, dict[str, Any]]) -> None:
    hub = read_hub(Objects([with_status(documents["lab"], "Stalled", message="\x1b[31mred\nx")]))
    assert "\x1b" not in status_text(hub)
