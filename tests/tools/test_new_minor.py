"""A new minor is one row and the keys of its chart: shown with one that does not exist."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.charts.helm_values import set_dotted
from tests.configs import POOL, without
from tests.tools.made_up_chart import FOLDER, NEWEST, NEXT, made_up_values, write_chart
from tools.chart_key_tables import extended, keys_in, read_tables
from tools.cilium_chart import read_chart
from tools.minor_review import Step, reviews
from tools.new_minor import main

ROOT = Path(__file__).parents[2]


def _reviewed(folder: Path, values: dict[str, Any], template: str = "") -> dict[str, list[str]]:
    """Title of each thing to look at, to what was found."""
    old = read_tables(FOLDER)
    chart = read_chart(write_chart(folder / "new", values, template=template))
    before = read_chart(write_chart(folder / "old", made_up_values()))
    new = extended(old, NEWEST, NEXT, chart)
    step = Step(NEXT, NEWEST, keys_in(old, NEWEST), keys_in(new, NEXT), chart, before)
    return {review.title: list(review.lines) for review in reviews(step)}


def _without(values: dict[str, Any], key: str) -> dict[str, Any]:
    *above, last = key.split(".")
    inner = values
    for part in above:
        inner = inner[part]
    del inner[last]
    return values


def test_a_chart_like_the_one_before_asks_for_nothing_but_what_no_chart_shows(
    tmp_path: Path,
) -> None:
    found = {title for title, lines in _reviewed(tmp_path, made_up_values()).items() if lines}
    assert found == {"The row of the minor", "Defects of the minor before", "Features and kernels"}


def test_a_key_that_is_written_and_gone(tmp_path: Path) -> None:
    found = _reviewed(tmp_path, _without(made_up_values(), "bpf.masquerade"))
    gone = "Helm keys that are written or read and that the chart no longer has"
    assert found[gone] == ["bpf.masquerade (fact masquerade.bpf)"]
    assert found["Keys that are gone"] == ["bpf.masquerade"]


def test_keys_defaults_and_refusals_that_differ(tmp_path: Path) -> None:
    values = made_up_values()
    set_dotted(values, "madeUp.enabled", value=True)
    set_dotted(values, "madeUp.tls.key", value="")
    set_dotted(values, "l7Proxy", value=False)
    template = '{{ .Values.onlyHere.asked }}\n{{ fail "made up and refused" }}\n'
    template += f'{{{{ if semverCompare ">={NEXT}" (default "1" .Values.upgradeCompatibility) }}}}'
    found = _reviewed(tmp_path, values, template)
    assert found["New keys"] == ["madeUp.enabled", "madeUp.tls.key"]
    assert found["Private keys among the values"] == ["new: madeUp.tls.key"]
    assert f"l7Proxy: True in {NEWEST}, now False" in found["Defaults of facts that differ"]
    assert found["Defaults that differ"] == ["l7Proxy: True → False"]
    assert found["New keys that only a template reads"] == [
        "onlyHere.asked (templates/cilium-configmap.yaml)"
    ]
    assert found["Refusals of the chart that are new"] == ["made up and refused"]
    assert found["What upgradeCompatibility flips"] == [str(NEXT)]


def test_an_archive_is_read_as_its_folder(tmp_path: Path) -> None:
    folder = write_chart(tmp_path / "cilium", made_up_values())
    with tarfile.open(tmp_path / "cilium.tgz", "w:gz") as archive:
        archive.add(folder, "cilium")
    assert read_chart(tmp_path / "cilium.tgz") == read_chart(folder)


@pytest.mark.parametrize(
    ("minor", "chart", "says"),
    [
        ("1.x", "cilium", "is not a minor"),
        (f"{NEXT}.0", "cilium", "is not a minor"),
        (f"{NEXT.major}.{NEXT.minor + 1}", "cilium", "one at a time"),
        (str(NEWEST), "cilium", f"not cilium {NEWEST}"),
        (str(NEXT), "nowhere", "cannot be read"),
        (str(NEXT), "empty", "it has no Chart.yaml"),
    ],
)
def test_what_cannot_be_used_is_refused(
    minor: str, chart: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_chart(tmp_path / "cilium", made_up_values())
    (tmp_path / "empty").mkdir()
    before = read_tables(FOLDER)
    assert main([minor, str(tmp_path / chart)]) == 2
    assert says in capsys.readouterr().err
    assert read_tables(FOLDER) == before


def _run(tree: Path, *command: str) -> str:
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_a_row_and_the_keys_of_the_chart_are_all_that_a_minor_needs(tmp_path: Path) -> None:
    """In a copy of the program: the tool is run, the row that it prints is added, nothing else."""
    tree = tmp_path / "program"
    for folder in ("cilium_ako", "tools"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "Pulumi.yaml", tree)
    chart = write_chart(tmp_path / "cilium", made_up_values())
    printed = _run(tree, "-m", "tools.new_minor", str(NEXT), str(chart))

    row = re.search(r"^    CiliumMinor\(\n.*?^    \),\n", printed, re.DOTALL | re.MULTILINE)
    assert row is not None
    table = tree / "cilium_ako" / "catalogue" / "cilium" / "releases.py"
    text = table.read_text("utf-8")
    end = text.index('\n)\n"""Every minor') + 1
    table.write_text(text[:end] + row[0] + text[end:], "utf-8")

    # without AKO, which has no release yet for a Kubernetes as new as that
    alone = without(without(POOL, "ako"), "aviUsername")
    config = {f"cilium-ako:{key}": value for key, value in alone.items()}
    cilium = {**POOL["cilium"], "version": f"{NEXT}.0"}
    cluster = {**POOL["cluster"], "kubernetesVersion": "1.35"}
    config |= {"cilium-ako:cilium": cilium, "cilium-ako:cluster": cluster}
    (tree / "Pulumi.next.yaml").write_text(yaml.safe_dump({"config": config}), "utf-8")

    command = ("-c", "from cilium_ako.cli import main; main()")
    checked = _run(tree, *command, "check", "next")
    assert f"{NEXT}" not in checked
    values = yaml.safe_load(_run(tree, *command, "values", "next", "--chart", "cilium"))
    assert values["ipam"]["operator"]["clusterPoolIPv4PodCIDRList"] == ["10.42.0.0/16"]
    assert values["envoy"]["xdsMode"]
