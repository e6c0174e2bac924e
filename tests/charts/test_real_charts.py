"""The recorded renderings are what Helm makes of the charts."""

from __future__ import annotations

import pytest

from cilium_ako.catalogue.charts.keys import Chart
from tests.charts.real_charts import RECORDED, key_of, recording, render, why_not_rendered
from tests.charts.record import requests


@pytest.mark.parametrize("chart", RECORDED)
def test_everything_that_tests_render_is_recorded(chart: Chart) -> None:
    asked = {key_of(values, kubernetes) for values, kubernetes in requests(chart)}
    assert asked == set(recording(chart)), "`python -m tests.charts.record` makes them anew"


@pytest.mark.parametrize("chart", RECORDED)
def test_a_recording_is_what_helm_makes(chart: Chart) -> None:
    version = RECORDED[chart]
    reason = why_not_rendered(chart, version)
    if reason:
        pytest.skip(reason)
    for values, kubernetes in requests(chart):
        objects = render(chart, version, values, kubernetes)
        assert recording(chart)[key_of(values, kubernetes)] == objects
