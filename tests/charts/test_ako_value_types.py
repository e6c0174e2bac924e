"""The real charts of AKO refuse what the table of rendered types says that they do."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from cilium_ako.catalogue.ako.value_words import RENDERED_TYPES, RenderedType
from cilium_ako.catalogue.kubernetes.api_versions import OFFERED
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.helm_values import Values, set_dotted
from cilium_ako.charts.yaml_text import yaml_text
from tests.charts.real_charts import chart_path, why_not_rendered
from tests.strategies import AKO_VERSIONS

WRONG: dict[str, Any] = {"text": True, "boolean": "true", "number": "1"}
RIGHT: dict[str, Any] = {"text": "true", "boolean": True, "number": 1}


def _helm(version: str, key: str, value: object) -> subprocess.CompletedProcess[str]:
    reason = why_not_rendered("ako", version)
    if reason:
        pytest.skip(reason)
    # old charts make the Secret themselves, and fail without its texts
    values: Values = {"avicredentials": {"username": "a", "password": "b"}}
    set_dotted(values, key, value)
    command = ["helm", "template", "ako", str(chart_path("ako", version)), "--values", "-"]
    for each in OFFERED:
        command += ["--api-versions", each.api]
    return subprocess.run(
        command, input=yaml_text(values), capture_output=True, text=True, check=False
    )


CASES = [
    pytest.param(version, row, id=f"{version} {row.key}")
    for version in AKO_VERSIONS
    for row in RENDERED_TYPES
]


@pytest.mark.parametrize(("version", "row"), CASES)
def test_a_value_of_another_type_does_not_render(version: str, row: RenderedType) -> None:
    release = Release.parse(version)
    assert release is not None
    applies = row.applies_to(release.minor_release)
    assert (_helm(version, row.key, WRONG[row.type]).returncode != 0) == applies
    assert _helm(version, row.key, RIGHT[row.type]).returncode == 0


@pytest.mark.parametrize("version", AKO_VERSIONS)
def test_three_replicas_do_not_render(version: str) -> None:
    assert _helm(version, "replicaCount", 3).returncode != 0
    assert _helm(version, "replicaCount", 2).returncode == 0
