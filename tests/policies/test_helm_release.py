"""Which resources are releases of these charts, of which version, told what."""

from __future__ import annotations

from typing import Any

import pytest

from cilium_ako.catalogue.pulumi.type_tokens import HELM_CHART_V4, HELM_RELEASE, KUBERNETES_SECRET
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.facts import Hidden
from cilium_ako.policies.helm_release import AssetText, declared_release
from cilium_ako.policies.judge import judge_release

REPOSITORY = {"repo": "https://helm.cilium.io"}


@pytest.mark.parametrize("kind", [HELM_RELEASE, HELM_CHART_V4])
@pytest.mark.parametrize(
    ("given", "chart", "version"),
    [
        ({"chart": "cilium", "repositoryOpts": REPOSITORY, "version": "1.18.12"}, "cilium", True),
        ({"chart": "cilium/cilium", "version": "v1.18.12"}, "cilium", True),
        ({"chart": "oci://registry.example.test/charts/cilium", "version": "1.18.12"}, "cilium", 1),
        ({"chart": "oci://registry.example.test/charts/cilium:1.18.12"}, "cilium", True),
        ({"chart": "oci://registry.example.test/charts/ako"}, "ako", False),
        ({"chart": "https://charts.example.test/cilium-1.18.12.tgz"}, "cilium", True),
        ({"chart": "https://charts.example.test/latest/cilium.tgz"}, "cilium", False),
        ({"chart": "./charts/cilium-1.18.12.tgz"}, "cilium", True),
        ({"chart": "../vendored/cilium/"}, "cilium", False),
        ({"chart": "../vendored/cilium-1.18.12"}, "cilium", True),
        ({"chart": "/srv/charts/ako", "version": "0.1.0"}, "ako", False),
        ({"chart": "ako", "repositoryOpts": REPOSITORY, "version": "latest"}, "ako", False),
    ],
)
def test_a_chart_is_known_by_its_reference(
    kind: str, given: dict[str, Any], chart: str, version: object
) -> None:
    release = declared_release(kind, "net", given)
    assert release is not None
    assert release.chart == chart
    assert (release.version == Release(1, 18, 12)) is bool(version)
    assert release.name == "net"


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (HELM_RELEASE, {"chart": "cert-manager"}),
        (HELM_RELEASE, {"chart": "oci://registry-1.docker.io/bitnamicharts/cilium"}),
        (HELM_RELEASE, {"chart": "cilium", "repositoryOpts": {"repo": "https://bitnami.test"}}),
        (HELM_RELEASE, {"chart": "ako-operator"}),
        (HELM_RELEASE, {"name": "cilium"}),
        (HELM_RELEASE, {"chart": Hidden("it is not known yet")}),
        (KUBERNETES_SECRET, {"chart": "cilium"}),
        (HELM_RELEASE, {"chart": {"name": "cilium"}, "values": 3}),
    ],
)
def test_anything_else_is_none(kind: str, given: dict[str, Any]) -> None:
    assert declared_release(kind, "net", given) is None


@pytest.mark.parametrize(
    "chart",
    [
        {"chart": "oci://registry.example.test/charts/cilium"},
        {"chart": "https://charts.example.test/cilium.tgz"},
        {"chart": "cilium", "repositoryOpts": REPOSITORY},
    ],
)
def test_a_chart_from_somewhere_without_a_version_is_an_error_at_that_property(
    chart: dict[str, Any],
) -> None:
    release = declared_release(HELM_RELEASE, "net", chart)
    assert release is not None
    (found,) = judge_release(release).findings
    assert (found.rule, found.property) == ("release-version-missing", "version")


@pytest.mark.parametrize(
    "chart",
    [{"chart": "./charts/cilium"}, {"chart": "cilium", "version": Hidden("it is a secret")}],
)
def test_a_version_that_may_be_there_is_only_said_to_be_unread(chart: dict[str, Any]) -> None:
    release = declared_release(HELM_RELEASE, "net", chart)
    assert release is not None
    judged = judge_release(release)
    assert judged.findings == ()
    assert [each.property for each in judged.unread] == ["version"]


def test_numbers_of_an_engine_are_whole_again() -> None:
    release = declared_release(
        HELM_RELEASE,
        "net",
        {
            "chart": "cilium",
            "version": "1.18.12",
            "values": {"MTU": 1450.0, "bpf": {"mapDynamicSizeRatio": 0.5}, "list": [1.0]},
        },
    )
    assert release is not None
    assert release.values == {"MTU": 1450, "bpf": {"mapDynamicSizeRatio": 0.5}, "list": [1]}
    assert isinstance(release.values["MTU"], int)


def test_text_of_assets_lies_below_the_values() -> None:
    release = declared_release(
        HELM_RELEASE,
        "net",
        {
            "chart": "cilium",
            "version": "1.18.12",
            "valueYamlFiles": [
                AssetText("ipam: {mode: kubernetes}\nMTU: 1450\n"),
                AssetText("MTU: 1400\nhubble: {enabled: true}\n"),
            ],
            "values": {"hubble": {"enabled": False}},
        },
    )
    assert release is not None
    assert release.values == {
        "ipam": {"mode": "kubernetes"},
        "MTU": 1400,
        "hubble": {"enabled": False},
    }
    assert release.unread == ()


@pytest.mark.parametrize(
    "asset", [Hidden("it is a file"), AssetText("[: canary5e6f"), AssetText("- canary5e6f"), 5]
)
def test_an_asset_that_cannot_be_read_is_told_and_the_version_is_judged(asset: object) -> None:
    release = declared_release(
        HELM_RELEASE,
        "net",
        {
            "chart": "cilium",
            "version": "1.15.19",
            "valueYamlFiles": [AssetText("MTU: 1400"), asset],
            "values": {"tunnel": "disabled"},
        },
    )
    assert release is not None
    judged = judge_release(release)
    assert [each.rule for each in judged.findings] == ["cilium-end-of-life"]
    assert [each.property for each in judged.unread] == ["valueYamlFiles[1]"]
    assert "canary" not in judged.unread[0].reason


@pytest.mark.parametrize("values", ["[secret]", Hidden("it is a secret"), ["a"], 3.5])
def test_values_that_cannot_be_read_are_told(values: object) -> None:
    given = {"chart": "ako", "version": "1.9.1", "values": values}
    release = declared_release(HELM_RELEASE, "net", given)
    assert release is not None
    judged = judge_release(release)
    assert [each.rule for each in judged.findings] == ["ako-too-old"]
    assert [each.property for each in judged.unread] == ["values"]
