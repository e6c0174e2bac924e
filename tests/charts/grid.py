"""Every release whose chart is known in full, with every IPAM mode and every feature."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.release import Release
from cilium_ako.check.checked_stack import CheckedStack, check_config
from tests.configs import ENI, ETCD, KUBERNETES, POOL, Config, changed, raw, without

CILIUM: dict[str, str] = {
    "1.13.18": "1.26",
    "1.14.19": "1.27",
    "1.15.19": "1.29",
    "1.16.19": "1.30",
    "1.17.18": "1.32",
    "1.18.12": "1.33",
    "1.19.6": "1.34",
    "1.20.0": "1.35",
}
"""Version of the chart to a Kubernetes that it was tested with."""

AKO: dict[str, tuple[str, str, str]] = {
    "1.10.1": ("1.26", "1.14.19", "22.1.4"),
    "1.11.5": ("1.27", "1.14.19", "22.1.5"),
    "1.12.1": ("1.29", "1.16.19", "22.1.5"),
    "1.12.3": ("1.30", "1.16.19", "22.1.5"),
    "1.13.4": ("1.33", "1.18.12", "22.1.5"),
    "1.14.1": ("1.33", "1.18.12", "30.1.1"),
    "2.1.1": ("1.34", "1.19.6", "30.1.1"),
}
"""Version of the chart to Kubernetes, Cilium and controller."""

_CLUSTER: Config = {**KUBERNETES["cluster"], "id": 0}

MODES: dict[str, Config] = {
    "cluster-pool": {
        "cluster": _CLUSTER,
        "cilium": {
            "version": "",
            "ipam": {"mode": "cluster-pool", "podCidrs": ["10.42.0.0/16"], "nodeMaskSize": 25},
        },
    },
    "kubernetes": {
        "cluster": _CLUSTER,
        "cilium": {"version": "", "ipam": {"mode": "kubernetes", "podCidrs": ["10.244.0.0/16"]}},
    },
    "eni": {
        "cluster": {**ENI["cluster"], "id": 0},
        "cilium": {
            "version": "",
            "ipam": {
                "mode": "eni",
                "vpcCidrs": ["10.60.0.0/16"],
                "operatorRole": ENI["cilium"]["ipam"]["operatorRole"],
            },
        },
    },
}

FEATURES: dict[str, tuple[tuple[tuple[str, ...], Any], ...]] = {
    "plain": (),
    "kube-proxy-replacement": (
        (("cluster", "kubeProxy"), "absent"),
        (("cilium", "kubeProxyReplacement"), True),
        (("cilium", "nodePort"), {"range": "30000-32767", "mode": "dsr"}),
        (("cilium", "routing"), {"mode": "native", "cidr": "10.42.0.0/16"}),
    ),
    "kvstore": ((("cilium", "kvstore"), {**ETCD, "endpoints": ["https://10.1.0.1:2379"]}),),
    "ipsec": ((("cilium", "encryption"), {"type": "ipsec"}),),
    "wireguard": ((("cilium", "encryption"), {"type": "wireguard", "nodeEncryption": True}),),
    "sctp": ((("cilium", "sctp"), True),),
}
"""Feature to the changes that ask for it, as `contracts/*/rendered.json` asks for it."""


def config(version: str, mode: str, feature: str) -> Config:
    """What a stack would say."""
    result = changed(
        MODES[mode],
        (("cilium", "version"), version),
        (("cluster", "kubernetesVersion"), CILIUM[version]),
        *FEATURES[feature],
    )
    if mode == "eni":
        result["cilium"].pop("routing", None)
        if feature == "kube-proxy-replacement":
            # a VPC drops the packets of a direct reply
            result["cilium"]["nodePort"]["mode"] = "snat"
    elif mode == "kubernetes" and "routing" in result["cilium"]:
        result["cilium"]["routing"]["cidr"] = "10.244.0.0/16"
    if feature == "kube-proxy-replacement" and mode != "eni":
        result["cluster"]["apiServer"] = ["https://api.example.test:6443"]
    if version.startswith("1.13.") and feature == "wireguard":
        result["cilium"]["l7Proxy"] = False
        result["cilium"]["encryption"]["nodeEncryption"] = False
    return result


def ako_config(version: str, mode: str) -> Config:
    """What a stack would say of AKO, in a mode of Cilium's."""
    kubernetes, cilium, controller = AKO[version]
    base = ENI["ako"] if mode == "eni" else POOL["ako"]
    ako = changed(
        base,
        (("version",), version),
        (("controller", "version"), controller),
        # below 1.13.1 AKO writes no routes from another tenant
        (("controller", "tenant"), "admin" if version < "1.13" else "blue"),
    )
    if version < "1.12":
        ako = without(ako, "controller", "vrf")
    result = config(cilium, mode, "plain")
    result["cluster"]["kubernetesVersion"] = kubernetes
    if version < "1.11":
        result["acknowledge"] = {"ako-denied": {"reason": "its API server answers"}}
    return {**result, "ako": ako, "aviUsername": "admin"}


def checked(given: Config) -> CheckedStack:
    """A config and everything that is wrong with it."""
    return check_config("grid", raw(given), Path(), offline=True)


def values_of(given: Config, chart: Chart = "cilium") -> dict[str, Any]:
    """The Helm values that a release of a config without problems is given."""
    found = checked(given)
    assert found.ok, [each for each in found.problems if each.stops]
    values = found.helm_values(chart)
    assert values is not None
    return values


def minor(version: str) -> Release:
    """The minor that a version is of."""
    release = Release.parse(version)
    assert release is not None
    return release.minor_release
