"""How the tests run a command: in this process, or as people run it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.data_files import text_of
from tests.forked import Result

ROOT = Path(__file__).parents[2]
TOOL = str(Path(sys.executable).parent / "cilium-ako")
STACKS = ("dev", "prod-aws", "staging")


Invoke = Callable[..., Result]


def spawn(*arguments: str, at: Path = ROOT, environment: Mapping[str, str] | None = None) -> Result:
    """Runs the installed command, with these variables beside those of the tests."""
    found = subprocess.run(
        [TOOL, *arguments],
        cwd=at,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        check=False,
    )
    return Result(found.returncode, found.stdout.decode(), found.stderr.decode())


def project(at: Path, config: dict[str, Any] | str, name: str = "dev") -> Path:
    """A project with one stack, its config as data or its stack file as text."""
    (at / "Pulumi.yaml").write_text("name: cilium-ako\n")
    if not isinstance(config, str):
        document = {"config": {f"cilium-ako:{key}": value for key, value in config.items()}}
        config = text_of(document)
    (at / f"Pulumi.{name}.yaml").write_text(config)
    return at
