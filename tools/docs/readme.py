"""The parts of README.md that are generated: what the two commands print, the decisions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.docs.decisions import decision_table
from tools.docs.generated_parts import with_parts

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"


def preview_dev() -> str:
    """What `make preview STACK=dev` prints."""
    run = subprocess.run(
        [sys.executable, "-m", "cilium_ako.cli", "preview", "dev"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return run.stdout.strip("\n")


def readme() -> str:
    """The README with its generated parts written anew.

    Raises SystemExit where the README has no place for one of them.
    """
    parts = {
        "decision table": decision_table(),
        "preview dev": f"```text\n{preview_dev()}\n```",
    }
    return with_parts(README, parts)
