"""What is said of a config's decisions, the ids of IPsec keys, and where charts are."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from cilium_ako.catalogue.ako.pod_routes import POD_ROUTES
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.chart_source import chart_source, local_chart_problem
from cilium_ako.charts.decisions import Decision, decisions
from tests.configs import (
    ALL,
    ENI,
    EXTERNAL,
    IMPORTED,
    KUBERNETES,
    POOL,
    Config,
    changed,
    parsed,
    without,
)


def decided(config: Config) -> dict[str, Decision]:
    stack = parsed(config)
    assert stack.cluster is not None
    assert stack.cilium is not None
    found = decisions(stack.cluster, stack.cilium, stack.ako)
    assert len({each.name for each in found}) == len(found)
    return {each.name: each for each in found}


SAID: dict[str, tuple[Config, dict[str, str]]] = {
    "pool": (
        POOL,
        {
            "cilium": "1.18.12",
            "kubeProxyReplacement": "on",
            "encryption": "off",
            "identityAllocation": "crd",
            "sctp": "off",
            "cniPlugin": "cilium",
            "disableStaticRouteSync": "false",
            "podRoutesFrom": "CiliumNode spec.ipam.podCIDRs",
            "serviceType": "ClusterIP",
        },
    ),
    "kubernetes": (
        KUBERNETES,
        {
            "encryption": "ipsec, key id 1 (generated)",
            "identityAllocation": "kvstore",
            "sctp": "on",
            "disableStaticRouteSync": "false",
            "podRoutesFrom": "nothing",
            "serviceType": "NodePort",
        },
    ),
    "eni": (
        ENI,
        {
            "routing": "native",
            "masquerade": "off",
            "encryption": "wireguard, strict in 10.60.0.0/16",
            "operator": "role arn:aws:iam::111122223333:role/prod-operator",
            "disableStaticRouteSync": "true",
        },
    ),
    "imported key": (IMPORTED, {"encryption": "ipsec, key id 3, from the secret ipsecKey"}),
    "imported key without a rotation": (
        without(IMPORTED, "cilium", "encryption", "key", "rotation"),
        {"encryption": "ipsec, key from the secret ipsecKey"},
    ),
    "external key": (EXTERNAL, {"encryption": "ipsec, key from the Secret our-key"}),
    "one node": (changed(POOL, (("cluster", "maxNodes"), 1)), {"operatorReplicas": "1"}),
}


@pytest.mark.parametrize(("config", "wanted"), SAID.values(), ids=SAID)
def test_decisions(config: Config, wanted: dict[str, str]) -> None:
    found = decided(config)
    assert {name: found[name].value for name in wanted} == wanted


@pytest.mark.parametrize("mode", [each for each in POD_ROUTES if each != "aws-cni"])
def test_ako_follows_the_ipam_mode(mode: str) -> None:
    config = {each["cilium"]["ipam"]["mode"]: each for each in (POOL, KUBERNETES, ENI)}[mode]
    found = decided(config)
    assert mode in found["cniPlugin"].because
    assert mode in found["disableStaticRouteSync"].because


def test_defaults_say_that_they_are() -> None:
    config = without(POOL, "cilium", "routing")
    del config["cilium"]["masquerade"]
    found = decided(config)
    assert found["routing"].because == "that is the default"
    assert found["masquerade"].because == "that is the default"
    assert decided(POOL)["routing"].because == ""


# --- where charts are


def test_public_charts() -> None:
    assert chart_source("cilium", Release(1, 18, 12), "").repository == "https://helm.cilium.io"
    places = {
        version: chart_source("ako", Release(*version), "").chart
        for version in ((1, 10, 1), (1, 10, 3), (1, 12, 1), (1, 12, 2), (2, 1, 1))
    }
    assert places[1, 10, 1] == "ako"
    assert places[1, 10, 3].startswith("oci://projects.registry.vmware.com/")
    assert places[1, 12, 1] == places[1, 10, 3]
    assert places[1, 12, 2].startswith("oci://projects.packages.broadcom.com/")
    assert places[2, 1, 1] == places[1, 12, 2]


def archive(path: Path, name: str, text: str) -> None:
    with tarfile.open(path, "w:gz") as made:
        info = tarfile.TarInfo(f"{name}/Chart.yaml")
        info.size = len(text.encode())
        made.addfile(info, io.BytesIO(text.encode()))


VERSION = Release(1, 18, 12)


def test_a_chart_in_a_directory_or_archive(tmp_path: Path) -> None:
    (tmp_path / "cilium").mkdir()
    (tmp_path / "cilium" / "Chart.yaml").write_text("name: cilium\nversion: 1.18.12\n")
    archive(tmp_path / "c.tgz", "cilium", "name: cilium\nversion: 1.18.12\n")
    for place in ("cilium", "./c.tgz", str(tmp_path / "c.tgz")):
        assert local_chart_problem("cilium", VERSION, place, tmp_path) == ""
        assert chart_source("cilium", VERSION, place).local


def test_a_chart_of_another_version_or_name(tmp_path: Path) -> None:
    archive(tmp_path / "c.tgz", "cilium", "name: cilium\nversion: 1.18.11\n")
    archive(tmp_path / "a.tgz", "ako", "name: ako\nversion: 1.18.12\n")
    assert "is version 1.18.11 of the chart, and the config says 1.18.12" in local_chart_problem(
        "cilium", VERSION, "c.tgz", tmp_path
    )
    assert "is the chart ako, not cilium" in local_chart_problem(
        "cilium", VERSION, "a.tgz", tmp_path
    )


def test_the_chart_in_the_repository_of_ako_says_no_version(tmp_path: Path) -> None:
    archive(tmp_path / "a.tgz", "ako", "name: ako\nversion: 0.1.0\n")
    assert local_chart_problem("ako", Release(1, 13, 4), "a.tgz", tmp_path) == ""


NO_CHARTS: dict[str, bytes] = {
    "nothing in it": b"",
    "a text": b"hello",
    "broken archive": b"\x1f\x8b\x08\x00broken",
}


@pytest.mark.parametrize("content", NO_CHARTS.values(), ids=NO_CHARTS)
def test_no_chart(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "c.tgz").write_bytes(content)
    assert "is no Helm chart" in local_chart_problem("cilium", VERSION, "c.tgz", tmp_path)


@pytest.mark.parametrize("text", ["[]", "name: [", "\x00", "name: cilium\n  x", "- a"])
def test_no_metadata(tmp_path: Path, text: str) -> None:
    archive(tmp_path / "c.tgz", "cilium", text)
    assert local_chart_problem("cilium", VERSION, "c.tgz", tmp_path)
    (tmp_path / "cilium").mkdir()
    (tmp_path / "cilium" / "Chart.yaml").write_text(text)
    assert local_chart_problem("cilium", VERSION, "cilium", tmp_path)


def test_missing_chart(tmp_path: Path) -> None:
    assert "there is no chart at nowhere" in local_chart_problem(
        "cilium", VERSION, "nowhere", tmp_path
    )
    (tmp_path / "empty").mkdir()
    assert "is no Helm chart" in local_chart_problem("cilium", VERSION, "empty", tmp_path)


def test_the_configs_are_all_decided() -> None:
    for config in ALL.values():
        empty = [each.name for each in decided(config).values() if not each.value]
        # AKO's own word for a range on Node objects is nothing at all
        assert empty in ([], ["cniPlugin"])
