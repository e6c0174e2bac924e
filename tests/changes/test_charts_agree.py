"""The readers of values and of ConfigMaps agree on what the real charts render."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.changes.from_configmap import cilium_facts_from_configmap
from cilium_ako.changes.from_values import facts_from_values
from tests.strategies import CONTRACT_VERSIONS

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "chart_cases.yaml").read_text("utf-8")
)
PAIRS = [
    (version, index)
    for version in CONTRACT_VERSIONS
    for index, case in enumerate(CASES)
    if case.get("since", 0) <= int(version.split(".")[1]) <= case.get("until", 99)
]


def _chart(version: str) -> str:
    given = os.environ.get("CILIUM_AKO_CHARTS", "")
    if not given:
        pytest.skip("CILIUM_AKO_CHARTS names no directory of charts")
    if shutil.which("helm") is None:
        pytest.skip("helm is not on PATH")
    for name in (f"cilium-{version}.tgz", f"cilium-{version}"):
        if Path(given, name).exists():
            return str(Path(given, name))
    pytest.skip(f"there is no chart cilium-{version} in {given} (CILIUM_AKO_CHARTS)")


@pytest.mark.parametrize(("version", "index"), PAIRS)
def test_agree(version: str, index: int, tmp_path: Path) -> None:
    chart = _chart(version)
    values = CASES[index]["values"]
    file = tmp_path / "values.yaml"
    file.write_text(yaml.safe_dump(values), "utf-8")
    apis = ("v1/GatewayClass", "v1beta1/GatewayClass")
    done = subprocess.run(
        [
            "helm", "template", "cilium", chart, "--namespace", "kube-system", "-f", str(file),
            "-s", "templates/cilium-configmap.yaml", "--kube-version", "1.33.0",
            *(word for api in apis for word in ("-a", f"gateway.networking.k8s.io/{api}")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rendered = next(
        each["data"]
        for each in yaml.safe_load_all(done.stdout)
        if each and each["metadata"]["name"] == "cilium-config"
    )
    config = {key: str(value) for key, value in rendered.items() if value is not None}
    said = facts_from_values("cilium", values, version, "kube-system/cilium")
    shown = cilium_facts_from_configmap(config)
    assert said.unknown == shown.unknown == {}
    for fact in sorted({*said.known, *shown.known}):
        if shown.why_unobservable(fact) is None:
            assert said.get(fact) == shown.get(fact), fact
