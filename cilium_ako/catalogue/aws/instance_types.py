"""How many network interfaces and addresses a type of AWS instance takes.

`instance_types.tsv` beside this file has a line for each type: interfaces of its first network
card, IPv4 addresses of each of them, hypervisor (`metal` where there is none). The operator
attaches to that card alone (AttachNetworkInterface without a card's index in pkg/aws/ec2/ec2.go of
Cilium), so what further cards take is nothing to it. `tools/derive_instance_types.py` writes the
table from what EC2's DescribeInstanceTypes says.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple, cast

SOURCE: Final = "EC2's DescribeInstanceTypes, as moto 5.2.5 carries it"
"""Where the table is from. Licence of moto: Apache-2.0."""
DATE: Final = "2026-10-27"
"""The day that moto was released on."""

Hypervisor = Literal["nitro", "xen", "metal"]
"""What runs below an instance; `metal` is nothing."""


class InstanceType(NamedTuple):
    """What a type of instance takes."""

    name: str
    interfaces: int
    """Network interfaces on its first card."""
    addresses: int
    """IPv4 addresses of each of them, the interface's own one among them."""
    hypervisor: Hypervisor


@cache
def _lines() -> dict[str, str]:
    text = (files("cilium_ako.catalogue.aws") / "instance_types.tsv").read_text("utf-8")
    pairs = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    return {name: rest for name, _, rest in pairs}


def instance_type(name: str) -> InstanceType | None:
    """What is known of a type; None where the table has none of that name.

    >>> instance_type("m5.large")
    InstanceType(name='m5.large', interfaces=3, addresses=10, hypervisor='nitro')
    """
    line = _lines().get(name)
    if line is None:
        return None
    interfaces, addresses, hypervisor = line.split("\t")
    return InstanceType(name, int(interfaces), int(addresses), cast("Hypervisor", hypervisor))


def known_types() -> int:
    """How many types the table has."""
    return len(_lines())


def nearest_type(name: str) -> str:
    """The known type whose name is nearest to one that is not known; empty where none is near.

    >>> nearest_type("m5.larg")
    'm5.large'
    """
    from difflib import get_close_matches  # noqa: PLC0415 - start-up time

    found = get_close_matches(name, _lines(), n=1, cutoff=0.8)
    return found[0] if found else ""
