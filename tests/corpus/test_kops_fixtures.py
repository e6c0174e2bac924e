"""Clusters of kOps' own tests, as stacks: what kOps runs is accepted here."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from cilium_ako.check.checked_stack import check_config
from tests.configs import Config, raw
from tests.corpus.installs import BASE, FOLDER
from tests.data_files import data_of

FIXTURES: Final[dict[str, dict[str, Any]]] = data_of(Path(__file__).with_name("kops_fixtures.yaml"))
"""Name of a fixture to what its stack says beside the rest, which is the same in all."""


def config_of(name: str) -> Config:
    """The stack of a fixture: one control plane node on AWS, with kOps' own ranges."""
    cluster = {
        **BASE,
        "name": name,
        "distribution": "kops",
        "platform": "aws",
        "region": "us-east-1",
        "apiServer": [f"https://api.internal.{name}.example.test"],
        "nodeCidrs": ["172.20.0.0/17"],
        "serviceCidrs": ["100.64.0.0/13"],
        "maxNodes": 10,
        "controlPlanes": 1,
        **FIXTURES[name]["cluster"],
    }
    return {"cluster": cluster, "cilium": {"version": "1.18.12", **FIXTURES[name]["cilium"]}}


@pytest.mark.parametrize("name", FIXTURES)
def test_what_kops_runs_is_accepted(name: str) -> None:
    checked = check_config(name, raw(config_of(name)), FOLDER, offline=True)
    assert [(each.rule, each.message) for each in checked.problems if each.stops] == []
    values = checked.helm_values("cilium")
    assert values is not None
    ipam = values["ipam"]
    assert isinstance(ipam, dict)
    assert ipam["mode"] == FIXTURES[name]["cilium"]["ipam"]["mode"]
