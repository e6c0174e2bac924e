"""What the real charts make of values: two of them as they were recorded, the others by Helm.

`recorded/` holds what the charts of `RECORDED` rendered, so that their tests run everywhere. Every
other version is rendered where `helm` is on PATH and `CILIUM_AKO_CHARTS` names a folder with the
charts (archives or directories, `cilium-<version>` and `ako-<version>`); elsewhere its tests are
skipped. `python -m tests.charts.record` makes the recordings anew.

Of the objects only that is kept which tests look at, recorded or not: see `reduced`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.charts.rendering import NAMESPACES
from cilium_ako.charts.yaml_text import yaml_text

RECORDED: Final[Mapping[Chart, str]] = {"cilium": "1.18.12", "ako": "1.13.4"}
"""Chart to the version that is recorded."""
FOLDER: Final = Path(__file__).with_name("recorded")

Objects = dict[str, dict[str, Any]]
"""Kind and name, as `ConfigMap/cilium-config`, to the object."""

_KEPT: Final[Mapping[Chart, frozenset[str]]] = {
    "cilium": frozenset(
        {"ConfigMap/cilium-config", "Deployment/cilium-operator", "DaemonSet/cilium"}
    ),
    "ako": frozenset({"ConfigMap/avi-k8s-config", "StatefulSet/ako", "Secret/avi-secret"}),
}
_APIS: Final = (
    "gateway.networking.k8s.io/v1/GatewayClass",
    "gateway.networking.k8s.io/v1beta1/GatewayClass",
)
"""What Cilium's chart wants to see before it renders for the Gateway API."""


def rendered(
    chart: Chart, version: str, values: Mapping[str, object], kubernetes: str = "1.33"
) -> Objects:
    """What a chart makes of values, reduced. Skips the test where that cannot be known here."""
    if version == RECORDED[chart]:
        found = recording(chart).get(key_of(values, kubernetes))
        assert found is not None, (
            f"nothing is recorded of {chart} {version} for these values:"
            " `python -m tests.charts.record` makes the recordings anew"
        )
        return found
    reason = why_not_rendered(chart, version)
    if reason:
        pytest.skip(reason)
    return render(chart, version, values, kubernetes)


def config_map(objects: Objects, name: str) -> dict[str, str]:
    """The data of a ConfigMap, all of it texts."""
    data: dict[str, str] = objects[f"ConfigMap/{name}"]["data"]
    assert all(isinstance(value, str) for value in data.values())
    return data


def why_not_rendered(chart: Chart, version: str) -> str:
    """Why a chart cannot be rendered here; empty where it can."""
    if not os.environ.get("CILIUM_AKO_CHARTS"):
        return "CILIUM_AKO_CHARTS names no folder of charts"
    if shutil.which("helm") is None:
        return "there is no helm on PATH"
    if chart_path(chart, version) is None:
        return f"there is no chart {chart}-{version} in CILIUM_AKO_CHARTS"
    return ""


def chart_path(chart: Chart, version: str) -> Path | None:
    """Where a chart is at hand: an archive or a folder; None where it is not."""
    folder = Path(os.environ["CILIUM_AKO_CHARTS"])
    places = (folder / f"{chart}-{version}.tgz", folder / f"{chart}-{version}")
    return next((path for path in places if path.exists()), None)


def helm_template(
    chart: Chart,
    version: str,
    values: Mapping[str, object],
    kubernetes: str = "1.33",
    *options: str,
) -> subprocess.CompletedProcess[str]:
    """Helm's rendering of a chart that is at hand, whether it succeeds or not."""
    command = ["helm", "template", chart, str(chart_path(chart, version)), "--values", "-"]
    command += ["--namespace", NAMESPACES[chart], "--kube-version", f"{kubernetes}.0"]
    for api in _APIS:
        command += ["--api-versions", api]
    command += options
    return subprocess.run(
        command, input=yaml_text(dict(values)), capture_output=True, text=True, check=False
    )


def render(
    chart: Chart, version: str, values: Mapping[str, object], kubernetes: str = "1.33"
) -> Objects:
    """What Helm makes of a chart and values, reduced."""
    ran = helm_template(chart, version, values, kubernetes)
    assert ran.returncode == 0, ran.stderr
    objects = [each for each in yaml.safe_load_all(ran.stdout) if each]
    named = {f"{each['kind']}/{each['metadata']['name']}": each for each in objects}
    return {name: reduced(each) for name, each in named.items() if name in _KEPT[chart]}


def reduced(whole: dict[str, Any]) -> dict[str, Any]:
    """Of an object its kind and name; of a ConfigMap its data; of a pod what it is told.

    That is annotations (of a checksum only that there is one), command and plain environment of
    the first container, and the Secrets that are mounted.
    """
    about = {"kind": whole["kind"], "metadata": {"name": whole["metadata"]["name"]}}
    if whole["kind"] == "ConfigMap":
        return {**about, "data": whole.get("data", {})}
    if whole["kind"] not in ("Deployment", "DaemonSet"):
        return about
    pod = whole["spec"]["template"]
    container = pod["spec"]["containers"][0]
    return {
        **about,
        "annotations": {
            key: "a checksum" if "checksum" in key else value
            for key, value in (pod["metadata"].get("annotations") or {}).items()
        },
        "command": container["command"],
        "env": {each["name"]: each["value"] for each in container["env"] if "value" in each},
        "secrets": {
            each["name"]: each["secret"]["secretName"]
            for each in pod["spec"]["volumes"]
            if "secret" in each
        },
    }


def key_of(values: Mapping[str, object], kubernetes: str) -> str:
    """What a recorded rendering is found by."""
    return f"{kubernetes} {json.dumps(values, sort_keys=True)}"


@cache
def recording(chart: Chart) -> dict[str, Objects]:
    """Everything that is recorded of a chart, by `key_of` its values."""
    written = json.loads((FOLDER / f"{chart}-{RECORDED[chart]}.json").read_text("utf-8"))
    return {
        key_of(case["values"], case["kubernetes"]): _with_base(written["base"], case)
        for case in written["cases"]
    }


def _with_base(base: Objects, case: dict[str, Any]) -> Objects:
    """A case, which is written as what differs from the first one."""
    objects = {name: each for name, each in base.items() if name not in case["absent"]}
    for name, changed in case["objects"].items():
        objects[name] = {**objects.get(name, {}), **changed}
    for name, keys in case["removed"].items():
        data = {**base[name]["data"], **case["data"].get(name, {})}
        objects[name] = {**objects[name], "data": {k: v for k, v in data.items() if k not in keys}}
    return objects
