"""The real charts, from `CILIUM_AKO_CHARTS`: what a reviewer of the largest changes is shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.chart_lookup import find_chart
from cilium_ako.charts.manifests_diff import compare
from cilium_ako.charts.rendering import RenderRequest, render_all
from cilium_ako.diff.command import written
from tests.charts.small_charts import needs_helm
from tests.diff.repository import Config, Repository, config

FOLDER = os.environ.get("CILIUM_AKO_CHARTS", "")

pytestmark = [
    needs_helm,
    pytest.mark.skipif(not FOLDER, reason="CILIUM_AKO_CHARTS names no folder with the real charts"),
]

BUMPS = [
    ("1.13.18", "1.14.19"),
    ("1.14.19", "1.15.19"),
    ("1.15.19", "1.16.19"),
    ("1.16.19", "1.17.18"),
    ("1.17.18", "1.18.12"),
    ("1.18.12", "1.19.6"),
    ("1.19.6", "1.20.0"),
]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    made.environment["CILIUM_AKO_CHARTS"] = FOLDER
    return made


def need(chart: Chart, *versions: str) -> None:
    for version in versions:
        numbers = Release(*(int(each) for each in version.split(".")))
        found = find_chart(
            "cilium" if chart == "cilium" else "ako",
            numbers,
            "",
            Path(),
            {"CILIUM_AKO_CHARTS": FOLDER},
        )
        if found is None:
            pytest.skip(f"{FOLDER} holds no {chart} {version}")


def small(version: str, **more: object) -> Config:
    """A config that every version takes."""
    plain: dict[str, object] = {
        "cilium__version": version,
        "cilium__kubeProxyReplacement": False,
        "cilium__masquerade": {"enabled": True},
        "cilium__nodePort": None,
        "cilium__hubble": {"enabled": True, "relay": True},
        "cluster__kubeProxy": "iptables",
        "cluster__kubernetesVersion": "1.30",
        "ako": None,
    }
    return config(**{**plain, **more})


@pytest.mark.parametrize(("old", "new"), BUMPS, ids=str)
def test_a_bump_shows_objects_images_and_no_noise(
    repository: Repository, old: str, new: str
) -> None:
    need("cilium", old, new)
    repository.commit({"dev": small(old)})
    repository.write({"dev": small(new)})
    (cilium,) = repository.one().charts
    assert not cilium.rejected
    assert cilium.diff is not None
    names = {str(each.key) for each in cilium.diff.objects}
    assert {"ConfigMap/kube-system/cilium-config", "DaemonSet/kube-system/cilium"} <= names
    for each in cilium.diff.objects:
        for path in each.paths:
            assert "helm.sh/chart" not in path.path
            assert "checksum" not in path.path
    images = {
        each.permission.what for each in cilium.permissions if each.permission.kind == "image"
    }
    assert any(f"v{new}" in image for image in images)


@pytest.mark.parametrize("version", ["1.13.18", "1.16.19", "1.18.12", "1.20.0"])
def test_two_renders_of_equal_values_differ_in_nothing(tmp_path: Path, version: str) -> None:
    need("cilium", version)
    numbers = Release(*(int(each) for each in version.split(".")))
    chart = find_chart("cilium", numbers, "", Path(), {"CILIUM_AKO_CHARTS": FOLDER})
    assert chart is not None
    order = RenderRequest("cilium", chart, Release(1, 30), {"hubble": {"relay": {"enabled": True}}})
    one, two = (
        render_all([order], {**os.environ, "CILIUM_AKO_CACHE": str(tmp_path / name)})[0]
        for name in ("a", "b")
    )
    assert one.manifests
    diff = compare(one.manifests, two.manifests)
    assert diff.objects == ()
    assert set(diff.noise) <= {"certificate"}


def test_what_one_line_of_values_hides(repository: Repository) -> None:
    need("cilium", "1.18.12")
    repository.commit({"dev": small("1.18.12")})
    eni = {"mode": "eni", "vpcCidrs": ["10.60.0.0/16"]}
    repository.write(
        {
            "dev": small(
                "1.18.12",
                cilium__ipam=eni,
                cilium__routing={"mode": "native"},
                cluster__platform="aws",
                cluster__region="eu-central-1",
            )
        }
    )
    found = repository.one()
    (cilium,) = found.charts
    assert found.impact == "forbidden"
    assert cilium.diff is not None
    paths = {path.path for each in cilium.diff.objects for path in each.paths}
    assert {"data.ipam", "data.routing-mode", "data.enable-endpoint-routes"} <= paths
    images = {each.permission.what for each in cilium.permissions if each.given}
    assert any("operator-aws" in image for image in images)


def test_the_chart_s_own_refusal(repository: Repository) -> None:
    need("cilium", "1.18.12")
    repository.commit({"dev": small("1.18.12")})
    repository.write({"dev": small("1.18.12", cilium__values={"debug": {"enabled": "notabool"}})})
    found = repository.one()
    (cilium,) = found.charts
    assert "debug.enabled" in cilium.rejected.replace("/", ".")
    assert found.status >= 2


def test_ako_s_bump_says_what_helm_leaves_alone(repository: Repository) -> None:
    need("ako", "1.12.3", "1.13.4")
    repository.commit({"dev": config(ako__version="1.12.3")})
    repository.write({"dev": config()})
    found = repository.one()
    ako = next(each for each in found.charts if each.chart == "ako")
    assert ako.diff is not None
    assert any(each.key.kind == "CustomResourceDefinition" for each in ako.diff.objects)
    report = repository.report("dev")
    assert "apply the chart's own crds/" in written(report, "text").replace("\n    ", " ")
