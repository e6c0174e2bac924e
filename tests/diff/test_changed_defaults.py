"""What the charts' defaults change stands in a report, in every format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cilium_ako.changes import default_changes
from cilium_ako.diff.command import Format, written
from cilium_ako.diff.model import Report
from tests.diff.repository import changed, config

MESH = {"clustermesh": {"useAPIServer": True}}


def upgraded(folder: Path, **more: object) -> Report:
    """The report of an upgrade, without charts."""
    before = config(cilium__version="1.18.12", **more)
    return changed(folder, before, config(cilium__version="1.19.6", **more))


@pytest.mark.parametrize("output", ["text", "markdown", "html", "json"])
def test_every_format_lists_them(tmp_path: Path, output: Format) -> None:
    text = written(upgraded(tmp_path), output)
    for piece in ("mesh-auth-enabled", "packetization-layer-pmtud-mode", "Mutual authentication"):
        assert piece in text
    if output != "json":
        assert "What the defaults change" in text


def test_json_has_them_under_a_key_of_their_own(tmp_path: Path) -> None:
    (stack,) = json.loads(written(upgraded(tmp_path, cilium__values=MESH), "json"))
    found = {each["key"]: each for each in stack["defaults"]}
    policies = found["policy-default-local-cluster"]
    assert (policies["old"], policies["new"]) == ("false", "true")
    assert (policies["class"], policies["rule"]) == ("disruptive", "policies-local-to-cluster")
    assert found["mesh-auth-enabled"]["class"] == "safe"
    assert found["mesh-auth-enabled"]["rule"] is None
    assert stack["verdict"] == "disruptive"
    assert stack["defaults"][0] == policies


def test_what_nobody_has_looked_at_is_not_known_and_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(default_changes, "_ROWS", {"cilium": (), "ako": ()})
    report = upgraded(tmp_path)
    (stack,) = json.loads(written(report, "json"))
    assert stack["defaults"][0]["class"] == "unknown"
    assert "not known)" in written(report, "text")


def test_a_patch_lists_nothing(tmp_path: Path) -> None:
    before, after = (config(cilium__version=each) for each in ("1.18.11", "1.18.12"))
    report = changed(tmp_path, before, after)
    (stack,) = json.loads(written(report, "json"))
    assert stack["defaults"] == []
    assert "What the defaults change" not in written(report, "text")
