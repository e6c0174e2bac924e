"""Documents that are broken in one way each, and stack files that name them."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

CLUSTER: Final = """config:
  cilium-ako:cluster:
    name: broken
    kubernetesVersion: "1.33"
    kernelVersion: "5.15"
    apiServer: ["https://127.0.0.1:16443"]
    nodeCidrs: [10.9.0.0/22]
    serviceCidrs: [10.120.0.0/16]
    maxNodes: 20
    kubeProxy: absent
"""
CILIUM: Final[dict[str, Any]] = {
    "version": "1.18.12",
    "ipam": {"mode": "cluster-pool", "podCidrs": ["10.64.0.0/16"]},
    "kubeProxyReplacement": True,
}
BOMB: Final = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)


def stack_file(folder: Path, cilium: str | None = None, **more: object) -> Path:
    """A stack file; `cilium` is the whole of its key as JSON in a text."""
    body = json.dumps({**CILIUM, **more}) if cilium is None else cilium.replace("'", "''")
    path = folder / "Pulumi.broken.yaml"
    quoted = body if cilium is None else f"'{body}'"
    path.write_text(f"{CLUSTER}  cilium-ako:cilium: {quoted}\n")
    return path


def _chart(metadata: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "chart").mkdir()
        (folder / "chart" / "Chart.yaml").write_text(metadata)
        return stack_file(folder, chart="./chart")

    return make


def _values(values: str) -> Callable[[Path], Path]:
    whole = json.dumps(CILIUM)[:-1] + f', "values": {values}' + "}"
    return lambda folder: stack_file(folder, whole)


class _Zeros(io.RawIOBase):
    def __init__(self, left: int) -> None:
        self.left = left

    def read(self, size: int = -1) -> bytes:
        size = min(self.left, size if size >= 0 else self.left)
        self.left -= size
        return bytes(size)


def _archive(members: list[tuple[str, int]], cut: int | None = None) -> Callable[[Path], Path]:
    @cache
    def content() -> bytes:
        buffer = io.BytesIO()
        with (
            gzip.open(buffer, "wb", 1) as raw,
            tarfile.open(fileobj=raw, mode="w|") as archive,
        ):
            for name, size in members:
                info = tarfile.TarInfo(name)
                info.size = size
                archive.addfile(info, _Zeros(size))
        return buffer.getvalue()[:cut]

    def make(folder: Path) -> Path:
        (folder / "chart.tgz").write_bytes(content())
        return stack_file(folder, chart="./chart.tgz")

    return make


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "chart.tgz")
    return stack_file(folder, chart="./chart.tgz")


_MEBIBYTE: Final = 1 << 20

STACKS: Final[dict[str, tuple[Callable[[Path], Path], str]]] = {
    "a chart of 5,000 letters": (
        lambda folder: stack_file(folder, chart="a" * 5000),
        "there is no chart at",
    ),
    "a version that is no date": (
        _chart("apiVersion: v2\nname: cilium\nversion: 2026-99-99\n"),
        "is version 2026-99-99 of the chart",
    ),
    "a version that is a date": (
        _chart("apiVersion: v2\nname: cilium\nversion: 2026-01-01\n"),
        "is version 2026-01-01 of the chart",
    ),
    "a deep Chart.yaml": (
        _chart(f"name: cilium\nversion: 1.18.12\nannotations: {'[' * 3000}{']' * 3000}\n"),
        "is nested too deeply",
    ),
    "aliases of aliases": (
        _chart(f"{BOMB}name: *a9\nversion: 1.18.12\n"),
        "uses too many aliases",
    ),
    "a NUL": (_chart("name: cilium\nversion: 1.18.12\0\n"), "holds a character"),
    "a list": (_chart("- name: cilium\n"), "is not a mapping"),
    "half an archive": (_archive([("cilium/Chart.yaml", 100)], 40), "is no readable archive"),
    "an archive without": (_archive([("cilium/values.yaml", 10)]), "holds no Chart.yaml"),
    "an archive that is a FIFO": (_pipe, "is a FIFO and no file"),
    "a Chart.yaml of 100 MiB": (
        _archive([("cilium/values.yaml", _MEBIBYTE), ("cilium/Chart.yaml", 100 * _MEBIBYTE)]),
        "larger than 1 MiB",
    ),
    "100 MiB before the Chart.yaml": (
        _archive([("cilium/values.yaml", 100 * _MEBIBYTE), ("cilium/Chart.yaml", 10)]),
        "unpacks to more than 64 MiB",
    ),
    "NaN": (_values('{"extraConfig": {"a": NaN}}'), "holds NaN"),
    "a number without end": (_values('{"extraConfig": {"a": 1e999}}'), "number that is too large"),
    "5,000 digits": (_values(f'{{"extraConfig": {{"a": {"9" * 5000}}}}}'), "5000 digits"),
    "600 levels": (_values('{"extraConfig": ' * 600 + "1" + "}" * 600), "is nested too deeply"),
    "a key twice": (
        _values('{"debug": {"enabled": true}, "debug": {"enabled": false}}'),
        "has the key debug twice",
    ),
    "half a character": (_values('{"podLabels": {"a": "\\ud800"}}'), "half a character"),
}
"""What is wrong, to the stack file in a folder and words of the message."""

_STATE: Final = (
    '{"version": 3, "deployment": {"manifest": {}, "resources": [{"urn": "urn:pulumi:broken::'
    'cilium-ako::cilium-ako:cilium:Cilium$kubernetes:helm.sh/v3:Release::cilium", "type":'
    ' "kubernetes:helm.sh/v3:Release", "custom": true, "id": "kube-system/cilium", "inputs":'
    ' {"chart": "cilium", "version": "1.18.12", "values": %s}}]}}'
)

STATES: Final[dict[str, tuple[str, str]]] = {
    "700 levels": (_STATE % ('{"x": ' * 700 + "1" + "}" * 700), "is nested too deeply"),
    "NaN": (_STATE % '{"healthPort": NaN}', "holds NaN"),
    "a list": ("[]", "is no stack export"),
    "cut off": ((_STATE % "{}")[:120], "is no JSON"),
}
"""What is wrong, to an exported state and words of the message."""

KUBECONFIG: Final = """apiVersion: v1
kind: Config
current-context: broken
clusters: [{name: broken, cluster: {server: "%s"}}]
users: [{name: broken, user: {}}]
contexts: [{name: broken, context: {cluster: broken, user: broken}}]
"""

KUBECONFIGS: Final[dict[str, tuple[str, str]]] = {
    "3,000 levels": (f"extensions: {'[' * 3000}{']' * 3000}\n", "is nested too deeply"),
    "a key that is open": ("preferences: {\n", "is not valid YAML"),
    "no finite number": ("preferences: {since: .nan}\n", "number that is not finite"),
    "aliases of aliases": (f"{BOMB}preferences: *a9\n", "uses too many aliases"),
}
"""What is wrong, to the end of a kubeconfig and words of the message."""

ETCD_CONFIGS: Final[dict[str, tuple[str, str]]] = {
    "a bracket": ("---\nendpoints:\n  - https://[\n", "which is no URL of a server"),
    "3,000 levels": (f"endpoints: {'[' * 3000}{']' * 3000}\n", "is nested too deeply"),
    "a port that is none": (
        "endpoints: ['https://etcd.example:notaport']\n",
        "which is no URL of a server",
    ),
    "no YAML": ("endpoints: {\n", "is not valid YAML"),
}
"""What is wrong, to the text of `etcd-config` and words of the finding."""
