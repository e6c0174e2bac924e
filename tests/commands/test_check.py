"""`check`: exit statuses, the shape of its JSON, and what bad input gets."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.commands.runs import ROOT, STACKS, Invoke, project
from tests.configs import POOL, changed, without


@pytest.mark.parametrize("stack", STACKS)
def test_the_examples_pass(invoke: Invoke, stack: str) -> None:
    found = invoke("check", stack, "--format", "json")
    assert found.status == 0
    (checked,) = json.loads(found.out)
    assert checked["ok"] is True
    # a secret that is not set yet is a warning here, and the only one
    left = [each for each in checked["problems"] if not each["acknowledged"]]
    unseen = {("note", "eni-subnets-unseen")} if stack == "prod-aws" else set()
    told = {(each["severity"], each["rule"]) for each in left}
    assert told == {("warning", "secret-missing-offline"), *unseen}


def test_the_examples_carry_no_secure_values() -> None:
    for stack in STACKS:
        assert "secure:" not in (ROOT / f"Pulumi.{stack}.yaml").read_text("utf-8")


PROBLEM = {"path", "rule", "severity", "message", "fix", "acknowledged"}


def test_json(invoke: Invoke, tmp_path: Path) -> None:
    project(tmp_path, changed(POOL, (("cluster", "maxNodes"), "50")))
    found = invoke("check", "dev", "--format", "json", at=tmp_path)
    assert found.status == 2
    assert found.err == ""
    (checked,) = json.loads(found.out)
    assert set(checked) == {"stack", "ok", "problems"}
    assert checked["stack"] == "dev"
    assert checked["ok"] is False
    for problem in checked["problems"]:
        assert set(problem) == PROBLEM
        assert isinstance(problem["acknowledged"], bool)
        assert problem["severity"] in ("error", "warning")


def test_json_is_a_list_in_the_order_of_the_arguments(invoke: Invoke) -> None:
    found = invoke("check", "staging", "dev", "--format", "json")
    assert [each["stack"] for each in json.loads(found.out)] == ["staging", "dev"]


def test_every_stack_without_arguments(invoke: Invoke) -> None:
    found = invoke("check", "--format", "json")
    assert [each["stack"] for each in json.loads(found.out)] == list(STACKS)


def test_the_worst_of_all_stacks(invoke: Invoke, tmp_path: Path) -> None:
    project(tmp_path, POOL)
    project(tmp_path, "config: 5\n", "broken")
    found = invoke("check", at=tmp_path)
    assert found.status == 2
    assert "broken: 1 error" in found.out
    assert "dev: 1 warning" in found.out
    assert invoke("check", "dev", at=tmp_path).status == 0


def test_an_acknowledged_error_does_not_fail(invoke: Invoke, tmp_path: Path) -> None:
    wrong = changed(POOL, (("cilium", "values"), {"zzzzzz": 1}))
    project(tmp_path, wrong)
    assert invoke("check", "dev", at=tmp_path).status == 2
    project(tmp_path, {**wrong, "acknowledge": {"values-unknown": {"reason": "NET-1"}}})
    found = invoke("check", "dev", "--format", "json", at=tmp_path)
    assert found.status == 0
    (checked,) = json.loads(found.out)
    assert checked["ok"] is True
    by_rule = {each["rule"]: each for each in checked["problems"]}
    assert by_rule["values-unknown"]["acknowledged"] is True


def test_text_in_colours_and_in_a_narrow_window(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = changed(POOL, (("cilium", "values"), {"zzzzzz": 1}))
    project(tmp_path, {**wrong, "acknowledge": {"values-unknown": {"reason": "NET-1"}}})
    plain = invoke("check", "dev", at=tmp_path).out
    colored = invoke("check", "dev", "--color", "always", at=tmp_path).out
    assert "\x1b[1;33mwarning\x1b[0m" in colored
    assert "\x1b[2macknowledged\x1b[0m" in colored
    monkeypatch.setenv("COLUMNS", "40")
    narrow = invoke("check", "dev", at=tmp_path).out
    assert narrow.split() == plain.split()
    assert all(
        len(line) <= 40 or line.lstrip().startswith(("fix: ", "cilium-ako:"))
        for line in narrow.splitlines()
    )


# --- bad input


BAD: dict[str, tuple[str, str]] = {
    "no YAML": ("config: [\n", "is not valid YAML"),
    "no mapping": ("- a\n", "is not a mapping"),
    "duplicate key": ("config: {}\nconfig: {}\n", "has the key config twice"),
    "two documents": ("a: 1\n---\nb: 1\n", "has a second document"),
    "empty": ("", "cluster is required"),
    "deep": ("config: " + "[" * 200_000, "is nested too deeply"),
    "a megabyte": ("#" * (1 << 20) + "\n", "is larger than 1 MiB and was not read"),
    "control character": ("config: \x00\n", "a character that YAML forbids"),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("command", [("check",), ("preview",), ("values", "--chart", "cilium")])
def test_bad_files(
    invoke: Invoke, tmp_path: Path, text: str, said: str, command: tuple[str, ...]
) -> None:
    project(tmp_path, text)
    started = time.monotonic()
    found = invoke(command[0], "dev", *command[1:], at=tmp_path)
    assert time.monotonic() - started < 1
    assert found.status == 2
    shown = found.out if command[0] == "check" else found.err
    assert said in " ".join(shown.split())
    assert "Traceback" not in found.out + found.err
    if command[0] != "check":
        assert found.out == ""


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "number as a text": (changed(POOL, (("cluster", "maxNodes"), "50")), "cluster.maxNodes"),
    "version as a float": (
        changed(POOL, (("cluster", "kubernetesVersion"), 1.33)),
        'write "1.33", with the quotes',
    ),
    "host bits": (changed(POOL, (("cluster", "nodeCidrs"), ["10.0.0.1/8"])), "10.0.0.0/8"),
    "IPv6": (changed(POOL, (("cluster", "nodeCidrs"), ["fd00::/64"])), "no node range is IPv4"),
    "unknown word": (changed(POOL, (("cilium", "ipam", "mode"), "cluster-role")), "cluster-pool"),
    "secret in clear": ({**POOL, "aviPassword": "hunter2"}, "clear-secret"),
    "nothing required": (without(POOL, "cluster"), "cluster is required"),
}


@pytest.mark.parametrize(("config", "said"), WRONG.values(), ids=WRONG)
def test_wrong_configs(invoke: Invoke, tmp_path: Path, config: dict[str, Any], said: str) -> None:
    project(tmp_path, config)
    found = invoke("check", "dev", at=tmp_path)
    assert found.status == 2
    assert said in " ".join(found.out.split())
    assert "hunter2" not in found.out
    for command in (("preview",), ("values", "--chart", "cilium")):
        refused = invoke(command[0], "dev", *command[1:], at=tmp_path)
        assert refused.status == 2
        assert refused.out == ""


def test_an_unknown_stack_names_the_known_ones(invoke: Invoke) -> None:
    found = invoke("check", "deb")
    assert found.status == 2
    assert "there is no stack 'deb'" in found.out
    assert "dev, prod-aws, staging" in found.out
    assert invoke("preview", "deb").status == 2
    (checked,) = json.loads(invoke("check", "deb", "--format", "json").out)
    assert checked["problems"][0]["rule"] == "unreadable"


def test_a_path_that_leads_nowhere(invoke: Invoke) -> None:
    found = invoke("check", "./Pulumi.nope.yaml")
    assert found.status == 2
    assert "there is no file ./Pulumi.nope.yaml" in found.out


def test_a_directory(invoke: Invoke, tmp_path: Path) -> None:
    found = invoke("check", f"{tmp_path}/")
    assert found.status == 2
    assert "is a folder and no file" in found.out


def test_no_project(invoke: Invoke, tmp_path: Path) -> None:
    for command in (("check",), ("check", "dev"), ("preview", "dev")):
        found = invoke(*command, at=tmp_path)
        assert found.status == 2
        assert "no Pulumi.yaml" in found.out + found.err


def test_no_stack_files(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: cilium-ako\n")
    found = invoke("check", at=tmp_path)
    assert found.status == 2
    assert "there is no stack file" in found.out


def test_stacks_are_judged_together(invoke: Invoke, tmp_path: Path) -> None:
    project(tmp_path, POOL)
    project(tmp_path, POOL, "twin")
    for arguments in ((), ("twin", "dev")):
        found = invoke("check", *arguments, "--format", "json", at=tmp_path)
        assert found.status == 2
        for stack, other in zip(json.loads(found.out), json.loads(found.out)[::-1], strict=True):
            shared = [each for each in stack["problems"] if "others" in each]
            assert "api-server-shared" in {each["rule"] for each in shared}
            assert all(each["others"] == [other["stack"]] for each in shared)


def test_one_stack_is_judged_alone(invoke: Invoke, tmp_path: Path) -> None:
    config = changed(POOL, (("acknowledge",), {"api-server-shared": {"reason": "NET-1"}}))
    project(tmp_path, config)
    project(tmp_path, POOL, "twin")
    found = invoke("check", "dev", at=tmp_path)
    assert found.status == 0
    assert "api-server-shared" not in found.out
