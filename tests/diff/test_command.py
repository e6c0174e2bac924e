"""The way into the diff: what it writes, and what it cannot do in one message."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cilium_ako.diff.command import FILES, Printed, run_diff
from tests.diff.repository import Repository, config


def test_all_formats_are_written_beside_what_is_printed(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit({"dev": config()})
    folder = tmp_path / "out" / "deeper"
    printed = run_diff(
        ["dev"],
        directory=repository.path,
        base="HEAD",
        output="json",
        output_directory=folder,
        environment=repository.environment,
    )
    assert json.loads(printed.text)[0]["verdict"] == "none"
    assert {each.name for each in folder.iterdir()} == {*FILES.values(), "comment.md"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "give one of"),
        ({"base": "HEAD", "state": Path("x")}, "give one of"),
        ({"state": Path("no-such-file")}, "name exactly one"),
        ({"base": "HEAD", "preview_json": [Path("no-such-file")]}, "does not exist"),
    ],
    ids=["neither", "both", "state of several", "no preview"],
)
def test_what_cannot_be_done_is_one_message(
    repository: Repository, given: dict[str, object], words: str
) -> None:
    call: Callable[..., Printed] = run_diff
    printed = call([], directory=repository.path, environment=repository.environment, **given)
    assert printed.status == 1
    (message,) = printed.messages
    assert words in message.what
    assert message.fix
