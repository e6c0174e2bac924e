"""What a fleet of 500 clusters costs: `check`, `fleet render`, and its page in a browser.

The clusters are in 20 meshes, at 40 controllers and in 3 regions, and twelve faults are planted
between them. `check` and `fleet render` are held against what neither can do without, side by side:
reading the 500 stack files with PyYAML's C reader, and writing as many with its emitter. Seconds
are the processor's, the least of some rounds, which a busy machine does not stretch as much; the
browser's are the clock's, beyond those that it needs for an empty page.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.start_up import Figures, peak_megabytes, processor_seconds
from tests.rollout.generated import COUNT, with_faults, write

CHECK_SECONDS: Final = 3.0
CHECK_MEGABYTES: Final = 250.0
CHECK: Final = 9.0
"""`check` of all, against reading their YAML."""
RENDER_SECONDS: Final = 5.0
RENDER: Final = 2.0
"""`fleet render`, against reading their YAML and writing it twice."""
PAGE_MEGABYTES: Final = 3.0
PAGE_SECONDS: Final = 2.0

READ: Final = """\
import pathlib, yaml
for each in pathlib.Path().glob("Pulumi.*.yaml"):
    yaml.load(each.read_text(), yaml.CSafeLoader)
"""
WRITE: Final = """\
import pathlib, yaml
for each in pathlib.Path().glob("Pulumi.*.yaml"):
    given = yaml.load(each.read_text(), yaml.CSafeLoader)
    yaml.dump_all([given, given], Dumper=yaml.CSafeDumper)
"""
ROUNDS: Final = 5


def _least(command: list[str], directory: Path) -> float:
    return min(processor_seconds(command, directory) for _ in range(ROUNDS))


def _browser_seconds(browser: str, page: Path, scratch: Path) -> float:
    """Seconds until a picture of a page is taken."""
    command = [
        browser,
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
        "--window-size=1400,1000",
        f"--screenshot={scratch / 'picture.png'}",
        f"--user-data-dir={scratch / 'profile'}",
        page.as_uri(),
    ]
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> int:
    """Measures and prints; 1 where a limit is not kept."""
    figures = Figures()
    tool = str(Path(sys.executable).parent / "cilium-ako")
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        project = scratch / "project"
        project.mkdir()
        write(project, with_faults())
        checker = [sys.executable, "-c", _ANY_STATUS, tool, "check"]

        reading = _least([sys.executable, "-c", READ], project)
        checking = _least(checker, project)
        figures.add(f"check of {COUNT} stacks together", checking, CHECK_SECONDS, " s")
        figures.add(f"  against reading them, {reading:.2f} s", checking / reading, CHECK)
        figures.add("  peak memory", peak_megabytes(checker, project), CHECK_MEGABYTES, " MB")

        writing = _least([sys.executable, "-c", WRITE], project)
        rendering = min(_rendered(tool, project) for _ in range(ROUNDS))
        figures.add(f"fleet render of {COUNT} stacks", rendering, RENDER_SECONDS, " s")
        what = f"  against reading and writing them twice, {writing:.2f} s"
        figures.add(what, rendering / writing, RENDER)

        page, empty = scratch / "fleet.html", scratch / "empty.html"
        processor_seconds([tool, "fleet", "page", "--output", str(page)], project)
        figures.add(f"page of {COUNT} clusters", page.stat().st_size / 1e6, PAGE_MEGABYTES, " MB")
        browser = shutil.which("chromium") or shutil.which("google-chrome")
        if browser is None:
            print("there is no Chromium here: nothing is said of how long the page takes to draw")
            return 1 if figures.broken else 0
        empty.write_text("<!DOCTYPE html><title>empty</title>")
        _browser_seconds(browser, empty, scratch)
        rounds = [
            _browser_seconds(browser, page, scratch) - _browser_seconds(browser, empty, scratch)
            for _ in range(ROUNDS)
        ]
        figures.add("  drawn, beyond an empty page", statistics.median(rounds), PAGE_SECONDS, " s")
    return 1 if figures.broken else 0


_ANY_STATUS: Final = "import subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True)"
"""Faults are found, and so its status is not 0."""


def _rendered(tool: str, project: Path) -> float:
    shutil.rmtree(project / "fleet", ignore_errors=True)
    return processor_seconds([tool, "fleet", "render"], project)


if __name__ == "__main__":
    sys.exit(main())
