"""How long a diff takes, beside the Helm runs it cannot do without and beside `check`.

Both sides of a ratio run in turns, so that a busy machine slows both; a ratio is of the medians.
Needs git, helm and the real charts (`CILIUM_AKO_CHARTS`); says so and measures nothing otherwise.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.chart_lookup import find_chart
from cilium_ako.check.checked_stack import check_file
from cilium_ako.config.stack_files import locate

ROOT: Final = Path(__file__).parents[1]
ROUNDS: Final = int(os.environ.get("CILIUM_AKO_ROUNDS", "9"))
STACKS: Final = 50

ONE: Final = 1.3
"""A diff of one stack with both charts, against its four Helm runs one after the other."""
MANY: Final = 2.0
"""Fifty stacks of which one changed, against that one alone."""
WARM: Final = 1.5
"""A second run, with every rendering in the cache, against `check` of the same stack."""

CILIUM: Final = ("1.18.12", "1.19.6")
AKO: Final = ("1.13.4", "1.14.1")


def committed(folder: Path, stacks: int) -> Path:
    """Makes a repository of a folder and stacks beside what is in it; the first one's file."""
    (folder / "Pulumi.yaml").write_text("name: cilium-ako\nruntime: python\n", "utf-8")
    text = (ROOT / "Pulumi.dev.yaml").read_text("utf-8")
    for number in range(stacks):
        (folder / f"Pulumi.dev{number:02}.yaml").write_text(
            text.replace("name: dev\n", f"name: dev{number:02}\n"), "utf-8"
        )
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.test")
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "base"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder / "Pulumi.dev00.yaml"


class Project:
    """A repository with stacks of which the first changes both charts."""

    def __init__(self, folder: Path, stacks: int) -> None:
        self.path = folder
        self.cache = folder.parent / f"{folder.name}-cache"
        folder.mkdir()
        first = committed(folder, stacks)
        changed = first.read_text("utf-8")
        for old, new in (CILIUM, AKO):
            changed = changed.replace(f"version: {old}", f"version: {new}")
        first.write_text(changed, "utf-8")
        self.environment = {**os.environ, "CILIUM_AKO_CACHE": str(self.cache)}

    def command(self, *arguments: str) -> float:
        """Seconds of one run of the program; any verdict will do, a failure will not."""
        started = time.perf_counter()
        ran = subprocess.run(
            [sys.executable, "-m", "cilium_ako.cli", *arguments],
            cwd=self.path,
            env={**self.environment, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
        )
        taken = time.perf_counter() - started
        if ran.returncode == 1:
            raise SystemExit(ran.stderr.decode())
        return taken

    def cold(self, *stacks: str) -> float:
        """Seconds of a diff that finds no rendering in the cache."""
        shutil.rmtree(self.cache, ignore_errors=True)
        return self.command("diff", "--base", "HEAD", *stacks)


def helm_runs(project: Project) -> Callable[[], float]:
    """What runs the four `helm template` that a diff needs, one after the other, in seconds."""
    values = check_file(locate("dev00", project.path))
    commands: list[list[str]] = []
    versions: Mapping[Chart, tuple[str, str]] = {"cilium": CILIUM, "ako": AKO}
    for chart, pair in versions.items():
        file = project.path.parent / f"{chart}.json"
        file.write_text(json.dumps(values.helm_values(chart)), "utf-8")
        for version in pair:
            numbers = Release(*(int(part) for part in version.split(".")))
            found = find_chart(chart, numbers, "", project.path)
            if found is None:
                raise SystemExit(f"left out: there is no chart {chart} {version} here")
            line = ["helm", "template", chart, str(found.path), "--values", str(file)]
            commands.append([*line, "--kube-version", "1.33.0", "--include-crds"])

    def run() -> float:
        started = time.perf_counter()
        for command in commands:
            subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - started

    return run


def ratio(one: Callable[[], float], other: Callable[[], float]) -> tuple[float, float]:
    """Medians of two functions that return their seconds, in turns, after one run of each."""
    one()
    other()
    rounds = [(one(), other()) for _ in range(ROUNDS)]
    return statistics.median(a for a, _ in rounds), statistics.median(b for _, b in rounds)


def main() -> int:
    """Measures, prints, and is 1 where a limit does not hold."""
    if shutil.which("helm") is None or not os.environ.get("CILIUM_AKO_CHARTS"):
        print("left out: needs helm, and CILIUM_AKO_CHARTS with the real charts")
        return 0
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        single = Project(Path(folder) / "single", 1)
        many = Project(Path(folder) / "many", STACKS)
        runs = helm_runs(single)
        figures = (
            ("one stack, both charts / its four helm template", ONE, single.cold, runs),
            (f"{STACKS} stacks of which one changed / that one", MANY, many.cold, single.cold),
            (
                "second run / check of the same stack",
                WARM,
                lambda: single.command("diff", "--base", "HEAD", "dev00"),
                lambda: single.command("check", "dev00"),
            ),
        )
        for what, limit, measured, beside in figures:
            one, other = ratio(measured, beside)
            kept = one / other <= limit
            broken += not kept
            print(
                f"{what:50} {one:6.2f} s / {other:6.2f} s = {one / other:5.2f} (limit {limit:g})"
                f" {'kept' if kept else 'NOT KEPT'}",
                flush=True,
            )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
