"""Generates what is written twice: pages of `docs/`, parts of the README, the stack file's schema.

    python -m tools.generate_docs [--check]

The models say which keys there are, the catalogue says which rules, changes and faults are known.
With `--check` nothing is written, and the exit status is 1 where a file is not current.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from cilium_ako.exit_status import ExitStatus
from tools.docs.config_reference import config_reference
from tools.docs.deletion import deletion
from tools.docs.distributions import distributions
from tools.docs.eni import eni
from tools.docs.etcd import etcd
from tools.docs.faults import faults
from tools.docs.fleet import fleet
from tools.docs.readme import readme
from tools.docs.rules import rules
from tools.docs.stack_schema import json_schema
from tools.docs.transitions import transitions

ROOT = Path(__file__).parent.parent

PAGES: dict[str, Callable[[], str]] = {
    "README.md": readme,
    "docs/config.md": config_reference,
    "docs/deletion.md": deletion,
    "docs/distributions.md": distributions,
    "docs/eni.md": eni,
    "docs/etcd.md": etcd,
    "docs/faults.md": faults,
    "docs/fleet.md": fleet,
    "docs/rules.md": rules,
    "docs/transitions.md": transitions,
    "schema/stack.schema.json": lambda: (
        json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    ),
}
"""File to the function that makes its text."""


def main() -> int:
    """Writes the files, or says which is not current."""
    wanted = {ROOT / name: make() for name, make in PAGES.items()}
    stale = [
        path
        for path, text in wanted.items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not current: run `make docs`", file=sys.stderr)
        return ExitStatus.FAILED if stale else ExitStatus.FINE
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted[path], "utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return ExitStatus.FINE


if __name__ == "__main__":
    sys.exit(main())
