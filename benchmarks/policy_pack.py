"""How long the policy pack takes over a stack of 500 resources, two of them releases, once it runs.

The pack is started as the engine starts it, in its own environment (`make policy-tools`), and asked
over its own socket: of every resource alone, then of the whole stack.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.start_up import ROOT, ROUNDS, Figures

LIMIT: Final = 1.5
"""Seconds, from the first question to the last answer."""
PYTHON: Final = ROOT / ".venv-policy" / "bin" / "python"


def main() -> int:
    """Measures and prints; 1 where the limit is not kept or the pack's environment is missing."""
    if not PYTHON.is_file():
        print("pulumi-policy is not here: make policy-tools")
        return 1
    client = Path(__file__).with_name("_policy_pack_client.py")
    took = []
    for _ in range(ROUNDS):
        done = subprocess.run(
            [PYTHON, client], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
        took.append(float(done.stdout))
    figures = Figures()
    figures.add("500 resources, after the start", statistics.median(took), LIMIT, " s")
    return 1 if figures.broken else 0


if __name__ == "__main__":
    sys.exit(main())
