"""Derives the table of what charts render for a feature, for tests.

    python tools/derive_contract_cases.py CONTRACTS

CONTRACTS holds `cilium/<version>/rendered.json`: per case the values that were given to the
chart, and the keys of the ConfigMap `cilium-config` that they changed. Only that is kept.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TABLE = Path(__file__).parent.parent / "tests" / "contracts" / "cases.json"


def cases(contracts: Path) -> dict[str, dict[str, object]]:
    """Version to case to what was given and what changed, oldest version first."""
    versions = sorted(
        (contracts / "cilium").iterdir(), key=lambda at: tuple(map(int, at.name.split(".")))
    )
    return {
        version.name: {
            case: {"values": found["values"], "config": found["ciliumConfigChanged"]}
            for case, found in json.loads((version / "rendered.json").read_text("utf-8")).items()
            if case != "default"
        }
        for version in versions
    }


def text(contracts: Path) -> str:
    """The table as it is committed."""
    return json.dumps(cases(contracts), indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Writes the table."""
    TABLE.write_text(text(Path(sys.argv[1])), "utf-8")


if __name__ == "__main__":
    main()
