"""The report for a program: JSON whatever it holds, with the keys that are promised."""

from __future__ import annotations

import json

from cilium_ako.diff.command import written
from cilium_ako.diff.model import Report
from tests.diff.repository import Repository, config


def test_json_stays_json(hostile: Report) -> None:
    text = written(hostile, "json")
    assert text.isascii()
    assert len(json.loads(text)) == 1


def test_json_has_the_shape_that_is_promised(repository: Repository) -> None:
    repository.commit({"dev": config()})
    repository.write({"dev": config(cilium__ipam__podCidrs=["10.99.0.0/16"])})
    (found,) = json.loads(written(repository.report("dev"), "json"))
    assert list(found)[:7] == [
        "stack", "verdict", "changes", "unknown", "decisions", "values", "manifests",
    ]  # fmt: skip
    assert found["verdict"] == "forbidden"
    assert found["judgedByBase"] is True  # the program is no part of that repository
    assert found["judgingChange"] is None
    assert list(found["changes"][0]) == [
        "path", "old", "new", "class", "rule", "consequence", "runbook", "acknowledged",
    ]  # fmt: skip
    assert list(found["decisions"]) == ["before", "after"]
    assert list(found["values"][0]) == ["chart", "key", "old", "new"]
