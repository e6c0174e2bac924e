"""Keys that a chart refuses although it does not have them, against the charts."""

from __future__ import annotations

from typing import Any, Final

import pytest

from cilium_ako.catalogue.release_facts import REFUSED_KEYS, RefusedKey
from cilium_ako.charts.helm_values import set_dotted
from cilium_ako.policies.judge import judge_release
from tests.charts.real_charts import helm_template, why_not_rendered
from tests.effective.examples import release
from tests.policies.declared import properties, released
from tests.strategies import CONTRACT_VERSIONS


def told(key: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if key == "endpointStatus":
        key = "endpointStatus.enabled"
    set_dotted(values, key, True if key.startswith("enable") or key.endswith("enabled") else "x")
    return values


GONE: Final = [
    (row, version)
    for row in REFUSED_KEYS
    for version in CONTRACT_VERSIONS
    if row.since <= release(version).minor_release
]
"""Every such key with the charts from the first on that refuses it."""


@pytest.mark.parametrize(("row", "version"), GONE, ids=lambda each: getattr(each, "key", each))
def test_a_chart_renders_without_a_key_that_went_away_and_with_it_as_its_row_says(
    row: RefusedKey, version: str
) -> None:
    given = released("cilium", properties("cilium", version, told(row.key)))
    found = {each.rule for each in judge_release(given).findings}
    refused = row.applies_to(release(version).minor_release)
    assert ("values-removed" in found, "values-unknown" in found) == (refused, not refused)
    reason = why_not_rendered("cilium", version)
    if reason:
        pytest.skip(reason)
    ran = helm_template("cilium", version, told(row.key))
    assert (ran.returncode != 0) is refused, ran.stderr[-300:]
