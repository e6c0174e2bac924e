"""`values`: YAML and nothing else on stdout."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.commands.runs import STACKS, Invoke, project
from tests.configs import POOL, without


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
