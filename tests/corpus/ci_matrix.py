"""The rows of Cilium's own CI as stacks: `ci_matrix.yaml` says what each installs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.configs import Config
from tests.corpus.installs import BASE
from tests.data_files import data_of

ROWS: Final[list[dict[str, Any]]] = data_of(Path(__file__).with_suffix(".yaml"))
"""Every row, in the matrix' own words."""

VERSION: Final = "1.19.6"
"""The chart that the rows are read for: they are of the branch before it."""

_PODS: Final = ("10.244.0.0/16", "fd00:10:244::/56")
_VALUES: Final[Mapping[str, dict[str, Any]]] = {
    "endpoint-routes": {"endpointRoutes": {"enabled": True}},
    "egress-gateway": {"egressGateway": {"enabled": True}},
    "host-fw": {"hostFirewall": {"enabled": True}},
    "ingress-controller": {"ingressController": {"enabled": True, "service": {"type": "NodePort"}}},
    "ciliumendpointslice": {"ciliumEndpointSlice": {"enabled": True}},
    "local-redirect-policy": {"localRedirectPolicies": {"enabled": True}},
    "bgp-control-plane": {"bgpControlPlane": {"enabled": True}},
}
"""What a switch of the matrix sets."""


def config_of(row: Mapping[str, Any]) -> Config:
    """The stack that installs what a row does."""
    families = [row.get("ipv4", True), row.get("ipv6", False)]
    replaces = row.get("kpr", False)
    values: dict[str, Any] = {
        "debug": {"enabled": True, "verbose": "envoy"},
        "bpf": {"monitorAggregation": "none"},
        "hubble": {"eventBufferCapacity": 65535},
    }
    if replaces:
        values["devices"] = ["eth0", "eth1"]
    for switch, given in _VALUES.items():
        if row.get(switch):
            values |= given
    if row.get("underlay"):
        values["underlayProtocol"] = row["underlay"]
    for key, value in row.get("misc", {}).items():
        values[key] = {**values.get(key, {}), **value} if isinstance(value, dict) else value
    cilium: Config = {
        "version": VERSION,
        "ipam": {"mode": "kubernetes", "podCidrs": _of(families, _PODS)},
        "routing": _routing(row, families),
        "kubeProxyReplacement": replaces,
        "values": values,
    }
    if replaces or row.get("bpf-masquerade"):
        cilium["masquerade"] = {"bpf": True}
    if replaces:
        cilium["nodePort"] = _node_port(row)
    if row.get("encryption"):
        cilium["encryption"] = _encryption(row)
    if row.get("kvstore"):
        cilium["kvstore"] = {
            "mode": "external",
            "endpoints": ["http://172.18.0.9:2379"],
            "tls": {"source": "none"},
            "identityAllocation": "kvstore",
        }
    cluster: Config = {
        **BASE,
        "name": row["name"],
        "distribution": "kind",
        "kubernetesVersion": "1.34",
        "kernelVersion": row["kernel"],
        "apiServer": ["https://kind-control-plane:6443"],
        "nodeCidrs": _of(families, ("172.18.0.0/16", "fc00:c111::/64")),
        "serviceCidrs": _of(families, ("10.96.0.0/16", "fd00:10:96::/112")),
        "maxNodes": 4,
        "controlPlanes": 1,
        "kubeProxy": row.get("kube-proxy", "absent"),
    }
    return {"cluster": cluster, "cilium": cilium}


def _of(families: list[bool], ranges: tuple[str, str]) -> list[str]:
    return [text for text, has in zip(ranges, families, strict=True) if has]


def _routing(row: Mapping[str, Any], families: list[bool]) -> Config:
    if row["tunnel"] != "disabled":
        return {"mode": "tunnel", "protocol": row["tunnel"]}
    ranges = dict(zip(("cidr", "cidrIpv6"), _PODS, strict=True))
    keys = _of(families, ("cidr", "cidrIpv6"))
    return {
        "mode": "native",
        "autoDirectNodeRoutes": True,
        **{key: ranges[key] for key in keys},
    }


def _node_port(row: Mapping[str, Any]) -> Config:
    found = {"mode": row.get("lb-mode", "snat")}
    if "lb-acceleration" in row:
        found["acceleration"] = row["lb-acceleration"]
    if "dsr-dispatch" in row:
        found["dsrDispatch"] = row["dsr-dispatch"]
    return found


def _encryption(row: Mapping[str, Any]) -> Config:
    if row["encryption"] == "ipsec":
        return {"type": "ipsec", "key": {"source": "external", "name": "cilium-ipsec-keys"}}
    found: Config = {"type": "wireguard", "nodeEncryption": row.get("encryption-node", False)}
    if row.get("encryption-strict-mode"):
        found["strict"] = {"cidr": _PODS[0]}
    return found
