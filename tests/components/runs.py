"""Running the real `__main__.py` without an engine, in a preview and as if everything were made."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

from pulumi.runtime.config import set_all_config
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks
from pulumi.runtime.settings import SETTINGS

from cilium_ako.config.stack import PROJECT, SecretKey
from cilium_ako.preview.offline import run_program
from cilium_ako.preview.recording import OfflineMonitor, RecordingMonitor, RegisteredResource
from tests.certificates import AUTHORITY, AUTHORITY_KEY, CERTIFICATE, PRIVATE_KEY
from tests.tls_provider import tls_outputs

KEY_DIGITS = "0123456789abcdef0123456789abcdef01234567"
PEM = f"{{}}\n{CERTIFICATE}"
"""A certificate below a line of its own, which PEM allows."""
PEM_KEY = f"{{}}\n{PRIVATE_KEY}"
"""The private key of that certificate."""

SECRETS: dict[str, str] = {
    SecretKey.AVI_PASSWORD: "avi-password-text",
    SecretKey.ETCD_CA: PEM.format("etcd-ca-text"),
    SecretKey.ETCD_CERT: PEM.format("etcd-cert-text"),
    SecretKey.ETCD_KEY: PEM_KEY.format("etcd-key-text"),
    SecretKey.MESH_CA: f"mesh-ca-text\n{AUTHORITY}",
    SecretKey.MESH_CA_KEY: f"mesh-ca-key-text\n{AUTHORITY_KEY}",
}
"""What the example stacks need."""

PASSWORD = "p" * 64
"""What the random provider answers with."""


class Made(Mocks):
    """Mocks of a world in which everything has been made."""

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        return {}, []

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        outputs = dict(args.inputs)
        if args.typ == "random:index/randomPassword:RandomPassword":
            return "none", {**outputs, "result": PASSWORD}
        tls = tls_outputs(args.typ, args.name, args.inputs)
        if tls is not None:
            return tls
        return f"{args.name}-id", outputs


class Run(NamedTuple):
    """What a run of the program left."""

    resources: dict[str, RegisteredResource]
    """By the last word of the type and the name: `Release/cilium`."""
    outputs: dict[str, dict[str, Any]]
    """What components registered as outputs, by URN."""
    log: list[str]


class _Outputs(RecordingMonitor):
    """Keeps the outputs of components too."""

    def __init__(self, mocks: Mocks | None = None) -> None:
        super().__init__(mocks)
        self.outputs: dict[str, Any] = {}

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        self.outputs[request.urn] = dict(request.outputs.fields)
        return super().RegisterResourceOutputs(request)  # type: ignore[no-untyped-call]


class _OfflineOutputs(_Outputs, OfflineMonitor):
    """The same, and the program knows that it is offline."""


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def run(
    config: Mapping[str, Any],
    secrets: Mapping[str, str] = SECRETS,
    *,
    preview: bool = True,
    offline: bool = False,
    stack: str = "dev",
) -> Run:
    """The program on a config, under engine semantics unless `offline`.

    In a preview nothing that a provider answers is known; otherwise everything is.
    """
    texts = {
        _whole(key): value if isinstance(value, str) else json.dumps(value)
        for key, value in config.items()
    }
    hidden = {f"{PROJECT}:{key}": text for key, text in secrets.items()}
    set_all_config({**texts, **hidden}, list(hidden))
    mocks = None if preview else Made()
    monitor = _OfflineOutputs(mocks) if offline else _Outputs(mocks)
    lines = _Lines()
    logger = logging.getLogger("cilium_ako.preview.offline")
    logger.addHandler(lines)
    logger.setLevel(logging.DEBUG)
    try:
        run_program(monitor, stack, preview=preview)
    finally:
        logger.removeHandler(lines)
        SETTINGS.outputs.clear()
    by_name = {
        f"{each.type.rpartition(':')[2]}/{each.name}": each for each in monitor.registered.values()
    }
    return Run(by_name, monitor.outputs, lines.lines)


def _whole(key: str) -> str:
    """A key with its namespace: the project's where it has none, as `aws:region` has."""
    return key if ":" in key else f"{PROJECT}:{key}"


def inner(value: object, *steps: str) -> Any:
    """What stands at a path of mappings."""
    for step in steps:
        assert isinstance(value, Mapping), f"{step}: {value!r}"
        value = value[step]
    return value
