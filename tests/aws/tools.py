"""The environment of AWS' client, moto and linters of policies: `make aws-tools` makes it.

It is one of its own, since AWS' client and the Kubernetes client want releases of one package that
exclude each other. `CILIUM_AKO_AWS_TOOLS` names it where it is not `.venv-aws`.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = Path(os.environ.get("CILIUM_AKO_AWS_TOOLS", ROOT / ".venv-aws")) / "bin"

needs_tools = pytest.mark.skipif(
    not (TOOLS / "moto_server").is_file(),
    reason="neither moto nor linters of policies are here: make aws-tools",
)


def told_by(program: Path, given: object, *arguments: str) -> Any:
    """What a program that runs in that environment prints as JSON, given JSON on its input."""
    done = subprocess.run(
        [TOOLS / "python", str(program), *arguments],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "AWS_EC2_METADATA_DISABLED": "true"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
