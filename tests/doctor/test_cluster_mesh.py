"""Faults of a member of a mesh, each in an otherwise healthy cluster."""

from __future__ import annotations

from typing import Any

from cilium_ako.catalogue.release import Release
from tests.doctor.cases import Case, Change
from tests.doctor.certificates import key_pem
from tests.doctor.stacks import MESH
from tests.doctor.worlds import World, mesh_metrics, mesh_values

SPACE = "kube-system"
MEMBER: dict[str, Any] = {"mesh": MESH, "cluster": {"id": 7}}


def certificate(role: str, **changed: bytes | None) -> Change:
    name = f"clustermesh-apiserver-{role}-cert"
    return lambda world: world.secret(name, mesh_values(world, **changed))


def peers(**urls: str) -> Change:
    texts = {name: f"endpoints:\n- {url}\n" for name, url in urls.items()}
    return lambda world: world.secret("cilium-kvstoremesh", texts)


def service(address: str) -> Change:
    def change(world: World) -> None:
        given = [{"ip": address}] if address else []
        found = world.of("Service", "clustermesh-apiserver-lb", SPACE)
        found["status"] = {"loadBalancer": {"ingress": given}}

    return change


def server(**status: int) -> Change:
    return lambda world: world.of("Deployment", "clustermesh-apiserver", SPACE)["status"].update(
        status
    )


def of_minor(world: World) -> None:
    made = world.of("Deployment", "clustermesh-apiserver", SPACE)
    made["spec"]["template"]["spec"]["containers"][0]["image"] = "clustermesh-apiserver:v1.17.18"


CASES = (
    Case("mesh-api-server", "fail", server(readyReplicas=0, availableReplicas=0), **MEMBER),
    Case(
        "mesh-api-server",
        "fail",
        lambda world: world.remove("Deployment", "clustermesh-apiserver", SPACE),
        **MEMBER,
    ),
    Case("mesh-api-server", "warn", of_minor, **MEMBER),
    Case(
        "mesh-certificates",
        "fail",
        lambda world: world.remove("Secret", "clustermesh-apiserver-local-cert", SPACE),
        **MEMBER,
    ),
    Case("mesh-certificates", "fail", certificate("remote", tls_crt=None), **MEMBER),
    Case("mesh-certificates", "fail", certificate("admin", tls_key=key_pem("other")), **MEMBER),
    Case(
        "mesh-peers",
        "fail",
        peers(west="https://west.mesh.cilium.io:2379"),
        **MEMBER,
    ),
    Case(
        "mesh-peers",
        "fail",
        peers(
            west="https://elsewhere.example.test:2379", north="https://north.mesh.cilium.io:32379"
        ),
        **MEMBER,
    ),
    Case(
        "mesh-peers",
        "fail",
        peers(
            west="https://west.mesh.cilium.io:2379",
            north="https://north.mesh.cilium.io:32379",
            stranger="https://stranger.mesh.cilium.io:2379",
        ),
        **MEMBER,
    ),
    Case(
        "mesh-peer-not-ready",
        "fail",
        lambda world: world.logs.update(proxy=mesh_metrics(west=1, north=0)),
        **MEMBER,
    ),
    Case(
        "mesh-versions",
        "fail",
        lambda world: world.mesh_versions.update(west=Release(1, 20, 0), north=Release(1, 19, 6)),
        **MEMBER,
    ),
    Case("mesh-address", "fail", service(""), **MEMBER),
    Case("mesh-address", "fail", service("10.20.0.8"), **MEMBER),
    Case(
        "mesh-address",
        "fail",
        lambda world: world.remove("Service", "clustermesh-apiserver-lb", SPACE),
        **MEMBER,
    ),
    Case(
        "mesh-identities",
        "fail",
        lambda world: world.add("CiliumIdentity", str(3 * 65536 + 300)),
        **MEMBER,
    ),
)
