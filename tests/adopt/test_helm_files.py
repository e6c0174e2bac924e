"""Values are read out of what people keep them in; what cannot be read is told with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.adopt.assemble import assemble
from cilium_ako.adopt.found import Found
from cilium_ako.adopt.helm_files import HelmFiles, read_helm_files
from cilium_ako.catalogue.gitops import CONTAINERS
from cilium_ako.documents.error import DocumentError
from tests.configs import POOL
from tests.corpus.installs import Install, installs

VERSION = POOL["cilium"]["version"]
VALUES = {"ipam": {"mode": "kubernetes"}, "hubble": {"relay": {"enabled": True}}}

Wrap = Callable[[dict[str, Any], str], dict[str, Any]]


def flux(values: dict[str, Any], version: str) -> dict[str, Any]:
    return {
        "apiVersion": "helm.toolkit.fluxcd.io/v2",
        "kind": "HelmRelease",
        "metadata": {"name": "cilium"},
        "spec": {"chart": {"spec": {"chart": "cilium", "version": version}}, "values": values},
    }


def argo(values: dict[str, Any], version: str) -> dict[str, Any]:
    helm = {"valuesObject": values}
    source = {"chart": "cilium", "targetRevision": version, "helm": helm}
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "spec": {"source": source}}


def argo_text(values: dict[str, Any], version: str) -> dict[str, Any]:
    helm = {"values": yaml.safe_dump(values)}
    source = {"chart": "cilium", "targetRevision": version, "helm": helm}
    others = {"repoURL": "https://git.example.test/cluster", "path": "manifests"}
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "spec": {"sources": [others, source]},
    }


def helm_chart(values: dict[str, Any], version: str) -> dict[str, Any]:
    spec = {"chart": "cilium", "version": version, "valuesContent": yaml.safe_dump(values)}
    return {"apiVersion": "helm.cattle.io/v1", "kind": "HelmChart", "spec": spec}


def proxy(values: dict[str, Any], version: str) -> dict[str, Any]:
    spec = {"chartName": "cilium", "version": version, "valuesTemplate": yaml.safe_dump(values)}
    return {
        "apiVersion": "addons.cluster.x-k8s.io/v1alpha1",
        "kind": "HelmChartProxy",
        "spec": spec,
    }


def kustomize(values: dict[str, Any], version: str) -> dict[str, Any]:
    charts = [
        {"name": "metallb", "valuesInline": {"speaker": {}}},
        {"name": "cilium", "version": version, "valuesInline": values},
    ]
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "helmCharts": charts,
    }


WRAPS: tuple[Wrap, ...] = (flux, argo, argo_text, helm_chart, proxy, kustomize)


def read(text: str, folder: Path, *more: str) -> HelmFiles:
    paths = []
    for number, each in enumerate((text, *more)):
        path = folder / f"values-{number}.yaml"
        path.write_text(each, "utf-8")
        paths.append(path)
    return read_helm_files("cilium", paths, None)


@pytest.mark.parametrize("install", installs(), ids=lambda install: install.name)
def test_a_release_of_gitops_says_what_its_values_say(install: Install, tmp_path: Path) -> None:
    for wrap in WRAPS:
        document = yaml.safe_dump(wrap(dict(install.owner), install.version))
        release = read(document, tmp_path).release
        assert release.values == install.owner, wrap.__name__
        assert str(release.version) == install.version


def test_an_rke2_config_says_values_and_no_version(tmp_path: Path) -> None:
    document = {
        "apiVersion": "helm.cattle.io/v1",
        "kind": "HelmChartConfig",
        "metadata": {"name": "rke2-cilium", "namespace": "kube-system"},
        "spec": {"valuesContent": yaml.safe_dump(VALUES)},
    }
    release = read(yaml.safe_dump(document), tmp_path).release
    assert (release.values, release.version) == (VALUES, None)


def test_an_operator_s_config_of_openshift_says_values(tmp_path: Path) -> None:
    document = {"apiVersion": "cilium.io/v1alpha1", "kind": "CiliumConfig", "spec": VALUES}
    assert read(yaml.safe_dump(document), tmp_path).release.values == VALUES


def test_every_container_is_of_one_kind() -> None:
    kinds = [(row.group, row.kind) for row in CONTAINERS]
    assert len(set(kinds)) == len(kinds)


def test_parameters_have_the_last_word(tmp_path: Path) -> None:
    document = argo(VALUES, VERSION)
    document["spec"]["source"]["helm"]["parameters"] = [
        {"name": "ipam.mode", "value": "cluster-pool"},
        {"name": "operator.replicas", "value": "1"},
        {"name": "k8sServicePort", "value": "6443", "forceString": True},
        {"name": "kubeProxyReplacement", "value": "true"},
    ]
    values = read(yaml.safe_dump(document), tmp_path).release.values
    assert values["ipam"] == {"mode": "cluster-pool"}
    assert values["operator"] == {"replicas": 1}
    assert values["k8sServicePort"] == "6443"
    assert values["kubeProxyReplacement"] is True


def test_values_that_stand_elsewhere_are_told(tmp_path: Path) -> None:
    document = flux(VALUES, VERSION)
    document["spec"]["valuesFrom"] = [{"kind": "ConfigMap", "name": "values"}]
    notes = read(yaml.safe_dump(document), tmp_path).notes
    assert any("takes values from spec.valuesFrom" in each.what for each in notes)


def test_a_version_that_may_be_several_is_told(tmp_path: Path) -> None:
    found = read(yaml.safe_dump(flux(VALUES, f"{VERSION.rpartition('.')[0]}.x")), tmp_path)
    assert found.release.version is None
    assert any("may be any of several" in each.what for each in found.notes)


def test_later_files_win_as_with_helm(tmp_path: Path) -> None:
    found = read(
        "a: 1\nipam: {mode: eni}\nhubble: {enabled: true}\n",
        tmp_path,
        "ipam: {mode: kubernetes}\nhubble: null\n",
    )
    assert found.release.values == {"a": 1, "ipam": {"mode": "kubernetes"}, "hubble": None}


def test_anchors_and_merges_are_followed(tmp_path: Path) -> None:
    text = "operator: &one {replicas: 1}\nhubble: {relay: {<<: *one, enabled: true}}\n"
    values = read(text, tmp_path).release.values
    assert values["hubble"] == {"relay": {"replicas": 1, "enabled": True}}


def test_of_several_documents_the_first_counts_and_the_others_are_told(tmp_path: Path) -> None:
    found = read("---\nipam: {mode: eni}\n---\nipam: {mode: kubernetes}\n", tmp_path)
    assert found.release.values == {"ipam": {"mode": "eni"}}
    assert any("holds 2 documents" in each.what for each in found.notes)


def test_objects_beside_the_release_are_passed_over(tmp_path: Path) -> None:
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kube-system"}}
    text = yaml.safe_dump_all([namespace, flux(VALUES, VERSION)])
    found = read(text, tmp_path)
    assert found.release.values == VALUES
    assert any("holds a Namespace of v1" in each.what for each in found.notes)


def test_a_chart_that_holds_the_chart_is_looked_into(tmp_path: Path) -> None:
    found = read(yaml.safe_dump({"cilium": VALUES, "metallb": {"enabled": True}}), tmp_path)
    assert found.release.values == VALUES
    assert any("another chart's: metallb" in each.what for each in found.notes)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("controller: {}\nspeaker: {}\nprometheusRule: {}\n", "holds values of another chart"),
        (yaml.safe_dump({**flux(VALUES, VERSION), "kind": "Kustomization"}), "holds no values"),
        ("- a\n", "is not a mapping of values"),
        ("a: [1\n", "is not valid YAML"),
        ("a: &x {b: *x}\n", "alias"),
        ("", "holds no values"),
    ],
    ids=["another chart", "no release", "a list", "no YAML", "an alias of itself", "nothing"],
)
def test_what_is_no_values_is_refused(text: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=what):
        read(text, tmp_path)


HELM_TEMPLATE = """ipam:
  mode: {{ .Values.ipam }}
hubble: {relay: {enabled: true}}
{{- if .Values.proxy }}
kubeProxyReplacement: true
{{- end }}
operator:
  replicas: "{{ .Values.replicas }}"
  {{- with .Values.extra }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
debug: {enabled: true}  # {{ not a template }}
"""
JINJA = """ipam:
  mode: {{ ipam_mode | default('kubernetes') }}
hubble: {relay: {enabled: true}}
{% if without_proxy %}
kubeProxyReplacement: true
{% endif %}
operator:
  replicas: "{{ replicas }}"
debug: {enabled: true}
"""


@pytest.mark.parametrize("text", [HELM_TEMPLATE, JINJA], ids=["Helm", "Jinja"])
def test_templates_are_told_and_the_rest_is_read(text: str, tmp_path: Path) -> None:
    found = read(text, tmp_path)
    assert found.release.values == {
        "hubble": {"relay": {"enabled": True}},
        "debug": {"enabled": True},
    }
    assert found.release.hidden == ("ipam.mode", "operator.replicas")
    (note,) = found.notes
    assert "which are not run here" in note.what
    assert note.where.endswith(
        "lines 2, 4, 6, 8-11" if text is HELM_TEMPLATE else "lines 2, 4, 6, 8"
    )


def test_what_a_template_makes_is_refused_until_a_person_writes_it(tmp_path: Path) -> None:
    release = read(HELM_TEMPLATE, tmp_path).release
    assembled = assemble(Found(cilium=release))
    ipam = assembled.parts["cilium"]["ipam"]
    assert isinstance(ipam, dict)
    assert ipam["mode"] == "?"
    assert ("cilium", "ipam", "mode") in assembled.unread


def test_variables_that_others_fill_in_are_templates_too(tmp_path: Path) -> None:
    text = """
    ipam: {mode: kubernetes}
    ipv4NativeRoutingCIDR: ${native_cidr}
    k8sServiceHost: "${HOST:-api.example.test}"
    cluster: {name: "lab-${CLUSTER_ENV}", id: 1}
    """
    release = read(text, tmp_path).release
    assert release.values == {"ipam": {"mode": "kubernetes"}, "cluster": {"id": 1}}
    assert release.hidden == ("ipv4NativeRoutingCIDR", "k8sServiceHost", "cluster.name")


def test_a_template_that_changes_the_shape_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="templates that change its very shape"):
        read("{{ key }}: 1\na: {{ x }} b: {{ y }}\n c\n", tmp_path)


def test_a_name_that_a_template_makes_is_missing(tmp_path: Path) -> None:
    release = read("cluster: {name: ${NAME}}\nhubble: {enabled: true}\n", tmp_path).release
    assembled = assemble(Found(cilium=release))
    assert "name" not in assembled.parts["cluster"]
    assert ("cluster", "name") in assembled.unread
