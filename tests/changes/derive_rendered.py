"""Derives `rendered.json` beside this file from the full contract data.

What stays of each rendered ConfigMap are the keys that some fact is read from, so that the test
of the readers runs where the full data is not at hand.

Usage: python tests/changes/derive_rendered.py CONTRACTS
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cilium_ako.changes.fact_keys import fact_keys

READ_BESIDE = {
    "tunnel",
    "kvstore",
    "etcd-config",
    "enable-ipsec",
    "enable-wireguard",
    "enable-ztunnel",
    "ec2-api-endpoint",
}
"""Keys of `cilium-config` that no row names and a reader looks at."""


def main(contracts: Path) -> None:
    """Writes the derived file."""
    keys = {row.value_key.config for row in fact_keys("cilium")} | READ_BESIDE
    found = {}
    for directory in sorted(contracts.joinpath("cilium").iterdir()):
        rendered = json.loads((directory / "rendered.json").read_text("utf-8"))
        found[directory.name] = {
            name: {"values": case["values"], "config": config_of(rendered, name, keys)}
            for name, case in sorted(rendered.items())
        }
    text = json.dumps(found, indent=1, sort_keys=True) + "\n"
    (Path(__file__).parent / "rendered.json").write_text(text, "utf-8")


def config_of(rendered: dict[str, dict[str, object]], case: str, keys: set[str]) -> dict[str, str]:
    """The ConfigMap of a case, with these keys of it."""
    whole = rendered["default"]["ciliumConfig"]
    changed = rendered[case].get("ciliumConfigChanged", {})
    removed = rendered[case].get("ciliumConfigRemoved", [])
    assert isinstance(whole, dict)
    assert isinstance(changed, dict)
    assert isinstance(removed, list)
    config = {**whole, **changed}
    return {key: config[key] for key in sorted(config) if key in keys and key not in removed}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
