"""Stacks for the doctor's tests: one base per IPAM mode, with what a test asks for on top."""

from __future__ import annotations

from typing import Any

from cilium_ako.config.stack import RawConfig, Stack, parse

MODES = ("cluster-pool", "kubernetes", "eni-1.19", "eni-1.20")
"""Every shape that nodes come in: the IPAM modes, ENI before and from 1.20."""

_IPAM: dict[str, dict[str, Any]] = {
    "cluster-pool": {"mode": "cluster-pool", "podCidrs": ["10.42.0.0/16"], "nodeMaskSize": 24},
    "kubernetes": {"mode": "kubernetes", "podCidrs": ["10.244.0.0/16"]},
    "eni": {
        "mode": "eni",
        "vpcCidrs": ["10.64.0.0/16"],
        "operatorRole": {"source": "existing", "arn": "arn:aws:iam::123456789012:role/cilium"},
    },
}


def stack(
    mode: str = "cluster-pool",
    *,
    cluster: dict[str, Any] | None = None,
    cilium: dict[str, Any] | None = None,
    ako: dict[str, Any] | None = None,
    with_ako: bool = True,
    mesh: dict[str, Any] | None = None,
) -> Stack:
    """A stack that parses, of a mode of `MODES`."""
    given = keys(mode, cluster=cluster, cilium=cilium, ako=ako, with_ako=with_ako)
    if mesh:
        given["mesh"] = mesh
    config = RawConfig({f"cilium-ako:{key}": value for key, value in given.items()})
    parsed, errors = parse("dev", config, offline=True)
    assert not errors, errors
    return parsed


def keys(
    mode: str = "cluster-pool",
    *,
    cluster: dict[str, Any] | None = None,
    cilium: dict[str, Any] | None = None,
    ako: dict[str, Any] | None = None,
    with_ako: bool = True,
) -> dict[str, Any]:
    """The config of such a stack, without the keys' namespace."""
    ipam, _, minor = mode.partition("-1")
    eni = ipam == "eni"
    version = {"": "1.18.12", ".19": "1.19.6", ".20": "1.20.2"}[minor]
    found: dict[str, Any] = {
        "cluster": {
            "name": "dev",
            "platform": "eks" if eni else "generic",
            **({"region": "eu-central-1"} if eni else {}),
            "kubernetesVersion": "1.33",
            "kernelVersion": "6.1",
            "apiServer": ["https://api.dev.example.test:6443"],
            "nodeCidrs": ["192.168.10.0/24"],
            "serviceCidrs": ["10.96.0.0/16"],
            "maxNodes": 50,
            "controlPlanes": 3,
            "kubeProxy": "absent",
            **(cluster or {}),
        },
        "cilium": {
            "version": version,
            "ipam": _IPAM[ipam],
            "kubeProxyReplacement": True,
            **(cilium or {}),
        },
        "aviUsername": "admin",
    }
    if with_ako:
        found["ako"] = {
            "version": "1.13.4",
            "cloud": "none",
            "controller": {"host": "avi.example.test", "version": "22.1.5"},
            "serviceType": "ClusterIP",
            "vipNetworks": [{"name": "vip", "cidr": "10.20.0.0/24"}],
            **(ako or {}),
        }
    return found


KVSTORE = {
    "kvstore": {
        "mode": "external",
        "endpoints": ["https://10.0.0.5:2379", "https://10.0.0.6:2379", "https://10.0.0.7:2379"],
        "tls": {"source": "config"},
        "identityAllocation": "kvstore",
    }
}
MANAGED_ETCD = {
    "kvstore": {
        "mode": "managed",
        "members": [
            {"node": f"node-{index}", "address": f"192.168.10.{10 + index}"} for index in range(3)
        ],
        "snapshots": {"schedule": "17 */6 * * *", "keep": 4},
        "identityAllocation": "crd",
    }
}
IPSEC = {"encryption": {"type": "ipsec", "key": {"source": "generate", "rotation": 3}}}
WIREGUARD = {"encryption": {"type": "wireguard"}}
NO_PROXY = {"kubeProxyReplacement": False}
FEATURES: dict[str, Any] = {
    "bgp": {
        "localAsn": 64512,
        "peers": [
            {"address": "192.168.10.1", "asn": 64513},
            {"address": "fd00:10::1", "asn": 64514},
        ],
    },
    "l2Announcements": {},
    "loadBalancerIpam": {},
    "gatewayApi": {},
    "egressGateway": {},
    "localRedirect": True,
    "masquerade": {"bpf": True},
    "monitoring": {"serviceMonitors": True},
}
"""What a test may give `stack` as `cilium`: one optional part each."""

DUAL: dict[str, Any] = {
    "cluster": {
        "nodeCidrs": ["192.168.10.0/24", "fd00:10::/64"],
        "serviceCidrs": ["10.96.0.0/16", "fd00:96::/112"],
    },
    "cilium": {
        "ipam": {"mode": "cluster-pool", "podCidrs": ["10.42.0.0/16", "fd00:42::/104"]},
    },
}
"""What a test may give `stack`: both families."""

MESH: dict[str, Any] = {
    "name": "continent",
    "certificates": {"source": "ca"},
    "address": "10.20.0.7",
    "peers": [
        {"name": "west", "address": "west.mesh.cilium.io"},
        {"name": "north", "address": "10.21.0.7", "port": 32379},
    ],
}
"""Membership in a mesh, with a peer that is known by name and one that is known by address."""
