"""An AKOConfig and Tanzu's add-on say the same as AKO's own values."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.adopt.ako_config_file import read_ako_config
from cilium_ako.adopt.assemble import assemble
from cilium_ako.adopt.found import Found
from cilium_ako.catalogue.ako.ako_config_keys import ADD_ON_KEYS
from cilium_ako.catalogue.ako.releases import SUPPORT
from cilium_ako.catalogue.charts.keys import types_of
from cilium_ako.documents.error import DocumentError
from tests.adopt.files import found_of
from tests.configs import AKO, POOL

RELEASE = SUPPORT[-1].since
OPERATOR: dict[str, Any] = {
    "apiVersion": "ako.vmware.com/v1beta1",
    "kind": "AKOConfig",
    "spec": {
        "imageRepository": f"registry.example.test/ako/ako:{RELEASE}",
        "replicaCount": 1,
        "akoSettings": {
            "clusterName": "home",
            "cniPlugin": "cilium",
            "disableStaticRouteSync": False,
            "logLevel": "INFO",
            "namespaceSelector": {"labelKey": "avi", "labelValue": "served"},
        },
        "networkSettings": {
            "vipNetworkList": [{"networkName": "vips", "cidr": "10.20.0.0/24"}],
            "nodeNetworkList": [{"networkName": "nodes", "cidrs": ["192.168.10.0/24"]}],
        },
        "l7Settings": {"serviceType": "ClusterIP", "shardVSSize": "SMALL"},
        "controllerSettings": {
            "controllerIP": "avi.example.test",
            "controllerVersion": AKO["controller"]["version"],
            "cloudName": "vcenter",
        },
        "pvc": "logs",
    },
}
ADD_ON: dict[str, Any] = {
    "loadBalancerAndIngressService": {
        "name": "ako",
        "namespace": "avi-system",
        "config": {
            "is_cluster_service": "false",
            "ako_settings": {
                "cluster_name": "home",
                "cni_plugin": "cilium",
                "disable_static_route_sync": "false",
                "log_level": "INFO",
                "namespace_selector": {"label_key": "avi", "label_value": "served"},
                "sync_namespace": "",
            },
            "network_settings": {
                "network_name": "vips",
                "subnet_ip": "10.20.0.0",
                "subnet_prefix": "24",
                "node_network_list": '[{"networkName":"nodes","cidrs":["192.168.10.0/24"]}]',
                "vip_network_list": "[]",
            },
            "l7_settings": {"service_type": "ClusterIP", "shard_vs_size": "SMALL"},
            "controller_settings": {
                "controller_ip": "avi.example.test",
                "controller_version": AKO["controller"]["version"],
                "cloud_name": "vcenter",
            },
            "persistent_volume_claim": "logs",
            "avi_credentials": {"username": "ako", "password": "hunter2"},
        },
    }
}


def read(document: object, folder: Path) -> Found:
    path = folder / "ako.yaml"
    path.write_text(yaml.safe_dump(document), "utf-8")
    return read_ako_config(path, RELEASE)


@pytest.mark.parametrize("document", [OPERATOR, ADD_ON], ids=["AKOConfig", "add-on"])
def test_it_becomes_the_keys_of_ako(document: dict[str, Any], tmp_path: Path) -> None:
    cilium = found_of({"cilium": {}}, {"cilium": POOL["cilium"]["version"]})
    parts = assemble(read(document, tmp_path).over(cilium)).parts
    found = {key: value for key, value in parts["ako"].items() if key != "values"}
    assert found == {
        "version": str(RELEASE),
        "clusterName": "home",
        "controller": {
            "host": "avi.example.test",
            "version": AKO["controller"]["version"],
            "cloudName": "vcenter",
        },
        "vipNetworks": [{"name": "vips", "cidr": "10.20.0.0/24"}],
        "nodeNetworks": [{"name": "nodes", "cidrs": ["192.168.10.0/24"]}],
        "shardSize": "SMALL",
        "logLevel": "INFO",
        "namespaceSelector": {"labelKey": "avi", "labelValue": "served"},
    }
    values = parts["ako"]["values"]
    assert isinstance(values, dict)
    assert values["persistentVolumeClaim"] == "logs"


@pytest.mark.parametrize("said", [None, "", "[]", []], ids=repr)
def test_the_add_on_s_older_network_counts_where_its_list_says_nothing(
    said: object, tmp_path: Path
) -> None:
    document = copy.deepcopy(ADD_ON)
    document["loadBalancerAndIngressService"]["config"]["network_settings"]["vip_network_list"] = (
        said
    )
    release = read(document, tmp_path).ako
    assert release is not None
    networks = release.values["NetworkSettings"]
    assert isinstance(networks, dict)
    assert networks["vipNetworkList"] == [{"networkName": "vips", "cidr": "10.20.0.0/24"}]


def test_the_image_s_tag_is_the_version(tmp_path: Path) -> None:
    path = tmp_path / "ako.yaml"
    path.write_text(yaml.safe_dump(OPERATOR), "utf-8")
    release = read_ako_config(path, None).ako
    assert release is not None
    assert release.version == RELEASE
    assert release.values["image"] == {"repository": "registry.example.test/ako/ako"}


def test_what_is_the_add_on_s_alone_is_said(tmp_path: Path) -> None:
    notes = [each.what for each in read(ADD_ON, tmp_path).notes]
    assert any("config.is_cluster_service: Tanzu's own" in each for each in notes)
    assert not any("hunter2" in each for each in notes)


def test_the_add_on_s_keys_are_keys_of_some_chart() -> None:
    minors = {row.since.minor_release for row in SUPPORT}
    for key in ADD_ON_KEYS.values():
        assert any(types_of("ako", minor, key) for minor in minors), key


def test_a_file_with_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="holds neither an AKOConfig nor"):
        read({"AKOSettings": {}}, tmp_path)
