"""The environment of the policy pack: `make policy-tools` makes it.

It is one of its own, since pulumi-policy wants a protobuf that is older than the program's.
`CILIUM_AKO_POLICY_TOOLS` names it where it is not `.venv-policy`.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PACK: Final = ROOT / "policy"
TOOLS: Final = Path(os.environ.get("CILIUM_AKO_POLICY_TOOLS", ROOT / ".venv-policy"))
PYTHON: Final = TOOLS / "bin" / "python"

needs_tools = pytest.mark.skipif(
    not PYTHON.is_file(), reason="pulumi-policy is not here: make policy-tools"
)


@cache
def _asked() -> subprocess.Popen[str]:
    """The process that answers, one for all tests of this one: its imports take longest."""
    process = subprocess.Popen(
        [PYTHON, Path(__file__).with_name("asking.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    atexit.register(process.kill)
    return process


def told_by(question: str, given: object) -> Any:
    """What `asking.py` answers in that environment."""
    process = _asked()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps([question, given]) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    assert answer, "it ended: its reason stands above"
    return json.loads(answer)
