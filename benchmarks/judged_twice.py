"""How long a report takes that the base's own program judges too, beside one that it does not.

Both know the base's values from its own program, since a file of the catalogue changed; the one
judges with this program alone. They run in turns, so that a busy machine slows both, without
charts: rendering would take longer than both judgements. A ratio is of the medians. Needs git.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.diff import committed, ratio

ROOT: Final = Path(__file__).parents[1]
STACKS: Final = 50
ONE: Final = 1.25
"""One stack, judged twice against judged once."""
MANY: Final = 1.1
"""The same of fifty stacks."""

CHANGED: Final = Path("cilium_ako/catalogue/transitions/sctp.py")

ONCE: Final = """
import sys
from cilium_ako.diff.snapshots import base_judging

asked = base_judging.Request
base_judging.Request = lambda derive, tables, judge: asked(derive)
base_judging.BaseJudging.collect = lambda self: base_judging.JudgedByBase(
    {each.path: None for each in (*self.asked, *self.unreadable)}, {}
)
from cilium_ako.cli import main

sys.exit(main())
"""
"""The program, where the base's is asked for values alone."""


class Project:
    """A repository of the program and some stacks, of which a file and the first stack changed."""

    def __init__(self, folder: Path, stacks: int) -> None:
        self.path = folder
        folder.mkdir()
        for package in ("cilium_ako", "components"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / package, folder / package, ignore=ignored)
        (folder / ".gitignore").write_text("__pycache__/\n", "utf-8")
        first = committed(folder, stacks)
        with (folder / CHANGED).open("a", encoding="utf-8") as file:
            file.write("# another line\n")
        first.write_text(first.read_text("utf-8").replace("10.42.0.0/16", "10.99.0.0/16"), "utf-8")

    def report(self, *program: str) -> float:
        """Seconds of one report; any verdict will do, a failure will not."""
        environment = {**os.environ, "PYTHONPATH": str(self.path)}
        environment.pop("CILIUM_AKO_CHARTS", None)
        command = [sys.executable, *program, "diff", "--base", "HEAD", "--format", "json"]
        started = time.perf_counter()
        ran = subprocess.run(
            command, cwd=self.path, env=environment, capture_output=True, check=False
        )
        taken = time.perf_counter() - started
        if ran.returncode != 4:
            raise SystemExit(ran.stderr.decode() or ran.stdout.decode())
        return taken

    def once(self) -> float:
        """Judged by this program alone."""
        return self.report("-c", ONCE)

    def twice(self) -> float:
        """Judged by both programs."""
        return self.report("-m", "cilium_ako.cli")


def main() -> int:
    """Measures, prints, and is 1 where a limit does not hold."""
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        for stacks, limit in ((1, ONE), (STACKS, MANY)):
            project = Project(Path(folder) / str(stacks), stacks)
            two, one = ratio(project.twice, project.once)
            kept = two / one <= limit
            broken += not kept
            print(
                f"{stacks:2} stacks, judged twice / once  {two:6.2f} s / {one:6.2f} s ="
                f" {two / one:5.2f} (limit {limit:g}) {'kept' if kept else 'NOT KEPT'}",
                flush=True,
            )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
