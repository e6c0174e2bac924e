"""What a stack's operator does with network interfaces of EC2, and which of them are its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cilium_ako.catalogue.aws.interface_tags import (
    CLUSTER,
    INSTANCE_OF,
    INSTANCE_VALUES,
    MANAGED,
    MANAGED_VALUE,
)
from cilium_ako.catalogue.aws.operator_permissions import Switch
from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.combined_values import ABSENT, look_up
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.go_duration import go_duration
from cilium_ako.documents.json_text import load_json
from cilium_ako.effective.release import EffectiveRelease

Tags = Mapping[str, tuple[str, ...]]
"""Names of tags, each with the values that it may have."""

_OPTIONS: Final[Mapping[str, str]] = {
    "eni.gcInterval": "eni-gc-interval",
    "eni.gcTags": "eni-gc-tags",
    "eni.eniTags": "eni-tags",
    "eni.updateEC2AdapterLimitViaAPI": "update-ec2-adapter-limit-via-api",
    "eni.nodeSpec.deleteOnTermination": "eni-delete-on-termination",
}
"""Helm keys that no fact is read from, with the option that each becomes.

Source: install/kubernetes/cilium/templates/cilium-configmap.yaml.
"""


@dataclass(frozen=True, slots=True)
class InterfaceUse:
    """Which calls are switched on, and what narrows them."""

    version: Release
    """Cilium's release."""
    switches: frozenset[Switch]
    """What calls hang on, as far as it is on."""
    own_tags: Tags
    """Tags that every interface has which the operator makes."""
    spares_primary: bool
    """Whether no address is given to a node's first interface."""
    subnet_ids: tuple[str, ...]
    """Subnets that interfaces are made in, sorted; empty where their tags or nothing says so."""
    subnet_tags: Tags
    group_ids: tuple[str, ...]
    """Security groups of new interfaces, sorted; empty where their tags or the node's own do."""
    group_tags: Tags
    instance_tags: Tags
    """Tags of the cluster's instances."""
    address_tags: Tags
    """Tags of elastic addresses for nodes."""


def interface_use(release: EffectiveRelease) -> InterfaceUse:
    """What the operator of a stack with `eni` does. Meant for a stack that is ok."""
    selected = _tags(_words(release, "eni.instanceTags"))
    addresses = _tags(_list(look_up(release.values, "ipam.nodeSpec.ipamStaticIPTags")))
    own = _own_tags(release)
    index = release.facts.get("eni.firstInterfaceIndex")
    groups = tuple(_words(release, "eni.securityGroups"))
    return InterfaceUse(
        version=release.cilium.version,
        switches=frozenset(_switches(release, own, selected, addresses)),
        own_tags=own,
        spares_primary=isinstance(index, int) and index > 0,
        subnet_ids=tuple(_words(release, "eni.nodeSubnetIds") or _words(release, "eni.subnetIds")),
        subnet_tags=_tags(
            [*_words(release, "eni.subnetTags"), *_words(release, "eni.nodeSubnetTags")]
        ),
        group_ids=groups,
        group_tags={} if groups else _tags(_words(release, "eni.securityGroupTags")),
        instance_tags=selected or {f"{INSTANCE_OF}{release.cluster.name}": INSTANCE_VALUES},
        address_tags=addresses,
    )


def _switches(
    release: EffectiveRelease, own: Tags, selected: Tags, addresses: Tags
) -> Iterator[Switch]:
    if own:
        yield "tags"
    if _said(release, "eni.nodeSpec.deleteOnTermination") not in (False, "false"):
        yield "delete-on-termination"
    if _asks_for_limits(release):
        yield "adapter-limits"
    if selected:
        yield "instance-tags"
    if release.facts.get("eni.releaseExcess") is True:
        yield "release"
    if release.cilium.has_ipv6:
        yield "ipv6"
    if addresses:
        yield "static-addresses"


def _asks_for_limits(release: EffectiveRelease) -> bool:
    if features.ENI_LIMITS_ALWAYS_ASKED.is_in(release.cilium.version):
        return True
    said = _said(release, "eni.updateEC2AdapterLimitViaAPI")
    if said is None:
        return features.ENI_LIMITS_ASKED.is_in(release.cilium.version)
    return said in (True, "true")


def _own_tags(release: EffectiveRelease) -> Tags:
    """Tags that every interface of the operator's has: those that left ones are found by.

    Where nobody looks for left ones, `eniTags`; with both, those are of new interfaces alone.
    Source: operator/pkg/ipam/allocator/aws/aws.go (initENIGarbageCollectionTags, Init).
    """
    if _collects_left_interfaces(release):
        tags = _mapping(_said(release, "eni.gcTags")) or {
            MANAGED: MANAGED_VALUE,
            CLUSTER: release.cluster.name,
        }
    else:
        tags = _mapping(_said(release, "eni.eniTags"))
    return {name: (value,) for name, value in sorted(tags.items())}


def _collects_left_interfaces(release: EffectiveRelease) -> bool:
    said = _said(release, "eni.gcInterval")
    if said is None or said == "":
        return True
    interval = go_duration(str(said).removeprefix("-"))
    return interval is None or (interval > timedelta() and not str(said).startswith("-"))


def _said(release: EffectiveRelease, key: str) -> object:
    """What the operator is told for a Helm key of `_OPTIONS`; None where nothing is."""
    for override in reversed(release.overrides):
        if override.option == _OPTIONS[key]:
            return override.value
    raw = look_up(release.values, key)
    return None if raw is ABSENT else raw


def _words(release: EffectiveRelease, fact: str) -> list[str]:
    value = release.facts.get(fact)
    return sorted(_list(value))


def _list(raw: object) -> list[str]:
    """The elements of a list of Helm or of its text, as the chart joins it and the operator cuts.

    Source: install/kubernetes/cilium/templates/cilium-configmap.yaml.
    """
    if isinstance(raw, str):
        raw = [raw]
    if isinstance(raw, Mapping):
        return [f"{name}={value}" for name, value in raw.items()]
    if not isinstance(raw, Iterable):
        return []
    return [word for each in raw for word in str(each).split(",") if word]


def _tags(words: Iterable[str]) -> Tags:
    pairs = (word.partition("=") for word in words)
    return {name: (value,) for name, _, value in sorted(pairs) if name}


def _mapping(raw: object) -> dict[str, str]:
    """A mapping of Helm, or its JSON; a map as flags take it, `a=b,c=d`, too."""
    if isinstance(raw, str) and raw:
        try:
            loaded = load_json(raw)
        except DocumentError:
            return dict(word.partition("=")[::2] for word in raw.split(",") if word)
        raw = loaded
    if not isinstance(raw, Mapping):
        return {}
    return {str(name): _text(value) for name, value in raw.items()}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
