"""Rows that a chart refuses, against the charts: it renders an example or not as the row says."""

from __future__ import annotations

import pytest

from cilium_ako.catalogue.charts.keys import types_of
from cilium_ako.catalogue.refusals import REFUSALS
from cilium_ako.charts.helm_values import flatten
from cilium_ako.config.stack import parse
from cilium_ako.effective.refusals import refusal_findings
from cilium_ako.effective.release import effective_release
from tests.charts.real_charts import helm_template, why_not_rendered
from tests.effective.examples import Example, examples, of_release, raw
from tests.strategies import CONTRACT_VERSIONS

BY_CHART = [each for each in examples() if each.row.by == "chart"]


@pytest.mark.parametrize("version", CONTRACT_VERSIONS)
@pytest.mark.parametrize("example", BY_CHART, ids=lambda each: each.row.id)
def test_a_chart_refuses_what_its_row_says(example: Example, version: str) -> None:
    reason = why_not_rendered("cilium", version)
    if reason:
        pytest.skip(reason)
    stack, errors = parse("dev", raw(of_release(example.config, version)), offline=True)
    assert errors == []
    found = effective_release(stack)
    assert found is not None
    for key, _ in flatten(found.cilium.values):
        if types_of("cilium", found.minor, key) is None:
            pytest.skip(f"{key} is no key of the chart {version}, which is refused before")
    refusing = {row.id for row in REFUSALS if row.by == "chart"}
    expected = sorted(refusing & {identity for identity, _ in refusal_findings(found)})
    ran = helm_template("cilium", version, found.values)
    assert (ran.returncode != 0) == bool(expected), (expected, ran.stderr[-600:])
