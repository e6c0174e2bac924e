"""Calling the component package as the engine does, without an engine.

Inputs go the way that they go over gRPC: numbers as floats, secrets and Outputs marked.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from copy import copy
from functools import cache
from typing import Any, NamedTuple, TypeVar

import pulumi
from google.protobuf import json_format, struct_pb2  # type: ignore[import-untyped]
from pulumi.provider import ConstructResult
from pulumi.provider.server import ProviderServicer

from cilium_ako.catalogue.pulumi import wire_format
from cilium_ako.preview.offline import run_registering
from cilium_ako.preview.recording import RecordingMonitor, RegisteredResource
from components.package.provider import PackageProvider
from tests.components.runs import SECRETS, Made

COMPONENT = "cilium-ako:index:CiliumAko"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
"""What marks an Output on the wire. Source: sdk/python/lib/pulumi/runtime/rpc.py of Pulumi."""

ResultT = TypeVar("ResultT")


class Called(NamedTuple):
    """What a call registered, and what it answered."""

    resources: dict[str, RegisteredResource]
    """By the last word of the type and the name: `Release/cilium`."""
    state: Mapping[str, object]
    """The component's outputs, by their names in the schema."""


def secret(text: str) -> dict[str, Any]:
    """A secret as it is marked on the wire."""
    return {wire_format.SIGNATURE: wire_format.SECRET, "value": text}


def output(*, hidden: bool = False, **known: object) -> dict[str, Any]:
    """An Output as it is marked on the wire; unknown where no `value` is given."""
    return {wire_format.SIGNATURE: OUTPUT, "secret": hidden, "dependencies": [], **known}


def with_secrets(config: Mapping[str, Any], texts: Mapping[str, str] = SECRETS) -> dict[str, Any]:
    """A stack's config as a caller's inputs."""
    return {**config, **{str(key): secret(text) for key, text in texts.items()}}


def call(
    *inputs: Mapping[str, Any],
    preview: bool = True,
    names: tuple[str, ...] = ("network",),
    options: pulumi.ResourceOptions | None = None,
) -> Called:
    """What the provider makes of inputs, one call each; raises what it raises."""
    provider = copy(_analyzed())
    provider._names = {}
    monitor = RecordingMonitor(None if preview else Made())
    answers: list[ConstructResult] = []

    def construct() -> None:
        for name, each in zip(names, inputs, strict=True):
            struct = json_format.ParseDict(dict(each), struct_pb2.Struct())
            arrived = _done(ProviderServicer._construct_inputs(struct, {}))
            answers.append(provider.construct(name, COMPONENT, arrived, options))

    run_registering(construct, monitor, "dev", preview=preview, project="theirs")
    by_name = {
        f"{each.type.rpartition(':')[2]}/{each.name}": each for each in monitor.registered.values()
    }
    return Called(by_name, answers[-1].state)


@cache
def _analyzed() -> PackageProvider:
    """The analyzer reads the source of every type, which takes longer than a call."""
    return PackageProvider()


def _done(coroutine: Coroutine[Any, Any, ResultT]) -> ResultT:
    """The result of what has nothing to wait for."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        found: ResultT = done.value
        return found
    raise AssertionError("there was something to wait for")
