"""Generates what is written twice: pages of `docs/`, parts of the README, schemas, package inputs.

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
from tools.docs.package_inputs import package_inputs
from tools.docs.policy import policy
from tools.docs.readme import readme
from tools.docs.rules import rules
from tools.docs.stack_schema import json_schema
from tools.docs.transitions import transitions
from tools.docs.versions import versions
from tools.package_schema import package_promise, package_schema

ROOT = Path(__file__).parent.parent

PAGES: dict[str, Callable[[], str]] = {
    "components/package/inputs.py": package_inputs,
    "README.md": readme,
    "docs/config.md": config_reference,
    "docs/deletion.md": deletion,
    "docs/distributions.md": distributions,
    "docs/eni.md": eni,
    "docs/etcd.md": etcd,
    "docs/faults.md": faults,
    "docs/fleet.md": fleet,
    "docs/policy.md": policy,
    "docs/rules.md": rules,
    "docs/transitions.md": transitions,
    "docs/versions.md": versions,
    "schema/stack.schema.json": lambda: (
        json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    ),
    "package/promised.json": package_promise,
    "package/schema.json": package_schema,
}
"""File to the function that makes its text, in order: the schema is made of the inputs."""


def main() -> int:
    """Writes the files, or says which is not current."""
    only_check, status = "--check" in sys.argv, ExitStatus.FINE
    for name, make in PAGES.items():
        path, text = ROOT / name, make()
        if path.exists() and path.read_text("utf-8") == text:
            continue
        if only_check:
            print(f"{name} is not current: run `make docs`", file=sys.stderr)
            status = ExitStatus.FAILED
            continue
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        print(f"wrote {name}")
    return status


if __name__ == "__main__":
    sys.exit(main())
