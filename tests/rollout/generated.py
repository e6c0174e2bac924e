"""A fleet of hundreds of clusters, of which none is in another's way but where it is planted.

`python -m tests.rollout.generated FOLDER [faults]` writes it as a project.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from ipaddress import ip_network
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.configs import ENI, POOL, Config, changed

COUNT: Final = 500
CONTROLLERS: Final = 40
MESHES: Final = 20
REGIONS: Final = ("eu-central-1", "eu-west-1", "us-east-1")
COMMIT: Final = "a" * 40

_PODS: Final = [str(each) for each in islice(ip_network("10.0.0.0/8").subnets(new_prefix=18), 1024)]
_NODES: Final = [str(each) for each in ip_network("172.16.0.0/12").subnets(new_prefix=22)]
_VIPS: Final = [
    str(each) for each in islice(ip_network("100.64.0.0/10").subnets(new_prefix=24), 1024)
]
_SERVICES: Final = "100.127.0.0/16"


def name_of(number: int) -> str:
    """The name of a cluster: its kind, then its number."""
    return f"{'aws' if number % 5 == 4 else 'vs'}-{number:03d}"


def cluster_config(number: int) -> Config:
    """The config of a cluster: each fifth with ENI, the others on vSphere."""
    config = _eni(number) if number % 5 == 4 else _pool(number)
    return config if number % 5 == 4 else config | _mesh(number)


def _pool(number: int) -> Config:
    name = name_of(number)
    return changed(
        POOL,
        (("cluster", "name"), name),
        (("cluster", "id"), _place(number) % 20 + 1),
        (("cluster", "apiServer"), [f"https://api.{name}.example.test:6443"]),
        (("cluster", "nodeCidrs"), [_NODES[number]]),
        (("cluster", "serviceCidrs"), [_SERVICES]),
        (("cluster", "maxNodes"), 50),
        (("cilium", "version"), "1.19.6" if _place(number) // 20 % 3 else "1.18.12"),
        (("cilium", "ipam", "podCidrs"), [_PODS[number]]),
        (("ako", "controller", "host"), f"avi-{number % CONTROLLERS:02d}.example.test"),
        (("ako", "controller", "serviceEngineGroup"), f"se-{name}"),
        (("ako", "vipNetworks"), [{"name": f"vip-{name}", "cidr": _VIPS[number]}]),
        (("ako", "nodeNetworks"), [{"name": name, "cidrs": [_NODES[number]]}]),
    )


def _eni(number: int) -> Config:
    name = name_of(number)
    vpc = _PODS[number]
    return changed(
        ENI,
        (("cluster", "name"), name),
        (("cluster", "region"), REGIONS[number % 3]),
        (("cluster", "vpcId"), f"vpc-{number:08x}"),
        (("cluster", "apiServer"), [f"https://{name}.{REGIONS[number % 3]}.eks.amazonaws.com:443"]),
        (("cluster", "nodeCidrs"), [vpc]),
        (("cluster", "serviceCidrs"), [_SERVICES]),
        (("cluster", "maxNodes"), 50),
        (("cilium", "ipam", "vpcCidrs"), [vpc]),
        (("cilium", "ipam", "subnetIds"), [f"subnet-{number:017x}"]),
        (
            ("cilium", "ipam", "operatorRole", "arn"),
            f"arn:aws:iam::111122223333:role/{name}-operator",
        ),
        (("cilium", "encryption", "strict", "cidr"), vpc),
        (("ako", "controller", "host"), f"avi-{number % CONTROLLERS:02d}.example.test"),
        (("ako", "controller", "serviceEngineGroup"), f"se-{name}"),
        (("ako", "vipNetworks"), [{"name": f"subnet-{number:017x}"}]),
    )


def _mesh(number: int) -> dict[str, Any]:
    """Twenty members of a mesh each, which all know all."""
    return {
        "mesh": {
            "name": f"mesh-{_place(number) // 20:02d}",
            "certificates": {
                "source": "certmanager",
                "issuer": {"name": "mesh", "kind": "ClusterIssuer", "group": "cert-manager.io"},
            },
            "address": _mesh_address(number),
            "peers": _peers(number),
        }
    }


def _peers(number: int) -> list[dict[str, str]]:
    mesh = _place(number) // 20
    members = (each for each in range(COUNT) if each % 5 != 4 and _place(each) // 20 == mesh)
    return [
        {"name": name_of(each), "address": _mesh_address(each)}
        for each in members
        if each != number
    ]


def _place(number: int) -> int:
    """The place of a cluster among those on vSphere."""
    return number - number // 5


def _mesh_address(number: int) -> str:
    return f"{name_of(number)}.mesh.cilium.io"


class Planted(NamedTuple):
    """A fault between two clusters, or in one."""

    rule: str
    clusters: tuple[int, ...]
    """Those that are told of it."""
    changes: tuple[tuple[tuple[str | int, ...], Any], ...]
    """What the last of them says otherwise."""


_KVSTORE: Final = {
    "mode": "external",
    "endpoints": ["https://etcd.example.test:2379"],
    "tls": {"source": "external"},
    "identityAllocation": "crd",
}
PLANTED: Final = (
    Planted(
        "ako-group-shared",
        (0, 40),
        ((("ako", "controller", "serviceEngineGroup"), "se-vs-000"),),
    ),
    Planted("ako-name-unique", (1, 41), ((("ako", "clusterName"), "vs-001"),)),
    Planted("mesh-id-unique", (10, 11), ((("cluster", "id"), _place(10) % 20 + 1),)),
    Planted("ako-vrf-pods-apart", (3, 43), ((("cilium", "ipam", "podCidrs"), [_PODS[3]]),)),
    Planted(
        "ako-vrf-pods",
        (5, 45),
        (
            (("cilium", "ipam", "podCidrs"), [_PODS[5]]),
            (("ako", "nodeNetworks", 0, "name"), "vs-005"),
        ),
    ),
    Planted(
        "ako-vips-in-cluster",
        (6, 46),
        ((("ako", "vipNetworks", 0, "cidr"), _PODS[6].replace("/18", "/24")),),
    ),
    Planted(
        "api-server-shared",
        (7, 47),
        ((("cluster", "apiServer"), ["https://api.vs-007.example.test:6443"]),),
    ),
    Planted("etcd-shared", (24, 54), ((("cilium", "kvstore"), _KVSTORE),)),
    Planted("eni-name-unique", (14, 44), ((("cluster", "name"), "aws-014"),)),
    Planted(
        "mesh-peers-symmetric",
        (56, 60),
        ((("mesh", "peers"), [each for each in _peers(60) if each["name"] != "vs-056"]),),
    ),
    Planted(
        "overlay-over-vpc",
        (29, 50),
        (
            (("cluster", "platform"), "aws"),
            (("cluster", "region"), REGIONS[29 % 3]),
            (("cluster", "vpcId"), f"vpc-{29:08x}"),
            (("cilium", "ipam", "podCidrs"), [_PODS[29]]),
        ),
    ),
    Planted(
        "pods-overlap-nodes",
        (51,),
        (
            (("cluster", "nodeCidrs"), [_PODS[51].replace("/18", "/22")]),
            (("ako", "nodeNetworks", 0, "cidrs"), [_PODS[51].replace("/18", "/22")]),
        ),
    ),
)
"""Twelve faults of twelve rules."""


def with_faults(count: int = COUNT) -> dict[str, Config]:
    """The clusters with every fault planted."""
    found = clean(count)
    for each in PLANTED:
        name = name_of(each.clusters[-1])
        found[name] = changed(found[name], *each.changes)
    # the other one of those that share an etcd
    first = name_of(24)
    found[first] = changed(found[first], (("cilium", "kvstore"), _KVSTORE))
    return found


def write(folder: Path, configs: Mapping[str, Config]) -> Path:
    """A project with a fleet in four waves."""
    (folder / "Pulumi.yaml").write_text("name: cilium-ako\nruntime: python\n")
    for name, config in configs.items():
        keys = {f"cilium-ako:{key}": value for key, value in config.items()}
        # JSON is YAML, and quick to write
        (folder / f"Pulumi.{name}.yaml").write_text(json.dumps({"config": keys}, indent=1))
    names = list(configs)
    cuts = (0, 3, 25, 125, len(names))
    waves = [names[start:end] for start, end in pairwise(cuts) if start < end]
    fleet = {
        "backend": "s3://state",
        "secretsProvider": "awskms://alias/pulumi",
        "source": {"repo": "https://git.example.test/network.git", "commit": COMMIT},
        "namespace": "fleet",
        "waves": waves,
    }
    (folder / "fleet.yaml").write_text(json.dumps(fleet, indent=1))
    return folder


def clean(count: int = COUNT) -> dict[str, Config]:
    """Clusters by their names, of which none is in another's way."""
    return {name_of(number): cluster_config(number) for number in range(count)}


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    write(target, with_faults() if sys.argv[2:] == ["faults"] else clean())
