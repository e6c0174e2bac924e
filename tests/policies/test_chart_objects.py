"""Releases that are there as objects: judged by what the pods read, and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest

from cilium_ako.catalogue.charts.config_map import config_map_table
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.pulumi.type_tokens import (
    KUBERNETES_CONFIG_MAP,
    KUBERNETES_DAEMON_SET,
    KUBERNETES_STATEFUL_SET,
)
from cilium_ako.catalogue.release import Release
from cilium_ako.catalogue.rules import BY_ID
from cilium_ako.changes.facts import Hidden
from cilium_ako.charts.config_map import written
from cilium_ako.policies.chart_objects import StackObject, releases_of_objects
from cilium_ako.policies.judge import judge_pair, judge_release
from tests.corpus.installs import Install, installs

NAMES: Final[Mapping[Chart, tuple[str, str, str, str]]] = {
    "cilium": ("cilium-config", KUBERNETES_DAEMON_SET, "cilium", "kube-system"),
    "ako": ("avi-k8s-config", KUBERNETES_STATEFUL_SET, "ako", "avi-system"),
}


def objects(
    chart: Chart, version: str, values: Mapping[str, Any], provider: str = "cluster"
) -> list[StackObject]:
    """What a chart makes of values, as far as it is looked at."""
    release = Release.parse(version)
    assert release is not None
    table = config_map_table(chart, release.minor_release)
    assert table is not None
    name, kind, workload, namespace = NAMES[chart]
    data = written(table, chart, values, Release(1, 33))
    image = f"registry.example.test/{chart}:v{version}@sha256:00ff"
    pod = {"template": {"spec": {"containers": [{"name": chart, "image": image}]}}}
    where = {"namespace": namespace}
    return [
        StackObject(
            KUBERNETES_CONFIG_MAP,
            f"urn:{name}",
            provider,
            {"metadata": {"name": name, **where}, "data": data},
        ),
        StackObject(
            kind,
            f"urn:{workload}",
            provider,
            {"metadata": {"name": workload, **where}, "spec": pod},
        ),
    ]


@pytest.mark.parametrize("install", installs()[::3], ids=lambda install: install.name)
def test_an_accepted_install_breaks_no_more_as_objects(install: Install) -> None:
    (found,) = releases_of_objects(objects("cilium", install.version, install.owner))
    assert found.release.version == Release.parse(install.version)
    rules = {each.rule for each in judge_release(found.release).findings}
    errors = {rule for rule in rules if BY_ID[rule].severity == "error"}
    assert errors <= {"eni-cluster-name"}
    assert rules - errors - {"cilium-end-of-life"} <= install.warns


def test_a_mistake_and_a_wrong_pair_are_found() -> None:
    values = {"routingMode": "native", "ipam": {"mode": "cluster-pool"}}
    settings = {"clusterName": "dev", "cniPlugin": ""}
    given = [
        *objects("cilium", "1.18.12", values),
        *objects("ako", "1.13.4", {"AKOSettings": settings}),
    ]
    cilium, ako = releases_of_objects(given)
    assert cilium.config_map.urn == "urn:cilium-config"
    found = judge_release(cilium.release).findings
    assert [(each.rule, each.property) for each in found] == [
        ("native-cidr-missing", "values.ipv4NativeRoutingCIDR")
    ]
    pairs = [each.rule for each in judge_pair(cilium.release, ako.release)]
    assert "pair-cni-plugin" in pairs


def test_without_its_workload_nobody_knows_the_version() -> None:
    config_map, workload = objects("cilium", "1.18.12", {})
    elsewhere = workload._replace(provider="another cluster")
    for given in ([config_map], [config_map, elsewhere]):
        (found,) = releases_of_objects(given)
        judged = judge_release(found.release)
        assert judged.findings == ()
        assert [each.property for each in judged.unread] == ["version"]


def test_data_that_is_not_known_yet_is_said() -> None:
    config_map, workload = objects("cilium", "1.18.12", {})
    metadata = config_map.properties["metadata"]
    for data in (Hidden("later"), {"ipam": Hidden("later")}):
        given = config_map._replace(properties={"metadata": metadata, "data": data})
        (found,) = releases_of_objects([given, workload])
        assert [each.property for each in judge_release(found.release).unread] == ["data"]


def test_other_objects_are_none_of_it() -> None:
    config_map, workload = objects("cilium", "1.18.12", {})
    other = config_map._replace(properties={"metadata": {"name": "app"}, "data": {}})
    assert list(releases_of_objects([other, workload])) == []
