"""Stacks whose config stands in part, or as a whole, in an environment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands.runs import Invoke, project
from tests.configs import POOL, without

READERS = (["preview", "dev"], ["values", "dev", "--chart", "cilium"], ["doctor", "dev"])


def _file(at: Path, config: dict[str, Any], environment: object = ("platform/prod",)) -> Path:
    keys = {f"cilium-ako:{key}": value for key, value in config.items()}
    shape = list(environment) if isinstance(environment, tuple) else environment
    return project(at, yaml.safe_dump({"environment": shape, "config": keys}))


def _printed(at: Path, config: dict[str, Any]) -> Path:
    entries = {
        f"cilium-ako:{key}": {
            "value": value if isinstance(value, str) else json.dumps(value),
            **({} if isinstance(value, str) else {"objectValue": value}),
            "secret": False,
        }
        for key, value in config.items()
    }
    entries["cilium-ako:aviPassword"] = {"secret": True}
    (at / "config.json").write_text(json.dumps(entries), "utf-8")
    return at / "config.json"


def test_what_is_absent_is_a_note_and_the_rest_is_judged(invoke: Invoke, tmp_path: Path) -> None:
    _file(tmp_path, {})
    found = invoke("check", "dev", "--format", "json", at=tmp_path)
    assert found.status == 0
    (checked,) = json.loads(found.out)
    assert checked["ok"] is True
    (note,) = checked["problems"]
    assert (note["severity"], note["path"]) == ("note", "environment")
    assert "platform/prod" in note["message"]
    assert "cilium-ako:cluster, cilium-ako:cilium" in note["message"]
    assert "--config-json" in note["fix"]


def test_what_is_wrong_is_an_error_all_the_same(invoke: Invoke, tmp_path: Path) -> None:
    _file(tmp_path, {"cilium": {"version": 1.18}, "cluster": {"nodeCidr": "10.0.0.0/16"}})
    found = invoke("check", "dev", "--format", "json", at=tmp_path)
    assert found.status == 2
    (checked,) = json.loads(found.out)
    errors = {each["path"] for each in checked["problems"] if each["severity"] == "error"}
    assert errors == {"cilium-ako:cilium.version", "cilium-ako:cluster.nodeCidr"}


def test_a_rule_about_what_is_absent_is_a_note(invoke: Invoke, tmp_path: Path) -> None:
    _file(tmp_path, without(POOL, "aviUsername"))
    found = invoke("check", "dev", "--format", "json", at=tmp_path)
    assert found.status == 0
    (checked,) = json.loads(found.out)
    notes = {each["rule"] for each in checked["problems"]}
    assert notes == {"avi-username-missing", "secret-missing-offline", "environment-unseen"}
    assert {each["severity"] for each in checked["problems"]} == {"note"}


@pytest.mark.parametrize("command", READERS, ids=lambda each: str(each[0]))
def test_a_command_says_what_it_lacks(invoke: Invoke, tmp_path: Path, command: list[str]) -> None:
    _file(tmp_path, without(POOL, "cluster"))
    found = invoke(*command, at=tmp_path)
    assert (found.status, found.out) == (1, "")
    assert "cilium-ako:cluster may come from the environment platform/prod" in found.err
    assert "--config-json config.json" in found.err


@pytest.mark.parametrize("with_file", [True, False], ids=["a file", "no file"])
def test_the_cli_s_json_gives_what_is_lacking(
    invoke: Invoke, tmp_path: Path, *, with_file: bool
) -> None:
    _file(tmp_path, without(POOL, "cluster"))
    if not with_file:
        (tmp_path / "Pulumi.dev.yaml").unlink()
    path = str(_printed(tmp_path, POOL))
    checked = invoke("check", "dev", "--config-json", path, at=tmp_path)
    assert (checked.status, "no problems" in checked.out) == (0, True)
    values = invoke("values", "dev", "--chart", "cilium", "--config-json", path, at=tmp_path)
    assert values.status == 0
    assert yaml.safe_load(values.out)["ipam"]["mode"] == "cluster-pool"
    preview = invoke("preview", "dev", "--config-json", path, "--format", "json", at=tmp_path)
    assert preview.status == 0
    assert json.loads(preview.out)[0]["decisions"]["cilium"] == POOL["cilium"]["version"]


def test_inline_values_are_a_whole_config(invoke: Invoke, tmp_path: Path) -> None:
    keys = {f"cilium-ako:{key}": value for key, value in POOL.items()}
    _file(tmp_path, {}, {"values": {"pulumiConfig": keys}})
    found = invoke("values", "dev", "--chart", "ako", at=tmp_path)
    assert found.status == 0
    assert "environment" not in found.err


@pytest.mark.parametrize("stacks", [[], ["dev", "staging"]], ids=["none", "two"])
def test_a_config_is_of_one_stack(invoke: Invoke, tmp_path: Path, stacks: list[str]) -> None:
    _file(tmp_path, POOL)
    path = str(_printed(tmp_path, POOL))
    found = invoke("check", *stacks, "--config-json", path, at=tmp_path)
    assert found.status == 1
    assert "exactly one" in found.err


def test_another_shape_is_one_message(invoke: Invoke, tmp_path: Path) -> None:
    _file(tmp_path, POOL, 5)
    found = invoke("check", "dev", at=tmp_path)
    assert found.status == 2
    assert found.out.startswith("dev: 1 error\n")
    assert "has an `environment` that is neither" in found.out
    assert "Traceback" not in found.out + found.err
