"""An engine's properties as the judgement takes them: without proxies, and Hidden where unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pulumi
from pulumi_policy.proxy import UnknownValueError

from cilium_ako.changes.facts import Hidden
from cilium_ako.policies.helm_release import AssetText

_UNKNOWN: Final = Hidden("it is not known before the update")
_FILE: Final = Hidden("it is a file or an address, and only its text can be judged")


def plain(properties: Mapping[str, Any]) -> dict[str, object]:
    """Properties as they come to a policy, at every depth; nothing is raised for any of them."""
    found: dict[str, object] = {}
    for key in properties:
        try:
            found[str(key)] = _plain(properties[key])
        except UnknownValueError:
            found[str(key)] = _UNKNOWN
    return found


def _plain(value: Any) -> object:
    match value:
        case Mapping():
            return plain(value)
        case pulumi.StringAsset():
            return AssetText(value.text)
        case pulumi.Asset() | pulumi.Archive():
            return _FILE
        case str() | bytes():
            return value
        case Iterable():
            return list(_elements(value))
        case _:
            return value


def _elements(values: Any) -> Iterable[object]:
    for number in range(len(values)):
        try:
            yield _plain(values[number])
        except UnknownValueError:
            yield _UNKNOWN
