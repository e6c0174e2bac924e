"""The program as it was at the base, run on the stacks as they were.

A pull request may change how values are derived and no stack file at all; with the program of
today on both sides nothing would show. So the commit is exported into a temporary directory,
and its own code derives the values, with this interpreter and the libraries that are installed now.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.json_text import load_answer

PROGRAM: Final = ("cilium_ako", "components")
"""The program's packages: what is exported to run it."""
DECIDING: Final = (
    "cilium_ako/derivation.py",
    "cilium_ako/config",
    "cilium_ako/catalogue",
    "cilium_ako/charts",
    "cilium_ako/documents",
    "components",
)
"""What decides the values. Rules and reports may change without changing a cluster."""
_SECONDS: Final = 120


class BaseProgramError(Exception):
    """The program as it was could not be run; the text says why, as the end of a sentence."""


class Derived(NamedTuple):
    """What the program as it was makes of one stack: its `cilium_ako.derivation.Derivation`."""

    values: Mapping[str, Mapping[str, object]]
    """Helm values by chart."""
    decisions: Mapping[str, str]
    problem: str = ""
    """Why it could make nothing of it, as the end of a sentence."""


class StackText(NamedTuple):
    """A stack file as it was."""

    name: str
    text: str


def program_directory() -> Path:
    """The directory that holds this program's packages."""
    return Path(__file__).resolve().parents[3]


def derive_with_base_program(root: Path, stacks: Mapping[Path, StackText]) -> dict[Path, Derived]:
    """What the program whose packages are below `root` makes of stack files.

    Raises BaseProgramError where it cannot run at all.
    """
    child = Path(__file__).with_name("base_program_child.py")
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    paths = list(stacks)
    try:
        ran = subprocess.run(  # noqa: S603 - this interpreter, and no shell
            [sys.executable, "-P", str(child), str(root)],
            input=json.dumps([stacks[each] for each in paths]).encode(),
            capture_output=True,
            check=False,
            cwd=root,
            env=environment,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BaseProgramError(f"it did not run ({type(error).__name__})") from None
    if ran.returncode != 0:
        words = ran.stderr.decode(errors="replace").strip().splitlines()
        # the kind of error only: its text may quote a value
        kind = words[-1].partition(":")[0].strip() if words else f"status {ran.returncode}"
        raise BaseProgramError(f"it stopped with {kind}")
    try:
        answers: Any = load_answer(ran.stdout)
        return {
            path: Derived(each["values"], each["decisions"], each["problem"])
            for path, each in zip(paths, answers, strict=True)
        }
    except (DocumentError, ValueError, TypeError, KeyError):
        raise BaseProgramError("what it said could not be understood") from None
