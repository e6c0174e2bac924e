"""Keys of the config that say what a raw Helm value may say instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, NamedTuple, Protocol, TypeVar

from cilium_ako.config.helm_value import value_at
from cilium_ako.config.stack import key_path


class _Part(Protocol):
    @property
    def values(self) -> dict[str, object]: ...


PartT = TypeVar("PartT", bound=_Part)


class OptionalKey(NamedTuple, Generic[PartT]):
    """A key of the config for one Helm key."""

    place: tuple[str, ...]
    """Where it stands, from the part of the config on."""
    read: Callable[[PartT], object]
    """What it says; None where a stack leaves it out."""


def setting(part: PartT, own: OptionalKey[PartT] | None, helm_key: str) -> object:
    """What a chart is told under a dotted Helm key; None where a stack leaves it alone.

    What the key of the config says, where there is one and it is used, else the raw value.
    """
    said = own.read(part) if own is not None else None
    return value_at(part.values, *helm_key.split(".")) if said is None else said


def setting_path(part: PartT, own: OptionalKey[PartT] | None, chart: str, helm_key: str) -> str:
    """Where a stack says what `setting` reads, as `pulumi config --path` takes it."""
    if own is not None and own.read(part) is not None:
        return key_path(*own.place)
    return key_path(chart, "values", *helm_key.split("."))
