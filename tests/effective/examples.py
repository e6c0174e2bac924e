"""The examples of refusals, as configs of the newest Cilium that refuses each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cilium_ako.catalogue.refusals import BY_SUBJECT
from cilium_ako.catalogue.refusals.row import Refusal
from cilium_ako.catalogue.release import Release
from cilium_ako.config.stack import PROJECT, RawConfig
from tests.data_files import data_of
from tests.rules.cases import patched
from tests.strategies import CONTRACT_VERSIONS

DIRECTORY = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    """A config that one row refuses."""

    row: Refusal
    subject: str
    config: Mapping[str, Any]
    also: tuple[str, ...]
    """Errors of other rules, which it cannot avoid."""


@cache
def bases() -> Mapping[str, Mapping[str, Any]]:
    """The configs that nothing refuses."""
    loaded: Mapping[str, Mapping[str, Any]] = data_of(DIRECTORY / "bases.yaml")
    return loaded


def of_release(config: Mapping[str, Any], version: str) -> dict[str, Any]:
    """A config with another release of Cilium."""
    changed: dict[str, Any] = patched(config, {"cilium": {"version": version}})
    return changed


def raw(config: Mapping[str, Any]) -> RawConfig:
    """A config as the engine has it."""
    return RawConfig({f"{PROJECT}:{key}": value for key, value in config.items()})


@cache
def examples() -> tuple[Example, ...]:
    """Every example, subject by subject."""
    return tuple(
        _example(row, subject, given[row.id])
        for subject, rows in BY_SUBJECT.items()
        for given in (data_of(DIRECTORY / f"{subject}.yaml"),)
        for row in rows
    )


def _example(row: Refusal, subject: str, given: Mapping[str, Any]) -> Example:
    unknown = given.keys() - {"base", "change", "values", "version", "also"}
    assert not unknown, f"{row.id}: {unknown}"
    refusing = [version for version in CONTRACT_VERSIONS if row.applies_to(release(version))]
    config = patched(bases()[given.get("base", "plain")], given.get("change", {}))
    config = of_release(config, given.get("version", refusing[-1]))
    config = patched(config, {"cilium": {"values": given["values"]}})
    return Example(row, subject, config, tuple(given.get("also", ())))


def release(text: str) -> Release:
    """The release that a text of this file names."""
    found = Release.parse(text)
    assert found is not None
    return found
