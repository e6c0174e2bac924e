"""Projects with a fleet in them, and Stacks as an operator leaves them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cilium_ako.doctor.api_server import Json
from cilium_ako.rollout.fleet import Fleet, read_fleet
from tests.commands.runs import project
from tests.configs import POOL, Config, apart, changed
from tests.data_files import documents_of, text_of

OLD, NEW, NEXT = "a" * 40, "b" * 40, "c" * 40
"""Three commits."""
IMAGE = f"registry.example.test/network@sha256:{'d' * 64}"
GIVEN: Mapping[str, Any] = {
    "backend": "s3://state",
    "secretsProvider": "awskms://alias/pulumi",
    "source": {"repo": "https://git.example.test/network.git", "commit": OLD},
    "namespace": "fleet",
    "waves": [["lab"], ["canary"], ["one", "two"]],
}
"""A `fleet.yaml`."""
NAMES = ("lab", "canary", "one", "two")
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def stack_config(name: str, number: int, **clusters: object) -> Config:
    """The config of a cluster that is in nobody's way."""
    return changed(
        apart(POOL, name, number), *((("cluster", key), value) for key, value in clusters.items())
    )


def fleet_project(at: Path, given: Mapping[str, Any] = GIVEN) -> Path:
    """A project of four stacks in three waves."""
    at.mkdir(exist_ok=True)
    for number, name in enumerate(NAMES):
        project(at, stack_config(name, 50 + number), name)
    return with_fleet(at, given)


def with_fleet(at: Path, given: object) -> Path:
    """Writes the project's `fleet.yaml`."""
    (at / "fleet.yaml").write_text(text_of(given, sort_keys=False))
    return at


def at_commit(commit: str, **changes: object) -> dict[str, Any]:
    """A `fleet.yaml` with another commit, and other keys."""
    return {**GIVEN, "source": {**GIVEN["source"], "commit": commit}, **changes}


def fleet_of(at: Path) -> Fleet:
    """The fleet of a project, which must fit."""
    return read_fleet(at)


def stacks_in_file(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The Stack of a rendered file, and its twin."""
    found = [each for each in documents_of(path.read_text()) if each["kind"] == "Stack"]
    stack, twin = found
    return stack, twin


def with_status(
    document: Mapping[str, Any],
    state: str = "Ready",
    *,
    reason: str = "",
    message: str = "",
    seen: bool = True,
    failures: int = 0,
) -> dict[str, Any]:
    """A Stack as the operator leaves it: `Ready`, `Stalled` or `Reconciling`."""
    generation = 3
    commit = document["spec"].get("commit", "")
    conditions = [
        {
            "type": "Ready",
            "status": "True" if state == "Ready" else "False",
            "reason": "ProcessingCompleted" if state == "Ready" else "NotReadyInProgress",
            "message": "",
            "lastTransitionTime": "2026-11-26T11:00:00Z",
        }
    ]
    if state != "Ready":
        conditions.append(
            {
                "type": state,
                "status": "True",
                "reason": reason or "UpdateFailed",
                "message": "update failed 3 times; not retrying until the spec or source changes",
                "lastTransitionTime": "2026-11-26T11:00:00Z",
            }
        )
    return {
        **document,
        "metadata": {**document["metadata"], "generation": generation},
        "status": {
            "observedGeneration": generation if seen else generation - 1,
            "conditions": conditions,
            "lastUpdate": {
                "generation": generation,
                "state": "succeeded" if state == "Ready" else "failed",
                "message": message,
                "lastAttemptedCommit": commit,
                "lastSuccessfulCommit": commit if state == "Ready" else OLD,
                "lastResyncTime": "2026-11-26T09:00:00Z",
                "failures": failures,
            },
        },
    }


class Objects:
    """A source of objects: a hub with these Stacks, at a fixed time."""

    def __init__(self, stacks: Sequence[Json]) -> None:
        self._stacks = list(stacks)

    def get(self, path: str, *, metadata_only: bool = False) -> Json | None:
        """Nothing but the list is asked for."""
        raise AssertionError(path, metadata_only)

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[list[Json]] | None:
        """The Stacks that have the label that is asked for."""
        assert path == "/apis/pulumi.com/v1/stacks"
        label = query["labelSelector"]
        return iter([[each for each in self._stacks if label in each["metadata"]["labels"]]])

    def now(self) -> datetime:
        """The time by the hub's clock."""
        return NOW
