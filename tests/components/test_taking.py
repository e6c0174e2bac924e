"""What stands in the way of taking a release over, and how each is got out of the way."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from cilium_ako.changes.release_description import describe
from cilium_ako.config.acknowledge import Acknowledgement
from cilium_ako.config.stack import Secret, SecretKey, Stack
from components.engine.taking import taking_problems, ways_back
from tests.components.helm_record import helm_record
from tests.components.test_foreign_cilium import Answers, server, stack_for

SECRETS = {
    "cilium": "/api/v1/namespaces/kube-system/secrets",
    "ako": "/api/v1/namespaces/avi-system/secrets",
}
WORKLOADS = {"cilium": "/apis/apps/v1/daemonsets", "ako": "/apis/apps/v1/statefulsets"}
SELECTORS = {
    "cilium": {"k8s-app": "cilium"},
    "ako": {"app.kubernetes.io/name": "ako", "app.kubernetes.io/instance": "ako"},
}


def listing(*items: Any) -> tuple[int, Any]:
    return 200, {"metadata": {}, "items": list(items)}


def released(chart: str, **how: Any) -> Answers:
    """A cluster with one release of a chart."""
    return {SECRETS[chart]: listing(helm_record(chart, **how))}


def running(chart: str, namespace: str = "", **metadata: Any) -> Answers:
    """A cluster with a workload of a chart, and no release of the program's name."""
    home = {"cilium": "kube-system", "ako": "avi-system"}[chart]
    workload = {
        "metadata": {"namespace": namespace or home, "name": chart, **metadata},
        "spec": {"selector": {"matchLabels": SELECTORS[chart]}},
    }
    return {WORKLOADS[chart]: listing(workload)}


def taking(url: str, *charts: str) -> Stack:
    """A stack that takes these over, with the credentials that the Secret below has."""
    stack = stack_for(url)
    rules = {f"foreign-{chart}": Acknowledgement(reason="NET-1") for chart in charts}
    secrets = {**stack.secrets, SecretKey.AVI_PASSWORD: Secret("canary-5e6f")}
    return replace(stack, acknowledge=rules, secrets=secrets)


def problems(answers: Answers, *charts: str) -> list[tuple[str, str, str]]:
    """Rule, what is wrong and what to type of each problem."""
    with server(answers) as (url, _):
        found = list(taking_problems(taking(url, *charts)))
    for _, finding in found:
        assert "canary-5e6f" not in f"{finding.what}{finding.fix}"
    return [(rule, finding.what, finding.fix) for rule, finding in found]


def only(answers: Answers, *charts: str) -> tuple[str, str, str]:
    (found,) = problems(answers, *charts)
    return found


def test_the_cluster_is_not_asked_where_nothing_is_taken_over() -> None:
    with server({}) as (url, asked):
        assert list(taking_problems(stack_for(url))) == []
        assert asked == []


@pytest.mark.parametrize("chart", ["cilium", "ako"])
def test_a_release_that_can_be_taken_over(chart: str) -> None:
    assert problems(released(chart, values={"a": {"b": 1}}), chart) == []


@pytest.mark.parametrize("chart", ["cilium", "ako"])
def test_one_that_was_taken_over_before_is_not_looked_at_again(chart: str) -> None:
    ours = released(
        chart,
        description=describe("dev", **{chart: "1.18.12"}),
        status="failed",
        values={"avicredentials": {"password": "canary-5e6f"}},
    )
    assert problems(ours, chart) == []


@pytest.mark.parametrize("chart", ["cilium", "ako"])
def test_nothing_is_there(chart: str) -> None:
    rule, what, fix = only({}, chart)
    assert rule == "taken-release-missing"
    assert "at all" in what
    assert fix == f"pulumi config rm --path 'cilium-ako:acknowledge.foreign-{chart}'"


@pytest.mark.parametrize("chart", ["cilium", "ako"])
def test_objects_without_a_release_become_one(chart: str) -> None:
    rule, what, fix = only(running(chart), chart)
    namespace = {"cilium": "kube-system", "ako": "avi-system"}[chart]
    assert rule == "taken-release-missing"
    assert "is of no Helm release" in what
    for line in (
        f"cilium-ako values dev --chart {chart} > {chart}-values.yaml",
        f"helm template {chart} CHART -n {namespace} -f {chart}-values.yaml",
        "app.kubernetes.io/managed-by=Helm",
        f"meta.helm.sh/release-name={chart} meta.helm.sh/release-namespace={namespace}",
        f"helm -n {namespace} install {chart} CHART -f {chart}-values.yaml",
    ):
        assert line in fix
    assert " delete " not in fix


def test_what_kops_made_has_another_selector_and_is_left_to_kops_no_more() -> None:
    kops = running("cilium", labels={"app.kubernetes.io/managed-by": "kops"})
    kops[WORKLOADS["cilium"]][1]["items"][0]["spec"]["selector"]["matchLabels"] = {
        "k8s-app": "cilium",
        "kubernetes.io/cluster-service": "true",
    }
    rule, what, fix = only(kops, "cilium")
    assert rule == "taken-release-missing"
    assert "kops manages it" in what
    assert "networking: {cni: {}}" in fix
    assert "kubectl -n kube-system delete daemonset cilium --cascade=orphan" in fix


@pytest.mark.parametrize("chart", ["cilium", "ako"])
def test_a_release_under_another_name(chart: str) -> None:
    namespace = {"cilium": "kube-system", "ako": "avi-system"}[chart]
    other = {"meta.helm.sh/release-name": "of-old", "meta.helm.sh/release-namespace": namespace}
    rule, what, fix = only(running(chart, annotations=other), chart)
    assert rule == "taken-release-elsewhere"
    assert f"is of the Helm release {namespace}/of-old" in what
    assert f"helm -n {namespace} get manifest of-old" in fix
    assert "-l owner=helm,name=of-old" in fix
    assert ("delete statefulset ako" in fix) == (chart == "ako")


def test_a_release_in_another_namespace() -> None:
    other = {"meta.helm.sh/release-name": "cilium", "meta.helm.sh/release-namespace": "cilium"}
    rule, what, fix = only(running("cilium", "cilium", annotations=other), "cilium")
    assert rule == "taken-release-elsewhere"
    assert "is not in kube-system" in what
    assert "helm -n cilium uninstall cilium" in fix


def test_a_release_of_a_chart_around_it() -> None:
    wrapped = {SECRETS["cilium"]: listing(helm_record("platform", release="cilium"))}
    rule, what, _ = only(wrapped, "cilium")
    assert rule == "taken-release-elsewhere"
    assert "of the chart 'platform'" in what


@pytest.mark.parametrize("status", ["pending-upgrade", "failed", "uninstalling"])
def test_half_an_upgrade(status: str) -> None:
    both = listing(
        helm_record("cilium", revision=9), helm_record("cilium", revision=10, status=status)
    )
    rule, what, fix = only({SECRETS["cilium"]: both}, "cilium")
    assert rule == "taken-release-unfinished"
    assert what == f"revision 10 of kube-system/cilium is {status}"
    assert "helm -n kube-system rollback cilium" in fix


def test_a_record_that_cannot_be_read() -> None:
    broken = helm_record("cilium")
    broken["data"]["release"] = "bm8="
    rule, what, _ = only({SECRETS["cilium"]: listing(broken)}, "cilium")
    assert rule == "taken-release-unfinished"
    assert "is no record of Helm's" in what


def test_credentials_in_helms_record() -> None:
    values = {"avicredentials": {"username": "admin", "password": "canary-5e6f", "authtoken": ""}}
    rule, what, fix = only(released("ako", values=values), "ako")
    assert rule == "taken-values-secret"
    assert what.endswith("hold avicredentials.password, avicredentials.username")
    assert "annotate secret avi-secret helm.sh/resource-policy=keep" in fix


def test_a_private_key_in_helms_record() -> None:
    values = {"tls": {"ca": {"key": "canary-5e6f"}}}
    rule, what, _ = only(released("cilium", values=values), "cilium")
    assert rule == "taken-values-secret"
    assert "tls.ca.key" in what


def secret(**entries: str) -> Answers:
    data = {key: b64encode(text.encode()).decode() for key, text in entries.items()}
    return {f"{SECRETS['ako']}/avi-secret": (200, {"data": data})}


def test_the_same_credentials_are_taken_over() -> None:
    there = secret(username="admin", password="canary-5e6f")
    assert problems({**released("ako"), **there}, "ako") == []


def test_other_credentials_are_named_and_brought_over() -> None:
    there = secret(username="root", password="canary-other")
    rule, what, fix = only({**released("ako"), **there}, "ako")
    assert rule == "taken-secret-differs"
    assert what.startswith("username, password of the Secret avi-system/avi-secret")
    assert "{.data.username}' | base64 -d | pulumi config set cilium-ako:aviUsername" in fix
    assert "| base64 -d | pulumi config set --secret cilium-ako:aviPassword" in fix
    assert "canary-other" not in what + fix


def test_both_are_looked_at() -> None:
    found = problems({}, "cilium", "ako")
    assert [rule for rule, _, _ in found] == ["taken-release-missing"] * 2


def test_a_cluster_that_is_taken_down_takes_nothing_over() -> None:
    with server({}) as (url, asked):
        stack = taking(url, "cilium", "ako")
        leaving = {**stack.acknowledge, "cluster-taken-down": Acknowledgement(reason="NET-2")}
        assert list(taking_problems(replace(stack, acknowledge=leaving))) == []
        assert asked == []


def test_a_cluster_that_does_not_let_us_look(monkeypatch: pytest.MonkeyPatch) -> None:
    warned: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", warned.append)
    assert problems({SECRETS["cilium"]: (403, {"message": "canary-5e6f"})}, "cilium") == []
    (message,) = warned
    assert "could not look at what is to be taken over" in message
    assert "canary-5e6f" not in message


def test_the_way_back_is_told_ako_first() -> None:
    with server({}) as (url, _):
        lines = list(ways_back(taking(url, "cilium", "ako")))
        assert list(ways_back(stack_for(url))) == []
    urn = "urn:pulumi:dev::cilium-ako::cilium-ako"
    assert lines == [
        f"pulumi state delete --stack dev {urn}:{each} --target-dependents --force --yes"
        for each in ("ako:Ako::ako", "cilium:Cilium::cilium")
    ]
