"""States of other programs, as `pulumi stack export` wrote them, shown to the policies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from cilium_ako.changes.facts import Hidden
from cilium_ako.changes.state_export import without_secrets
from tests.policy.tools import needs_tools, told_by

pytestmark = needs_tools

STATES: Final = Path(__file__).with_name("states")
FOUND: Final = {
    "plain-releases": ["values-unknown", "pair-cni-plugin"],
    "secret-values": ["values-unknown", "release-unread"],
    "across-stacks": [],
}
"""State to the policies that report something of it."""


def resources(state: str) -> list[dict[str, Any]]:
    """What an engine would tell of the state's resources, with `[secret]` as it does."""
    document = json.loads((STATES / f"{state}.json").read_text("utf-8"))
    return [
        {
            "type": each["type"],
            "name": each["urn"].rpartition("::")[2],
            "props": redacted(without_secrets(each["inputs"])),
            "provider": each.get("provider", ""),
        }
        for each in document["deployment"]["resources"]
    ]


def redacted(value: object) -> object:
    if isinstance(value, Hidden):
        return "[secret]"
    if isinstance(value, dict):
        return {key: redacted(inner) for key, inner in value.items()}
    return value


@pytest.mark.parametrize("state", FOUND)
def test_a_state_of_another_program_is_judged(state: str) -> None:
    (found,) = told_by("everything", [resources(state)])
    assert sorted(found) == sorted(FOUND[state])


def test_every_state_is_looked_at() -> None:
    assert {path.stem for path in STATES.iterdir()} == FOUND.keys()
