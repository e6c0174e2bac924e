"""Rendering: deterministic, keyed, cached by content, without secrets and noise."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cilium_ako.catalogue.release import Release
from cilium_ako.charts import rendering_cache
from cilium_ako.charts.chart_lookup import LocalChart, find_chart, local_chart
from cilium_ako.charts.manifests import Key, manifests
from cilium_ako.charts.manifests_diff import compare
from cilium_ako.charts.manifests_permissions import permission_changes
from cilium_ako.charts.manifests_secrets import hidden_values, hiding
from cilium_ako.charts.rendering import (
    HelmMissingError,
    Rendering,
    RenderRequest,
    render_all,
    values_text,
)
from tests.charts.small_charts import needs_helm, put_charts

CANARY = "canary-4f1d9c2e77"
KUBERNETES = Release(1, 33)


@pytest.fixture
def charts(tmp_path: Path) -> Path:
    return put_charts(tmp_path / "charts", ("cilium-1.18.12", "cilium-1.19.6", "ako-1.13.4"))


@pytest.fixture
def environment(tmp_path: Path, charts: Path) -> dict[str, str]:
    return {
        **os.environ,
        "CILIUM_AKO_CHARTS": str(charts),
        "CILIUM_AKO_CACHE": str(tmp_path / "cache"),
    }


def order(
    environment: dict[str, str],
    values: dict[str, Any],
    version: tuple[int, int, int] = (1, 18, 12),
    kubernetes: Release = KUBERNETES,
) -> RenderRequest:
    chart = find_chart("cilium", Release(*version), "", Path(), environment)
    assert chart is not None
    return RenderRequest("cilium", chart, kubernetes, values)


def rendered(environment: dict[str, str], *orders: RenderRequest) -> list[Rendering]:
    return list(render_all(orders, environment).values())


@needs_helm
def test_two_renders_of_one_input_are_equal(environment: dict[str, str], tmp_path: Path) -> None:
    one = rendered(environment, order(environment, {}))
    other = {**environment, "CILIUM_AKO_CACHE": str(tmp_path / "another")}
    assert one[0].manifests == rendered(other, order(other, {}))[0].manifests


@needs_helm
def test_a_rendering_is_taken_from_the_cache(environment: dict[str, str], tmp_path: Path) -> None:
    first = rendered(environment, order(environment, {"notes": "x"}))
    helmless = {**environment, "PATH": str(tmp_path)}
    kept = next((tmp_path / "cache" / "renderings").glob("*.json"))
    assert json.loads(kept.read_text("utf-8"))
    with pytest.raises(HelmMissingError):
        # without Helm nothing says which Helm rendered what is there
        rendered(helmless, order(helmless, {"notes": "x"}))
    assert rendered(environment, order(environment, {"notes": "x"})) == first


@needs_helm
def test_a_damaged_cache_is_made_again(environment: dict[str, str], tmp_path: Path) -> None:
    first = rendered(environment, order(environment, {}))
    for each in (tmp_path / "cache" / "renderings").glob("*.json"):
        each.write_text("[[", "utf-8")
    assert rendered(environment, order(environment, {})) == first


def test_the_cache_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering_cache, "_MOST", 8)
    cache = rendering_cache.RenderingCache(tmp_path)
    for number in range(20):
        cache.put(f"{number:02}", ())
        os.utime(tmp_path / f"{number:02}.json", (number, number))
    assert len(list(tmp_path.iterdir())) <= 8
    assert cache.get("19") == ()
    assert cache.get("00") is None


@needs_helm
@pytest.mark.parametrize(
    "changes",
    [
        {"values": {"notes": "other"}},
        {"version": (1, 19, 6)},
        {"kubernetes": Release(1, 30)},
    ],
    ids=str,
)
def test_what_a_rendering_depends_on_is_in_its_key(
    environment: dict[str, str], changes: dict[str, Any]
) -> None:
    plain: dict[str, Any] = {"values": {}, "version": (1, 18, 12), "kubernetes": KUBERNETES}
    one, two = rendered(
        environment, order(environment, **plain), order(environment, **{**plain, **changes})
    )
    assert one.manifests != two.manifests


@needs_helm
def test_a_chart_that_changes_without_its_version_is_rendered_anew(
    environment: dict[str, str], charts: Path
) -> None:
    before = rendered(environment, order(environment, {}))[0]
    template = charts / "cilium-1.18.12" / "templates" / "all.yaml"
    template.write_text(template.read_text("utf-8").replace("/run/cilium", "/elsewhere"), "utf-8")
    after = rendered(environment, order(environment, {}))[0]
    assert [str(each.key) for each in compare(before.manifests, after.manifests).objects] == [
        "DaemonSet/kube-system/cilium"
    ]


@needs_helm
def test_the_chart_s_own_words_say_why_it_refuses(environment: dict[str, str]) -> None:
    refused = rendered(environment, order(environment, {"refuse": "this"}))[0]
    assert "refuse was removed, and this is set" in refused.rejected
    assert not refused.manifests


@needs_helm
def test_a_refusal_shows_no_secret(environment: dict[str, str]) -> None:
    values = {"refuse": f"x{CANARY}x", "hubble": {"tls": {"server": {"key": CANARY}}}}
    refused = rendered(environment, order(environment, values))[0]
    assert "[secret]" in refused.rejected
    assert CANARY not in refused.rejected


@needs_helm
def test_objects_of_apis_that_are_gone_are_left_out(environment: dict[str, str]) -> None:
    old, new = rendered(
        environment,
        order(environment, {}, kubernetes=Release(1, 24)),
        order(environment, {}, kubernetes=Release(1, 25)),
    )
    policy = Key("PodSecurityPolicy", "", "gone-since-1-25")
    assert policy in [each.key for each in old.manifests]
    assert policy not in [each.key for each in new.manifests]


@needs_helm
def test_helm_is_told_what_every_cluster_offers(environment: dict[str, str]) -> None:
    chart = find_chart("ako", Release(1, 13, 4), "", Path(), environment)
    assert chart is not None
    values: dict[str, Any] = {"L7Settings": {"shardVSSize": "SMALL"}}
    result = rendered(environment, RenderRequest("ako", chart, KUBERNETES, values))[0]
    assert [str(each.key) for each in result.manifests] == [
        "ConfigMap/avi-system/avi-k8s-config",
        "CustomResourceDefinition/hostrules.ako.vmware.com",
        "IngressClass/avi-lb",
    ]


@needs_helm
def test_no_secret_is_in_objects_or_in_the_cache(
    environment: dict[str, str], tmp_path: Path
) -> None:
    values = {
        "hubble": {"tls": {"server": {"key": CANARY}}},
        "extraEnv": [{"name": "DB_PASSWORD", "value": CANARY[::-1]}],
    }
    result = rendered(environment, order(environment, values))[0]
    kept = "".join(
        each.read_text("utf-8") for each in (tmp_path / "cache").rglob("*") if each.is_file()
    )
    for text in (repr(result), kept):
        for secret in (CANARY, CANARY[::-1]):
            assert secret not in text
            assert base64.b64encode(secret.encode()).decode().rstrip("=") not in text
        assert "PRIVATE KEY" not in text


@needs_helm
def test_noise_is_counted_and_permissions_are_named(environment: dict[str, str]) -> None:
    before, after = rendered(
        environment, order(environment, {}), order(environment, {}, (1, 19, 6))
    )
    diff = compare(before.manifests, after.manifests)
    assert [str(each.key) for each in diff.objects] == [
        "ClusterRole/cilium-operator",
        "DaemonSet/kube-system/cilium",
    ]
    assert diff.noise == {"chart label": 1, "version label": 1, "certificate": 2}
    given = [
        (each.permission.kind, each.permission.where, each.permission.what)
        for each in permission_changes(before.manifests, after.manifests)
        if each.given
    ]
    daemon_set = "DaemonSet/kube-system/cilium"
    assert given == [
        ("rbac", "ClusterRole/cilium-operator", "delete ciliumnodes in cilium.io"),
        ("rbac", "ClusterRole/cilium-operator", "get secrets, only only-this"),
        ("host", daemon_set, "hostNetwork"),
        ("privilege", f"{daemon_set}[cilium-agent]", "privileged"),
        ("capability", f"{daemon_set}[cilium-agent]", "SYS_ADMIN"),
        ("image", daemon_set, "example.test/cilium:v1.19.6"),
    ]


def test_a_certificate_that_is_given_is_told_from_one_that_is_made() -> None:
    block = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
    text = json.dumps({"kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"ca": block}})
    given, made = (
        manifests(text, namespace="n", kubernetes=Release(1, 33), hiding=hiding("cilium", values))[
            0
        ]
        for values in ({"ca": block}, {})
    )
    assert given.content["data"] != {"ca": "[certificate]"}
    assert made.content["data"] == {"ca": "[certificate]"}
    assert "MIIB" not in repr(given)


@pytest.mark.parametrize(
    "values",
    [
        {"tls": {"ca": {"key": CANARY}}},
        {"database": {"password": CANARY}},
        {"list": [{"apiToken": CANARY}]},
        {"extraEnv": [{"name": "MY_SECRET", "value": CANARY}]},
        {"any": f"-----BEGIN RSA PRIVATE KEY-----\n{CANARY}\n-----END RSA PRIVATE KEY-----"},
        {"number": {"password": 123456789}},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_secret_among_values_is_hidden(values: dict[str, Any]) -> None:
    shown = repr(hidden_values("cilium", values))
    assert "[secret]" in shown
    assert CANARY not in shown
    assert "123456789" not in shown


@pytest.mark.parametrize(
    "values",
    [
        {"encryption": {"ipsec": {"secretName": "cilium-ipsec-keys", "keyFile": "keys"}}},
        {"automountServiceAccountToken": True},
        {"tls": {"secretsBackend": "local"}},
        {"mode": "snat"},
    ],
    ids=str,
)
def test_a_name_of_a_secret_is_shown(values: dict[str, Any]) -> None:
    assert hidden_values("cilium", values) == values


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("ab\n: ", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("ab", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=12,
)
objects = st.lists(
    st.tuples(st.sampled_from("XYZ"), st.dictionaries(st.sampled_from("pqr"), json_values)),
    max_size=4,
    unique_by=lambda each: each[0],
)


def _texts(made: list[tuple[str, dict[str, object]]], *, turned: bool) -> str:
    ordered = list(reversed(made)) if turned else made
    documents = []
    for name, content in ordered:
        whole = {"kind": "Thing", "metadata": {"name": name}, "spec": content}
        documents.append(json.dumps(_turned(whole) if turned else whole))
    return "\n---\n".join(documents)


def _turned(value: object) -> object:
    if isinstance(value, dict):
        return {key: _turned(inner) for key, inner in reversed(value.items())}
    return [_turned(each) for each in value] if isinstance(value, list) else value


@given(objects)
def test_the_order_of_keys_and_objects_changes_nothing(
    made: list[tuple[str, dict[str, object]]],
) -> None:
    one, two = (
        manifests(
            _texts(made, turned=turned),
            namespace="n",
            kubernetes=Release(1, 33),
            hiding=hiding("ako", {}),
        )
        for turned in (False, True)
    )
    assert compare(one, two).objects == ()


@given(objects, objects)
def test_a_difference_is_there_exactly_where_objects_differ(
    before: list[tuple[str, dict[str, object]]], after: list[tuple[str, dict[str, object]]]
) -> None:
    one, two = (
        manifests(
            _texts(each, turned=False),
            namespace="n",
            kubernetes=Release(1, 33),
            hiding=hiding("ako", {}),
        )
        for each in (before, after)
    )
    differing = {str(each.key) for each in compare(one, two).objects}
    contents = [{str(each.key): each.content for each in side} for side in (one, two)]
    assert differing == {
        key
        for key in {*contents[0], *contents[1]}
        if json.dumps(contents[0].get(key), sort_keys=True)
        != json.dumps(contents[1].get(key), sort_keys=True)
    }


@given(st.dictionaries(st.text(min_size=1), st.text() | st.integers() | st.floats(allow_nan=False)))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_values_reach_helm_as_one_line_that_is_both_json_and_yaml(values: dict[str, Any]) -> None:
    text = values_text(values)
    text.encode()
    assert json.loads(text) == values


def test_a_directory_s_digest_is_of_its_names_and_contents(tmp_path: Path) -> None:
    digests = []
    for number, (name, content) in enumerate((("a", "1"), ("a", "2"), ("b", "1"), ("a", "1"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / name).write_text(content, "utf-8")
        digests.append(local_chart(folder).digest)
    assert digests[0] == digests[3]
    assert len(set(digests)) == 3
    assert isinstance(local_chart(tmp_path / "0"), LocalChart)
