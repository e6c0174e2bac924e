"""Asks the pack's server as the engine does, and prints how many seconds the answers took.

Runs in the pack's environment, from the repository's root.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

import grpc  # type: ignore[import-untyped]
from google.protobuf import empty_pb2, struct_pb2  # type: ignore[import-untyped]
from pulumi.runtime import proto
from pulumi.runtime.proto import analyzer_pb2_grpc

OTHERS: Final = 498
RELEASE: Final = "kubernetes:helm.sh/v3:Release"


def resources() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Type, name and properties of every resource."""
    for number in range(OTHERS):
        metadata = {"name": f"config-{number}", "namespace": "app", "labels": {"app": "app"}}
        data = {"first": "x" * 50, "second": "y" * 50}
        yield (
            "kubernetes:core/v1:ConfigMap",
            f"config-{number}",
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": metadata,
                "data": data,
            },
        )
    pool = {"clusterPoolIPv4PodCIDRList": ["10.42.0.0/16"]}
    yield (
        RELEASE,
        "cilium",
        {
            "chart": "cilium",
            "version": "1.18.12",
            "repositoryOpts": {"repo": "https://helm.cilium.io"},
            "values": {
                "ipam": {"mode": "cluster-pool", "operator": pool},
                "routingMode": "native",
                "kubeProxyReplacement": "true",
                "hubble": {"enabled": True, "relay": {"enabled": True}},
            },
        },
    )
    yield (
        RELEASE,
        "ako",
        {
            "chart": "oci://registry.example.test/ako",
            "version": "1.13.4",
            "values": {
                "AKOSettings": {"clusterName": "dev", "cniPlugin": ""},
                "ControllerSettings": {
                    "controllerHost": "avi.example.test",
                    "controllerVersion": "22.1.5",
                },
            },
        },
    )


def main() -> None:
    """Starts the pack, asks, ends it."""
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:0", "policy"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as pack:
        port = int(next(iter(pack.stdout or ())))
        try:
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                print(_asked(analyzer_pb2_grpc.AnalyzerStub(channel)))
        finally:
            pack.terminate()


def _asked(stub: Any) -> float:
    stub.GetAnalyzerInfo(empty_pb2.Empty())
    listed = []
    for kind, name, properties in resources():
        given = struct_pb2.Struct()
        given.update(properties)
        listed.append(
            proto.AnalyzerResource(
                type=kind, name=name, urn=f"urn:pulumi:dev::app::{kind}::{name}", properties=given
            )
        )
    found = 0
    started = time.perf_counter()
    for each in listed:
        asked = proto.AnalyzeRequest(
            type=each.type, name=each.name, urn=each.urn, properties=each.properties
        )
        found += len(stub.Analyze(asked).diagnostics)
    found += len(stub.AnalyzeStack(proto.AnalyzeStackRequest(resources=listed)).diagnostics)
    took = time.perf_counter() - started
    if not found:
        raise AssertionError("both releases have mistakes, and nothing was found")
    return took


main()
