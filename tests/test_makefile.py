"""What is typed behind `make TARGET` is an argument, whatever it looks like."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")

STUB = """\
#!/bin/sh
for argument; do printf '%s\\0' "$argument"; done
"""


def made(folder: Path, *arguments: str) -> list[str]:
    """What `make` gives to the program of a target, which is a stub here."""
    for name in ("cilium-ako", "python"):
        (folder / name).write_text(STUB)
        (folder / name).chmod(0o755)
    # the virtual environment counts as made, whether it is there or not
    command = ["make", "--no-print-directory", "-o", ".venv/.ready", f"BIN={folder}", *arguments]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stderr == ""
    return found.stdout.split("\0")[:-1]


ODD = ["dev", "a b", "x; id", "$(id)", "$(shell id)", "`id`", "$HOME", "a'b\"c", "--help", "*", "ü"]


@pytest.mark.parametrize("stack", ODD)
def test_a_stack_is_one_argument(tmp_path: Path, stack: str) -> None:
    assert made(tmp_path, "preview", f"STACK={stack}") == ["preview", "--", stack]


def test_a_stack_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(tmp_path, "preview") == ["preview", "--", "dev"]
    monkeypatch.setenv("STACK", "$(shell id); x y")
    assert made(tmp_path, "preview") == ["preview", "--", "$(shell id); x y"]


@pytest.mark.parametrize("base", ODD)
def test_a_base_is_one_argument(tmp_path: Path, base: str) -> None:
    pulled = ["-m", "tools.fetch_charts"]
    assert made(tmp_path, "charts", f"BASE={base}") == [*pulled, f"--base={base}"]
    assert made(tmp_path, "charts", "RECORD=1") == [*pulled, "--record"]
    assert made(tmp_path, "charts") == pulled


@pytest.mark.parametrize("tag", ODD)
def test_a_tag_is_one_argument(tmp_path: Path, tag: str) -> None:
    assert made(tmp_path, "release-check", f"TAG={tag}") == [
        "-m",
        "tools.release_check",
        f"--tag={tag}",
    ]
    assert made(tmp_path, "release-check") == ["-m", "tools.release_check"]
