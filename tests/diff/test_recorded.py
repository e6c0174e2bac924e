"""The recorded renderings are what Helm makes of the small chart."""

from __future__ import annotations

import pytest

from cilium_ako.charts.manifests_diff import compare
from cilium_ako.charts.rendering import render_all
from tests.charts.small_charts import needs_helm
from tests.diff.recorded import AFTER, BEFORE, after, recorded_manifests, request_of
from tests.diff.repository import Config, Repository, config


@needs_helm
@pytest.mark.parametrize(("version", "given"), [(BEFORE, config()), (AFTER, after())])
def test_a_recorded_rendering_is_what_helm_makes(
    repository: Repository, version: str, given: Config
) -> None:
    repository.write({"dev": given})
    request = request_of(repository)
    rendered = render_all([request], repository.environment)[0]
    diff = compare(recorded_manifests(version, request), rendered.manifests)
    assert diff.objects == ()
    assert set(diff.noise) == {"certificate"}
