"""`values`: YAML, or with `--iam` JSON, and nothing else on stdout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.commands.runs import STACKS, Invoke, project
from tests.configs import POOL, without
from tests.rules.cases import base_case, patched


@pytest.mark.parametrize("chart", ["cilium", "ako"])
@pytest.mark.parametrize("stack", STACKS)
def test_values_are_yaml_and_nothing_else(invoke: Invoke, stack: str, chart: str) -> None:
    found = invoke("values", stack, "--chart", chart, "--color", "always")
    assert found.status == 0
    values = yaml.safe_load(found.out)
    assert isinstance(values, dict)
    assert ("ipam" in values) == (chart == "cilium")
    assert ("AKOSettings" in values) == (chart == "ako")


def test_values_of_a_stack_without_ako(invoke: Invoke, tmp_path: Path) -> None:
    project(tmp_path, without(POOL, "ako"))
    found = invoke("values", "dev", "--chart", "ako", at=tmp_path)
    assert (found.status, found.out) == (1, "")
    assert found.err.endswith(
        "error: dev: the stack has no `ako`, so there are no values for its chart\n"
        "  fix: add the config key `cilium-ako:ako`, or ask for the other chart's values\n"
    )


# --- --iam


def eni(**change: object) -> dict[str, object]:
    """A stack with IPAM eni, changed."""
    found: dict[str, object] = patched(base_case("prod-aws").config, change)
    return found


def test_a_policy_is_json_and_nothing_else(invoke: Invoke) -> None:
    found = invoke("values", "prod-aws", "--iam", "--color", "always")
    assert found.status == 0
    assert set(json.loads(found.out)) == {"Version", "Statement"}
    assert found.out == invoke("values", "prod-aws", "--iam").out
    (preview,) = json.loads(invoke("preview", "prod-aws", "--format", "json").out)
    assert preview["operatorPolicy"]["document"] == json.loads(found.out)


def test_what_keeps_a_policy_wide_is_told(invoke: Invoke, tmp_path: Path) -> None:
    found = invoke("values", "dev", "--iam", at=project(tmp_path, eni()))
    assert found.status == 0
    assert "cluster.vpcId is not set" in found.err
    assert "pulumi config set --path 'cilium-ako:cluster.vpcId' 'vpc-…'" in found.err


def test_nodes_whose_role_the_operator_uses_have_a_policy(invoke: Invoke, tmp_path: Path) -> None:
    config = dict(base_case("old-eni").config)
    found = invoke("values", "dev", "--iam", at=project(tmp_path, config))
    assert found.status == 0
    assert json.loads(found.out)["Statement"]


def test_a_stack_without_eni_has_no_policy(invoke: Invoke) -> None:
    found = invoke("values", "dev", "--iam")
    assert (found.status, found.out) == (1, "")
    assert found.err.endswith(
        "error: dev: ipam.mode is not eni, so Cilium's operator asks nothing of AWS and needs no"
        " policy\n"
        "  fix: ask for the chart's values: cilium-ako values dev --chart cilium\n"
    )


def test_without_a_region_no_policy_is_written(invoke: Invoke, tmp_path: Path) -> None:
    found = invoke("values", "dev", "--iam", at=project(tmp_path, eni(cluster={"region": None})))
    assert (found.status, found.out) == (1, "")
    assert "error: dev: cluster.region is not set" in found.err


def test_a_policy_that_iam_refuses_is_not_written(invoke: Invoke, tmp_path: Path) -> None:
    subnets = [f"subnet-{number:017x}" for number in range(80)]
    config = eni(cilium={"ipam": {"subnetIds": subnets}})
    found = invoke("values", "dev", "--iam", at=project(tmp_path, config))
    assert (found.status, found.out) == (1, "")
    assert "IAM takes 6,144 in a managed policy" in found.err
    assert "cilium-ako:cilium.ipam.subnetIds" in found.err
    preview = invoke("preview", "dev", at=tmp_path)
    assert preview.status == 0
    assert "IAM takes 6,144 in a managed policy" in preview.err


def test_a_policy_is_of_no_chart(invoke: Invoke) -> None:
    both = invoke("values", "prod-aws", "--iam", "--chart", "cilium")
    assert (both.status, both.out) == (1, "")
    assert "exclude each other" in both.err
