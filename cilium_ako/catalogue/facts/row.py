"""The row types of the tables of facts."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from cilium_ako.catalogue.release import Release

Value: TypeAlias = str | int | float | bool | tuple[str, ...]
"""A fact's value in its normal form, which `cilium_ako.changes.normalize` makes."""

Kind = Literal["text", "boolean", "number", "list", "ranges", "set", "json", "kpr", "sealed"]
"""How a value is written and compared.

In Helm values it is what YAML has, in a ConfigMap always a text. `list` keeps its order, `ranges`
is one of address ranges, `set` has no order, `json` is a structure of which only equality counts,
`kpr` is kube-proxy replacement (once `strict`, now true). `sealed` is a secret: a digest of its
ciphertext, or a word for who makes it (`changes.sealed`).
"""


class FactDefinition(NamedTuple):
    """A fact: one thing that a cluster is told, of which a change may hurt."""

    name: str
    """Dotted, as reports have it: `ipam.pools`, `ako.controller.host`."""
    kind: Kind
    """How its value is written and compared."""
    default: Value | None = None
    """What is in effect where neither Helm values nor a ConfigMap say anything; None where the
    fact is absent then."""
    path: str = ""
    """Where a stack's config says it, below `cilium-ako:`; empty where only `values` could."""
    depends_on: tuple[str, ...] = ()
    """Facts that decide whether this one applies: when it comes or goes with one of them, that
    one's change is the change that counts."""
    config_only: bool = False
    """Told by a stack's config or an annotation and by nothing else: compared where both sides
    have it, and not missed where one has not."""


class MinorDefault(NamedTuple):
    """A default of some minors only, in place of the fact's own."""

    fact: str
    value: Value
    since: Release
    """First minor with it."""
    until: Release
    """Last minor with it."""


class OlderDefault(NamedTuple):
    """What a chart does instead of its default where `upgradeCompatibility` is below a release."""

    fact: str
    below: Release
    """The release that `upgradeCompatibility` is compared with."""
    value: Value
    since: Release
    """First minor whose chart compares it."""
