"""Derives how many interfaces and addresses each type of instance takes, from what EC2 says.

    python -m tools.derive_instance_types FILE

FILE is what `aws ec2 describe-instance-types` prints, or that list of types alone, as JSON, gzipped
or not: moto carries one (`moto/ec2/resources/instance_types.json.gz`). The table is written to
`cilium_ako/catalogue/aws/instance_types.tsv`; its source and date stand in `instance_types.py`
beside it, and are changed there by hand.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parents[1] / "cilium_ako" / "catalogue" / "aws" / "instance_types.tsv"


def main() -> int:
    """Writes the table."""
    data = Path(sys.argv[1]).read_bytes()
    document = json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
    lines = ["# type\tinterfaces\taddresses\thypervisor"]
    lines += ["\t".join(map(str, row)) for row in sorted(rows(document))]
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines) - 1} types")
    return 0


def rows(document: Any) -> Iterator[tuple[str, int, int, str]]:
    """Type, interfaces of its first network card, addresses of each, hypervisor or `metal`."""
    if isinstance(document, Mapping) and "InstanceTypes" in document:
        document = document["InstanceTypes"]
    types = document.values() if isinstance(document, Mapping) else document
    for each in types:
        network = each["NetworkInfo"]
        cards = {card["NetworkCardIndex"]: card for card in network.get("NetworkCards", ())}
        card = cards.get(network.get("DefaultNetworkCardIndex", 0), network)
        kind = "metal" if each.get("BareMetal") else each.get("Hypervisor", "")
        yield (
            each["InstanceType"],
            min(card["MaximumNetworkInterfaces"], network["MaximumNetworkInterfaces"]),
            network["Ipv4AddressesPerInterface"],
            kind,
        )


if __name__ == "__main__":
    raise SystemExit(main())
