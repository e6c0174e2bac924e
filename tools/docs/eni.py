"""The parts of docs/eni.md that are generated: the statements of the operator's policy, its calls.

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
    """The page with both tables."""
    return with_parts(PAGE, {"statements": _statements(), "calls": _calls()})


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
