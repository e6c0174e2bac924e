"""The table of types of instances is what EC2 says of them, as moto carries it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tools.derive_instance_types import TABLE, rows

ROOT = Path(__file__).parents[2]
CARRIED = sorted(
    (ROOT / ".venv-aws").glob(
        "lib/python3*/site-packages/moto/ec2/resources/instance_types.json.gz"
    )
)
"""Where `make aws-tools` puts moto."""


def kind(name: str, cards: list[int], **more: Any) -> dict[str, Any]:
    """A type as DescribeInstanceTypes tells of it: interfaces card by card."""
    return {
        "InstanceType": name,
        "Hypervisor": "nitro",
        "NetworkInfo": {
            "DefaultNetworkCardIndex": 0,
            "MaximumNetworkInterfaces": sum(cards),
            "Ipv4AddressesPerInterface": 50,
            "NetworkCards": [
                {"NetworkCardIndex": index, "MaximumNetworkInterfaces": number}
                for index, number in enumerate(cards)
            ],
        },
        **more,
    }


def test_interfaces_are_those_of_the_first_card() -> None:
    document = {"InstanceTypes": [kind("p5.48xlarge", [2] * 32), kind("m5.large", [3])]}
    assert sorted(rows(document)) == [("m5.large", 3, 50, "nitro"), ("p5.48xlarge", 2, 50, "nitro")]


def test_what_runs_on_nothing_is_metal() -> None:
    given = kind("m5.metal", [15], BareMetal=True)
    del given["Hypervisor"]
    assert list(rows([given])) == [("m5.metal", 15, 50, "metal")]
    assert list(rows({"m4.large": kind("m4.large", [2], Hypervisor="xen")})) == [
        ("m4.large", 2, 50, "xen")
    ]


def test_the_table_is_what_moto_carries() -> None:
    if not CARRIED:
        pytest.skip("there is no moto: make aws-tools")
    document = json.loads(gzip.decompress(CARRIED[0].read_bytes()))
    lines = ["\t".join(map(str, row)) for row in sorted(rows(document))]
    assert TABLE.read_text("utf-8").splitlines()[1:] == lines
