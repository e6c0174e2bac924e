"""Values files of public repositories: what charts do not read is said, the rest comes over."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

import pytest
import yaml

from cilium_ako.adopt.adopt import Adoption, adopt, given_values, kubernetes_of
from cilium_ako.adopt.found import Found, Sourced
from cilium_ako.adopt.helm_files import read_helm_files
from cilium_ako.adopt.own_values import LeftOut
from cilium_ako.adopt.proof import prove
from cilium_ako.catalogue.cilium.stated_decisions import STATED_DECISIONS
from cilium_ako.catalogue.release import Release
from tests.adopt.test_helm_files import argo, flux, helm_chart, kustomize, proxy
from tests.charts.real_charts import why_not_rendered
from tests.corpus.installs import BASE
from tests.data_files import data_of

FILES: Final[dict[str, dict[str, Any]]] = data_of(Path(__file__).with_name("real_values.yaml"))
FORMS: Final = {
    "values": lambda values, _: values,
    "umbrella": lambda values, _: {"cilium": values},
    "rke2": lambda values, _: {
        "apiVersion": "helm.cattle.io/v1",
        "kind": "HelmChartConfig",
        "metadata": {"name": "rke2-cilium"},
        "spec": {"valuesContent": yaml.safe_dump(values)},
    },
    "flux": flux,
    "argo": argo,
    "helm-chart": helm_chart,
    "kustomize": kustomize,
    "proxy": proxy,
}
REASONS: Final = get_args(get_type_hints(LeftOut)["reason"])
each_file = pytest.mark.parametrize("name", FILES)


def adopted(name: str, folder: Path) -> Adoption:
    given = FILES[name]
    path = folder / "values.yaml"
    path.write_text(yaml.safe_dump(FORMS[given["form"]](given["owner"], given["version"])), "utf-8")
    version = Release.parse(given["version"], full=True)
    read = read_helm_files("cilium", [path], version)
    cluster = {**BASE, **given.get("cluster", {})}
    keys = {f"cluster.{key}": Sourced(value, "--cluster") for key, value in cluster.items()}
    keys["cilium.ipam.podCidrs"] = Sourced(["10.244.0.0/16"], "--pod-cidrs")
    return adopt("adopted", Found(cilium=read.release, keys=keys), folder)


@each_file
def test_it_passes_its_check_or_is_rightly_refused(name: str, tmp_path: Path) -> None:
    adoption = adopted(name, tmp_path)
    stops = {each.rule for each in adoption.checked.problems if each.stops}
    assert stops == set(FILES[name].get("stops", ())), adoption.checked.problems


@each_file
def test_what_the_chart_does_not_read_is_dropped_and_said(name: str, tmp_path: Path) -> None:
    left_out = adopted(name, tmp_path).assembled.left_out["cilium"]
    found = {reason: [each.key for each in left_out if each.reason == reason] for reason in REASONS}
    given = FILES[name]
    expected = {"unread": given.get("drops", []), "decided": given.get("without_effect", [])}
    assert {reason: sorted(keys) for reason, keys in found.items()} == {
        **{reason: [] for reason in REASONS},
        **{reason: sorted(keys) for reason, keys in expected.items()},
    }


@pytest.mark.parametrize("name", [name for name, given in FILES.items() if "stops" not in given])
def test_cilium_config_differs_by_stated_decisions_alone(name: str, tmp_path: Path) -> None:
    assembled = adopted(name, tmp_path).assembled
    values, kubernetes = given_values(assembled), kubernetes_of(assembled)
    proof = prove(assembled.told, values, kubernetes, tmp_path, {}, {"PATH": ""})
    unstated = [
        each
        for each in proof.differences
        if each.impact != "none"
        and not (
            each.key in STATED_DECISIONS and STATED_DECISIONS[each.key].allows(each.old, each.new)
        )
    ]
    assert unstated == [], assembled.parts


@pytest.mark.parametrize("name", [name for name, given in FILES.items() if "stops" not in given])
def test_no_object_differs_but_that_config_map(name: str, tmp_path: Path) -> None:
    reason = why_not_rendered("cilium", FILES[name]["version"])
    if reason:
        pytest.skip(reason)
    assembled = adopted(name, tmp_path).assembled
    proof = prove(assembled.told, given_values(assembled), kubernetes_of(assembled), tmp_path, {})
    assert proof.notes == ()
    assert [each for each in proof.differences if each.where != "cilium-config"] == []


def test_every_form_is_there() -> None:
    assert {given["form"] for given in FILES.values()} == FORMS.keys()
