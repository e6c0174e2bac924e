"""No lock-in: what `cilium-ako values` prints does by Helm alone what the program does.

Needs `helm` and the real charts (`CILIUM_AKO_CHARTS`).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.check.checked_stack import check_stack
from cilium_ako.preview.offline import offline_preview
from tests.commands.runs import Invoke

ROOT = Path(__file__).parents[2]
CHARTS = os.environ.get("CILIUM_AKO_CHARTS", "")
NAMESPACES: Mapping[Chart, str] = {"cilium": "kube-system", "ako": "avi-system"}
STACKS = ("dev", "staging", "prod-aws")

pytestmark = [
    pytest.mark.skipif(not CHARTS, reason="the charts are not here (CILIUM_AKO_CHARTS)"),
    pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not on PATH"),
]


def chart_of(chart: Chart, version: str) -> str:
    for name in (f"{chart}-{version}.tgz", f"{chart}-{version}"):
        if (Path(CHARTS) / name).exists():
            return str(Path(CHARTS) / name)
    pytest.skip(f"no chart {chart} {version} in CILIUM_AKO_CHARTS")


def objects(chart: Chart, version: str, values: str) -> dict[str, Any]:
    """What Helm makes of values, by kind and name; certificates are other ones each time."""
    done = subprocess.run(
        [
            "helm", "template", chart, chart_of(chart, version), "-n", NAMESPACES[chart],
            "--kube-version", "1.33", "-f", "-",
        ],
        input=values,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {
        f"{each['kind']}/{each['metadata']['name']}": each
        for each in yaml.safe_load_all(done.stdout)
        if each and each["kind"] != "Secret"
    }


@pytest.mark.parametrize("chart", NAMESPACES)
@pytest.mark.parametrize("name", STACKS)
def test_helm_alone_makes_the_same_objects(invoke: Invoke, name: str, chart: Chart) -> None:
    checked = check_stack(name, ROOT)
    assert checked.stack is not None
    part = checked.stack.cilium if chart == "cilium" else checked.stack.ako
    assert part is not None
    printed = invoke("values", name, "--chart", chart, at=ROOT)
    assert printed.status == 0, printed.err
    (release,) = (
        each
        for each in offline_preview(checked)
        if each.type.endswith(":Release") and each.name == chart
    )
    program = json.dumps(release.inputs["values"])
    alone = objects(chart, str(part.version), printed.out)
    assert alone
    assert alone == objects(chart, str(part.version), program)
