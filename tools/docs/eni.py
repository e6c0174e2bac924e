"""What is generated of docs/eni.md: statements and calls of the operator's policy, and traffic.

What a switch is in a stack's config stands here, since only people are told of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cilium_ako.catalogue.aws.operator_permissions import (
    CALLS,
    SCOPE_WORDS,
    STATEMENTS,
    CallRow,
    Switch,
)
from cilium_ako.catalogue.aws.traffic import PARTY_WORDS, ROWS, TrafficRow
from cilium_ako.catalogue.aws.traffic import Switch as TrafficSwitch
from tools.docs.generated_parts import with_parts

PAGE = Path(__file__).parents[2] / "docs" / "eni.md"

_SWITCHES: Final[Mapping[Switch, str]] = {
    "tags": "unless `eni.gcInterval` is 0 and `eni.eniTags` empty",
    "delete-on-termination": "unless `eni.nodeSpec.deleteOnTermination` is false",
    "adapter-limits": "by version, and `eni.updateEC2AdapterLimitViaAPI` where there is one",
    "instance-tags": "with `eni.instanceTagsFilter`",
    "release": "with `eni.awsReleaseExcessIPs`",
    "ipv6": "with an IPv6 range in `ipam.vpcCidrs`",
    "static-addresses": "with `ipam.nodeSpec.ipamStaticIPTags`",
}


def eni() -> str:
    """The page with its tables."""
    return with_parts(PAGE, {"statements": _statements(), "calls": _calls(), "traffic": _traffic()})


def _statements() -> str:
    lines = ["| statement | on | narrowed to | the operator |", "|---|---|---|---|"]
    for row in STATEMENTS:
        resource = f"`{row.resource}/…`" if row.resource else "`*`"
        scopes = ", ".join(SCOPE_WORDS[scope] for scope in row.scopes)
        lines.append(f"| `{row.id}` | {resource} | {scopes} | {row.reason} |")
    return "\n".join(lines)


def _calls() -> str:
    lines = [
        "| `ec2:` | when | in | what for | without it | source |",
        "|---|---|---|---|---|---|",
    ]
    for row in CALLS:
        places = ", ".join(f"`{each}`" for each in row.statements)
        cells = (f"`{row.action}`", _when(row), places, row.purpose, row.without, row.source)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _when(row: CallRow) -> str:
    words = []
    if row.feature is not None:
        words.append(f"from {row.feature.since} on")
    if row.switch is not None:
        words.append(_SWITCHES[row.switch])
    return ", ".join(words) or "always"


_TRAFFIC_SWITCHES: Final[Mapping[TrafficSwitch, str]] = {
    "always": "always",
    "eni": "with `eni`",
    "tunnel-vxlan": "in a VXLAN tunnel",
    "tunnel-geneve": "in a Geneve tunnel",
    "wireguard": "with WireGuard",
    "ipsec-native": "with IPsec, natively routed",
    "ipsec-tunnel": "with IPsec, in a tunnel",
    "hubble": "with Hubble",
    "hubble-relay": "with Hubble Relay, where pods are in the VPC",
    "etcd-external": "with an etcd of others (`kvstore`)",
    "etcd-managed": "with an etcd that the stack makes",
    "node-ports": "where NodePorts are served",
    "ako": "with AKO",
    "ako-node-port": "with AKO, `serviceType: NodePort`",
    "ako-cluster-ip": "with AKO, `serviceType: ClusterIP`",
}
_PORTS: Final = {
    "any": "",
    "none": "",
    "tunnel": "of the tunnel",
    "node-ports": "`nodePort.range`",
    "etcd": "of its endpoints",
    "controller": "443, or `controller.host`'s",
}


def _traffic() -> str:
    lines = ["| into | from | what | when | which is | source |", "|---|---|---|---|---|---|"]
    for row in ROWS:
        sources = ", ".join(PARTY_WORDS[each] for each in row.sources)
        when = _TRAFFIC_SWITCHES[row.switch]
        if row.feature is not None:
            when += f", from {row.feature.since} on"
        cells = (PARTY_WORDS[row.to], sources, _what(row), when, row.reason, row.source)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _what(row: TrafficRow) -> str:
    name = {"-1": "every protocol", "50": "ESP"}.get(row.protocol, row.protocol.upper())
    port = str(row.port) if isinstance(row.port, int) else _PORTS[row.port]
    return f"{name} {port}".strip()
