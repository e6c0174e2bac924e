"""The parts of README.md that are generated: what the two commands print, the decisions."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tools.docs.decisions import decision_table

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
    text = README.read_text("utf-8")
    parts = {
        "decision table": decision_table(),
        "preview dev": f"```text\n{preview_dev()}\n```",
    }
    for name, body in parts.items():
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.S)
        if pattern.search(text) is None:
            raise SystemExit(f"README.md has no place for the {name}: {begin} … {end}")
        block = f"{begin}\n{body}\n{end}"
        text = pattern.sub(block.replace("\\", r"\\"), text)
    return text
