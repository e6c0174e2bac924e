"""Where charts are found, and what `make charts` refuses."""

from __future__ import annotations

import hashlib
import os
import tarfile
from pathlib import Path

import pytest

from cilium_ako.catalogue.charts import digests as chart_digests
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.chart_download import PinnedChart, pinned_charts, pull
from cilium_ako.charts.chart_lookup import ChartUnusableError, find_chart
from cilium_ako.charts.charts_lock import ChartsLock, LockedChart, lock_text
from tests.charts.small_charts import put_charts
from tests.configs import POOL, parsed
from tools.fetch_charts import with_digests

VERSION = Release(1, 18, 12)
CILIUM = PinnedChart("cilium", VERSION, "")
AKO = PinnedChart("ako", Release(1, 13, 4), "")

# a helm that puts an archive where `helm pull` would
HELM = """#!/bin/sh
while [ $# -gt 0 ]; do
  [ "$1" = --destination ] && folder="$2"
  shift
done
[ -n "$HELM_FAILS" ] && { echo "Error: no such host" >&2; exit 1; }
printf '%s' "$HELM_CONTENT" > "$folder/chart.tgz"
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "helm").write_text(HELM, "utf-8")
    (tools / "helm").chmod(0o755)
    return {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "CILIUM_AKO_CACHE": str(tmp_path / "cache"),
        "HELM_CONTENT": "an archive",
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


SOURCE = "https://helm.cilium.io"


def _locked(content: str) -> ChartsLock:
    return ChartsLock((LockedChart("cilium", VERSION, SOURCE, _digest(content)),))


def test_a_chart_with_the_locked_digest_is_put_into_the_cache(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (result,) = pull([CILIUM], lock=_locked("an archive"), environment=environment)
    assert result.ok
    assert (tmp_path / "cache/charts/cilium-1.18.12.tgz").read_text("utf-8") == "an archive"


@pytest.mark.parametrize("record", [False, True])
def test_another_digest_is_refused_even_when_digests_are_recorded(
    environment: dict[str, str],
    tmp_path: Path,
    record: bool,  # noqa: FBT001 - a parameter
) -> None:
    lock = _locked("another archive")
    (result,) = pull([CILIUM], lock=lock, record=record, environment=environment)
    assert not result.ok
    for piece in (SOURCE, _digest("an archive"), _digest("another archive")):
        assert piece in result.message
    assert "cilium-ako charts lock --replace cilium-1.18.12" in result.message
    assert not (tmp_path / "cache/charts/cilium-1.18.12.tgz").exists()


def test_what_is_not_locked_must_be_what_the_program_was_made_with(
    environment: dict[str, str],
) -> None:
    (result,) = pull([CILIUM], environment=environment)
    assert not result.ok
    assert chart_digests.DIGESTS["cilium-1.18.12"] in result.message


def test_a_chart_without_a_digest_is_refused(environment: dict[str, str], tmp_path: Path) -> None:
    (result,) = pull([AKO], environment=environment)
    assert not result.ok
    assert "cilium-ako charts lock" in result.message
    assert _digest("an archive") in result.message
    assert not (tmp_path / "cache/charts").exists()


def test_a_chart_without_a_digest_is_recorded_on_demand(environment: dict[str, str]) -> None:
    (result,) = pull([AKO], record=True, environment=environment)
    assert result.ok
    assert result.digest == _digest("an archive")


def test_a_pull_that_fails_says_what_helm_said(environment: dict[str, str]) -> None:
    (result,) = pull([CILIUM], environment={**environment, "HELM_FAILS": "1"})
    assert not result.ok
    assert "no such host" in result.message


def test_what_is_in_the_cache_is_not_pulled_again(environment: dict[str, str]) -> None:
    lock = _locked("an archive")
    pull([CILIUM], lock=lock, environment=environment)
    (again,) = pull([CILIUM], lock=lock, environment={**environment, "HELM_FAILS": "1"})
    assert again.ok


def test_a_report_knows_of_an_archive_that_was_refused(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "charts.lock").write_text(lock_text(_locked("another archive").rows), "utf-8")
    pull([CILIUM], lock=_locked("another archive"), environment=environment)
    with pytest.raises(ChartUnusableError, match="was refused") as refused:
        find_chart("cilium", VERSION, "", tmp_path, environment)
    assert _digest("an archive") in str(refused.value)
    assert _digest("another archive") in str(refused.value)
    pull([CILIUM], lock=_locked("an archive"), environment=environment)
    (tmp_path / "charts.lock").write_text(lock_text(_locked("an archive").rows), "utf-8")
    assert find_chart("cilium", VERSION, "", tmp_path, environment) is not None


def test_an_archive_that_was_changed_in_the_cache_is_refused(
    environment: dict[str, str], tmp_path: Path
) -> None:
    archive = tmp_path / "cache/charts/cilium-1.18.12.tgz"
    archive.parent.mkdir(parents=True)
    archive.write_text("something else", "utf-8")
    with pytest.raises(ChartUnusableError, match="is not the chart that is known"):
        find_chart("cilium", VERSION, "", tmp_path, environment)


def test_recorded_digests_are_written_into_the_table() -> None:
    source = Path(chart_digests.__file__).read_text("utf-8")
    assert with_digests(source, chart_digests.DIGESTS) == source
    more = with_digests(source, {**chart_digests.DIGESTS, "ako-1.13.4": "0" * 64})
    assert f'    "ako-1.13.4": "{"0" * 64}",\n' in more


def test_what_the_stacks_pin_is_pulled_once_and_paths_are_not() -> None:
    local = {**POOL, "cilium": {**POOL["cilium"], "chart": "charts/cilium"}}
    stacks = [parsed(POOL), parsed(POOL), parsed(local)]
    assert [each.name for each in pinned_charts(stacks)] == ["ako-1.13.4", "cilium-1.18.12"]


def test_charts_are_found_in_the_order_that_is_said(tmp_path: Path) -> None:
    project, folder = tmp_path / "project", tmp_path / "charts"
    project.mkdir()
    put_charts(folder, ("cilium-1.18.12",))
    environment = {"CILIUM_AKO_CHARTS": str(folder), "CILIUM_AKO_CACHE": str(tmp_path / "cache")}
    found = find_chart("cilium", VERSION, "", project, environment)
    assert found is not None
    assert found.path == folder / "cilium-1.18.12"
    put_charts(project / "own", ("cilium-1.18.12",))
    own = find_chart("cilium", VERSION, "own/cilium-1.18.12", project, environment)
    assert own is not None
    assert own.path == project / "own/cilium-1.18.12"
    with tarfile.open(folder / "cilium-1.18.12.tgz", "w:gz") as archive:
        archive.add(folder / "cilium-1.18.12", "cilium")
    packed = find_chart("cilium", VERSION, "", project, environment)
    assert packed is not None
    assert packed.path == folder / "cilium-1.18.12.tgz"
    assert find_chart("cilium", Release(1, 19, 6), "", project, environment) is None


def test_a_path_that_is_another_chart_is_refused(tmp_path: Path) -> None:
    put_charts(tmp_path, ("cilium-1.19.6",))
    with pytest.raises(ChartUnusableError, match=r"is version 1\.19\.6"):
        find_chart("cilium", VERSION, "cilium-1.19.6", tmp_path, {})
