"""`preview`: the same for the same config, whatever surrounds it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.commands.runs import ROOT, STACKS, Invoke, project
from tests.configs import POOL
from tests.forked import Result, forked
from tests.rules.cases import base_case, patched


@pytest.mark.parametrize("stack", STACKS)
def test_the_examples(invoke: Invoke, stack: str) -> None:
    found = invoke("preview", stack)
    assert found.status == 0
    assert f"Stack {stack}: decisions" in found.out
    assert "pulumi:pulumi:Stack" in found.out
    assert "kubernetes:helm.sh/v3:Release" in found.out
    assert "to create" in found.out
    assert "secret-missing-offline" in found.err
    assert "\x1b" not in found.out + found.err


def test_a_narrow_window_loses_no_word(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = invoke("preview", "dev").out
    monkeypatch.setenv("COLUMNS", "40")
    narrow = invoke("preview", "dev").out

    def words(text: str) -> list[str]:
        return sorted(word for word in text.split() if not set(word) <= set("│├└─+"))

    # the heading of a column that is not beside the tree any more
    assert words(narrow) == [word for word in words(plain) if word != "Name"]
    for line in narrow.splitlines():
        assert len(line) <= 40 or " " not in line.lstrip(" │├└─+")


def test_colours(invoke: Invoke) -> None:
    colored = invoke("--color", "always", "preview", "dev")
    assert "\x1b[32m +  \x1b[0m" in colored.out
    assert "\x1b[1;33mwarning\x1b[0m" in colored.err
    assert "\x1b" not in invoke("--color", "always", "preview", "dev", "--color", "never").out


def test_json(invoke: Invoke) -> None:
    found = invoke("preview", "staging", "--format", "json")
    assert found.status == 0
    (preview,) = json.loads(found.out)
    assert set(preview) == {"stack", "decisions", "resources", "kvstoreNotes"}
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


def test_the_operator_s_policy(invoke: Invoke) -> None:
    text = invoke("preview", "prod-aws").out
    policy = json.loads(invoke("values", "prod-aws", "--iam").out)
    for statement in policy["Statement"]:
        assert f"  {statement['Sid']} " in text
    assert "because it makes interfaces; only in the cluster's VPC" in text
    assert '"Version": "2012-10-17"' in text
    assert "of the 6,144 characters of a managed policy" in text
    markdown = invoke("preview", "prod-aws", "--format", "markdown").out
    begin = markdown.index("```json\n") + len("```json\n")
    assert json.loads(markdown[begin : markdown.index("\n```", begin)]) == policy
    (preview,) = json.loads(invoke("preview", "prod-aws", "--format", "json").out)
    told = preview["operatorPolicy"]
    assert set(told) == {"document", "reasons", "characters"}
    assert list(told["reasons"]) == [each["Sid"] for each in policy["Statement"]]


def test_who_gets_a_role_that_is_made_is_shown(invoke: Invoke) -> None:
    (preview,) = json.loads(invoke("preview", "prod-aws", "--format", "json").out)
    told = preview["operatorTrust"]
    assert "prod-aws" in told["reason"]
    text = invoke("preview", "prod-aws").out
    for line in json.dumps(told["document"], indent=2).splitlines():
        assert f"  {line}\n" in text
    assert told["reason"] in invoke("preview", "prod-aws", "--format", "markdown").out


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_without_eni_nothing_is_said_of_a_policy(invoke: Invoke, format_: str) -> None:
    found = invoke("preview", "staging", "--format", format_)
    for word in ("operatorPolicy", "EC2", "2012-10-17"):
        assert word not in found.out + found.err


def test_without_a_region_a_preview_says_why_there_is_no_policy(
    invoke: Invoke, tmp_path: Path
) -> None:
    config = patched(base_case("prod-aws").config, {"cluster": {"region": None}})
    found = invoke("preview", "dev", "--format", "json", at=project(tmp_path, config))
    assert found.status == 0
    assert "warning: dev: cluster.region is not set" in found.err
    assert "operatorPolicy" not in json.loads(found.out)[0]


def test_an_encrypted_value_is_an_unknown_secret(invoke: Invoke, tmp_path: Path) -> None:
    project(tmp_path, {**POOL, "aviPassword": {"secure": "v1:abc:def"}})
    found = invoke("check", "dev", at=tmp_path)
    assert (found.status, found.out) == (0, "dev: no problems\n")
    preview = invoke("preview", "dev", "--format", "json", at=tmp_path)
    assert preview.status == 0
    assert "v1:abc" not in preview.out


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


TWICE = (
    *(("check", "staging", "--format", each) for each in ("text", "markdown", "json")),
    *(("preview", "staging", "--format", each) for each in ("text", "markdown", "json")),
    *(("values", "staging", "--chart", each) for each in ("cilium", "ako")),
)


def test_what_security_groups_must_let_in(invoke: Invoke) -> None:
    (preview,) = json.loads(invoke("preview", "prod-aws", "--format", "json").out)
    told = {each["rule"]: each for each in preview["securityGroupRules"]}
    assert told["wireguard"] == {
        "rule": "wireguard",
        "to": "nodes",
        "from": "nodes",
        "protocol": "udp",
        "fromPort": 51871,
        "toPort": 51871,
        "reason": "encrypted traffic between nodes, in WireGuard",
    }
    text = invoke("preview", "prod-aws", "--color", "never").out
    assert re.search(r"  service engines → pods +TCP, every port\n", text)
    markdown = invoke("preview", "prod-aws", "--format", "markdown").out
    assert (
        "| nodes → nodes | UDP 51871 | encrypted traffic between nodes, in WireGuard |" in markdown
    )


def test_off_aws_no_security_group_is_told_of(invoke: Invoke) -> None:
    (preview,) = json.loads(invoke("preview", "dev", "--format", "json").out)
    assert "securityGroupRules" not in preview
    assert "security groups" not in invoke("preview", "dev").out


EACH = """
import contextlib, io, json, sys
from cilium_ako.commands.app import run
found = []
for arguments in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(arguments)
    found.append((status, out.getvalue(), err.getvalue()))
json.dump(found, sys.stdout)
"""


@cache
def with_hashes_of(seed: str) -> dict[tuple[str, ...], Result]:
    """All of TWICE in one interpreter whose sets have an order of their own."""
    ran = subprocess.run(
        [sys.executable, "-c", EACH, json.dumps(TWICE)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    found = (Result(*each) for each in json.loads(ran.stdout))
    return dict(zip(TWICE, found, strict=True))


@pytest.mark.parametrize("arguments", TWICE, ids=" ".join)
def test_the_same_config_twice_gives_the_same_bytes(arguments: tuple[str, ...]) -> None:
    first, second = (with_hashes_of(seed)[arguments] for seed in ("0", "4711"))
    assert first == second
    assert first.status == 0
    assert first.out


SURROUNDINGS = {
    "config": {"PULUMI_CONFIG": '{"cilium-ako:cluster": "{}", "cilium-ako:nonsense": "1"}'},
    "config that is no JSON": {"PULUMI_CONFIG": "{"},
    "keys of secrets": {"PULUMI_CONFIG_SECRET_KEYS": '["cilium-ako:cluster"]'},
    "another stack": {"PULUMI_STACK": "other", "PULUMI_PROJECT": "other"},
    "an organization": {"PULUMI_ORGANIZATION": "other"},
    "a root directory": {"PULUMI_ROOT_DIRECTORY": "/nowhere"},
    "a preview that is none": {"PULUMI_DRY_RUN": "false", "PULUMI_NODEJS_DRY_RUN": "false"},
    "a key by itself": {"PULUMI_CONFIG_CILIUM_AKO_AVIUSERNAME": "other"},
    "an engine that is not there": {
        "PULUMI_MONITOR": "127.0.0.1:1",
        "PULUMI_ENGINE": "127.0.0.1:1",
        "PULUMI_PARALLEL": "1",
    },
    "modes": {"PULUMI_TEST_MODE": "true", "PULUMI_ENABLE_LEGACY_APPLY": "true"},
    "how outputs are passed on": {
        "PULUMI_DISABLE_RESOURCE_REFERENCES": "1",
        "PULUMI_ERROR_OUTPUT_STRING": "1",
        "PULUMI_ERROR_ON_DEPENDENCY_CYCLES": "false",
    },
    "another cluster": {"KUBECONFIG": "/nowhere/config"},
    "inputs of the provider": {
        "PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY": "false",
        "PULUMI_K8S_DELETE_UNREACHABLE": "true",
        "PULUMI_K8S_CLIENT_QPS": "7",
        "PULUMI_KUBERNETES_MANAGED_BY_LABEL": "other",
    },
}


@cache
def plain_preview() -> Result:
    return forked("preview", "dev", "--format", "json", at=ROOT)


@pytest.mark.parametrize("environment", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_no_surroundings_reach_a_preview(environment: dict[str, str]) -> None:
    assert plain_preview().status == 0
    found = forked("preview", "dev", "--format", "json", at=ROOT, environment=environment)
    assert found == plain_preview()
