"""Runs every benchmark, each in a process of its own: `python -m benchmarks [NAME…]`.

Exit status 1 where a limit does not hold.
"""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Runs the benchmarks that are named, or all."""
    here = Path(__file__).parent
    known = sorted(
        each.name
        for each in pkgutil.iter_modules([str(here)])
        if not each.name.startswith("_") and not each.ispkg
    )
    wanted = sys.argv[1:] or known
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)} (known: {', '.join(known)})")
        return 1
    broken = []
    for name in wanted:
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", f"{here.name}.{name}"]
        if subprocess.run(command, cwd=here.parent, check=False).returncode:
            broken.append(name)
        print(flush=True)
    print(f"limits that do not hold: {', '.join(broken) or 'none'}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
