"""Clusters of kOps' own tests: what is adopted writes the `cilium-config` that kOps writes.

`kops_outputs.json` has what each of them asks of kOps, reduced to what is read here, and the
ConfigMap that kOps expects of it (kOps:tests/integration/update_cluster), as what differs from the
first one's.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from cilium_ako.adopt.adopt import Adoption, adopt, given_values
from cilium_ako.adopt.cluster_options import said_by_options
from cilium_ako.adopt.kops import read_kops
from cilium_ako.catalogue.kops.cilium_fields import FIELDS, INVERTED
from cilium_ako.catalogue.kops.config_differences import CONFIG_DIFFERENCES
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.config_map import config_map
from cilium_ako.documents.error import DocumentError

OUTPUTS: Final[dict[str, Any]] = json.loads(
    Path(__file__).with_name("kops_outputs.json").read_text("utf-8")
)
CLUSTERS: Final[dict[str, Any]] = OUTPUTS["clusters"]
VERSION: Final = Release.parse(OUTPUTS["version"], full=True)

REFUSED: Final = {
    # kOps has agents masquerade in eBPF beside kube-proxy, at which this minor's agents stop
    "privatecilium-eni": {"bpf-masquerade-refused", "eni-cluster-name"},
    "privateciliumadvanced": {"eni-cluster-name"},
    # a name with dots, and an ingress beside kube-proxy: kOps asks nobody, the chart refuses them
    "privatecilium2": {"cluster-name-form", "ingress-replacement"},
    # IPv6 pods have ranges of the VPC, which no cluster's spec names
    "minimal-ipv6-cilium": {"missing-key"},
    # subnets that the cloud gives
    "minimal_gce_ilb_cilium_etcd": {"missing-key"},
    "minimal_scaleway": {"missing-key"},
}
"""Cluster to the rules that stop it once its kernel is known."""


def kops_file(folder: Path, given: dict[str, Any]) -> Path:
    """A Cluster and its InstanceGroups, in one file."""
    documents = [
        {
            "apiVersion": given["api"],
            "kind": "Cluster",
            "metadata": {"name": given["name"]},
            "spec": given["spec"],
        },
        *(
            {"apiVersion": given["api"], "kind": "InstanceGroup", "spec": spec}
            for spec in given["groups"]
        ),
    ]
    path = folder / "kops.yaml"
    path.write_text(yaml.safe_dump_all(documents), "utf-8")
    return path


def adopted(name: str, folder: Path) -> Adoption:
    found = read_kops(kops_file(folder, CLUSTERS[name]), VERSION)
    options = said_by_options({"--kernel-version": "6.8"})
    return adopt("adopted", options.over(found), folder)


@pytest.mark.parametrize("name", CLUSTERS)
def test_it_becomes_a_stack(name: str, tmp_path: Path) -> None:
    checked = adopted(name, tmp_path).checked
    stops = {each.rule for each in checked.problems if each.stops}
    assert stops == REFUSED.get(name, set()), checked.problems


@pytest.mark.parametrize("name", CLUSTERS)
def test_the_config_map_is_kops_own_but_for_what_is_explained(name: str, tmp_path: Path) -> None:
    given = CLUSTERS[name]
    expected = {**OUTPUTS["config"], **given["config"]}
    expected = {key: value for key, value in expected.items() if key not in given["without"]}
    assert VERSION is not None
    values = given_values(adopted(name, tmp_path).assembled)["cilium"]
    ours = config_map("cilium", VERSION.minor_release, values, Release(1, 33))
    assert ours is not None
    differing = {
        key: (expected.get(key), ours.get(key))
        for key in sorted(expected.keys() | ours.keys())
        if expected.get(key) != ours.get(key)
    }
    explained = {each.key for each in CONFIG_DIFFERENCES}
    assert {key: pair for key, pair in differing.items() if key not in explained} == {}


def test_every_difference_is_explained_to_whoever_reads_the_manual() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "adopt.md").read_text("utf-8")
    for each in CONFIG_DIFFERENCES:
        assert f"| `{each.key}` | {each.why} |" in manual


def test_sixteen_fields_are_never_read() -> None:
    assert len([field for field in FIELDS if field.never_read]) == 16
    names = [field.name for field in FIELDS]
    assert len(set(names)) == len(names)
    for field in FIELDS:
        assert bool(field.helm) != bool(field.why), field.name


@pytest.mark.parametrize("name", [each.name for each in FIELDS if each.never_read])
def test_a_field_that_is_never_read_is_said_to_be(name: str, tmp_path: Path) -> None:
    given = CLUSTERS["privatecilium"]
    spec = {**given["spec"], "networking": {"cilium": {name: True}}}
    found = read_kops(kops_file(tmp_path, {**given, "spec": spec}), VERSION)
    (note,) = (each for each in found.notes if name in each.what)
    assert "the cluster does not have it" in note.what


def test_a_field_of_v1alpha2_says_the_contrary(tmp_path: Path) -> None:
    given = CLUSTERS["privatecilium"]
    (inverted,) = INVERTED
    spec = {**given["spec"], "networking": {"cilium": {inverted: True}}}
    found = read_kops(kops_file(tmp_path, {**given, "spec": spec}), VERSION)
    assert found.cilium is not None
    assert found.cilium.values["enableIPv4Masquerade"] is False


def test_a_managed_etcd_goes_on_and_its_certificates_are_told(tmp_path: Path) -> None:
    adoption = adopted("minimal_gce_ilb_cilium_etcd", tmp_path)
    kvstore = adoption.assembled.parts["cilium"]["kvstore"]
    name = CLUSTERS["minimal_gce_ilb_cilium_etcd"]["name"]
    assert kvstore == {
        "mode": "external",
        "endpoints": [f"https://api.internal.{name}:4003"],
        "tls": {"source": "config"},
    }
    told = " ".join(each.what for each in adoption.assembled.notes)
    for key in ("etcdCa", "etcdCert", "etcdKey"):
        assert f"cilium-ako:{key}" in told


def test_another_network_plugin_is_refused(tmp_path: Path) -> None:
    given = CLUSTERS["privatecilium"]
    spec = {**given["spec"], "networking": {"calico": {}}}
    with pytest.raises(DocumentError, match="has the network plugin calico, and no Cilium"):
        read_kops(kops_file(tmp_path, {**given, "spec": spec}), VERSION)


def test_no_cluster_and_two_are_refused(tmp_path: Path) -> None:
    path = kops_file(tmp_path, CLUSTERS["privatecilium"])
    text = path.read_text("utf-8")
    path.write_text(f"{text}---\n{text}", "utf-8")
    with pytest.raises(DocumentError, match="holds 2 Clusters"):
        read_kops(path, VERSION)
    path.write_text("a: 1\n", "utf-8")
    with pytest.raises(DocumentError, match="holds no Cluster"):
        read_kops(path, VERSION)
