"""The command line: exit statuses, what goes where, shapes of JSON, and what bad input gets."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from cilium_ako.cli import _status, app
from tests.configs import POOL, changed, without

ROOT = Path(__file__).parents[2]
TOOL = str(Path(sys.executable).parent / "cilium-ako")
STACKS = ("dev", "prod-aws", "staging")


class Result(NamedTuple):
    status: int
    out: str
    err: str


Invoke = Callable[..., Result]


@pytest.fixture
def invoke(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Runs a command in this process, in a directory."""

    def run(*arguments: str, at: Path = ROOT) -> Result:
        monkeypatch.chdir(at)
        status = _status(lambda: app(list(arguments), standalone_mode=False))
        return Result(status, *capfd.readouterr())

    return run


def spawn(*arguments: str, at: Path = ROOT, **environment: str) -> Result:
    """Runs the installed command."""
    found = subprocess.run(
        [TOOL, *arguments],
        cwd=at,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )
    return Result(found.returncode, found.stdout.decode(), found.stderr.decode())


def project(at: Path, config: dict[str, Any] | str, name: str = "dev") -> Path:
    """A project with one stack."""
    (at / "Pulumi.yaml").write_text("name: cilium-ako\n")
    if not isinstance(config, str):
        document = {"config": {f"cilium-ako:{key}": value for key, value in config.items()}}
        config = yaml.safe_dump(document)
    (at / f"Pulumi.{name}.yaml").write_text(config)
    return at


# --- the examples


@pytest.mark.parametrize("stack", STACKS)
def test_the_examples_pass(invoke: Invoke, stack: str) -> None:
    found = invoke("check", stack, "--format", "json")
    assert found.status == 0
    (checked,) = json.loads(found.out)
    assert checked["ok"] is True
    # a secret that is not set yet is a warning here, and the only one
    assert {each["rule"] for each in checked["problems"]} == {"secret-missing-offline"}
    assert {each["severity"] for each in checked["problems"]} == {"warning"}


@pytest.mark.parametrize("stack", STACKS)
def test_preview_of_the_examples(invoke: Invoke, stack: str) -> None:
    found = invoke("preview", stack)
    assert found.status == 0
    assert f"Stack {stack}: decisions" in found.out
    assert "pulumi:pulumi:Stack" in found.out
    assert "kubernetes:helm.sh/v3:Release" in found.out
    assert "to create" in found.out
    assert "secret-missing-offline" in found.err
    assert "\x1b" not in found.out + found.err


@pytest.mark.parametrize("chart", ["cilium", "ako"])
@pytest.mark.parametrize("stack", STACKS)
def test_values_are_yaml_and_nothing_else(invoke: Invoke, stack: str, chart: str) -> None:
    found = invoke("values", stack, "--chart", chart)
    assert found.status == 0
    values = yaml.safe_load(found.out)
    assert isinstance(values, dict)
    assert ("ipam" in values) == (chart == "cilium")
    assert ("AKOSettings" in values) == (chart == "ako")


def test_the_examples_carry_no_secure_values() -> None:
    for stack in STACKS:
        assert "secure:" not in (ROOT / f"Pulumi.{stack}.yaml").read_text("utf-8")


# --- shapes of JSON


PROBLEM = {"path", "rule", "severity", "message", "fix", "acknowledged"}


def test_json_of_check(invoke: Invoke, tmp_path: Path) -> None:
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


def test_json_of_preview(invoke: Invoke) -> None:
    found = invoke("preview", "staging", "--format", "json")
    assert found.status == 0
    (preview,) = json.loads(found.out)
    assert set(preview) == {"stack", "decisions", "resources"}
    assert all(isinstance(value, str) for value in preview["decisions"].values())
    resources = preview["resources"]
    for each in resources:
        assert set(each) == {
            "urn",
            "type",
            "name",
            "parent",
            "dependsOn",
            "inputs",
            "secretInputs",
        }
        assert each["urn"].startswith("urn:pulumi:staging::cilium-ako::")
        assert "pulumi:pulumi:Stack$" not in each["urn"]
        assert each["dependsOn"] == sorted(each["dependsOn"])
        assert each["secretInputs"] == sorted(each["secretInputs"])
    urns = [each["urn"] for each in resources]
    assert urns == sorted(urns)
    assert {each["parent"] for each in resources} <= {*urns, ""}
    assert {urn for each in resources for urn in each["dependsOn"]} <= set(urns)


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
    "IPv6": (changed(POOL, (("cluster", "nodeCidrs"), ["fd00::/64"])), "IPv4 is meant"),
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


def test_an_encrypted_value_is_an_unknown_secret(invoke: Invoke, tmp_path: Path) -> None:
    project(tmp_path, {**POOL, "aviPassword": {"secure": "v1:abc:def"}})
    found = invoke("check", "dev", at=tmp_path)
    assert (found.status, found.out) == (0, "dev: no problems\n")
    preview = invoke("preview", "dev", "--format", "json", at=tmp_path)
    assert preview.status == 0
    assert "v1:abc" not in preview.out


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


def test_stacks_by_path_from_anywhere(invoke: Invoke, tmp_path: Path) -> None:
    path = str(ROOT / "Pulumi.dev.yaml")
    by_path = invoke("preview", path, "--format", "json", at=tmp_path)
    by_name = invoke("preview", "dev", "--format", "json")
    assert by_path.status == 0
    assert by_path.out == by_name.out
    inside = invoke("check", "dev", at=ROOT / "cilium_ako")
    assert inside.status == 0


@pytest.mark.parametrize("name", ["my stack.yaml", "a=b.yaml", "Pulumi..yaml", "ü.yaml", "x.yml"])
def test_files_with_odd_names(invoke: Invoke, tmp_path: Path, name: str) -> None:
    shutil.copy(ROOT / "Pulumi.dev.yaml", tmp_path / name)
    found = invoke("preview", f"./{name}", at=tmp_path)
    assert found.status == 0, found.err


def test_values_of_a_stack_without_ako(invoke: Invoke, tmp_path: Path) -> None:
    project(tmp_path, without(POOL, "ako"))
    found = invoke("values", "dev", "--chart", "ako", at=tmp_path)
    assert (found.status, found.out) == (1, "")
    assert "has no `ako`" in found.err


# --- usage


USAGE = {
    "nothing": (),
    "unknown command": ("chek",),
    "unknown option": ("check", "--formt", "json"),
    "unknown format": ("check", "--format", "xml"),
    "missing stack": ("preview",),
    "too many stacks": ("preview", "dev", "staging"),
    "missing chart": ("values", "dev"),
    "unknown chart": ("values", "dev", "--chart", "istio"),
    "option without a value": ("check", "--format"),
}


@pytest.mark.parametrize("arguments", USAGE.values(), ids=USAGE)
def test_usage_errors_are_no_invalid_config(invoke: Invoke, arguments: tuple[str, ...]) -> None:
    found = invoke(*arguments)
    assert found.status == 1
    assert "Traceback" not in found.err
    assert found.out == "" or not arguments
    assert "Usage" in found.out + found.err or "requires an argument" in found.err


@pytest.mark.parametrize("command", ["check", "values", "preview", "rules", "diff", "doctor"])
def test_help_teaches(invoke: Invoke, command: str) -> None:
    found = invoke(command, "--help")
    assert found.status == 0
    assert f"Example: cilium-ako {command}" in " ".join(found.out.split())
    assert found.err == ""
    assert invoke(command, "-h").out == found.out


def test_help_tells_exit_statuses_and_commands(invoke: Invoke) -> None:
    text = " ".join(invoke("--help").out.split())
    for piece in ("Exit status: 0 fine", "2 invalid config", "check", "values", "preview"):
        assert piece in text


# --- as people run it


def test_the_installed_command() -> None:
    found = spawn("check", "dev")
    assert found.status == 0
    assert found.err == ""
    assert spawn("check", "nope").status == 2
    assert spawn("chek").status == 1


def test_colours_only_where_somebody_looks() -> None:
    # a terminal is no pipe: `script` would be needed for one, so the switch itself is asked
    from cilium_ako.cli import _styled  # noqa: PLC0415

    class Terminal:
        def isatty(self) -> bool:
            return True

    terminal: Any = Terminal()
    assert _styled(terminal) == (os.environ.get("TERM") != "dumb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TERM", "xterm")
        assert _styled(terminal)
        patch.setenv("NO_COLOR", "1")
        assert not _styled(terminal)
    assert "\x1b" not in spawn("preview", "dev", FORCE_COLOR="1").out


def test_a_reader_that_has_read_enough() -> None:
    command = f"'{TOOL}' rules | head -n 1; echo ${{PIPESTATUS[0]}}"
    found = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stderr == ""
    first, status = found.stdout.splitlines()
    assert first
    assert status in ("0", "1")


def test_output_that_a_terminal_cannot_show() -> None:
    found = spawn("preview", "dev", PYTHONIOENCODING="ascii")
    assert found.status == 0, found.err
    assert "kubernetes:helm.sh/v3:Release" in found.out


OUTPUTS = [
    *(("check", "staging", "--format", each) for each in ("text", "markdown", "json")),
    *(("preview", "staging", "--format", each) for each in ("text", "markdown", "json")),
    *(("values", "staging", "--chart", each) for each in ("cilium", "ako")),
]


@pytest.mark.parametrize("arguments", OUTPUTS, ids=" ".join)
def test_the_same_config_twice_gives_the_same_bytes(arguments: tuple[str, ...]) -> None:
    first = spawn(*arguments, PYTHONHASHSEED="0")
    second = spawn(*arguments, PYTHONHASHSEED="4711")
    assert first == second
    assert first.status == 0
    assert first.out


def test_no_surroundings_reach_a_preview(tmp_path: Path) -> None:
    plain = spawn("preview", "dev", "--format", "json")
    config = tmp_path / "config"
    config.write_text("current-context: other\n")
    around = spawn(
        "preview",
        "dev",
        "--format",
        "json",
        KUBECONFIG=str(config),
        PULUMI_CONFIG='{"cilium-ako:cluster": "{}"}',
        PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY="false",
        HOME=str(tmp_path),
    )
    assert around == plain
