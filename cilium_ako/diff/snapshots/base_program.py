"""The program as it was at the base, run on the stacks as they were.

A pull request may change how values are derived and no stack file at all; with the program of
today on both sides nothing would show. So the commit is exported into a temporary directory,
and its own code derives the values, with this interpreter and these packages.
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
from cilium_ako.repository import Commit

ROOMS: Final = ("cilium_ako/config", "cilium_ako/catalogue", "cilium_ako/charts", "components")
"""What decides the values. Rules and reports may change without changing a cluster."""
_LIMIT: Final = 120


class BaseProgramError(Exception):
    """The program as it was could not be run; the text says why, as the end of a sentence."""


class Derived(NamedTuple):
    """What the program as it was makes of one stack."""

    values: Mapping[str, Mapping[str, object]]
    """Helm values by chart."""
    decisions: Mapping[str, str] | None


def program_directory() -> Path:
    """The directory that holds this program's packages."""
    return Path(__file__).resolve().parents[3]


def derive_there(base: Commit, tree: Path, stacks: Mapping[str, str]) -> dict[str, Derived]:
    """What the program in an exported commit makes of stack files' texts, by name.

    A stack that it cannot parse is left out. Raises BaseProgramError where it cannot run at all.
    """
    inside = base.relative(program_directory())
    if inside is None:
        raise BaseProgramError("the program is not in the repository")
    driver = Path(__file__).with_name("base_program_child.py")
    root = (tree / inside).resolve()
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ran = subprocess.run(  # noqa: S603 - this interpreter, and no shell
            [sys.executable, "-P", str(driver), str(root)],
            input=json.dumps(dict(stacks)).encode(),
            capture_output=True,
            check=False,
            cwd=root,
            env=environment,
            timeout=_LIMIT,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BaseProgramError(f"it did not run ({type(error).__name__})") from None
    if ran.returncode != 0:
        words = ran.stderr.decode(errors="replace").strip().splitlines()
        # the kind of error only: its text may quote a value
        kind = words[-1].partition(":")[0].strip() if words else f"status {ran.returncode}"
        raise BaseProgramError(f"it stopped with {kind}")
    try:
        found: Any = load_answer(ran.stdout)
        return {
            name: Derived(each["values"], each["decisions"])
            for name, each in found.items()
            if each is not None
        }
    except (DocumentError, TypeError, KeyError, AttributeError):
        raise BaseProgramError("what it said could not be understood") from None
